"""How it will end if no special action is taken (the forecast of ISO/TS 30437 reports), and how sure that is.

- *Level*: between the latest value and the median of the latest six, freed from their drift. How far it leans towards the latest
  value depends on how long a jolt has lasted in this series so far.
- *Drift*: Theil–Sen, the median of the slopes between all pairs of the latest nine points; damped, for no trend goes on for ever.
- *Running totals* are forecast on their increments: the pace is carried on and added to what is there. The pace itself may drift
  only where it clearly does (Kendall's tau well beyond chance).
- Below four points there is no trend to speak of: the last value, or the pace so far, is carried on, without an interval.

The 80 % interval comes from how far the same method was off when it was applied to earlier parts of the same series. It widens
with the horizon and is wider for short series. `tests/domain/test_forecast.py` shows by back-testing how much it covers.

Floats are used inside (these are estimates, not accounts); Decimals go in and come out.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import lru_cache
from itertools import pairwise
from statistics import fmean, median

from planner.domain.aggregation import Point
from planner.domain.messages import N_

FEWEST_POINTS = 4
POINTS_FOR_DRIFT = 9
POINTS_FOR_LEVEL = 6
POINTS_FOR_TRUST = 12
MISSES = 12  # so many past misses tell how sure the forecast is
DAMPING = 0.9  # what is left of a drift after a fortnight, or after one period where periods are longer
TREND_DOUBT = 0.4  # a trend may stop or speed up: so much of the way that it adds is one standard deviation
NORMAL_80 = 1.2816  # half of the 80 % interval of a normal distribution, in standard deviations
FORTNIGHT = 14

FLAT = N_("last value carried on; fewer than four points")
DRIFT = N_("damped drift of the recent changes")
PACE_SO_FAR = N_("pace so far carried on; fewer than four points")
PACE = N_("recent pace carried on")

Bounds = tuple[Decimal | None, Decimal | None]
UNBOUNDED: Bounds = (None, None)


@dataclass(frozen=True, slots=True)
class Forecast:
    """The value expected on a day, between `low` and `high` in about four of five cases, in the measure's unit.

    `probability` (of reaching the target by then) is rounded to a tenth; None when there are too few points to say.
    """

    on: date
    value: Decimal
    low: Decimal | None
    high: Decimal | None
    probability: Decimal | None
    method: str
    n_points: int


def forecast(
    points: Sequence[Point], on: date, *, is_cumulative: bool = False, bounds: Bounds = UNBOUNDED
) -> Forecast | None:
    """The value expected on a day; None without points or for a day before the last of them.

    `is_cumulative`: the points are a running total. `bounds`: the values that the measure can have (a share: 0 to 100).
    """
    if not points or on < points[-1].on:
        return None
    return within(_guess(points, on, is_cumulative), bounds)


def within(made: Forecast, bounds: Bounds) -> Forecast:
    """The forecast cut to the values that the measure can have; its probability stays as it was reckoned before."""
    low, high = (None if bound is None else _inside(bound, bounds) for bound in (made.low, made.high))
    return replace(made, value=_inside(made.value, bounds), low=low, high=high)


def path(
    points: Sequence[Point], days: Sequence[date], *, is_cumulative: bool = False, bounds: Bounds = UNBOUNDED
) -> tuple[Forecast, ...]:
    """The forecast for each of several days: the dashed line and its band."""
    made = (forecast(points, day, is_cumulative=is_cumulative, bounds=bounds) for day in days)
    return tuple(one for one in made if one is not None)


def probability_of(forecast_: Forecast, target: Decimal, *, higher_is_better: bool) -> Decimal | None:
    """The chance of reaching the target, in tenths from 0.1 to 0.9: more precision would be false."""
    if forecast_.low is None or forecast_.high is None:
        return None
    sigma = float(forecast_.high - forecast_.low) / 2 / NORMAL_80
    distance = float(forecast_.value - target) * (1 if higher_is_better else -1)
    if sigma <= 0:
        return Decimal("0.9") if distance >= 0 else Decimal("0.1")
    chance = 0.5 * (1 + math.erf(distance / sigma / math.sqrt(2)))
    return Decimal(str(min(max(round(chance, 1), 0.1), 0.9)))


def drift_per_fortnight(points: Sequence[Point]) -> Decimal | None:
    """The change in a fortnight that goes on by itself, in the measure's unit; None with fewer than four points."""
    if len(points) < FEWEST_POINTS:
        return None
    first = points[0].on
    return _decimal(_drift([(point.on - first).days / FORTNIGHT for point in points], [float(point.value) for point in points]))


