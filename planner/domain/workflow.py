"""Allowed changes of state, as tables: (from, move) → to. Anything that is not in a table is refused with a sentence."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from planner.domain.errors import RuleBroken
from planner.domain.messages import Message, msg
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
    return msg(
        "This cannot be done while the state is “%(state)s”. Load the page again to see what is possible.",
        state=LABELS[state],
    )
