"""Training records out of a table."""

import json
import random
from collections import Counter
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.domain.tabular.fields import TRAINING_RECORDS
from planner.domain.tabular.options import ReadingOptions, read_options
from planner.domain.tabular.questions import Answer
from planner.domain.tabular.table import Cell
from planner.domain.tabular.training_records import TrainingReading, read_training_records
from planner.domain.training import TrainingRecord
from tests.domain.tables import table

HEADERS = (
    "Employee ID,Training Date,Training Program Name,Training Outcome,Training Duration(Days),Training Cost,Trainer,Location"
)


def trainings(*rows: tuple[Cell, ...], headers: str = HEADERS, options: ReadingOptions | None = None) -> TrainingReading:
    return read_training_records(table(headers, *rows), "trainings.csv", options)


def options(**texts: list[str]) -> ReadingOptions:
    return read_options(TRAINING_RECORDS, **texts)


def refused(reading: TrainingReading) -> list[tuple[int, str | None, str | None, str]]:
    return [(one.row, one.column, one.value, str(one.reason)) for one in reading.report.refused]


def test_a_record_is_read() -> None:
    reading = trainings(("1001", "21-Sep-22", "Customer Service", "Passed", "4", "510.83", "Amanda", "Port Greg"))
    assert reading.records == (
        TrainingRecord("1001", date(2022, 9, 21), "Customer Service", True, Decimal(4), Decimal("510.83"), row=2),
    )
    assert reading.report.not_needed == ("Trainer",)
    assert reading.report.sensitive == ("Location",)


def test_typed_cells_of_a_workbook_read_like_text() -> None:
    text = trainings(("1001", "2022-09-21", "Customer Service", "Passed", "4", "510.83"))
    typed = trainings((Decimal(1001), date(2022, 9, 21), "Customer Service", "Passed", Decimal(4), Decimal("510.83")))
    assert text.records == typed.records


def test_the_mapping_of_outcomes_is_shown() -> None:
    report = trainings(("1", "21-Sep-22", "A", "Passed"), ("2", "21-Sep-22", "A", "Failed")).report
    assert [line["counts_as"] for line in report.to_json()["outcomes"]] == ["not completed", "completed"]


def test_an_unknown_outcome_stops_the_file() -> None:
    reading = trainings(("1", "21-Sep-22", "A", "Passed"), ("2", "21-Sep-22", "A", "Waitlisted"))
    assert reading.records == ()
    assert "“Waitlisted” (1)" in str(reading.report.problems[0])


def test_an_explained_outcome_is_taken_or_left_out() -> None:
    rows = [("1", "21-Sep-22", "A", "Passed"), ("2", "21-Sep-22", "A", "Waitlisted"), ("3", "21-Sep-22", "A", "")]
    answers = options(outcomes=["waitlisted=left out", "=not completed"])
    reading = trainings(*rows, options=answers)
    assert [(record.person, record.counts_as_completed) for record in reading.records] == [("1", True), ("3", False)]
    assert refused(reading) == [(3, "Training Outcome", "Waitlisted", "Rows with this outcome are left out, as you said.")]


def test_without_an_outcome_nobody_knows_how_it_ended() -> None:
    reading = trainings(("1", "21-Sep-22", "A"), headers="Employee ID,Date,Course")
    assert reading.records[0].counts_as_completed is None
    assert "no completion rate" in str(reading.report.warnings[0])


def test_hours_become_days_of_eight_hours() -> None:
    reading = trainings(("1", "21-Sep-22", "A", "12"), headers="Employee ID,Date,Course,Hours")
    assert reading.records[0].days == Decimal("1.5")
    assert "days of 8 hours" in " ".join(map(str, reading.report.decisions))


def test_program_names_are_spelled_as_most_rows_spell_them() -> None:
    rows = [("1", "21-Sep-22", "Customer Service", "Passed"), ("2", "21-Sep-22", "customer  service ", "Passed"),
            ("3", "21-Sep-22", "Customer Service", "Passed")]
    reading = trainings(*rows)
    assert {record.program for record in reading.records} == {"Customer Service"}


