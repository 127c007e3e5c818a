"""What may follow what."""

import ast
from pathlib import Path

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


def test_a_refusal_says_what_is_possible_instead() -> None:
    with pytest.raises(RuleBroken, match="What can be done now: approve it, decline it"):
        workflow.move(workflow.NEED_MOVES, NeedState.WAITLISTED, "submit")


def test_a_refusal_in_a_final_state_says_that_it_is_final() -> None:
    with pytest.raises(RuleBroken, match="final"):
        workflow.move(workflow.NEED_MOVES, NeedState.DECLINED, "approve")


@pytest.mark.parametrize("name", TABLES)
def test_every_move_has_words_and_somebody_who_may_make_it(name: str) -> None:
    moves = {move for _state, move in TABLES[name][0]}
    assert moves == set(workflow.MAY[name])
    assert moves <= set(workflow.MOVE_LABELS)


def moves_made_in(source: str) -> list[tuple[str, str, str]]:
    """(table, move, permission) for each command that makes a named move: read, not run."""
    made = []
    for function in ast.walk(ast.parse(source)):
        if not isinstance(function, ast.FunctionDef):
            continue
        calls = [node for node in ast.walk(function) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)]
        asked = [ast.unparse(call.args[1]) for call in calls if ast.unparse(call.func) == "authorize"]
        for call in calls:
            if ast.unparse(call.func) == "move" and isinstance(call.args[2], ast.Constant):
                table = ast.unparse(call.args[0]).removesuffix("_MOVES").lower()
                permission = asked[0].removeprefix("Permission.").lower().replace("_", ":", 1)
                made.append((table, str(call.args[2].value), permission))
    return made


def test_commands_ask_for_the_permission_of_the_table() -> None:
    rooms = Path(workflow.__file__).parents[1] / "features"
    made = [one for file in rooms.glob("*/*.py") for one in moves_made_in(file.read_text(encoding="utf-8"))]
    assert made
    assert [one for one in made if workflow.MAY[one[0]][one[1]] != one[2]] == []