def _guess(points: Sequence[Point], on: date, is_cumulative: bool) -> Forecast:
    last, ahead = points[-1], (on - points[-1].on).days
    if ahead == 0:
        return Forecast(on, last.value, last.value, last.value, None, PACE if is_cumulative else DRIFT, len(points))
    if len(points) < FEWEST_POINTS:
        return _too_few(points, on, is_cumulative)
    step = median((later.on - earlier.on).days or 1 for earlier, later in pairwise(points))
    times = tuple((point.on - points[0].on).days / step for point in points)
    values = tuple(float(point.value) for point in points)
    damping = DAMPING ** min(step / FORTNIGHT, 1)
    if not is_cumulative:
        value, spread = _level_ahead(times, values, ahead / step, damping)
        return _made(on, (value - spread, value, value + spread), DRIFT, len(points))
    value, spread = _total_ahead(times, values, ahead / step, damping)
    floor = values[-1] if _only_grows(values) else -math.inf
    low, value, high = (max(one, floor) for one in (value - spread, value, value + spread))
    return _made(on, (low, value, high), PACE, len(points))


def _too_few(points: Sequence[Point], on: date, is_cumulative: bool) -> Forecast:
    last = points[-1]
    n_days = (last.on - points[0].on).days
    if not is_cumulative or n_days == 0:
        return Forecast(on, last.value, None, None, None, FLAT, len(points))
    gain = (last.value - points[0].value) * (on - last.on).days / n_days
    return Forecast(on, last.value + gain, None, None, None, PACE_SO_FAR, len(points))


# What does not depend on how far ahead one looks is worked out once for a series: a chart asks for a dozen days.
@lru_cache(maxsize=32)
def _level_basis(times: tuple[float, ...], values: tuple[float, ...], damping: float) -> tuple[float, float, float, float]:
    """Drift, persistence, present level and mean squared miss of a series."""
    ends = range(max(2, len(values) - MISSES), len(values))
    *drifts, drift = _drifts(times, values, (*ends, len(values)))
    stays = _persistence(times, values, drift, expected=0.6, weight=4)
    misses = []
    for end, then in zip(ends, drifts, strict=True):
        guess = _level(times[:end], values[:end], then, stays) + then * _damped(times[end] - times[end - 1], damping)
        misses.append(values[end] - guess)
    return drift, stays, _level(times, values, drift, stays), _mean_square(misses)


def _level_ahead(times: tuple[float, ...], values: tuple[float, ...], ahead: float, damping: float) -> tuple[float, float]:
    """The value `ahead` steps after the last, and half the width of its 80 % interval."""
    drift, stays, level, missed = _level_basis(times, values, damping)
    travel = drift * _damped(ahead, damping)
    span = max(times[-1] - times[0], 1.0)
    variance = missed * (1 + stays * max(ahead - 1, 0)) * (1 + ahead / span / 3) + (TREND_DOUBT * travel) ** 2
    return level + travel, _factor(len(values)) * math.sqrt(variance)


@lru_cache(maxsize=32)
def _total_basis(
    times: tuple[float, ...], values: tuple[float, ...], damping: float
) -> tuple[float, float, float, float, float, int]:
    """Trust in the drift, drift, persistence, pace and mean squared miss of a running total, and its number of paces."""
    steps = [pair for pair in pairwise(zip(times, values, strict=True)) if pair[1][0] > pair[0][0]]
    middles = tuple((left + right) / 2 for (left, _), (right, _) in steps)
    paces = tuple((later - earlier) / (right - left) for (left, earlier), (right, later) in steps)
    trust = _trust_in_drift(paces)
    ends = range(max(1, len(paces) - MISSES), len(paces))
    *slopes, last = _drifts(middles, paces, (*ends, len(paces)))
    drift = last * trust
    stays = _persistence(middles, paces, drift, expected=0.05, weight=15)
    misses = []
    for end, slope in zip(ends, slopes, strict=True):
        then = slope * trust
        misses.append(paces[end] - _pace(middles[:end], paces[:end], then, stays) - then * damping)
    return trust, drift, stays, _pace(middles, paces, drift, stays), _mean_square(misses), len(paces)


def _total_ahead(times: tuple[float, ...], values: tuple[float, ...], ahead: float, damping: float) -> tuple[float, float]:
    """The running total `ahead` steps after the last, and half the width of its 80 % interval: from its increments."""
    trust, drift, stays, pace, missed, n_paces = _total_basis(times, values, damping)
    least = 0.0 if _only_grows(values) else -math.inf
    gain = sum(max(pace + drift * _damped(n, damping), least) for n in range(1, int(ahead) + 1))
    gain += (ahead - int(ahead)) * max(pace + drift * _damped(ahead, damping), least)
    # Chance of each period, jolts that stay (they add up in all later periods), and doubt about the pace itself.
    lasting = stays * ahead * max(ahead - 1, 0) * max(2 * ahead - 1, 0) / 6
    doubt = ahead**2 / min(n_paces, POINTS_FOR_LEVEL) * (1 - stays) * (1 + trust)
    return values[-1] + gain, _factor(n_paces) * math.sqrt(missed * (ahead + lasting + doubt))


def _drift(times: Sequence[float], values: Sequence[float]) -> float:
    """Theil–Sen over the latest points: one odd value moves it little."""
    return _drifts(times, values, (len(values),))[0]


