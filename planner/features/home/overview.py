"""What the start page tells of a cycle, counted by the database: as many statements for three targets as for three thousand."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Row, ScalarSelect, Select, and_, case, exists, func, literal, select, union_all
from sqlalchemy.orm import aliased

from planner.domain.values import ActionState, NeedState, ProgramState, Status
from planner.features.targets.queries import is_kept_on
from planner.models import (
    Action,
    Goal,
    Impact,
    Need,
    Program,
    ProgramNeed,
    Sponsorship,
    Target,
    TargetStanding,
    db,
)
from planner.permissions import Actor, visible_rows

MOST_NAMED = 3  # so many gaps of a kind are named one by one; more are counted
N_TOP = 3  # goals whose share of the budget is told


@dataclass(frozen=True, slots=True)
class GoalGaps:
    """Goals (id, rank, statement) that lack something, in rank order. What the viewer sees only a part of is left empty."""

    n_goals: int
    without_sponsor: tuple[Row[Any], ...]
    without_agreement: tuple[Row[Any], ...]
    without_program: tuple[Row[Any], ...]
    without_target: tuple[Row[Any], ...]


@dataclass(frozen=True, slots=True)
class Counts:
    """Numbers of things in the cycle that the viewer may see."""

    needs: Mapping[NeedState, int]
    oldest_waiting_at: datetime | None
    n_unanswered_needs: int
    n_programs: int
    n_programs_without_goal: int
    n_targets_without_baseline: int
    n_targets_without_need: int
    n_open_actions: int
    n_late_actions: int


def goal_gaps(cycle_id: int, viewer: Actor) -> GoalGaps:
    """What each goal of the cycle lacks; one statement."""
    lead = aliased(Sponsorship)
    serves = exists().where(Impact.goal_id == Goal.id, Impact.program_id == Program.id, *_programs(cycle_id, viewer))
    aims = exists().where(Target.goal_id == Goal.id, *_targets(cycle_id, viewer))
    query = (
        select(
            Goal.id, Goal.rank, Goal.statement, Goal.learning_is_planned, lead.id.label("lead_id"), lead.agreed_on,
            serves.label("is_served"), aims.label("is_aimed_at"),
        )
        .outerjoin(lead, and_(lead.goal_id == Goal.id, lead.is_lead))
        .where(Goal.cycle_id == cycle_id, Goal.archived_at.is_(None))
        .order_by(Goal.rank, Goal.id)
    )
    goals = list(db.session.execute(query))
    planned = [goal for goal in goals if goal.learning_is_planned and viewer.sees_everything]
    return GoalGaps(
        len(goals),
        without_sponsor=_first(goal for goal in goals if goal.lead_id is None),
        without_agreement=_first(goal for goal in goals if goal.lead_id is not None and goal.agreed_on is None),
        without_program=_first(goal for goal in planned if not goal.is_served),
        without_target=_first(goal for goal in planned if not goal.is_aimed_at),
    )


def counts_of(cycle_id: int, viewer: Actor, on: date) -> Counts:
    """All numbers of the start page but those of the targets' statuses; one statement."""
    needs = (Need.cycle_id == cycle_id, Need.state != NeedState.DRAFT, visible_rows(viewer, Need))
    programs, targets = _programs(cycle_id, viewer), _targets(cycle_id, viewer)
    answered = exists().where(ProgramNeed.need_id == Need.id, ProgramNeed.program_id == Program.id, *programs)
    actions = (Action.cycle_id == cycle_id, Action.state == ActionState.OPEN, visible_rows(viewer, Action))
    states = [state for state in NeedState if state is not NeedState.DRAFT]
    row = db.session.execute(
        select(
            *(_n(Need, *needs, Need.state == state).label(f"needs_{state.value}") for state in states),
            select(func.min(Need.submitted_at)).where(*needs, Need.state == NeedState.SUBMITTED).scalar_subquery()
            .label("oldest_waiting_at"),
            _n(Need, *needs, Need.state == NeedState.APPROVED, ~answered).label("unanswered"),
            _n(Program, *programs).label("programs"),
            _n(Program, *programs, _serves_nothing()).label("aimless"),
            _n(Target, *targets, Target.baseline_value.is_(None)).label("unanchored"),
            _n(Target, *targets, Target.need_id.is_(None), Target.no_need_reason == "").label("groundless"),
            _n(Action, *actions).label("open_actions"),
            _n(Action, *actions, Action.due_on < on).label("late_actions"),
        )
    ).mappings().one()
    return Counts(
        needs={state: row[f"needs_{state.value}"] for state in states}, oldest_waiting_at=row["oldest_waiting_at"],
        n_unanswered_needs=row["unanswered"] if viewer.sees_everything else 0,
        n_programs=row["programs"], n_programs_without_goal=row["aimless"], n_targets_without_baseline=row["unanchored"],
        n_targets_without_need=row["groundless"], n_open_actions=row["open_actions"], n_late_actions=row["late_actions"],
    )


