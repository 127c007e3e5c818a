"""Where a target stands on a day, and why.

Two questions are asked: is the latest actual where the plan wants it (pace), and will the target be reached if nothing
special is done (forecast)? The weaker answer is the status. Both answers are shares, 100 percent being as planned:

- higher or lower is better: the share of the way from the baseline, planned by now, that is gone. It holds for zero and negative
  values too. A ratio of actual to plan would not, and it would call 48 good where the plan leads from 48 to 50;
- a target that keeps its baseline: 100 percent less the distance on the wrong side, as a part of the plan;
- closest to plan is best: 100 percent less the distance from plan, on either side.

Met: the value that belongs to the due date reaches the target; what comes later does not count. A running total of which more
is better is met as soon as it reaches the target, for it does not go back; any other target may still be lost, and waits for its
date. Missed: the due date has passed and the target was not reached. No data: no value, or one older than twice the time between
two.

Practice of ISO/TS 30437 reports and of the strategy tools of the field: bands of 95 and 80 percent, no data shown as no data.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property

from planner.domain.aggregation import Point
from planner.domain.forecast import UNBOUNDED, Bounds, Forecast, probability_of, within
from planner.domain.messages import Message, msg
from planner.domain.outlook import outlook
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
    bounds: Bounds = UNBOUNDED,
) -> StatusAssessment:
    """The status on `day` from the points up to that day, in order of time.

    `is_cumulative`: the points are a running total of a sum or a distinct count (not a rate to date, which can fall).
    `bounds`: the values that the measure can have; a forecast never leaves them.
    """
    known = [point for point in points if point.on <= day]
    return _Case(trajectory, known, direction, is_cumulative, collected_every_days, bands, bounds).on(day)


def statuses_from(
    trajectory: Trajectory,
    points: Sequence[Point],
    *,
    direction: Direction,
    is_cumulative: bool = False,
    collected_every_days: int = 14,
    bands: Bands = DEFAULT_BANDS,
    bounds: Bounds = UNBOUNDED,
    since: date = date.min,
) -> tuple[tuple[date, StatusAssessment], ...]:
    """The status from the last point on, as long as nothing new is observed: (first day, status) pairs in order of time.

    The first pair holds from the last point (from the beginning of time when there is none). On any later day the status is
    that of the last pair that has begun, and equals `status_on`; only the plan for a day without any value is not kept up.
    What is over before `since` is left out: of a year gone by, nobody asks for the forecast any more.
    """
    case = _Case(trajectory, points, direction, is_cumulative, collected_every_days, bands, bounds)
    days = case.turning_days()
    ends = [*days[1:], date.max]
    return tuple((day, case.on(day)) for day, end in zip(days, ends, strict=True) if end > since)


class _Case:
    """What is known of one target, and the verdict for a day. What does not depend on the day is worked out once."""

    def __init__(
        self, trajectory: Trajectory, known: Sequence[Point], direction: Direction, is_cumulative: bool,
        collected_every_days: int, bands: Bands, bounds: Bounds,
    ) -> None:
        self.trajectory, self.known, self.direction, self.bands, self.bounds = trajectory, known, direction, bands, bounds
        self.is_cumulative, self.collected_every_days = is_cumulative, collected_every_days
        self.decisive = _belonging_to_the_plan(known, trajectory, collected_every_days)

    @cached_property
    def expected(self) -> Decimal:
        """The plan for the day of the last value."""
        return expected_on(self.trajectory, self.decisive[-1].on)

    @cached_property
    def share(self) -> Decimal:
        return share_of(self.decisive[-1].value, self.expected, self.trajectory, self.direction)

    @cached_property
    def ahead(self) -> Forecast | None:
        until = max(self.trajectory.due_on, self.decisive[-1].on)
        made = outlook(self.trajectory, self.decisive, until, is_cumulative=self.is_cumulative)
        return _with_probability(made, self.trajectory, self.direction, self.bounds)

    @cached_property
    def end_share(self) -> Decimal | None:
        ahead = self.ahead
        return share_of(ahead.value, self.trajectory.target, self.trajectory, self.direction) if ahead else None

    def on(self, day: date) -> StatusAssessment:
        """The verdict for a day on which nothing more is known."""
        trajectory = self.trajectory
        if not self.decisive:
            return _without_data(trajectory, day, has_later_value=bool(self.known))
        last = self.decisive[-1]
        if _is_old(last, trajectory, day, self.collected_every_days):
            reason = msg("The last value is of %(day)s; that is too long ago to say where this stands.", day=last.on)
            return StatusAssessment(Status.NO_DATA, reason, last.value, last.on, self.expected)
        if day > trajectory.due_on or last.on >= trajectory.due_on:
            status, reason = _final(trajectory, last, self.known, self.direction, self.bands)
        elif self.is_cumulative and self.direction is Direction.UP and last.value >= trajectory.target:
            status, reason = Status.MET, _reached(trajectory, last)
        else:
            pace, end = (self.expected, self.share), (self.ahead, self.end_share)
            status, reason = _underway(trajectory, last, pace, end, self.direction, self.bands)
        return StatusAssessment(
            status, reason, last.value, last.on, self.expected, self.share, self.ahead, self.end_share
        )

    def turning_days(self) -> list[date]:
        """The days on which the verdict can become another although nothing happens, the first of all included."""
        if not self.decisive:
            first = self.known[-1].on if self.known else date.min
            return sorted({first, max(self.trajectory.starts_on, first)})
        last, due = self.known[-1].on, self.trajectory.due_on
        old_from = self.decisive[-1].on + timedelta(days=2 * self.collected_every_days + 1)
        return sorted({last} | {day for day in (old_from, due + timedelta(days=1)) if day > last})


def share_of(actual: Decimal, plan: Decimal, trajectory: Trajectory, direction: Direction) -> Decimal:
    """How much of the plan is reached, in percent. 100 or more: as planned or better. May be negative."""
    if direction is Direction.PLAN:
        return _less(abs(actual - plan), abs(plan) or abs(trajectory.target - trajectory.baseline))
    worse_by = plan - actual if direction is Direction.UP else actual - plan
    whole = abs(trajectory.target - trajectory.baseline)
    # Right after the start the planned way is short, and a hair would be a disaster: it counts for at least a tenth of the whole.
    planned = max(abs(plan - trajectory.baseline), whole / 10)
    return _less(worse_by, planned if whole else abs(plan))


def _less(distance: Decimal, scale: Decimal) -> Decimal:
    """100 percent less the distance as a part of the scale (without a scale: all or nothing)."""
    if scale == 0:
        return HUNDRED if distance <= 0 else Decimal(0)
    return HUNDRED - distance / scale * HUNDRED


def is_better_or_equal(actual: Decimal, plan: Decimal, direction: Direction) -> bool:
    return actual >= plan if direction is Direction.UP else actual <= plan


def _belonging_to_the_plan(known: Sequence[Point], trajectory: Trajectory, collected_every_days: int) -> Sequence[Point]:
    """The points up to the due date, and where none lies on it the next, if it comes within the time between two values."""
    due = trajectory.due_on
    until_due = [point for point in known if point.on <= due]
    if until_due and until_due[-1].on == due:
        return until_due
    just_after = [point for point in known if due < point.on <= due + timedelta(days=collected_every_days)]
    return until_due + just_after[:1]


def _without_data(trajectory: Trajectory, day: date, *, has_later_value: bool) -> StatusAssessment:
    if has_later_value:
        reason = msg("There is no value from before the due date, %(due)s.", due=trajectory.due_on)
    elif day < trajectory.starts_on:
        reason = msg("It starts on %(day)s; there is no value yet.", day=trajectory.starts_on)
    else:
        reason = msg("There is no value yet. Enter the first one.")
    return StatusAssessment(Status.NO_DATA, reason, expected=expected_on(trajectory, day))


def _is_old(last: Point, trajectory: Trajectory, day: date, collected_every_days: int) -> bool:
    """Older than twice the time between two values. After the due date nothing new is expected, so that date counts."""
    return (min(day, trajectory.due_on) - last.on) > timedelta(days=2 * collected_every_days)


def _with_probability(
    ahead: Forecast | None, trajectory: Trajectory, direction: Direction, bounds: Bounds
) -> Forecast | None:
    """With the chance of reaching the target, reckoned before the interval is cut to what the measure can be."""
    if ahead is None or direction is Direction.PLAN:
        return ahead if ahead is None else within(ahead, bounds)
    chance = probability_of(ahead, trajectory.target, higher_is_better=direction is Direction.UP)
    return within(replace(ahead, probability=chance), bounds)


def _underway(
    trajectory: Trajectory, last: Point, pace: tuple[Decimal, Decimal], end: tuple[Forecast | None, Decimal | None],
    direction: Direction, bands: Bands,
) -> tuple[Status, Message]:
    """The weaker of pace and forecast. A forecast without an interval (too few points) is shown, but does not judge."""
    expected, share = pace
    ahead, end_share = end
    if ahead is None or ahead.low is None or end_share is None or end_share >= share:
        return _band(share, bands), _pace_reason(last, expected, share, direction)
    if direction is Direction.PLAN:
        return _band(end_share, bands), msg(
            "If nothing special is done it will end at %(forecast)s on %(due)s; the target is %(target)s. "
            "Closest to plan is best, and that is %(off)s %% away.",
            forecast=ahead.value, due=trajectory.due_on, target=trajectory.target, off=_away(end_share),
        )
    return _band(end_share, bands), msg(
        "If nothing special is done it will end at %(forecast)s on %(due)s; the target is %(target)s. "
        "That is %(share)s %% of the way.",
        forecast=ahead.value, due=trajectory.due_on, target=trajectory.target, share=_rounded(end_share),
    )


def _pace_reason(last: Point, expected: Decimal, share: Decimal, direction: Direction) -> Message:
    if direction is Direction.PLAN:
        return msg(
            "On %(day)s the value is %(actual)s; the plan for that day is %(expected)s. "
            "Closest to plan is best, and that is %(off)s %% away.",
            day=last.on, actual=last.value, expected=expected, off=_away(share),
        )
    return msg(
        "On %(day)s the value is %(actual)s; the plan for that day is %(expected)s. That is %(share)s %% of the way planned.",
        day=last.on, actual=last.value, expected=expected, share=_rounded(share),
    )


def _final(
    trajectory: Trajectory, last: Point, known: Sequence[Point], direction: Direction, bands: Bands
) -> tuple[Status, Message]:
    if _reaches(last, trajectory, direction, bands):
        return Status.MET, _reached(trajectory, last)
    later = next((p for p in known if p.on > last.on and _reaches(p, trajectory, direction, bands)), None)
    if later is not None:
        return Status.MISSED, msg(
            "The target of %(target)s was due on %(due)s; the value was %(actual)s. It was reached later, on %(day)s.",
            target=trajectory.target, due=trajectory.due_on, actual=last.value, day=later.on,
        )
    return Status.MISSED, msg(
        "The target of %(target)s was due on %(due)s; the value is %(actual)s.",
        target=trajectory.target, due=trajectory.due_on, actual=last.value,
    )


def _reaches(point: Point, trajectory: Trajectory, direction: Direction, bands: Bands) -> bool:
    if direction is Direction.PLAN:
        return share_of(point.value, trajectory.target, trajectory, direction) >= bands.on_track
    return is_better_or_equal(point.value, trajectory.target, direction)


def _reached(trajectory: Trajectory, last: Point) -> Message:
    return msg(
        "The target of %(target)s was reached: %(actual)s on %(day)s.",
        target=trajectory.target, actual=last.value, day=last.on,
    )


def _band(share: Decimal, bands: Bands) -> Status:
    if share >= bands.on_track:
        return Status.ON_TRACK
    return Status.AT_RISK if share >= bands.at_risk else Status.OFF_TRACK


def _rounded(share: Decimal) -> Decimal:
    """Whole percent, rounded down: 94.6 is not yet 95."""
    return share.to_integral_value(rounding="ROUND_FLOOR")


def _away(share: Decimal) -> Decimal:
    return (HUNDRED - share).to_integral_value(rounding="ROUND_CEILING")


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