def _drifts(times: Sequence[float], values: Sequence[float], ends: Sequence[int]) -> list[float]:
    """The drift as it was when only the first `end` points were known, for each end. The windows share their slopes."""
    first = max(min(ends, default=0) - POINTS_FOR_DRIFT, 0)
    slopes = [_slopes(times, values, left) for left in range(first, len(values))]
    has_ties = any(right <= left for left, right in pairwise(times))
    drifts = []
    for end in ends:
        window: list[float] = []
        for left in range(max(end - POINTS_FOR_DRIFT, 0), end):
            window += slopes[left - first][: end - left - 1]
        if has_ties:
            window = [slope for slope in window if not math.isnan(slope)]
        window.sort()
        drifts.append(_middle(window))
    return drifts


def _slopes(times: Sequence[float], values: Sequence[float], left: int) -> list[float]:
    """From one point to the next few; not a number to a point of the same time."""
    time, value, end = times[left], values[left], left + POINTS_FOR_DRIFT
    return [
        (later - value) / (right - time) if right > time else math.nan
        for right, later in zip(times[left + 1 : end], values[left + 1 : end], strict=True)
    ]


def _middle(ordered: Sequence[float]) -> float:
    """The median of what is sorted already; 0 of nothing."""
    n = len(ordered)
    if n == 0:
        return 0.0
    return ordered[n // 2] if n % 2 else (ordered[n // 2 - 1] + ordered[n // 2]) / 2


def _level(times: Sequence[float], values: Sequence[float], drift: float, stays: float) -> float:
    return stays * values[-1] + (1 - stays) * _middle(sorted(_moved_to_the_end(times, values, drift)))


def _pace(times: Sequence[float], paces: Sequence[float], drift: float, stays: float) -> float:
    """A mean and not a median: a program that runs in one fortnight of three has a pace, but a median of zero."""
    return stays * paces[-1] + (1 - stays) * fmean(_moved_to_the_end(times, paces, drift))


def _moved_to_the_end(times: Sequence[float], values: Sequence[float], drift: float) -> list[float]:
    """The latest values as they would be now, had each moved on with the drift."""
    end = times[-1]
    return [
        value + drift * (end - on) for on, value in zip(times[-POINTS_FOR_LEVEL:], values[-POINTS_FOR_LEVEL:], strict=True)
    ]


def _persistence(
    times: Sequence[float], values: Sequence[float], drift: float, *, expected: float, weight: float
) -> float:
    """How much of a jolt stays, from 0 (chance that is gone in the next period) to 1 (a new level).

    Over two periods, changes that stay have twice the variance of changes over one; those that do not have the same. With few
    points the answer leans on what is `expected` of such series.
    """
    free = [value - drift * on for on, value in zip(times, values, strict=True)]
    over_two = [later - earlier for earlier, later in zip(free, free[2:], strict=False)]
    variance = _mean_square([later - earlier for earlier, later in pairwise(free)])
    seen = min(max(_mean_square(over_two) / variance - 1, 0.0), 1.0) if variance > 0 else expected
    return (len(over_two) * seen + weight * expected) / (len(over_two) + weight)


def _trust_in_drift(values: Sequence[float]) -> float:
    """From 0 to 1: how clearly the latest values rise or fall (Kendall's tau against its standard deviation by chance)."""
    recent = values[-POINTS_FOR_TRUST:]
    n = len(recent)
    if n < 3:
        return 0.0
    order = sum((b > a) - (b < a) for index, a in enumerate(recent) for b in recent[index + 1 :])
    tau = abs(order) / (n * (n - 1) / 2)
    by_chance = math.sqrt(2 * (2 * n + 5) / (9 * n * (n - 1)))
    return min(max((tau / by_chance - 1.3) / 1.2, 0.0), 1.0)


def _damped(ahead: float, damping: float) -> float:
    """So many steps of undamped drift are what `ahead` damped ones come to."""
    kept: float = damping**ahead
    return damping * (1 - kept) / (1 - damping)


def _mean_square(misses: Sequence[float]) -> float:
    return sum(miss * miss for miss in misses) / len(misses) if misses else 0.0


def _factor(n_points: int) -> float:
    """Standard deviations in half an 80 % interval; more for short series, whose misses are few."""
    return NORMAL_80 + 1.8 / n_points


def _only_grows(values: Sequence[float]) -> bool:
    return all(later >= earlier for earlier, later in pairwise(values))


def _made(on: date, guess: tuple[float, float, float], method: str, n_points: int) -> Forecast:
    low, value, high = (_decimal(one) for one in guess)
    return Forecast(on, value, low, high, None, method, n_points)


def _inside(value: Decimal, bounds: Bounds) -> Decimal:
    least, most = bounds
    if least is not None:
        value = max(value, least)
    return value if most is None else min(value, most)


def _decimal(value: float) -> Decimal:
    return Decimal(str(round(value, 6)))
