"""What the start page tells of a cycle, counted by the database: as many statements for three targets as for three thousand."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Any

from sqlalchemy import Row, Select, and_, exists, func, literal, select, union_all
from sqlalchemy.orm import aliased

from planner.domain.values import ActionState, NeedState, Status
from planner.features.home.counted import (
    CYCLE,
    TODAY,
    aimless,
    asked_with,
    groundless,
    is_aimed_at,
    is_served,
    n,
    programs,
    targets,
    unanswered,
)
from planner.features.targets.queries import is_kept_on
from planner.models import Action, Goal, Impact, Need, Program, Sponsorship, Target, TargetStanding, db
from planner.permissions import Actor, Viewpoint, visible_in, visible_rows

MOST_NAMED = 3  # so many gaps of a kind are named one by one; more are counted
N_TOP = 3  # goals whose share of the budget is told
ALL = 0  # the whole budget, among those of the programs that serve one goal, two goals, and so on
DECIDED_OR_WAITING = [state for state in NeedState if state is not NeedState.DRAFT]


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
    goals = list(db.session.execute(_goals(viewer.viewpoint), asked_with(cycle_id, viewer)))
    planned = [goal for goal in goals if goal.learning_is_planned and viewer.sees_everything]
    return GoalGaps(
        len(goals),
        without_sponsor=_first(goal for goal in goals if goal.lead_id is None),
        without_agreement=_first(goal for goal in goals if goal.lead_id is not None and goal.agreed_on is None),
        without_program=_first(goal for goal in planned if not goal.is_served),
        without_target=_first(goal for goal in planned if not goal.is_aimed_at),
    )


@cache
def _goals(viewer: Viewpoint) -> Select[*tuple[Any, ...]]:
    lead = aliased(Sponsorship)
    return (
        select(
            Goal.id, Goal.rank, Goal.statement, Goal.learning_is_planned, lead.id.label("lead_id"), lead.agreed_on,
            is_served(viewer).label("is_served"), is_aimed_at(viewer).label("is_aimed_at"),
        )
        .outerjoin(lead, and_(lead.goal_id == Goal.id, lead.is_lead))
        .where(Goal.cycle_id == CYCLE, Goal.archived_at.is_(None))
        .order_by(Goal.rank, Goal.id)
    )


def counts_of(cycle_id: int, viewer: Actor, on: date) -> Counts:
    """All numbers of the start page but those of the targets' statuses; one statement."""
    row = db.session.execute(_counts(viewer.viewpoint), asked_with(cycle_id, viewer, on)).mappings().one()
    return Counts(
        needs={state: row[f"needs_{state.value}"] for state in DECIDED_OR_WAITING}, oldest_waiting_at=row["oldest_waiting_at"],
        n_unanswered_needs=row["unanswered"] if viewer.sees_everything else 0,
        n_programs=row["programs"], n_programs_without_goal=row["aimless"], n_targets_without_baseline=row["unanchored"],
        n_targets_without_need=row["groundless"], n_open_actions=row["open_actions"], n_late_actions=row["late_actions"],
    )


@cache
def _counts(viewer: Viewpoint) -> Select[*tuple[Any, ...]]:
    needs = (Need.cycle_id == CYCLE, visible_rows(viewer, Need))
    actions = (Action.cycle_id == CYCLE, Action.state == ActionState.OPEN, visible_in(CYCLE, viewer, Action))
    oldest = select(func.min(Need.submitted_at)).where(*needs, Need.state == NeedState.SUBMITTED)
    return select(
        *(n(Need, *needs, Need.state == state).label(f"needs_{state.value}") for state in DECIDED_OR_WAITING),
        oldest.scalar_subquery().label("oldest_waiting_at"),
        n(Need, *unanswered(viewer)).label("unanswered"),
        n(Program, *programs(viewer)).label("programs"),
        n(Program, *aimless(viewer)).label("aimless"),
        n(Target, *targets(viewer), Target.baseline_value.is_(None)).label("unanchored"),
        n(Target, *groundless(viewer)).label("groundless"),
        n(Action, *actions).label("open_actions"),
        n(Action, *actions, Action.due_on < TODAY).label("late_actions"),
    )


def share_of_top_goals(cycle_id: int, viewer: Actor) -> Decimal | None:
    """How much of all budget, in percent, follows the first goals by rank; None when no money is planned.

    A program that serves several goals is shared out equally among them, as in `planner.domain.alignment`.
    """
    found = db.session.execute(_budgets(viewer.viewpoint), asked_with(cycle_id, viewer))
    budgets = {n_goals: Decimal(budget or 0) for n_goals, budget in found}
    total = budgets.pop(ALL)
    if total == 0:
        return None
    return sum((budget / n_goals for n_goals, budget in budgets.items()), Decimal(0)) / total * 100


@cache
def _budgets(viewer: Viewpoint) -> Any:
    """All budget, and that of the programs which serve the first goals, once for each of these, by how many goals they serve."""
    top = select(Goal.id).where(Goal.cycle_id == CYCLE, Goal.archived_at.is_(None)).order_by(Goal.rank, Goal.id).limit(N_TOP)
    shares = aliased(Impact)
    served = (
        select(n(shares, shares.program_id == Program.id).label("n_goals"), Program.budget)
        .select_from(Impact).join(Impact.program)
        .where(Impact.goal_id.in_(top.subquery().select()), *programs(viewer))
        .subquery()
    )
    return union_all(
        select(literal(ALL), func.sum(Program.budget)).where(*programs(viewer)),
        select(served.c.n_goals, func.sum(served.c.budget)).group_by(served.c.n_goals),
    )


def named_gaps(cycle_id: int, viewer: Actor, on: date) -> dict[str, list[tuple[int, str]]]:
    """The first programs that serve no goal ("program") and off-track targets that nobody acts on ("target"); one statement."""
    found: dict[str, list[tuple[int, str]]] = {"program": [], "target": []}
    for kind, key, words in db.session.execute(_named(viewer.viewpoint), asked_with(cycle_id, viewer, on)):
        found[kind].append((key, words))
    return found


@cache
def _named(viewer: Viewpoint) -> Any:
    loose = (
        select(literal("program").label("kind"), Program.id.label("id"), Program.name.label("words"))
        .where(*aimless(viewer)).order_by(Program.name, Program.id).limit(MOST_NAMED)
    )
    acted_on = exists().where(Action.target_id == Target.id, Action.state.in_((ActionState.OPEN, ActionState.DONE)))
    # Standings first: in their index the off-track targets of the cycle lie next to each other.
    unattended = (
        select(literal("target"), Target.id, Target.statement)
        .select_from(TargetStanding).join(Target, Target.id == TargetStanding.target_id)
        .where(
            TargetStanding.cycle_id == CYCLE, TargetStanding.attention == 0,
            TargetStanding.shown_status == Status.OFF_TRACK, is_kept_on(TODAY), visible_rows(viewer, Target), ~acted_on,
        )
        .order_by(TargetStanding.due_on, Target.id).limit(MOST_NAMED)
    )
    # SQLite takes an ORDER BY with a limit inside a union only from a subquery.
    return union_all(select(loose.subquery()), select(unattended.subquery()))


def _first(goals: Any) -> tuple[Row[Any], ...]:
    return tuple(goals)[:MOST_NAMED]
