"""Where a target stands on a day, and why.

Two questions are asked: is the latest actual where the plan wants it (pace), and will the target be reached if nothing
special is done (forecast)? The weaker answer is the status. Both are shares of 100 percent:

- higher is better: actual / plan; lower is better: plan / actual, where all of baseline, plan and actual are above zero and
  the baseline is zero or there is no baseline to speak of;
- otherwise, and always where the target starts from a baseline: the share of the gap that should be closed by now that is
  closed. A raw ratio would call 48 of 50 good when the target is to come from 48 to 70.
- closest to plan is best: 100 percent less the distance from plan.

Practice of ISO/TS 30437 reports and of the strategy tools of the field: bands of 95 and 80 percent, no data shown as no data.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from planner.domain.aggregation import Point
from planner.domain.forecast import Forecast, forecast, probability_of
from planner.domain.messages import Message, msg
from planner.domain.trajectory import Trajectory, expected_on
from planner.domain.values import Direction, Status

HUNDRED = Decimal(100)


@dataclass(frozen=True, slots=True)
class Bands:
    """Shares, in percent, from which a target is on track, and from which it is at risk rather than off track."""

    on_track: Decimal = Decimal(95)
    at_risk: Decimal = Decimal(80)


@dataclass(frozen=True, slots=True)
class StatusAssessment:
    """The status with everything that led to it. Values are in the measure's unit, shares in percent."""

    status: Status
    reason: Message
    actual: Decimal | None = None
    actual_on: date | None = None
    expected: Decimal | None = None  # the plan for the day of the actual
    share: Decimal | None = None  # of the plan for that day
    forecast: Forecast | None = None  # for the due date
    forecast_share: Decimal | None = None


DEFAULT_BANDS = Bands()


def status_on(
    trajectory: Trajectory,
    points: Sequence[Point],
    day: date,
    *,
    direction: Direction,
    is_cumulative: bool = False,
    collected_every_days: int = 14,
    bands: Bands = DEFAULT_BANDS,
) -> StatusAssessment:
    """The status on `day` from the points up to that day, in order of time."""
    known = [point for point in points if point.on <= day]
    if not known:
        return _without_data(trajectory, day)
    last = known[-1]
    if _is_old(last, trajectory, day, collected_every_days):
        return StatusAssessment(
            Status.NO_DATA,
            msg("The last value is of %(day)s; that is too long ago to say where this stands.", day=last.on),
            last.value, last.on, expected_on(trajectory, last.on),
        )
    expected = expected_on(trajectory, last.on)
    ahead = forecast(known, max(trajectory.due_on, last.on), is_cumulative=is_cumulative)
    ahead = _with_probability(ahead, trajectory, direction)
    share = share_of(last.value, expected, trajectory, direction)
    end_share = share_of(ahead.value, trajectory.target, trajectory, direction) if ahead else None
    status, reason = _judge(trajectory, last, expected, share, ahead, end_share, direction, day, bands)
    return StatusAssessment(status, reason, last.value, last.on, expected, share, ahead, end_share)


def share_of(actual: Decimal, plan: Decimal, trajectory: Trajectory, direction: Direction) -> Decimal:
    """How much of the plan is reached, in percent. 100 or more: as planned or better. May be negative."""
    if direction is Direction.PLAN:
        return _nearness(actual, plan, trajectory)
    if is_better_or_equal(actual, plan, direction):
        return max(_gap_share(actual, plan, trajectory), HUNDRED)
    return min(_gap_share(actual, plan, trajectory), HUNDRED)


def is_better_or_equal(actual: Decimal, plan: Decimal, direction: Direction) -> bool:
    return actual >= plan if direction is Direction.UP else actual <= plan


def _gap_share(actual: Decimal, plan: Decimal, trajectory: Trajectory) -> Decimal:
    """The part of the planned way from the baseline that is done. Right after the start the way is short, and a hair would
    be a disaster: the whole way then counts for at least a tenth."""
    whole = trajectory.target - trajectory.baseline
    if whole == 0:
        return _keeping_share(actual, plan)
    planned = plan - trajectory.baseline
    if abs(planned) < abs(whole) / 10:
        return HUNDRED + (actual - plan) / (whole / 10) * HUNDRED
    return (actual - trajectory.baseline) / planned * HUNDRED


def _keeping_share(actual: Decimal, plan: Decimal) -> Decimal:
    """For a target that keeps its baseline: how near the actual is."""
    if plan == 0:
        return HUNDRED if actual == 0 else Decimal(0)
    return HUNDRED - abs(actual - plan) / abs(plan) * HUNDRED


