"""What may follow what."""

import pytest

from planner.domain import workflow
from planner.domain.errors import RuleBroken
from planner.domain.values import BriefState, CycleState, NeedState, ProgramState, ReviewState

TABLES = {
    "cycle": (workflow.CYCLE_MOVES, {CycleState.CLOSED}),
    "need": (workflow.NEED_MOVES, {NeedState.APPROVED, NeedState.DECLINED}),
    "program": (workflow.PROGRAM_MOVES, {ProgramState.COMPLETED}),
    "review": (workflow.REVIEW_MOVES, {ReviewState.CLOSED}),
    "action": (workflow.ACTION_MOVES, {"verified"}),
    "brief": (workflow.BRIEF_MOVES, {BriefState.ISSUED}),
}


@pytest.mark.parametrize("name", TABLES)
def test_only_the_states_that_are_meant_to_be_final_are(name: str) -> None:
    table, final = TABLES[name]
    states = {state for state, _move in table} | set(table.values())
    assert {state for state in states if not workflow.moves_from(table, state)} == final


def test_a_submitted_plan_is_approved() -> None:
    assert workflow.move(workflow.CYCLE_MOVES, CycleState.IN_REVIEW, "approve") is CycleState.APPROVED


def test_a_second_approval_is_told_that_it_was_done_already() -> None:
    with pytest.raises(RuleBroken, match="done already"):
        workflow.move(workflow.CYCLE_MOVES, CycleState.APPROVED, "approve")


def test_a_draft_cannot_be_approved() -> None:
    with pytest.raises(RuleBroken, match="cannot be done"):
        workflow.move(workflow.CYCLE_MOVES, CycleState.DRAFT, "approve")


def test_a_waitlisted_need_can_still_be_approved() -> None:
    assert workflow.move(workflow.NEED_MOVES, NeedState.WAITLISTED, "approve") is NeedState.APPROVED


def test_an_issued_brief_stays_as_it_is() -> None:
    assert workflow.moves_from(workflow.BRIEF_MOVES, BriefState.ISSUED) == []
