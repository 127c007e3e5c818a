"""The value planned for each day between a target's start and its due date.

Four shapes: a straight line; steps, where a value holds until the next step; an S-curve (the smoothstep 3x² − 2x³: slow start,
slow end, as habits spread); and own points, joined by straight lines. Values are in the measure's unit.

Before the start the plan is the baseline, after the due date the target. Fortnight points are derived from this, never stored.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

from planner.domain.cycles import Period
from planner.domain.errors import RuleBroken
from planner.domain.messages import msg
from planner.domain.values import TrajectoryKind

STEP_DAYS = 28  # a stepped plan without steps of its own rises every four weeks: each second review


@dataclass(frozen=True, slots=True)
class Trajectory:
    """A plan from `baseline` on `starts_on` to `target` on `due_on`.

    `points` are (day, value) pairs in order: the steps of a stepped plan, the points of a custom one.
    """

    kind: TrajectoryKind
    starts_on: date
    due_on: date
    baseline: Decimal
    target: Decimal
    points: tuple[tuple[date, Decimal], ...] = ()


@dataclass(frozen=True, slots=True)
class PlanPoint:
    """A planned value on a day."""

    on: date
    value: Decimal


def check(trajectory: Trajectory) -> None:
    """Raise `RuleBroken` when the plan cannot be followed."""
    if trajectory.due_on <= trajectory.starts_on:
        raise RuleBroken(msg("The due date must be after the start."), field="due_on")
    if trajectory.kind is TrajectoryKind.CUSTOM and not trajectory.points:
        raise RuleBroken(msg("Give at least one point between start and due date, or choose a straight line."), field="points")
    days = [day for day, _value in trajectory.points]
    if len(set(days)) != len(days):
        raise RuleBroken(msg("Two points lie on the same day. Keep one of them."), field="points")
    for day in days:
        if not trajectory.starts_on < day <= trajectory.due_on:
            raise RuleBroken(
                msg(
                    "The point on %(day)s does not lie between the start (%(start)s) and the due date (%(due)s).",
                    day=day, start=trajectory.starts_on, due=trajectory.due_on,
                ),
                field="points",
            )
    _check_end(trajectory)


def _check_end(trajectory: Trajectory) -> None:
    """A point on the due date that is not the target would make the plan jump on its last day."""
    for day, value in trajectory.points:
        if day == trajectory.due_on and value != trajectory.target:
            raise RuleBroken(
                msg(
                    "The plan ends on %(due)s at %(value)s, but the target is %(target)s. Change one of them.",
                    due=trajectory.due_on, value=value, target=trajectory.target,
                ),
                field="points",
            )


def expected_on(trajectory: Trajectory, day: date) -> Decimal:
    """The planned value on a day, in the measure's unit."""
    if day <= trajectory.starts_on:
        return trajectory.baseline
    if day >= trajectory.due_on:
        return trajectory.target
    if trajectory.kind is TrajectoryKind.STEPPED:
        return _last_step(trajectory, day)
    if trajectory.kind is TrajectoryKind.CUSTOM:
        return _between_points(trajectory, day)
    share = Decimal((day - trajectory.starts_on).days) / (trajectory.due_on - trajectory.starts_on).days
    if trajectory.kind is TrajectoryKind.S_CURVE:
        share = share * share * (3 - 2 * share)  # smoothstep: slow start, slow end, half-way in the middle
    return trajectory.baseline + (trajectory.target - trajectory.baseline) * share


def expected_values(trajectory: Trajectory, days: Iterable[date]) -> list[tuple[date, Decimal]]:
    """The planned value on each of many days: as `expected_on`, with the steps of a stepped plan worked out once."""
    if trajectory.kind is TrajectoryKind.STEPPED:
        trajectory = replace(trajectory, points=steps_of(trajectory))
    return [(day, expected_on(trajectory, day)) for day in days]


def plan_points(trajectory: Trajectory, periods: Iterable[Period]) -> tuple[PlanPoint, ...]:
    """The plan at the start, at the end of each period in between, and at the due date."""
    days = {trajectory.starts_on, trajectory.due_on}
    days |= {period.ends_on for period in periods if trajectory.starts_on < period.ends_on < trajectory.due_on}
    if trajectory.kind is TrajectoryKind.CUSTOM:
        days |= {day for day, _value in trajectory.points}
    return tuple(PlanPoint(day, expected_on(trajectory, day)) for day in sorted(days))


def steps_of(trajectory: Trajectory) -> tuple[tuple[date, Decimal], ...]:
    """The steps of a stepped plan: its own, or equal ones every four weeks. The last is the target on the due date."""
    if trajectory.points:
        own = sorted(trajectory.points)
        return (*own, (trajectory.due_on, trajectory.target)) if own[-1][0] < trajectory.due_on else tuple(own)
    n_steps = max(-(-(trajectory.due_on - trajectory.starts_on).days // STEP_DAYS), 1)
    rise = (trajectory.target - trajectory.baseline) / n_steps
    days = [trajectory.starts_on + timedelta(days=STEP_DAYS * number) for number in range(1, n_steps)]
    return (
        *((day, trajectory.baseline + rise * number) for number, day in enumerate(days, start=1)),
        (trajectory.due_on, trajectory.target),
    )


def _last_step(trajectory: Trajectory, day: date) -> Decimal:
    reached = [value for on, value in steps_of(trajectory) if on <= day]
    return reached[-1] if reached else trajectory.baseline


def _between_points(trajectory: Trajectory, day: date) -> Decimal:
    ends = [(trajectory.starts_on, trajectory.baseline), *sorted(trajectory.points)]
    if ends[-1][0] != trajectory.due_on:
        ends.append((trajectory.due_on, trajectory.target))
    for (left, low), (right, high) in pairwise(ends):
        if left <= day <= right:
            return low + (high - low) * (Decimal((day - left).days) / (right - left).days)
    return trajectory.target
