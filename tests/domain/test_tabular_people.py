"""People out of a table."""

import json
import random
from collections import Counter
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.domain.messages import msg
from planner.domain.tabular.fields import PEOPLE
from planner.domain.tabular.options import ReadingOptions, read_options
from planner.domain.tabular.people import PeopleReading, PersonRecord, read_people
from planner.domain.tabular.table import Cell, RowNote, Table
from planner.infra.spreadsheet import read_table
from tests.domain.tables import public_file, table

HEADERS = "EmpID,FirstName,LastName,StartDate,ExitDate,ADEmail,DepartmentType,DOB,GenderCode"


def people(*rows: tuple[Cell, ...], headers: str = HEADERS, options: ReadingOptions | None = None) -> PeopleReading:
    return read_people(table(headers, *rows), "people.csv", options)


def refused(reading: PeopleReading) -> list[tuple[int, str | None, str | None, str]]:
    return [(one.row, one.column, one.value, str(one.reason)) for one in reading.report.refused]


def mended(reading: PeopleReading) -> list[tuple[str | None, str, tuple[int, ...]]]:
    return [(one.column, str(one.what), one.first_rows) for one in reading.report.mended]


def test_a_person_is_read_with_what_the_product_needs() -> None:
    reading = people(("17", "Ada", "Lovelace", "20-Sep-19", "", "ada@example.org", "Sales", "10-12-1815", "Female"))
    assert reading.records == (
        PersonRecord(2, "17", "Ada Lovelace", "ada@example.org", "Sales", started_on=date(2019, 9, 20)),
    )
    assert (reading.report.n_rows, reading.report.n_taken) == (1, 1)


def test_sensitive_columns_are_named_but_their_values_are_nowhere() -> None:
    reading = people(
        ("17", "Ada", "Lovelace", "20-Sep-19", "", "no address", "Sales ", "SECRET-1", "SECRET-2"),
        ("", "Bob", "Builder", "never", "", "", "", "SECRET-3", "SECRET-4"),
    )
    text = json.dumps(reading.report.to_json()) + repr(reading.records)
    assert reading.report.sensitive == ("DOB", "GenderCode")
    assert "SECRET" not in text


def test_trailing_blanks_are_mended_and_told_once_for_the_column() -> None:
    reading = people(("1", "Ada", "L", "", "", "", "Production   "), ("2", "Bob", "M", "", "", "", "Production\u00a0"))
    assert {record.department for record in reading.records} == {"Production"}
    assert mended(reading) == [
        ("DepartmentType", "Spaces and invisible signs around or inside the value were taken away.", (2, 3))
    ]


def test_departments_are_spelled_as_most_rows_spell_them() -> None:
    names = ["Sales", "SALES", "Sales"]
    reading = people(*((str(at), "Ada", "L", "", "", "", name) for at, name in enumerate(names)))
    assert {record.department for record in reading.records} == {"Sales"}
    assert mended(reading) == [("DepartmentType", "Written as most rows write it: “Sales”.", (3,))]


def test_what_is_no_address_is_left_out() -> None:
    reading = people(("1", "Ada", "L", "", "", "ada l@example.org"))
    assert reading.records[0].email == ""
    assert mended(reading)[0][0] == "ADEmail"


def test_an_address_of_two_people_is_kept_for_none() -> None:
    reading = people(("1", "Ada", "L", "", "", "a@example.org"), ("2", "Bob", "M", "", "", "A@Example.org"))
    assert [record.email for record in reading.records] == ["", ""]
    assert mended(reading)[0][2] == (2, 3)


def test_a_dutch_name_is_put_together() -> None:
    reading = people(("1", "Jan", "van der", "Berg"), headers="Personeelsnummer,Voornaam,Tussenvoegsel,Achternaam")
    assert reading.records[0].name == "Jan van der Berg"


def test_numbers_of_a_workbook_and_floats_of_a_script_are_the_same_employee_numbers() -> None:
    assert people(("1001.0", "Ada", "L"), ("1002.0", "Bob", "M")).records[0].employee_number == "1001"
    assert people(("1001.0", "Ada", "L"), ("A-2", "Bob", "M")).records[0].employee_number == "1001.0"
    assert people(("0042", "Ada", "L")).records[0].employee_number == "0042"


@pytest.mark.parametrize(("row", "column", "reason"), [
    (("", "Ada", "L"), "EmpID", "no employee number"),
    (("1", "", ""), "LastName", "no name"),
    (("1", "Ada", "L", "30-Feb-20"), "StartDate", "not a date that exists"),
    (("1", "Ada", "L", "1-Mar-20", "1-Feb-20"), "ExitDate", "before the start date"),
    (("1" * 65, "Ada", "L"), "EmpID", "longer than 64"),
    (("1", "Ada" * 70, "L"), "FirstName", "longer than 200"),
])
def test_a_row_that_cannot_be_taken_is_refused_with_the_reason(row: tuple[str, ...], column: str, reason: str) -> None:
    reading = people(row, ("2", "Bob", "M"))
    assert [record.employee_number for record in reading.records] == ["2"]
    [(number, where, _, why)] = refused(reading)
    assert (number, where) == (2, column)
    assert reason in why


