"""Whether a plan makes sense: dates, direction, percentages, points. Each refusal says what to change."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from planner.charts.finding import amount
from planner.domain.errors import RuleBroken
from planner.domain.messages import Message, msg
from planner.domain.trajectory import Trajectory, check
from planner.domain.units import PERCENT
from planner.domain.values import Direction, TrajectoryKind
from planner.features.targets.standing import is_share
from planner.models import GOAL_UNIT, Cycle, Goal, Measure

Points = Sequence[tuple[date, Decimal]]
WITH_POINTS = (TrajectoryKind.STEPPED, TrajectoryKind.CUSTOM)


def check_plan(cycle: Cycle, measure: Measure, goal: Goal | None, values: Mapping[str, Any], points: Points) -> None:
    """Raise `RuleBroken` for the first thing that is wrong, with the field it concerns."""
    if measure.unit == GOAL_UNIT and goal is None:
        raise RuleBroken(
            msg("“%(measure)s” takes its unit from a goal. Choose the goal, or another measure.", measure=measure.name),
            field="goal_id",
        )
    unit = goal.unit if measure.unit == GOAL_UNIT and goal is not None else measure.unit
    direction = goal.direction if measure.unit == GOAL_UNIT and goal is not None else measure.direction
    _check_dates(cycle, values)
    _check_direction(measure, unit, direction, values)
    if is_share(measure):
        _check_percentages(values, points)
    _check_points(values, points)


def _check_dates(cycle: Cycle, values: Mapping[str, Any]) -> None:
    starts_on, due_on = values["starts_on"], values["due_on"]
    if due_on <= starts_on:
        raise RuleBroken(
            msg("The due date (%(due)s) must be after the start (%(start)s).", due=due_on, start=starts_on), field="due_on"
        )
    baseline_on = values.get("baseline_on")
    if baseline_on is not None and baseline_on > due_on:
        raise RuleBroken(msg("The baseline is the value before you start; it cannot be measured after the due date."),
                         field="baseline_on")
    if values.get("is_multi_year"):
        return
    for field, day in (("starts_on", starts_on), ("due_on", due_on)):
        if not cycle.starts_on <= day <= cycle.ends_on:
            raise RuleBroken(
                msg(
                    "%(day)s lies outside %(cycle)s (%(first)s to %(last)s). Choose a day inside it, or say that the target "
                    "runs over several years.",
                    day=day, cycle=cycle.name, first=cycle.starts_on, last=cycle.ends_on,
                ),
                field=field,
            )


def _check_direction(measure: Measure, unit: str, direction: Direction, values: Mapping[str, Any]) -> None:
    baseline, target = values.get("baseline_value"), values["target_value"]
    if baseline is None:
        return
    named = {"measure": measure.name, "target": amount(target, unit), "baseline": amount(baseline, unit)}
    if direction is Direction.UP and target < baseline:
        raise RuleBroken(_with(
            msg("Higher is better for “%(measure)s”, but the target of %(target)s is below the baseline of %(baseline)s. "
                "Change one of them."), named), field="target_value")
    if direction is Direction.DOWN and target > baseline:
        raise RuleBroken(_with(
            msg("Lower is better for “%(measure)s”, but the target of %(target)s is above the baseline of %(baseline)s. "
                "Change one of them."), named), field="target_value")


def _check_percentages(values: Mapping[str, Any], points: Points) -> None:
    for field, value in _values(values, points):
        if value is not None and not 0 <= value <= 100:
            raise RuleBroken(
                msg("A percentage lies between 0 and 100; %(value)s does not.", value=amount(value, PERCENT)), field=field
            )


def _values(values: Mapping[str, Any], points: Points) -> Iterator[tuple[str, Decimal | None]]:
    yield "baseline_value", values.get("baseline_value")
    yield "target_value", values["target_value"]
    yield "last_year_value", values.get("last_year_value")
    yield from (("points", value) for _on, value in points)


def _check_points(values: Mapping[str, Any], points: Points) -> None:
    kind = values.get("trajectory", TrajectoryKind.LINEAR)
    if points and kind not in WITH_POINTS:
        raise RuleBroken(
            msg("Points belong to a plan in steps or with own points. Choose one of these, or empty the points."),
            field="points",
        )
    baseline = values.get("baseline_value")
    check(Trajectory(
        kind, values["starts_on"], values["due_on"], Decimal(0) if baseline is None else baseline, values["target_value"],
        tuple(sorted(points)),
    ))


def _with(message: Message, values: Mapping[str, Any]) -> Message:
    return Message(message.text, values)
