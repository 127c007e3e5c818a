"""What outcomes count as."""

import pytest

from planner.domain.tabular.outcomes import (
    DEFAULT_OUTCOMES,
    OutcomeMapping,
    OutcomeMeaning,
    read_outcomes,
    unknown_outcomes,
)


@pytest.mark.parametrize("text", ["Completed", "Passed", " PASSED ", "com-pleted", "Geslaagd", "afgerond", "ja", True])
def test_completed_and_passed_count_as_completed(text: str | bool) -> None:
    assert OutcomeMapping().meaning_of(text) is OutcomeMeaning.COMPLETED


@pytest.mark.parametrize("text", ["Failed", "Incomplete", "No-show", "no show", "In Progress", "Gezakt", "niet voltooid", False])
def test_what_was_not_completed_does_not(text: str | bool) -> None:
    assert OutcomeMapping().meaning_of(text) is OutcomeMeaning.NOT_COMPLETED


@pytest.mark.parametrize("text", ["", None, "Cancelled", "Perhaps"])
def test_what_nobody_explained_is_unknown(text: str | None) -> None:
    assert OutcomeMapping().meaning_of(text) is None


def test_the_defaults_contradict_nothing() -> None:
    assert set(DEFAULT_OUTCOMES.values()) == {OutcomeMeaning.COMPLETED, OutcomeMeaning.NOT_COMPLETED}


@pytest.mark.parametrize(("text", "key", "meaning"), [
    ("No show=not completed", "noshow", OutcomeMeaning.NOT_COMPLETED),
    ("Exempted = Completed", "exempted", OutcomeMeaning.COMPLETED),
    ("Cancelled=left out", "cancelled", OutcomeMeaning.LEFT_OUT),
    ("Score=5=passed", "score5", OutcomeMeaning.COMPLETED),
    ("=not completed", "", OutcomeMeaning.NOT_COMPLETED),
])
def test_a_person_says_what_an_outcome_counts_as(text: str, key: str, meaning: OutcomeMeaning) -> None:
    assert read_outcomes([text]) == ({key: meaning}, ())


@pytest.mark.parametrize("text", ["No show", "No show=perhaps", "No show="])
def test_what_cannot_be_understood_is_answered(text: str) -> None:
    chosen, wrong = read_outcomes([text])
    assert chosen == {}
    assert "does not say what an outcome counts as" in str(wrong[0])


def test_what_a_person_says_overrules_the_defaults() -> None:
    mapping = OutcomeMapping({"passed": OutcomeMeaning.NOT_COMPLETED})
    assert mapping.meaning_of("Passed") is OutcomeMeaning.NOT_COMPLETED
    assert mapping.meaning_of("Completed") is OutcomeMeaning.COMPLETED


def test_the_mapping_is_shown_with_counts_and_one_line_per_outcome() -> None:
    lines = OutcomeMapping().lines(["Passed", "passed", "Passed", "Failed", "Perhaps"])
    assert [line.to_json() for line in lines] == [
        {"outcome": "Passed", "rows": 3, "counts_as": "completed"},
        {"outcome": "Failed", "rows": 1, "counts_as": "not completed"},
        {"outcome": "Perhaps", "rows": 1, "counts_as": None},
    ]


def test_unknown_outcomes_are_asked_about_with_their_counts() -> None:
    question = unknown_outcomes(OutcomeMapping().lines(["Perhaps", "Perhaps", "Later", "Passed"]))
    assert question is not None
    assert "“Perhaps” (2), “Later” (1)" in str(question)
    assert question.examples == ("Perhaps=not completed", "Later=not completed")


def test_known_outcomes_need_no_question() -> None:
    assert unknown_outcomes(OutcomeMapping().lines(["Passed", "Failed"])) is None
