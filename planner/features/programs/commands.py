"""Writes about programs."""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm.attributes import flag_modified

from planner.domain.errors import RuleBroken
from planner.domain.messages import msg
from planner.domain.programs import check_dates, checked_impact
from planner.domain.values import CycleState
from planner.domain.workflow import PROGRAM_MOVES, move
from planner.features.choosing.queries import OPEN_STATES
from planner.features.programs.queries import is_name_taken
from planner.infra import audit
from planner.infra.clock import now, today
from planner.infra.editing import check_version, revise
from planner.models import Cycle, Goal, Impact, Need, Program, ProgramNeed, db
from planner.permissions import Actor, Permission, authorize


def create_program(
    cycle: Cycle, *, actor: Actor, values: Mapping[str, Any], goal_ids: Iterable[int] = (), need_ids: Iterable[int] = ()
) -> Program:
    """Propose a program that serves `goal_ids` and answers `need_ids`. `values` are columns. Raises `RuleBroken`."""
    authorize(actor, Permission.PROGRAM_EDIT)
    _check_open(cycle)
    _check(cycle, values)
    program = Program(cycle=cycle, impacts=[], answers=[], **values)
    db.session.add(program)
    changes = _link(program, set(goal_ids), set(need_ids))
    db.session.flush()
    audit.record(actor, "program.created", program, changes=changes)
    return program


def revise_program(
    program: Program, *, actor: Actor, values: Mapping[str, Any], goal_ids: Iterable[int], need_ids: Iterable[int],
    version: int | None = None,
) -> None:
    """Change a program (cycle, impacts and answers loaded). Raises `RuleBroken`, `StaleEdit` when somebody else was first."""
    _begin(program, actor, version)
    _check(program.cycle, {"starts_on": program.starts_on, "ends_on": program.ends_on, **values}, program)
    links = _link(program, set(goal_ids), set(need_ids))
    for key, value in values.items():
        if getattr(program, key) != value:
            setattr(program, key, value)
    _keep(program, actor, "program.revised", {**audit.changes_of(program), **links})


def plan_impact(
    program: Program, goal_id: int, *, actor: Actor, values: Mapping[str, Any], version: int | None = None
) -> None:
    """State what the sponsor expects the program to do for one of its goals, and since when that is agreed."""
    _begin(program, actor, version)
    impact = next((impact for impact in program.impacts if impact.goal_id == goal_id), None)
    if impact is None:
        raise RuleBroken(msg("The program no longer serves this goal."))
    for key, value in checked_impact(values, today()).items():
        if getattr(impact, key) != value:
            setattr(impact, key, value)
    if changes := audit.changes_of(impact):
        _keep(program, actor, "program.impact_planned", {"goal": [None, impact.goal.statement], **changes})


def move_program(program: Program, *, actor: Actor, name: str, reason: str = "") -> None:
    """Take one of the moves in `PROGRAM_MOVES`. Cancelling needs a reason."""
    _begin(program, actor, None)
    state = move(PROGRAM_MOVES, program.state, name)
    if name == "cancel" and not reason:
        raise RuleBroken(msg("Say why the program is cancelled."), field="reason")
    revise(program, {"state": state}, actor=actor, event=f"program.{state.value}", reason=reason)


def archive_program(program: Program, *, actor: Actor, reason: str) -> None:
    """Put a program away. A reason is needed."""
    _begin(program, actor, None)
    if not reason:
        raise RuleBroken(msg("Say why the program is put away."), field="archive_reason")
    revise(program, {"archived_at": now()}, actor=actor, event="program.archived", reason=reason)


def _begin(program: Program, actor: Actor, version: int | None) -> None:
    authorize(actor, Permission.PROGRAM_EDIT, program)
    _check_open(program.cycle)
    if program.archived_at is not None:
        raise RuleBroken(msg("This program is put away and no longer changes."))
    check_version(program, version)


def _keep(program: Program, actor: Actor, event: str, changes: Mapping[str, Any]) -> None:
    if changes:
        flag_modified(program, "name")  # the version counts, also when only goals, needs or impact changed
        db.session.flush()
        audit.record(actor, event, program, changes=changes)


def _link(program: Program, goal_ids: set[int], need_ids: set[int]) -> dict[str, list[str]]:
    """Let the program serve these goals and answer these needs. What stays linked keeps its planned impact."""
    goals = {impact.goal_id: impact for impact in program.impacts}
    needs = {answer.need_id: answer for answer in program.answers}
    _check_links(program.cycle, goal_ids - set(goals), need_ids - set(needs))
    changes = {
        "goals": [_names(Goal.statement, Goal.id, goals), _names(Goal.statement, Goal.id, goal_ids)],
        "needs": [_names(Need.title, Need.id, needs), _names(Need.title, Need.id, need_ids)],
    }
    for goal_id in set(goals) - goal_ids:
        program.impacts.remove(goals[goal_id])
    for need_id in set(needs) - need_ids:
        program.answers.remove(needs[need_id])
    program.impacts.extend(Impact(goal_id=goal_id) for goal_id in sorted(goal_ids - set(goals)))
    program.answers.extend(ProgramNeed(need_id=need_id) for need_id in sorted(need_ids - set(needs)))
    return {key: pair for key, pair in changes.items() if pair[0] != pair[1]}


def _check_links(cycle: Cycle, goal_ids: set[int], need_ids: set[int]) -> None:
    goals = select(Goal.id).where(Goal.id.in_(goal_ids), Goal.cycle_id == cycle.id, Goal.archived_at.is_(None))
    if goal_ids - set(db.session.scalars(goals)):
        raise RuleBroken(msg("Choose goals of this planning year."), field="goal_ids")
    needs = select(Need.id).where(Need.id.in_(need_ids), Need.cycle_id == cycle.id, Need.state.in_(OPEN_STATES))
    if need_ids - set(db.session.scalars(needs)):
        raise RuleBroken(msg("Choose needs of this planning year that were sent and not declined."), field="need_ids")


def _names(name: Any, key: Any, ids: Iterable[int]) -> str:
    if not (wanted := list(ids)):
        return ""
    return "; ".join(db.session.scalars(select(name).where(key.in_(wanted)).order_by(key)))


def _check(cycle: Cycle, values: Mapping[str, Any], program: Program | None = None) -> None:
    name = values.get("name")
    if name is not None and is_name_taken(cycle.id, name, but_for=program.id if program else None):
        raise RuleBroken(
            msg("%(cycle)s has a program of this name already, perhaps one that is put away. Choose another name.",
                cycle=cycle.name),
            field="name",
        )
    check_dates(values.get("starts_on"), values.get("ends_on"), (cycle.starts_on, cycle.ends_on))
    if (budget := values.get("budget")) is not None and budget < 0:
        raise RuleBroken(msg("A budget cannot be less than nought."), field="budget")
    if (number := values.get("expected_participants")) is not None and number < 0:
        raise RuleBroken(msg("The number of people cannot be less than nought."), field="expected_participants")


def _check_open(cycle: Cycle) -> None:
    if cycle.state is CycleState.CLOSED:
        raise RuleBroken(msg("%(cycle)s is closed; its programs no longer change.", cycle=cycle.name))