def test_a_repeated_row_is_taken_once() -> None:
    reading = people(("1", "Ada", "L"), ("1", "Ada", "L "), ("2", "Bob", "M"))
    assert len(reading.records) == 2
    assert refused(reading) == [(3, None, None, "The row repeats row 2 in every column.")]


def test_two_people_with_one_number_are_both_refused() -> None:
    reading = people(("1", "Ada", "L"), ("1", "Bob", "M"), ("2", "Cy", "N"))
    assert [record.employee_number for record in reading.records] == ["2"]
    assert [(row, column, value) for row, column, value, _ in refused(reading)] == [(2, "EmpID", "1"), (3, "EmpID", "1")]
    assert "row 3 with other values" in refused(reading)[0][3]


A_REASON = msg("The row was broken.")


def test_rows_the_file_reader_refused_are_in_the_account() -> None:
    source = table(HEADERS, ("1", "Ada", "L"))
    broken = Table(source.headers, source.rows, refused=(RowNote(3, A_REASON),))
    reading = read_people(broken, "people.csv")
    assert (reading.report.n_rows, reading.report.n_taken) == (2, 1)
    assert reading.report.refused[0].row == 3


def test_with_a_question_nothing_is_taken() -> None:
    reading = people(("1", "Ada", "L", "01-02-2020"), ("2", "Bob", "M", "03-04-2020"))
    assert reading.records == ()
    assert "day first or month first" in str(reading.report.problems[0])
    assert reading.report.n_taken == 0


@pytest.mark.parametrize("answer", ["dmy", "StartDate=dmy", "start date = DMY", "started_on=dmy"])
def test_the_answer_to_a_question_is_understood(answer: str) -> None:
    reading = people(("1", "Ada", "L", "01-02-2020"), options=read_options(PEOPLE, date_orders=[answer]))
    assert reading.records[0].started_on == date(2020, 2, 1)


def test_an_answer_that_is_none_is_a_question_again() -> None:
    reading = people(("1", "Ada", "L"), options=read_options(PEOPLE, date_orders=["StartDate=dym"], maps=["DOB"]))
    assert "Possible are: dmy, mdy, ymd" in " ".join(map(str, reading.report.problems))
    assert len(reading.report.problems) == 2


def test_people_who_left_without_a_date_are_told() -> None:
    reading = people(("1", "Ada", "Voluntarily Terminated"), ("2", "Bob", "Active"), headers="EmpID,Name,EmployeeStatus")
    assert "1 people have a status that says they left, but no exit date (first in row 2)" in str(reading.report.warnings[0])


ROWS = st.lists(
    st.tuples(
        st.sampled_from(["1", "2", "3", "4", ""]), st.sampled_from(["Ada", "Bob", ""]), st.just("L"),
        st.sampled_from(["", "1-Mar-20", "30-Feb-20", "05-06-2020", "25-06-2020"]), st.just(""),
        st.sampled_from(["a@example.org", "b@example.org", "nothing"]), st.sampled_from(["Sales", "sales", " Sales", "IT"]),
    ),
    min_size=1, max_size=12,
)


@given(rows=ROWS, seed=st.integers())
def test_the_order_of_rows_makes_no_difference(rows: list[tuple[str, ...]], seed: int) -> None:
    def taken(some: list[tuple[str, ...]]) -> Counter[str]:
        return Counter(repr((r.employee_number, r.name, r.email, r.department, r.started_on)) for r in people(*some).records)

    assert taken(random.Random(seed).sample(rows, len(rows))) == taken(rows)


@given(rows=ROWS)
def test_every_row_is_taken_or_refused(rows: list[tuple[str, ...]]) -> None:
    report = people(*rows).report
    assert report.problems or report.n_taken + len(report.refused) == report.n_rows


def test_the_account_is_plain_data() -> None:
    reading = people(("1", "Ada ", "f"), ("", "Bob", "m"), headers="EmpID,Name,Sex")
    account = json.loads(json.dumps(reading.report.to_json()))
    assert account["columns"]["used"] == {"employee_number": "EmpID", "full_name": "Name"}
    assert account["columns"]["sensitive"] == ["Sex"]
    assert (account["kind"], account["file"], account["rows"], account["taken"]) == ("people", "people.csv", 2, 1)
    assert account["refused"][0]["row"] == 3
    assert account["mended"][0]["first_rows"] == [2]


def test_the_public_employee_file_is_read_whole() -> None:
    path = public_file("employee_data.csv")
    reading = read_people(read_table(path, path.name), path.name)
    assert (reading.report.n_rows, reading.report.n_taken) == (3000, 3000)
    assert Counter(record.department for record in reading.records) == {
        "Production": 2020, "IT/IS": 430, "Sales": 331, "Software Engineering": 115, "Admin Offices": 80, "Executive Office": 24,
    }
    assert sum(record.left_on is None for record in reading.records) == 1467