def _nearness(actual: Decimal, plan: Decimal, trajectory: Trajectory) -> Decimal:
    scale = abs(plan) or abs(trajectory.target - trajectory.baseline)
    if scale == 0:
        return HUNDRED if actual == plan else Decimal(0)
    return HUNDRED - abs(actual - plan) / scale * HUNDRED


def _without_data(trajectory: Trajectory, day: date) -> StatusAssessment:
    if day < trajectory.starts_on:
        reason = msg("It starts on %(day)s; there is no value yet.", day=trajectory.starts_on)
    else:
        reason = msg("There is no value yet. Enter the first one.")
    return StatusAssessment(Status.NO_DATA, reason, expected=expected_on(trajectory, day))


def _is_old(last: Point, trajectory: Trajectory, day: date, collected_every_days: int) -> bool:
    """Older than twice the time between two values. After the due date nothing new is expected, so that date counts."""
    return (min(day, trajectory.due_on) - last.on) > timedelta(days=2 * collected_every_days)


def _with_probability(ahead: Forecast | None, trajectory: Trajectory, direction: Direction) -> Forecast | None:
    if ahead is None or direction is Direction.PLAN:
        return ahead
    chance = probability_of(ahead, trajectory.target, higher_is_better=direction is Direction.UP)
    return Forecast(ahead.on, ahead.value, ahead.low, ahead.high, chance, ahead.method, ahead.n_points)


def _judge(
    trajectory: Trajectory, last: Point, expected: Decimal, share: Decimal, ahead: Forecast | None,
    end_share: Decimal | None, direction: Direction, day: date, bands: Bands,
) -> tuple[Status, Message]:
    if day >= trajectory.due_on:
        return _final(trajectory, last, direction, bands)
    weakest = min(share, end_share) if end_share is not None and ahead and ahead.low is not None else share
    status = _band(weakest, bands)
    if weakest is share:
        return status, msg(
            "On %(day)s the value is %(actual)s; the plan for that day is %(expected)s. That is %(share)s %% of the way planned.",
            day=last.on, actual=last.value, expected=expected, share=_rounded(share),
        )
    assert ahead is not None
    assert end_share is not None
    return status, msg(
        "If nothing special is done it will end at %(forecast)s on %(due)s; the target is %(target)s. "
        "That is %(share)s %% of the way.",
        forecast=ahead.value, due=trajectory.due_on, target=trajectory.target, share=_rounded(end_share),
    )


def _final(trajectory: Trajectory, last: Point, direction: Direction, bands: Bands) -> tuple[Status, Message]:
    if direction is Direction.PLAN:
        is_met = _nearness(last.value, trajectory.target, trajectory) >= bands.on_track
    else:
        is_met = is_better_or_equal(last.value, trajectory.target, direction)
    if is_met:
        return Status.MET, msg(
            "The target of %(target)s was reached: %(actual)s on %(day)s.",
            target=trajectory.target, actual=last.value, day=last.on,
        )
    return Status.MISSED, msg(
        "The target of %(target)s was due on %(due)s; the value is %(actual)s.",
        target=trajectory.target, due=trajectory.due_on, actual=last.value,
    )


def _band(share: Decimal, bands: Bands) -> Status:
    if share >= bands.on_track:
        return Status.ON_TRACK
    return Status.AT_RISK if share >= bands.at_risk else Status.OFF_TRACK


def _rounded(share: Decimal) -> Decimal:
    """Whole percent, rounded down: 94.6 is not yet 95."""
    return share.to_integral_value(rounding="ROUND_FLOOR")


# From worst to best; no data is not on the scale.
SCALE = (Status.MISSED, Status.OFF_TRACK, Status.AT_RISK, Status.ON_TRACK, Status.MET)


def combined_status(parts: Iterable[tuple[Status, Decimal]]) -> tuple[Status, Status]:
    """A goal's status from its targets: the weighted view, and the weakest beside it.

    Parts without data count for neither; without any other part both answers are no data. The weighted view is the mean
    position on the scale, rounded down: a half is not a whole.
    """
    known = [(SCALE.index(status), weight) for status, weight in parts if status is not Status.NO_DATA and weight > 0]
    if not known:
        return Status.NO_DATA, Status.NO_DATA
    total = sum((weight for _position, weight in known), Decimal(0))
    mean = sum((position * weight for position, weight in known), Decimal(0)) / total
    return SCALE[int(mean)], SCALE[min(position for position, _weight in known)]
