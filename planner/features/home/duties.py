"""What the signed-in person must do, the most urgent first."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from planner.domain.messages import Message, msg
from planner.domain.values import ActionState, NeedState
from planner.features.home.queries import Chain
from planner.permissions import Actor, Permission, can

MOST_SHOWN = 8


@dataclass(frozen=True, slots=True)
class Duty:
    """One thing to do: words, where, and by when (None: now)."""

    text: Message
    note: Message
    endpoint: str
    values: dict[str, Any] = field(default_factory=dict)
    due_on: date | None = None


def duties_of(
    actor: Actor, chain: Chain, actions: Iterable[Any], review: Any | None, n_owed: int
) -> list[Duty]:
    """At most eight: what has no date first, then by date."""
    found = [*_values(n_owed), *_actions(actor, actions), *_needs(actor, chain), *_review(actor, review)]
    return sorted(found, key=lambda duty: (duty.due_on is not None, duty.due_on or date.min))[:MOST_SHOWN]


def _values(n_owed: int) -> list[Duty]:
    if not n_owed:
        return []
    return [Duty(msg("Enter values: %(n)s", n=n_owed), msg("of the fortnight that is over"), "targets.fortnight")]


def _actions(actor: Actor, actions: Iterable[Any]) -> list[Duty]:
    duties = []
    for action in actions:
        here = {"action_id": action.id}
        if action.state is ActionState.OPEN and action.owner_id == actor.person_id:
            duties.append(Duty(msg("%(action)s", action=action.what), msg("your corrective action"), "actions.show", here,
                               action.due_on))
        elif action.state is ActionState.DONE and can(actor, Permission.ACTION_VERIFY) and action.owner_id != actor.person_id:
            duties.append(Duty(msg("Verify: %(action)s", action=action.what), msg("did the measure move?"), "actions.show",
                               here, action.effect_by_on or action.due_on))
    return duties


def _needs(actor: Actor, chain: Chain) -> list[Duty]:
    if not can(actor, Permission.NEED_DECIDE):
        return []
    return [
        Duty(msg("Decide: %(need)s", need=need.title), msg("a need that waits for a decision"), "needs.show",
             {"need_id": need.id})
        for need in chain.needs
        if need.state is NeedState.SUBMITTED
    ]


def _review(actor: Actor, review: Any | None) -> list[Duty]:
    if review is None or review.chair_id != actor.person_id:
        return []
    return [Duty(msg("Hold review %(n)s", n=review.number), msg("%(series)s", series=review.name), "reviews.show",
                 {"review_id": review.id}, review.held_on)]