def test_one_column_says_who_it_was() -> None:
    headers = "Employee ID,E-mail,Employee Name,Date,Course"
    rows = [("1", "a@example.org", "Ada", "21-Sep-22", "A"), ("", "b@example.org", "Bob", "21-Sep-22", "A")]
    reading = trainings(*rows, headers=headers)
    assert [record.person for record in reading.records] == ["1"]
    assert refused(reading) == [(3, "Employee ID", "", "The row does not say who was trained.")]
    assert reading.report.not_needed == ("E-mail", "Employee Name")


def test_people_can_be_known_by_their_address() -> None:
    reading = trainings(("Ada@Example.org", "21-Sep-22", "A"), headers="E-mail,Date,Course")
    assert reading.records[0].person == "ada@example.org"


@pytest.mark.parametrize(("row", "column", "value", "reason"), [
    (("1", "", "A", "Passed"), "Training Date", "", "no date"),
    (("1", "31-Sep-22", "A", "Passed"), "Training Date", "31-Sep-22", "not a date that exists"),
    (("1", "21-Sep-22", " ", "Passed"), "Training Program Name", "", "does not name a program"),
    (("1", "21-Sep-22", "A", "Passed", "two"), "Training Duration(Days)", "two", "not a number"),
    (("1", "21-Sep-22", "A", "Passed", "-1"), "Training Duration(Days)", "-1", "below 0"),
    (("1", "21-Sep-22", "A", "Passed", "1", "-5.50"), "Training Cost", "-5.50", "below 0"),
])
def test_a_row_that_cannot_be_taken_is_refused_with_column_value_and_reason(
    row: tuple[str, ...], column: str, value: str, reason: str
) -> None:
    reading = trainings(row, ("2", "21-Sep-22", "A", "Passed", "1", "5.50"))
    assert [record.person for record in reading.records] == ["2"]
    [(number, where, what, why)] = refused(reading)
    assert (number, where, what) == (2, column, value)
    assert reason in why


def test_what_has_not_happened_yet_is_refused() -> None:
    source = table(HEADERS, ("1", "21-Sep-22", "A", "Passed"), ("2", "22-Sep-22", "A", "Passed"))
    reading = read_training_records(source, "trainings.csv", today=date(2022, 9, 21))
    assert [record.person for record in reading.records] == ["1"]
    assert "after today, 2022-09-21" in refused(reading)[0][3]


def test_a_row_repeated_in_every_column_is_taken_once() -> None:
    row = ("1", "21-Sep-22", "A", "Passed", "4", "5.50", "Amanda", "here")
    reading = trainings(row, row, (*row[:6], "Bert", "here"))
    assert len(reading.records) == 2
    assert refused(reading) == [(3, None, None, "The row repeats row 2 in every column.")]


def test_the_currency_of_the_file_is_known() -> None:
    assert trainings(("1", "21-Sep-22", "A", "Passed", "4", "€ 5,50")).currency == "EUR"


def test_ambiguous_costs_and_dates_are_asked_about_together() -> None:
    reading = trainings(("1", "01-02-2022", "A", "Passed", "4", "1.234"))
    assert [(asked.answer, asked.examples[0]) for asked in reading.report.problems] == [
        (Answer.DATE_ORDER, "Training Date=dmy"), (Answer.DECIMAL, "Training Cost=point"),
    ]


ROWS = st.lists(
    st.tuples(
        st.sampled_from(["1", "2", ""]), st.sampled_from(["05-06-2020", "25-06-2020", "3-Mar-20", "x"]),
        st.sampled_from(["A", "a", "B"]), st.sampled_from(["Passed", "Failed"]), st.sampled_from(["1", "0,5", "?"]),
        st.sampled_from(["1.234", "7,5", ""]),
    ),
    min_size=1, max_size=12,
)


@given(rows=ROWS, seed=st.integers())
def test_the_order_of_rows_makes_no_difference(rows: list[tuple[str, ...]], seed: int) -> None:
    def taken(some: list[tuple[str, ...]]) -> Counter[str]:
        records = trainings(*some).records
        return Counter(repr((r.person, r.on, r.program, r.counts_as_completed, r.days, r.cost)) for r in records)

    assert taken(random.Random(seed).sample(rows, len(rows))) == taken(rows)


@given(rows=ROWS)
def test_every_row_is_taken_or_refused(rows: list[tuple[str, ...]]) -> None:
    report = trainings(*rows).report
    json.dumps(report.to_json())
    assert report.problems or report.n_taken + len(report.refused) == report.n_rows
