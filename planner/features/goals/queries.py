"""Reads about goals."""

from collections.abc import Collection

from sqlalchemy import func, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from planner.infra import keyset
from planner.infra.keyset import FIRST, By, Order, Page, Seek, page_of, text, whole
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


BY_RANK = Order(By(Goal.rank, whole), By(Goal.id, whole))


def page_of_goals(cycle_id: int, viewer: Actor, seek: Seek = FIRST) -> Page[Goal]:
    """The goals of a cycle in rank order, with sponsors."""
    query = (
        select(Goal)
        .where(Goal.cycle_id == cycle_id, Goal.archived_at.is_(None))
        .options(selectinload(Goal.sponsorships).joinedload(Sponsorship.person))
    )
    return page_of(visible(query, viewer, Goal), BY_RANK, seek)


def goal_for(viewer: Actor, goal_id: int) -> Goal | None:
    """One goal with what its page shows; None when it does not exist for the viewer."""
    query = (
        select(Goal)
        .where(Goal.id == goal_id)
        .options(
            joinedload(Goal.cycle),
            joinedload(Goal.owner),
            selectinload(Goal.sponsorships).joinedload(Sponsorship.person),
        )
    )
    goal: Goal | None = db.session.scalar(visible(query, viewer, Goal))
    return goal


BY_NAME = Order(By(Program.name, text), By(Impact.id, whole))


def impacts_on(goal_id: int, viewer: Actor, seek: Seek = FIRST) -> Page[Impact]:
    """What the programs that the viewer may see are expected to do for the goal, by the program's name."""
    query = (
        select(Impact)
        .join(Impact.program)
        .where(Impact.goal_id == goal_id, Program.archived_at.is_(None), visible_rows(viewer, Program))
        .options(contains_eager(Impact.program).joinedload(Program.owner), joinedload(Impact.agreed_by))
    )
    return page_of(query, BY_NAME, seek, size=keyset.PANEL_SIZE)


def n_programs_serving(goal_ids: Collection[int], viewer: Actor) -> dict[int, int]:
    """How many visible programs serve each of these goals; one that nothing serves is not among them."""
    query = (
        select(Impact.goal_id, func.count())
        .join(Impact.program)
        .where(Impact.goal_id.in_(goal_ids), Program.archived_at.is_(None), visible_rows(viewer, Program))
        .group_by(Impact.goal_id)
    )
    return dict(db.session.execute(query).all())
