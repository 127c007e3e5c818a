"""Reads about goals."""

from sqlalchemy import func, select
from sqlalchemy.orm import selectinload

from planner.models import Goal, Impact, Program, Sponsorship, db
from planner.permissions import Actor, visible, visible_rows


def goals_of(cycle_id: int, viewer: Actor) -> list[Goal]:
    """The goals of a cycle in rank order, with sponsors and owner."""
    query = (
        select(Goal)
        .where(Goal.cycle_id == cycle_id, Goal.archived_at.is_(None))
        .options(selectinload(Goal.owner), selectinload(Goal.sponsorships).selectinload(Sponsorship.person))
        .order_by(Goal.rank, Goal.id)
    )
    return list(db.session.scalars(visible(query, viewer, Goal)))


def goal_for(viewer: Actor, goal_id: int) -> Goal | None:
    """One goal with what its page shows; None when it does not exist for the viewer."""
    query = (
        select(Goal)
        .where(Goal.id == goal_id)
        .options(
            selectinload(Goal.cycle),
            selectinload(Goal.owner),
            selectinload(Goal.sponsorships).selectinload(Sponsorship.person),
        )
    )
    goal: Goal | None = db.session.scalar(visible(query, viewer, Goal))
    return goal


def impacts_on(goal_id: int, viewer: Actor) -> list[Impact]:
    """What the programs that the viewer may see are expected to do for the goal."""
    query = (
        select(Impact)
        .join(Impact.program)
        .where(Impact.goal_id == goal_id, Program.archived_at.is_(None), visible_rows(viewer, Program))
        .options(selectinload(Impact.program).selectinload(Program.owner), selectinload(Impact.agreed_by))
        .order_by(Program.name)
    )
    return list(db.session.scalars(query))


def n_programs_by_goal(cycle_id: int, viewer: Actor) -> dict[int, int]:
    """How many visible programs serve each goal of the cycle."""
    query = (
        select(Impact.goal_id, func.count())
        .join(Impact.program)
        .where(Program.cycle_id == cycle_id, Program.archived_at.is_(None), visible_rows(viewer, Program))
        .group_by(Impact.goal_id)
    )
    return dict(db.session.execute(query).all())
