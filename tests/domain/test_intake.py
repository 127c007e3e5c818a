"""What a well-asked need looks like."""

from decimal import Decimal

import pytest

from planner.domain.errors import RuleBroken
from planner.domain.intake import (
    ANSWERS,
    check_gap,
    missing_before_sending,
    solution_words,
    verdict_on_training,
)
from planner.domain.values import CauseCell, Direction, SolutionKind


@pytest.mark.parametrize("text", [
    "We need a Course in selling", "two workshops", "Een cursus verkopen", "de trainingen lopen achter", "e-learning",
    "Opleidingsplan ontbreekt", "a training", "Bijscholing van de monteurs",
])
def test_words_for_a_course_are_noticed(text: str) -> None:
    assert len(solution_words(text)) == 1


@pytest.mark.parametrize("text", [
    "Of course we lose tenders", "Drivers train hard", "The recourse is unclear", "Trains leave late", "", "De les is geleerd",
])
def test_words_that_only_look_like_one_are_left_alone(text: str) -> None:
    assert solution_words(text) == []


def test_a_word_is_named_once_as_it_was_typed() -> None:
    assert solution_words("Workshop please", "a workshop or a Cursus") == ["workshop", "Cursus"]


@pytest.mark.parametrize(("direction", "current", "desired"), [
    (Direction.UP, 20, 10), (Direction.DOWN, 10, 20), (Direction.UP, 10, 10), (Direction.DOWN, 10, 10), (Direction.UP, -1, -2),
])
def test_a_gap_that_points_the_wrong_way_is_refused(direction: Direction, current: int, desired: int) -> None:
    with pytest.raises(RuleBroken) as refused:
        check_gap(Decimal(current), Decimal(desired), direction)
    assert refused.value.field == "desired_value"


@pytest.mark.parametrize(("direction", "current", "desired"), [
    (Direction.UP, 10, 20), (Direction.DOWN, 20, 10), (Direction.DOWN, 0, -5), (Direction.UP, None, 3), (Direction.UP, 3, None),
])
def test_a_gap_that_points_the_right_way_is_taken(direction: Direction, current: int | None, desired: int | None) -> None:
    check_gap(*(None if value is None else Decimal(value) for value in (current, desired)), direction)


def test_every_cell_has_an_answer_and_only_knowledge_is_answered_by_training() -> None:
    assert [cell for cell in CauseCell if SolutionKind.TRAINING in ANSWERS[cell]] == [CauseCell.KNOWLEDGE]


@pytest.mark.parametrize(("accepted", "words"), [
    ([], "No cause is accepted"), ([CauseCell.DATA], "training will not close"), ([CauseCell.KNOWLEDGE], "training can answer"),
    ([CauseCell.KNOWLEDGE, CauseCell.DATA], "knowledge cause only"),
])
def test_what_training_can_do_follows_from_the_accepted_causes(accepted: list[CauseCell], words: str) -> None:
    assert words in str(verdict_on_training(accepted))


def test_an_empty_draft_lacks_everything_in_the_order_of_the_steps() -> None:
    missing = missing_before_sending({})
    assert [each.step for each in missing] == ["problem"] * 3 + ["gap"] * 5 + ["reasons"]


def test_nought_is_a_value() -> None:
    assert "current_value" not in {each.field for each in missing_before_sending({"current_value": Decimal(0)})}
