"""Writes about goals."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import func, select

from planner.domain.errors import RuleBroken
from planner.domain.messages import msg
from planner.domain.values import CycleState, Direction
from planner.infra import audit
from planner.infra.clock import now, today
from planner.infra.editing import check_version, revise
from planner.models import Cycle, Goal, Person, Sponsorship, db
from planner.permissions import Actor, Permission, authorize


def create_goal(cycle: Cycle, *, actor: Actor, values: Mapping[str, Any]) -> Goal:
    """Add a goal at the end of the ranking. `values` are columns of `Goal`. Raises `RuleBroken`."""
    authorize(actor, Permission.GOAL_EDIT)
    _check_open(cycle)
    _check(values)
    _take_turn(cycle.id)
    goal = Goal(cycle=cycle, rank=_last_rank(cycle) + 1, **values)
    db.session.add(goal)
    db.session.flush()
    audit.record(actor, "goal.created", goal)
    return goal


def revise_goal(goal: Goal, *, actor: Actor, values: Mapping[str, Any], version: int | None = None) -> None:
    """Change a goal (with its cycle loaded). Raises `RuleBroken`, and `StaleEdit` when somebody else was first."""
    authorize(actor, Permission.GOAL_EDIT, goal)
    _check_open(goal.cycle)
    check_version(goal, version)
    _check({**{key: getattr(goal, key) for key in _CHECKED}, **values})
    revise(goal, values, actor=actor, event="goal.revised")


def rank_goal(goal: Goal, *, actor: Actor, rank: int) -> None:
    """Move a goal to a rank; the others close up. A rank beyond the end means the end."""
    authorize(actor, Permission.GOAL_EDIT, goal)
    _check_open(goal.cycle)
    _take_turn(goal.cycle_id)
    query = select(Goal).where(Goal.cycle_id == goal.cycle_id, Goal.archived_at.is_(None)).order_by(Goal.rank, Goal.id)
    now_ranked = db.session.scalars(query.execution_options(populate_existing=True))  # as others left them meanwhile
    others = [other for other in now_ranked if other.id != goal.id]
    others.insert(max(rank, 1) - 1, goal)
    old = goal.rank
    for number, each in enumerate(others, start=1):
        each.rank = number
    db.session.flush()
    audit.record(actor, "goal.ranked", goal, changes={"rank": [old, goal.rank]})


def archive_goal(goal: Goal, *, actor: Actor, reason: str) -> None:
    """Put a goal away; the ranking closes up. A reason is needed."""
    authorize(actor, Permission.GOAL_EDIT, goal)
    _check_open(goal.cycle)
    if not reason:
        raise RuleBroken(msg("Say why the goal is put away."), field="reason")
    rank_goal(goal, actor=actor, rank=_last_rank(goal.cycle))
    revise(goal, {"archived_at": now()}, actor=actor, event="goal.archived", reason=reason)


def name_sponsor(goal: Goal, person: Person, *, actor: Actor, is_lead: bool, agreed_on: date | None, agreement: str = "") -> None:
    """Let a person answer for the goal (sponsorships loaded). A new lead takes the lead from the old one."""
    authorize(actor, Permission.GOAL_EDIT, goal)
    _check_open(goal.cycle)
    if agreed_on is not None and agreed_on > today():
        raise RuleBroken(msg("An agreement cannot lie in the future."), field="agreed_on")
    sponsorship = next((one for one in goal.sponsorships if one.person_id == person.id), None)
    if is_lead or not any(one.is_lead for one in goal.sponsorships):
        for one in goal.sponsorships:
            one.is_lead = False
        db.session.flush()  # the old lead goes first: the database knows one lead only
        is_lead = True
    if sponsorship is None:
        sponsorship = Sponsorship(goal=goal, person_id=person.id)
        db.session.add(sponsorship)
    sponsorship.is_lead = is_lead or sponsorship.is_lead
    sponsorship.agreed_on, sponsorship.agreement = agreed_on, agreement
    changes = {"person": [None, person.name], "is_lead": [None, sponsorship.is_lead], "agreed_on": [None, agreed_on]}
    db.session.flush()
    audit.record(actor, "goal.sponsor_named", goal, changes=changes)


def release_sponsor(goal: Goal, person_id: int, *, actor: Actor) -> None:
    """End a sponsorship (sponsorships loaded with their people)."""
    authorize(actor, Permission.GOAL_EDIT, goal)
    _check_open(goal.cycle)
    for one in goal.sponsorships:
        if one.person_id == person_id:
            name = one.person.name
            goal.sponsorships.remove(one)
            db.session.flush()
            audit.record(actor, "goal.sponsor_released", goal, changes={"person": [name, None]})
            return


_CHECKED = (
    "direction", "baseline_value", "target_value", "learning_is_planned", "no_learning_reason", "due_on", "outcome_measure",
)


def _check(values: Mapping[str, Any]) -> None:
    baseline, target = values.get("baseline_value"), values.get("target_value")
    if target is not None and not values.get("outcome_measure"):
        raise RuleBroken(msg("Say what the target value is a value of."), field="outcome_measure")
    if baseline is not None and target is not None:
        direction = values.get("direction", Direction.UP)
        if direction is Direction.UP and target < baseline:
            raise RuleBroken(
                msg("Higher is better here, but the target is below the baseline. Change one of them."), field="target_value"
            )
        if direction is Direction.DOWN and target > baseline:
            raise RuleBroken(
                msg("Lower is better here, but the target is above the baseline. Change one of them."), field="target_value"
            )
    if values.get("learning_is_planned") is False and not values.get("no_learning_reason"):
        raise RuleBroken(msg("Say why no learning is planned for this goal."), field="no_learning_reason")


def _check_open(cycle: Cycle) -> None:
    if cycle.state is CycleState.CLOSED:
        raise RuleBroken(msg("%(cycle)s is closed; its goals no longer change.", cycle=cycle.name))


def _take_turn(cycle_id: int) -> None:
    """One ranking at a time: two who change it at once would give two goals one rank."""
    db.session.execute(select(Cycle.id).where(Cycle.id == cycle_id).with_for_update(key_share=True))


def _last_rank(cycle: Cycle) -> int:
    query = select(func.max(Goal.rank)).where(Goal.cycle_id == cycle.id, Goal.archived_at.is_(None))
    return db.session.scalar(query) or 0
