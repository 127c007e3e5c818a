"""Allowed changes of state, as tables: (from, move) → to, and who may make each move.

Anything that is not in a table is refused with a sentence that says what is possible instead.
"""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Any

from planner.domain.errors import RuleBroken
from planner.domain.messages import N_, Message, msg
from planner.domain.values import LABELS, ActionState, BriefState, CycleState, NeedState, ProgramState, ReviewState

Moves = Mapping[tuple[Any, str], Any]

CYCLE_MOVES: Moves = {
    (CycleState.DRAFT, "submit"): CycleState.IN_REVIEW,
    (CycleState.IN_REVIEW, "return"): CycleState.DRAFT,
    (CycleState.IN_REVIEW, "approve"): CycleState.APPROVED,
    (CycleState.APPROVED, "rebaseline"): CycleState.APPROVED,
    (CycleState.APPROVED, "close"): CycleState.CLOSED,
}
NEED_MOVES: Moves = {
    (NeedState.DRAFT, "submit"): NeedState.SUBMITTED,
    (NeedState.SUBMITTED, "return"): NeedState.DRAFT,
    (NeedState.SUBMITTED, "approve"): NeedState.APPROVED,
    (NeedState.SUBMITTED, "waitlist"): NeedState.WAITLISTED,
    (NeedState.SUBMITTED, "decline"): NeedState.DECLINED,
    (NeedState.WAITLISTED, "approve"): NeedState.APPROVED,
    (NeedState.WAITLISTED, "decline"): NeedState.DECLINED,
}
PROGRAM_MOVES: Moves = {
    (ProgramState.PROPOSED, "plan"): ProgramState.PLANNED,
    (ProgramState.PROPOSED, "cancel"): ProgramState.CANCELLED,
    (ProgramState.PLANNED, "start"): ProgramState.RUNNING,
    (ProgramState.PLANNED, "cancel"): ProgramState.CANCELLED,
    (ProgramState.RUNNING, "complete"): ProgramState.COMPLETED,
    (ProgramState.RUNNING, "cancel"): ProgramState.CANCELLED,
    (ProgramState.CANCELLED, "propose"): ProgramState.PROPOSED,
}
REVIEW_MOVES: Moves = {
    (ReviewState.PLANNED, "open"): ReviewState.OPEN,
    (ReviewState.OPEN, "close"): ReviewState.CLOSED,
}
ACTION_MOVES: Moves = {
    (ActionState.OPEN, "complete"): ActionState.DONE,
    (ActionState.OPEN, "drop"): ActionState.DROPPED,
    (ActionState.DONE, "reopen"): ActionState.OPEN,
    (ActionState.DONE, "verify"): ActionState.VERIFIED,
    (ActionState.DROPPED, "reopen"): ActionState.OPEN,
}
BRIEF_MOVES: Moves = {
    (BriefState.DRAFT, "issue"): BriefState.ISSUED,
}


# Who may make a move: the permission that its command asks for (a test compares them).
MAY: Mapping[str, Mapping[str, str]] = {
    "cycle": {
        "submit": "cycle:edit", "return": "cycle:approve", "approve": "cycle:approve", "rebaseline": "cycle:approve",
        "close": "cycle:edit",
    },
    "need": {
        "submit": "need:log", "return": "need:analyse", "approve": "need:decide", "waitlist": "need:decide",
        "decline": "need:decide",
    },
    "program": dict.fromkeys(("plan", "start", "complete", "cancel", "propose"), "program:edit"),
    "review": {"open": "review:run", "close": "review:run"},
    "action": {"complete": "action:edit", "drop": "action:edit", "reopen": "action:edit", "verify": "action:verify"},
    "brief": {"issue": "brief:issue"},
}
MOVE_LABELS: Mapping[str, str] = {
    "submit": N_("submit it"),
    "return": N_("return it"),
    "approve": N_("approve it"),
    "rebaseline": N_("set a new baseline"),
    "close": N_("close it"),
    "waitlist": N_("put it on the waiting list"),
    "decline": N_("decline it"),
    "plan": N_("plan it"),
    "start": N_("start it"),
    "complete": N_("complete it"),
    "cancel": N_("cancel it"),
    "propose": N_("propose it again"),
    "open": N_("open it"),
    "drop": N_("drop it"),
    "reopen": N_("take it up again"),
    "verify": N_("verify it"),
    "issue": N_("issue it"),
}


def moves_from(table: Moves, state: StrEnum) -> list[str]:
    """The moves that are possible from a state, in the order of the table."""
    return [name for (start, name) in table if start is state]


def move(table: Moves, state: Any, name: str) -> Any:
    """The state after the move. Raises `RuleBroken` with a sentence that says where the thing stands."""
    if (state, name) in table:
        return table[(state, name)]
    raise RuleBroken(_refusal(table, state, name))


def _refusal(table: Moves, state: StrEnum, name: str) -> Message:
    if state in {end for (_start, other), end in table.items() if other == name}:
        return msg(
            "This was done already: the state is “%(state)s”. Nothing was changed.", state=LABELS[state]
        )
    possible = moves_from(table, state)
    if not possible:
        return msg("This cannot be done: the state is “%(state)s”, and that is final.", state=LABELS[state])
    return msg(
        "This cannot be done while the state is “%(state)s”. What can be done now: %(moves)s.",
        state=LABELS[state], moves=_listed(possible),
    )


def _listed(names: Sequence[str]) -> Message:
    first = Message(MOVE_LABELS[names[0]])
    if len(names) == 1:
        return first
    return msg("%(first)s, %(rest)s", first=first, rest=_listed(names[1:]))
