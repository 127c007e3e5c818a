"""How it will end if no special action is taken, with an interval that tells how sure that is.

Method: the median of the recent changes per day (a robust drift), damped, so that a trend is not carried on for ever; below
four points there is no trend to speak of and the last value is carried on. The interval covers about 80 % of outcomes: it
comes from how far the same method, applied to earlier parts of the same series, was off. `forecast on a series of
increments` is what happens for sums: the pace is forecast, and added to what is there.

Floats are used inside (these are estimates, not accounts); Decimals go in and come out.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from statistics import median

from planner.domain.aggregation import Point
from planner.domain.messages import N_

FEWEST_POINTS = 4
DAMPING_PER_FORTNIGHT = 0.95
NORMAL_80 = 1.2816  # half of the 80 % interval of a normal distribution, in standard deviations
SMALL_SAMPLE = {4: 2.35, 5: 2.13, 6: 2.02, 7: 1.94, 8: 1.89, 9: 1.86, 10: 1.83}

FLAT = N_("last value carried on; fewer than four points")
DRIFT = N_("damped drift of the recent changes")
PACE = N_("recent pace carried on")


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


def forecast(points: Sequence[Point], on: date, *, is_cumulative: bool = False) -> Forecast | None:
    """The value expected on a day; None without points or for a day before the last of them."""
    if not points or on < points[-1].on:
        return None
    days = [(point.on - points[0].on).days for point in points]
    values = [float(point.value) for point in points]
    ahead = (on - points[-1].on).days
    if len(points) < FEWEST_POINTS:
        return Forecast(on, points[-1].value, None, None, None, FLAT, len(points))
    value = _extrapolate(days, values, ahead, is_cumulative)
    spread = _spread(days, values, ahead, is_cumulative)
    low, high = value - spread, value + spread
    if is_cumulative:  # what is counted does not go back
        low, value, high = max(low, values[-1]), max(value, values[-1]), max(high, values[-1])
    return Forecast(on, _decimal(value), _decimal(low), _decimal(high), None, PACE if is_cumulative else DRIFT, len(points))


def path(points: Sequence[Point], days: Sequence[date], *, is_cumulative: bool = False) -> tuple[Forecast, ...]:
    """The forecast for each of several days: the dashed line and its band."""
    made = (forecast(points, day, is_cumulative=is_cumulative) for day in days)
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


def _extrapolate(days: Sequence[int], values: Sequence[float], ahead: int, is_cumulative: bool) -> float:
    slope = _drift(days, values)
    if is_cumulative:
        return values[-1] + slope * ahead
    damping = DAMPING_PER_FORTNIGHT ** (1 / 14)
    effective_days = (1 - damping**ahead) / (1 - damping) * damping if ahead else 0.0
    return values[-1] + slope * effective_days


def _drift(days: Sequence[int], values: Sequence[float]) -> float:
    """Theil–Sen: the median of the slopes between all pairs of the last twelve points. One odd value moves it little."""
    recent = list(zip(days, values, strict=True))[-12:]
    slopes = [
        (later - earlier) / (right - left)
        for index, (left, earlier) in enumerate(recent)
        for right, later in recent[index + 1 :]
        if right > left
    ]
    return median(slopes) if slopes else 0.0


def _spread(days: Sequence[int], values: Sequence[float], ahead: int, is_cumulative: bool) -> float:
    """Half the width of the 80 % interval: past misses of the same method, grown with the square root of the horizon."""
    misses = []
    for end in range(2, len(values)):
        step = days[end] - days[end - 1]
        guess = _extrapolate(days[:end], values[:end], step, is_cumulative)
        misses.append((values[end] - guess) / math.sqrt(max(step, 1)))
    sigma = math.sqrt(sum(miss * miss for miss in misses) / len(misses)) if misses else 0.0
    factor = SMALL_SAMPLE.get(len(values), NORMAL_80 + 2.4 / len(values))
    span = max(days[-1] - days[0], 1)
    slope_doubt = 1 + ahead / span / 2  # the drift itself is uncertain, the more the shorter the history
    return factor * sigma * math.sqrt(max(ahead, 1)) * math.sqrt(slope_doubt)


def _decimal(value: float) -> Decimal:
    return Decimal(str(round(value, 6)))
