"""Writes about corrective actions."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from planner.domain.errors import RuleBroken
from planner.domain.messages import msg
from planner.domain.values import ActionState, Direction
from planner.domain.workflow import ACTION_MOVES, move
from planner.infra import audit, jobs
from planner.infra.clock import today
from planner.infra.editing import check_version, revise
from planner.models import Action, Review, Target, db
from planner.permissions import Actor, Permission, authorize


def create_action(target: Target, *, actor: Actor, values: Mapping[str, Any], review: Review | None = None) -> Action:
    """Start a corrective action on a target (indicator, measure and goal loaded). Raises `RuleBroken`."""
    authorize(actor, Permission.ACTION_EDIT, target)
    _check(target, values)
    action = Action(target=target, review_id=review.id if review else None, **values)
    db.session.add(action)
    db.session.flush()
    audit.record(actor, "action.created", action)
    _tell_owner(action, actor)
    return action


def revise_action(action: Action, *, actor: Actor, values: Mapping[str, Any], version: int | None = None) -> None:
    """Change an action that is still open. Raises `RuleBroken`, and `StaleEdit` when somebody else was first."""
    authorize(actor, Permission.ACTION_EDIT, action)
    check_version(action, version)
    if action.state is not ActionState.OPEN:
        raise RuleBroken(msg("Only an open action changes. Reopen it first."))
    _check(action.target, values)
    owner_id = action.owner_id
    revise(action, values, actor=actor, event="action.revised")
    if action.owner_id != owner_id:
        _tell_owner(action, actor)


def complete_action(action: Action, *, actor: Actor, done_on: date) -> None:
    """The action is done; whether it helped is verified later."""
    authorize(actor, Permission.ACTION_EDIT, action)
    if done_on > today():
        raise RuleBroken(msg("It cannot be done on a day that has not come."), field="done_on")
    state = move(ACTION_MOVES, action.state, "complete")
    revise(action, {"state": state, "done_on": done_on}, actor=actor, event="action.completed")
    jobs.enqueue("action.done", {"action_id": action.id, "who": actor.name, "person_id": actor.person_id})


def verify_action(action: Action, *, actor: Actor, was_effective: bool, note: str) -> None:
    """Say whether the measure moved as promised. The one who did it does not verify it."""
    authorize(actor, Permission.ACTION_VERIFY, action)
    if not note:
        raise RuleBroken(msg("Say what the measure shows."), field="outcome_note")
    if action.owner_id is not None and action.owner_id == actor.person_id:
        raise RuleBroken(msg("Somebody other than the owner verifies an action."))
    state = move(ACTION_MOVES, action.state, "verify")
    values = {
        "state": state, "verified_on": today(), "verified_by_id": actor.person_id, "was_effective": was_effective,
        "outcome_note": note,
    }
    revise(action, values, actor=actor, event="action.verified", reason=note)


def drop_action(action: Action, *, actor: Actor, reason: str) -> None:
    """Give the action up, with a reason."""
    authorize(actor, Permission.ACTION_EDIT, action)
    if not reason:
        raise RuleBroken(msg("Say why the action is dropped."), field="outcome_note")
    state = move(ACTION_MOVES, action.state, "drop")
    revise(action, {"state": state, "outcome_note": reason}, actor=actor, event="action.dropped", reason=reason)


def reopen_action(action: Action, *, actor: Actor) -> None:
    """Take up again what was done or dropped."""
    authorize(actor, Permission.ACTION_EDIT, action)
    state = move(ACTION_MOVES, action.state, "reopen")
    revise(action, {"state": state, "done_on": None, "outcome_note": ""}, actor=actor, event="action.reopened")


def _tell_owner(action: Action, actor: Actor) -> None:
    if action.owner_id != actor.person_id:
        jobs.enqueue("action.assigned", {"action_id": action.id, "owner_id": action.owner_id, "who": actor.name})


def _check(target: Target, values: Mapping[str, Any]) -> None:
    if values.get("owner_id") is None:
        raise RuleBroken(msg("Name the one person who does it."), field="owner_id")
    effect, due_on, by = values.get("expected_effect"), values.get("due_on"), values.get("effect_by_on")
    if effect is not None:
        direction = target.indicator.direction
        if (direction is Direction.UP and effect < 0) or (direction is Direction.DOWN and effect > 0):
            raise RuleBroken(
                msg("This effect would make the measure worse: %(better)s.",
                    better=msg("higher is better") if direction is Direction.UP else msg("lower is better")),
                field="expected_effect",
            )
    if due_on is not None and by is not None and by < due_on:
        raise RuleBroken(msg("The effect cannot show before the action is done."), field="effect_by_on")
