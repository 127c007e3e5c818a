"""Writes about targets. Values are written by `recording`; its commands are offered here as well."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.attributes import flag_modified

from planner.domain.errors import RuleBroken
from planner.domain.messages import msg
from planner.domain.values import CycleState, Status
from planner.features.targets.bulk import BulkValue, compared, millionths, record_in_bulk
from planner.features.targets.keeping import keep_all as keep_all_standings
from planner.features.targets.keeping import keep_missing as keep_missing_standings
from planner.features.targets.keeping import kept_wrongly as standings_kept_wrongly
from planner.features.targets.planning import Points, check_plan
from planner.features.targets.recording import (
    Entry,
    Recorded,
    ValuesRefused,
    correct_observation,
    record_observation,
    record_observations,
    record_values,
)
from planner.features.targets.replanning import points_as_text
from planner.features.targets.standing import counts_up
from planner.infra import audit
from planner.infra.clock import now, today
from planner.infra.editing import check_version, revise
from planner.models import GOAL_UNIT, Cycle, Goal, Indicator, Measure, Program, Step, Target, TrajectoryPoint, db
from planner.permissions import Actor, Permission, authorize


def indicator_for(
    measure: Measure, *, cycle: Cycle, program: Program | None = None, goal: Goal | None = None, population: str = ""
) -> Indicator:
    """The indicator of a measure for a program, for a goal, or for the whole function of the cycle; made when there is none.

    A measure in the unit of a goal is always about the goal. With a program and a goal, the indicator is the program's.
    """
    about_goal = goal is not None and (program is None or measure.unit == GOAL_UNIT)
    program_id = None if about_goal or program is None else program.id
    goal_id = goal.id if goal is not None and about_goal else None
    query = select(Indicator).where(
        Indicator.measure_id == measure.id, Indicator.population == population, Indicator.program_id.is_(program_id)
        if program_id is None else Indicator.program_id == program_id,
        Indicator.goal_id.is_(None) if goal_id is None else Indicator.goal_id == goal_id,
    )
    if program_id is None and goal_id is None:
        query = query.where(Indicator.cycle_id == cycle.id)
    if (found := db.session.scalar(query)) is not None:
        return found
    made = Indicator(
        cycle_id=cycle.id, measure=measure, program=program if program_id else None, goal=goal if goal_id else None,
        population=population,
    )
    try:
        with db.session.begin_nested():
            db.session.add(made)
    except IntegrityError:  # somebody made it at the same moment
        return db.session.scalars(query).one()
    return made


def create_target(
    cycle: Cycle, *, actor: Actor, measure: Measure, values: Mapping[str, Any], points: Points = (), population: str = ""
) -> Target:
    """Set a target. `values` are columns of `Target`, `points` the steps or own points of its plan. Raises `RuleBroken`."""
    authorize(actor, Permission.TARGET_EDIT)
    _check_open(cycle)
    program, goal = _subjects(cycle, values)
    values = _completed(measure, values)
    check_plan(cycle, measure, goal, values, points)
    indicator = indicator_for(measure, cycle=cycle, program=program, goal=goal, population=population)
    target = Target(cycle=cycle, indicator=indicator, **values)
    target.points = [TrajectoryPoint(on=on, value=value) for on, value in points]
    target.steps = []
    db.session.add(target)
    db.session.flush()
    audit.record(actor, "target.created", target)
    return target


def revise_target(
    target: Target, *, actor: Actor, measure: Measure, values: Mapping[str, Any], points: Points = (), population: str = "",
    version: int | None = None,
) -> None:
    """Change a target (loaded with cycle, indicator and points). Raises `RuleBroken`, and `StaleEdit` for the second editor."""
    authorize(actor, Permission.TARGET_EDIT, target)
    _check_open(target.cycle)
    check_version(target, version)
    program, goal = _subjects(target.cycle, values)
    values = _completed(measure, values)
    check_plan(target.cycle, measure, goal, values, points)
    indicator = indicator_for(measure, cycle=target.cycle, program=program, goal=goal, population=population)
    old_points = tuple((point.on, point.value) for point in target.points)
    for key, value in {**values, "indicator_id": indicator.id}.items():
        if getattr(target, key) != value:
            setattr(target, key, value)
    target.indicator = indicator
    changes = audit.changes_of(target)
    if tuple(sorted(points)) != old_points:
        changes["points"] = [points_as_text(old_points), points_as_text(tuple(sorted(points)))]
        _replace_points(target, points)
        flag_modified(target, "statement")  # a plan with other points is another version of the target
    if changes:
        db.session.flush()
        audit.record(actor, "target.revised", target, changes=changes)


def archive_target(target: Target, *, actor: Actor, reason: str) -> None:
    """Put a target away; its values stay. A reason is needed."""
    authorize(actor, Permission.TARGET_EDIT, target)
    _check_open(target.cycle)
    if not reason:
        raise RuleBroken(msg("Say why the target is put away."), field="reason")
    revise(target, {"archived_at": now()}, actor=actor, event="target.archived", reason=reason)


def override_status(target: Target, *, actor: Actor, status: Status, reason: str) -> None:
    """Show another status than the computed one, with a reason; both stay visible."""
    authorize(actor, Permission.TARGET_EDIT, target)
    _check_open(target.cycle)
    if not reason:
        raise RuleBroken(msg("Say why the status should be another one."), field="reason")
    values = {
        "override_status": status, "override_reason": reason, "override_by_id": actor.person_id, "override_on": today(),
    }
    revise(target, values, actor=actor, event="target.status_overridden", reason=reason)


def lift_override(target: Target, *, actor: Actor) -> None:
    """Show the computed status again."""
    authorize(actor, Permission.TARGET_EDIT, target)
    _check_open(target.cycle)
    values = {"override_status": None, "override_reason": "", "override_by_id": None, "override_on": None}
    revise(target, values, actor=actor, event="target.override_lifted")


def add_step(target: Target, *, actor: Actor, what: str, owner_id: int | None, due_on: date | None) -> Step:
    """Add an action step towards a target (loaded with its steps)."""
    authorize(actor, Permission.TARGET_EDIT, target)
    _check_open(target.cycle)
    step = Step(target=target, what=what, owner_id=owner_id, due_on=due_on)
    db.session.add(step)
    db.session.flush()
    audit.record(actor, "target.step_added", target, changes={"step_due_on": [None, due_on]}, reason=what)
    return step


def complete_step(target: Target, step_id: int, *, actor: Actor) -> None:
    """Mark a step as done today."""
    _mark_step(target, step_id, actor=actor, done_on=today(), event="target.step_done")


def reopen_step(target: Target, step_id: int, *, actor: Actor) -> None:
    """A step that was marked as done is not."""
    _mark_step(target, step_id, actor=actor, done_on=None, event="target.step_reopened")


def _mark_step(target: Target, step_id: int, *, actor: Actor, done_on: date | None, event: str) -> None:
    authorize(actor, Permission.TARGET_EDIT, target)
    _check_open(target.cycle)
    step = next((step for step in target.steps if step.id == step_id), None)
    if step is None or (step.done_on is None) == (done_on is None):
        return
    old, step.done_on = step.done_on, done_on
    db.session.flush()
    audit.record(actor, event, target, changes={"step_done_on": [old, done_on]}, reason=step.what)


def _subjects(cycle: Cycle, values: Mapping[str, Any]) -> tuple[Program | None, Goal | None]:
    """The program and the goal that the values name, which must be of this cycle."""
    program = db.session.get(Program, values["program_id"]) if values.get("program_id") else None
    goal = db.session.get(Goal, values["goal_id"]) if values.get("goal_id") else None
    if program is not None and program.cycle_id != cycle.id:
        raise RuleBroken(msg("This program belongs to another planning year than the target."), field="program_id")
    if goal is not None and goal.cycle_id != cycle.id:
        raise RuleBroken(msg("This goal belongs to another planning year than the target."), field="goal_id")
    return program, goal


def _completed(measure: Measure, values: Mapping[str, Any]) -> dict[str, Any]:
    """What was left open is taken from the measure."""
    completed = dict(values)
    if completed.get("is_cumulative") is None:
        completed["is_cumulative"] = counts_up(measure.aggregation)
    completed["source"] = completed.get("source") or measure.source
    completed["collected_every_days"] = completed.get("collected_every_days") or measure.collected_every_days
    return completed


def _replace_points(target: Target, points: Sequence[tuple[date, Decimal]]) -> None:
    """Points of the same day are changed in place: the database knows one point a day."""
    wanted, kept = dict(points), {point.on: point for point in target.points}
    for on, point in kept.items():
        if on not in wanted:
            target.points.remove(point)
    for on, value in wanted.items():
        if on in kept:
            kept[on].value = value
        else:
            target.points.append(TrajectoryPoint(on=on, value=value))


def _check_open(cycle: Cycle) -> None:
    if cycle.state is CycleState.CLOSED:
        raise RuleBroken(msg("%(cycle)s is closed; its targets no longer change.", cycle=cycle.name))


__all__ = [
    "BulkValue", "Entry", "Recorded", "ValuesRefused", "add_step", "archive_target", "compared", "complete_step",
    "correct_observation", "create_target", "indicator_for", "keep_all_standings", "keep_missing_standings", "lift_override",
    "millionths", "override_status", "record_in_bulk", "record_observation", "record_observations", "record_values",
    "reopen_step", "revise_target", "standings_kept_wrongly",
]
