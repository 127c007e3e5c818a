"""The plan of a cycle as plain data: what a baseline freezes, and the rows that are kept of it."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from planner.domain.frozen import to_plain
from planner.domain.values import NeedState
from planner.models import (
    Cycle,
    Goal,
    Impact,
    Indicator,
    Need,
    Person,
    Program,
    ProgramNeed,
    Sponsorship,
    Target,
    db,
)

SCHEMA = 1  # raised when the meaning of a key changes
SECTIONS = ("goals", "programs", "targets", "needs")


def plan_snapshot(cycle: Cycle) -> dict[str, Any]:
    """Goals with their sponsorships, decided needs, programs with their impacts, targets with their trajectories."""
    return to_plain(
        {
            "schema": SCHEMA,
            "cycle": {"id": cycle.id, "purpose": cycle.purpose, **_columns(cycle, "name", "starts_on", "ends_on")},
            "goals": [_goal(goal) for goal in _goals(cycle.id)],
            "needs": [_need(need) for need in _needs(cycle.id)],
            "programs": [_program(program) for program in _programs(cycle.id)],
            "targets": [_target(target) for target in _targets(cycle.id)],
        }
    )


def _columns(thing: Any, *names: str) -> dict[str, Any]:
    return {name: getattr(thing, name) for name in names}


def _person(person: Person | None) -> dict[str, Any] | None:
    return None if person is None else {"id": person.id, "name": person.name}


def _goals(cycle_id: int) -> list[Goal]:
    query = (
        select(Goal)
        .where(Goal.cycle_id == cycle_id, Goal.archived_at.is_(None))
        .options(selectinload(Goal.owner), selectinload(Goal.sponsorships).selectinload(Sponsorship.person))
        .order_by(Goal.rank, Goal.id)
    )
    return list(db.session.scalars(query))


def _goal(goal: Goal) -> dict[str, Any]:
    sponsorships = [
        {"person": _person(one.person), **_columns(one, "is_lead", "agreed_on", "agreement")} for one in goal.sponsorships
    ]
    return {
        **_columns(
            goal, "id", "ref", "rank", "weight", "statement", "outcome_measure", "unit", "direction", "baseline_value",
            "baseline_on", "target_value", "due_on", "learning_is_planned", "no_learning_reason",
        ),
        "owner": _person(goal.owner),
        "sponsorships": sponsorships,
    }


def _needs(cycle_id: int) -> list[Need]:
    decided = (NeedState.APPROVED, NeedState.WAITLISTED, NeedState.DECLINED)
    query = (
        select(Need)
        .where(Need.cycle_id == cycle_id, Need.state.in_(decided))
        .options(selectinload(Need.department), selectinload(Need.decided_by))
        .order_by(Need.id)
    )
    return list(db.session.scalars(query))


def _need(need: Need) -> dict[str, Any]:
    return {
        **_columns(
            need, "id", "ref", "title", "department_id", "goal_id", "state", "decision_reason", "indicator_name", "unit",
            "current_value", "current_on", "desired_value", "needed_by_on",
        ),
        "department": need.department.name,
        "decided_by": _person(need.decided_by),
    }


def _programs(cycle_id: int) -> list[Program]:
    query = (
        select(Program)
        .where(Program.cycle_id == cycle_id, Program.archived_at.is_(None))
        .options(
            selectinload(Program.owner),
            selectinload(Program.sponsor),
            selectinload(Program.department),
            selectinload(Program.impacts).selectinload(Impact.agreed_by),
            selectinload(Program.impacts).selectinload(Impact.goal),
            selectinload(Program.answers).selectinload(ProgramNeed.need),
        )
        .order_by(Program.name, Program.id)
    )
    return list(db.session.scalars(query))


def _program(program: Program) -> dict[str, Any]:
    impacts = [
        {
            **_columns(impact, "goal_id", "kind", "planned_value", "unit", "rating", "agreed_on", "note"),
            "goal": impact.goal.statement,
            "agreed_by": _person(impact.agreed_by),
        }
        for impact in program.impacts
    ]
    return {
        **_columns(
            program, "id", "ref", "name", "purpose", "audience", "state", "department_id", "starts_on", "ends_on",
            "budget", "expected_participants",
        ),
        "department": program.department.name if program.department else None,
        "owner": _person(program.owner),
        "sponsor": _person(program.sponsor),
        "impacts": impacts,
        "need_ids": [answer.need_id for answer in program.answers],
    }


def _targets(cycle_id: int) -> list[Target]:
    query = (
        select(Target)
        .where(Target.cycle_id == cycle_id, Target.archived_at.is_(None))
        .options(
            selectinload(Target.owner),
            selectinload(Target.points),
            selectinload(Target.program),
            selectinload(Target.indicator).selectinload(Indicator.measure),
            selectinload(Target.indicator).selectinload(Indicator.goal),
        )
        .order_by(Target.id)
    )
    return list(db.session.scalars(query))


def _target(target: Target) -> dict[str, Any]:
    return {
        **_columns(
            target, "id", "ref", "statement", "goal_id", "program_id", "need_id", "baseline_value", "baseline_on",
            "target_value", "last_year_value", "starts_on", "due_on", "trajectory", "is_cumulative", "is_lagging",
            "is_stretch", "is_milestone", "source", "collected_every_days",
        ),
        # Whose target it is decides who may read this row of the frozen plan later.
        "department_id": target.program.department_id if target.program else None,
        "owner": _person(target.owner),
        "indicator_id": target.indicator_id,
        "measure": {"id": target.indicator.measure_id, **_columns(target.indicator.measure, "code", "name")},
        "unit": target.indicator.unit,
        "direction": target.indicator.direction,
        "points": [{"on": point.on, "value": point.value} for point in target.points],
    }
