"""Reads about corrective actions. Who may not see the target does not see its actions."""

from collections.abc import Iterable
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from planner.domain.values import ActionState, ReviewState
from planner.infra.keyset import FIRST, By, Count, Order, Page, Seek, count_of, day, page_of, whole
from planner.models import Action, AuditEntry, Indicator, Review, Target, db
from planner.permissions import Actor, visible, visible_in

_SHOWN = (
    joinedload(Action.owner),
    joinedload(Action.target).joinedload(Target.indicator).joinedload(Indicator.measure),
    joinedload(Action.target).joinedload(Target.indicator).joinedload(Indicator.goal),
    joinedload(Action.target).joinedload(Target.program),
)


SOONEST_FIRST = Order(By(Action.due_on, day), By(Action.id, whole))
LATEST_FIRST = Order(By(Action.due_on, day, is_descending=True), By(Action.id, whole, is_descending=True))


def actions_of(
    cycle_id: int, viewer: Actor, seek: Seek = FIRST, *, state: ActionState | None = ActionState.OPEN
) -> tuple[Page[Action], Count]:
    """The actions of a cycle in a state (None: in any) with owner and target: open ones by due date, others the latest first."""
    query = select(Action).where(Action.cycle_id == cycle_id, visible_in(cycle_id, viewer, Action))
    if state is not None:
        query = query.where(Action.state == state)
    order = SOONEST_FIRST if state is ActionState.OPEN else LATEST_FIRST
    return page_of(query.options(*_SHOWN), order, seek), count_of(query.with_only_columns(Action.id))


def actions_on(target_ids: Iterable[int]) -> list[Action]:
    """The actions on these targets, the earliest due first, with their owners."""
    query = (
        select(Action)
        .where(Action.target_id.in_(list(target_ids)))
        .options(joinedload(Action.owner))
        .order_by(Action.due_on, Action.id)
    )
    return list(db.session.scalars(query))


def action_for(viewer: Actor, action_id: int) -> Action | None:
    """One action with what its page shows; None when it does not exist for the viewer."""
    query = (
        select(Action)
        .where(Action.id == action_id)
        .options(*_SHOWN, joinedload(Action.verified_by), selectinload(Action.review))
    )
    action: Action | None = db.session.scalar(visible(query, viewer, Action))
    return action


def creator_of(action_id: int) -> int | None:
    """The account that started the action, as the audit trail tells."""
    query = select(AuditEntry.actor_account_id).where(
        AuditEntry.thing_type == Action.__tablename__, AuditEntry.thing_id == action_id, AuditEntry.event == "action.created"
    )
    return db.session.scalar(query.limit(1))


def open_review(review_id: int | None) -> Review | None:
    """The review that is being held and in which an action is started; None when it is not open."""
    query = select(Review).where(Review.id == review_id, Review.state == ReviewState.OPEN)
    return db.session.scalar(query) if review_id else None


def is_late(action: Action, on: date) -> bool:
    """Whether it should have been done before the day."""
    return action.state is ActionState.OPEN and action.due_on < on


def waits_for_verification(action: Action, on: date) -> bool:
    """Whether it is done and its effect should show by now."""
    return action.state is ActionState.DONE and (action.effect_by_on or action.due_on) <= on