def share_of_top_goals(cycle_id: int, viewer: Actor) -> Decimal | None:
    """How much of all budget, in percent, follows the first goals by rank; None when no money is planned.

    A program that serves several goals is shared out equally among them, as in `planner.domain.alignment`.
    """
    top = select(Goal.id).where(Goal.cycle_id == cycle_id, Goal.archived_at.is_(None)).order_by(Goal.rank, Goal.id).limit(N_TOP)
    in_top = case((Impact.goal_id.in_(top.subquery().select()), 1), else_=0)
    served = (
        select(
            Program.id, Program.budget, func.count(Impact.id).label("n_goals"), func.coalesce(func.sum(in_top), 0).label("n_top")
        )
        .outerjoin(Impact, Impact.program_id == Program.id)
        .where(*_programs(cycle_id, viewer), Program.budget.is_not(None))
        .group_by(Program.id, Program.budget)
        .subquery()
    )
    query = select(served.c.n_goals, served.c.n_top, func.sum(served.c.budget)).group_by(served.c.n_goals, served.c.n_top)
    rows = [(n_goals, n_top, Decimal(budget)) for n_goals, n_top, budget in db.session.execute(query)]
    total = sum((budget for _n_goals, _n_top, budget in rows), Decimal(0))
    if total == 0:
        return None
    return sum((budget * n_top / n_goals for n_goals, n_top, budget in rows if n_goals), Decimal(0)) / total * 100


def named_gaps(cycle_id: int, viewer: Actor, on: date) -> dict[str, list[tuple[int, str]]]:
    """The first programs that serve no goal ("program") and off-track targets that nobody acts on ("target"); one statement."""
    programs = (
        select(literal("program").label("kind"), Program.id.label("id"), Program.name.label("words"))
        .where(*_programs(cycle_id, viewer), _serves_nothing()).order_by(Program.name, Program.id).limit(MOST_NAMED)
    )
    acted_on = exists().where(Action.target_id == Target.id, Action.state.in_((ActionState.OPEN, ActionState.DONE)))
    # Standings first: in their index the off-track targets of the cycle lie next to each other.
    targets = (
        select(literal("target"), Target.id, Target.statement)
        .select_from(TargetStanding).join(Target, Target.id == TargetStanding.target_id)
        .where(
            TargetStanding.cycle_id == cycle_id, TargetStanding.attention == 0,
            TargetStanding.shown_status == Status.OFF_TRACK, is_kept_on(on), visible_rows(viewer, Target), ~acted_on,
        )
        .order_by(TargetStanding.due_on, Target.id).limit(MOST_NAMED)
    )
    found: dict[str, list[tuple[int, str]]] = {"program": [], "target": []}
    for kind, key, words in db.session.execute(union_all(_part(programs), _part(targets))):
        found[kind].append((key, words))
    return found


def _part(query: Select[str, int, str]) -> Any:
    """SQLite takes an ORDER BY with a limit inside a union only from a subquery."""
    return select(query.subquery())


def _first(goals: Any) -> tuple[Row[Any], ...]:
    return tuple(goals)[:MOST_NAMED]


def _programs(cycle_id: int, viewer: Actor) -> tuple[ColumnElement[bool], ...]:
    return (
        Program.cycle_id == cycle_id, Program.archived_at.is_(None), Program.state != ProgramState.CANCELLED,
        visible_rows(viewer, Program),
    )


def _targets(cycle_id: int, viewer: Actor) -> tuple[ColumnElement[bool], ...]:
    return Target.cycle_id == cycle_id, Target.archived_at.is_(None), visible_rows(viewer, Target)


def _serves_nothing() -> ColumnElement[bool]:
    return ~exists().where(Impact.program_id == Program.id)


def _n(model: type, *conditions: ColumnElement[bool]) -> ScalarSelect[int]:
    return select(func.count()).select_from(model).where(*conditions).scalar_subquery()
