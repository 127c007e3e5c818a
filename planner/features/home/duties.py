"""What the signed-in person must do, the most urgent first."""

from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import BindParameter, Date, Select, bindparam, cast, func, literal, null, or_, select, union_all

from planner.domain.messages import Message, msg
from planner.domain.values import ActionState, NeedState
from planner.features.home.counted import CYCLE, asked_with
from planner.models import Action, Need, db
from planner.permissions import Actor, Permission, Viewpoint, can, visible_in, visible_rows

MOST_SHOWN = 8
ME: BindParameter[Any] = bindparam("me")
NOBODY = 0


@dataclass(frozen=True, slots=True)
class Duty:
    """One thing to do: words, where, and by when (None: now)."""

    text: Message
    note: Message
    endpoint: str
    values: dict[str, Any] = field(default_factory=dict)
    due_on: date | None = None


def duties_of(actor: Actor, cycle_id: int, review: Any | None, n_owed: int) -> list[Duty]:
    """At most eight: what has no date first, then by date. One statement, whatever waits."""
    found = [*_values(n_owed), *_waiting(actor, cycle_id), *_review(actor, review)]
    return sorted(found, key=lambda duty: (duty.due_on is not None, duty.due_on or date.min))[:MOST_SHOWN]


def _values(n_owed: int) -> list[Duty]:
    if not n_owed:
        return []
    return [Duty(msg("Enter values: %(n)s", n=n_owed), msg("of the fortnight that is over"), "targets.fortnight")]


def _waiting(actor: Actor, cycle_id: int) -> list[Duty]:
    query = _query(actor.viewpoint, can(actor, Permission.ACTION_VERIFY), can(actor, Permission.NEED_DECIDE))
    rows = db.session.execute(query, {**asked_with(cycle_id, actor), "me": actor.person_id or NOBODY})
    return [_DUTIES[kind](key, words, due_on) for kind, key, words, due_on in rows]


@cache
def _query(viewer: Viewpoint, verifies: bool, decides: bool) -> Any:
    parts = [_own_actions(viewer)]
    if verifies:
        parts.append(_actions_to_verify(viewer))
    if decides:
        parts.append(_needs_to_decide(viewer))
    # SQLite takes an ORDER BY with a limit inside a union only from a subquery.
    return union_all(*(select(part.subquery()) for part in parts))


_DUTIES = {
    "own": lambda key, words, due_on: Duty(
        msg("%(action)s", action=words), msg("your corrective action"), "actions.show", {"action_id": key}, due_on
    ),
    "verify": lambda key, words, due_on: Duty(
        msg("Verify: %(action)s", action=words), msg("did the measure move?"), "actions.show", {"action_id": key}, due_on
    ),
    "decide": lambda key, words, due_on: Duty(
        msg("Decide: %(need)s", need=words), msg("a need that waits for a decision"), "needs.show", {"need_id": key}
    ),
}


def _own_actions(viewer: Viewpoint) -> Select[str, int, str, date]:
    return (
        select(literal("own").label("kind"), Action.id.label("id"), Action.what.label("words"), Action.due_on.label("due_on"))
        .where(
            Action.owner_id == ME, Action.state == ActionState.OPEN, Action.cycle_id == CYCLE, visible_rows(viewer, Action),
        )
        .order_by(Action.due_on, Action.id).limit(MOST_SHOWN)
    )


def _actions_to_verify(viewer: Viewpoint) -> Select[str, int, str, date]:
    due_on = func.coalesce(Action.effect_by_on, Action.due_on)
    # Which they are is found in the index of the list alone, though thousands may wait; only these are read.
    first = (
        select(Action.id)
        .where(
            Action.cycle_id == CYCLE, Action.state == ActionState.DONE, or_(Action.owner_id.is_(None), Action.owner_id != ME),
            visible_in(CYCLE, viewer, Action),
        )
        .order_by(due_on, Action.id).limit(MOST_SHOWN)
    )
    return select(literal("verify"), Action.id, Action.what, due_on.label("due_on")).where(Action.id.in_(first.correlate(None)))


def _needs_to_decide(viewer: Viewpoint) -> Select[str, int, str, date]:
    return (
        select(literal("decide"), Need.id, Need.title, cast(null(), Date).label("due_on"))
        .where(Need.cycle_id == CYCLE, Need.state == NeedState.SUBMITTED, visible_rows(viewer, Need))
        .order_by(Need.submitted_at, Need.id).limit(MOST_SHOWN)
    )


def _review(actor: Actor, review: Any | None) -> list[Duty]:
    if review is None or review.chair_id != actor.person_id:
        return []
    return [Duty(msg("Hold review %(n)s", n=review.number), msg("%(series)s", series=review.name), "reviews.show",
                 {"review_id": review.id}, review.held_on)]
