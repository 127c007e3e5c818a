"""Which column is which, whatever the file calls it."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.domain.tabular.fields import PEOPLE, TRAINING_RECORDS
from planner.domain.tabular.headers import FieldSet, Recognition, header_key, read_mapping, recognise
from planner.domain.tabular.questions import Answer

EMPLOYEES = [
    "EmpID", "FirstName", "LastName", "StartDate", "ExitDate", "Title", "Supervisor", "ADEmail", "BusinessUnit",
    "EmployeeStatus", "EmployeeType", "PayZone", "DepartmentType", "Division", "DOB", "State", "GenderCode",
    "LocationCode", "RaceDesc", "MaritalDesc", "Performance Score", "Current Employee Rating",
]
TRAININGS = [
    "Employee ID", "Training Date", "Training Program Name", "Training Type", "Training Outcome", "Location",
    "Trainer", "Training Duration(Days)", "Training Cost",
]


def people(*headers: str, mapping: dict[str, str] | None = None) -> Recognition:
    return recognise(headers, PEOPLE, mapping)


def problems(recognition: Recognition) -> str:
    return " ".join(map(str, recognition.problems))


def respelled(name: str, seed: int) -> str:
    """The same heading with other capitals, and spaces, underscores or hyphens between other letters."""
    chance = random.Random(seed)
    signs = [chance.choice((sign.upper(), sign.lower())) for sign in name]
    spread = "".join(sign + chance.choice(("", "", "", " ", "_", "-", ".")) for sign in signs)
    return chance.choice(("", " ", "_")) + spread


@pytest.mark.parametrize("header", ["Employee ID", "emp_id", "EmpID", "EMP-ID", "EmployeeNumber", "Employee #", "Emp. No.",
                                    "employee number", "Personeelsnummer", "personeels nr.", "Medewerker-ID"])
def test_an_employee_number_is_recognised(header: str) -> None:
    assert people(header, "Name").columns["employee_number"] == 0


@pytest.mark.parametrize("fields", [PEOPLE, TRAINING_RECORDS], ids=["people", "training records"])
@given(data=st.data())
def test_any_known_name_is_recognised_however_it_is_spelled(fields: FieldSet, data: st.DataObject) -> None:
    field = data.draw(st.sampled_from(fields.fields))
    name = data.draw(st.sampled_from([name for name in (*field.exact, *field.usual, *field.fallback) if "#" not in name]))
    header = respelled(name, data.draw(st.integers()))
    assert recognise([header], fields).columns == {field.name: 0}


@pytest.mark.parametrize("fields", [PEOPLE, TRAINING_RECORDS], ids=["people", "training records"])
def test_no_name_is_claimed_by_two_fields(fields: FieldSet) -> None:
    names = [(header_key(name), field.name) for field in fields.fields
             for name in {header_key(each): each for each in (*field.exact, *field.usual, *field.fallback)}]
    keys = [key for key, _ in names] + [header_key(name) for name in fields.vague]
    assert sorted({key for key in keys if keys.count(key) > 1}) == []


def test_the_public_employee_file_is_recognised() -> None:
    recognition = recognise(EMPLOYEES, PEOPLE)
    assert recognition.problems == ()
    assert recognition.to_json() == {
        "employee_number": "EmpID", "first_name": "FirstName", "last_name": "LastName", "started_on": "StartDate",
        "left_on": "ExitDate", "job_title": "Title", "manager_name": "Supervisor", "email": "ADEmail",
        "department": "DepartmentType", "status": "EmployeeStatus",
    }


def test_the_public_training_file_is_recognised() -> None:
    recognition = recognise(TRAININGS, TRAINING_RECORDS)
    assert recognition.problems == ()
    assert recognition.to_json() == {
        "employee_number": "Employee ID", "date": "Training Date", "program": "Training Program Name",
        "training_type": "Training Type", "outcome": "Training Outcome", "days": "Training Duration(Days)",
        "cost": "Training Cost",
    }


def test_a_dutch_file_is_recognised() -> None:
    headers = ["Personeelsnummer", "Voornaam", "Tussenvoegsel", "Achternaam", "E-mailadres", "Afdeling", "Functie",
               "Datum in dienst", "Datum uit dienst"]
    assert recognise(headers, PEOPLE).ignored == ()
    headers = ["Personeelsnummer", "Cursusdatum", "Cursus", "Resultaat", "Duur (uren)", "Kosten (€)"]
    assert set(recognise(headers, TRAINING_RECORDS).columns) == {
        "employee_number", "date", "program", "outcome", "hours", "cost",
    }


def test_a_department_column_wins_over_divisions_and_says_so() -> None:
    recognition = people("EmpID", "Name", "Division", "DepartmentType", "BusinessUnit")
    assert recognition.header_of("department") == "DepartmentType"
    note = " ".join(map(str, recognition.notes))
    assert "“Division”, “BusinessUnit”" in note
    assert "map it to “department”" in note


def test_a_division_is_a_department_when_nothing_better_is_there() -> None:
    assert people("EmpID", "Name", "Division").header_of("department") == "Division"


def test_two_divisions_are_asked_about() -> None:
    recognition = people("EmpID", "Name", "Division", "Business Unit")
    assert "“Division”, “Business Unit” could each be the department" in problems(recognition)
    assert "department" not in recognition.columns


def test_two_usual_names_for_one_field_are_asked_about() -> None:
    [question] = people("Emp ID", "Staff No", "Name").problems
    assert question.answer is Answer.MAP
    assert question.examples == ("Emp ID=employee_number", "Staff No=employee_number")


def test_the_exact_name_wins_over_usual_ones() -> None:
    recognition = people("Staff No", "Employee number", "Name")
    assert recognition.problems == ()
    assert recognition.header_of("employee_number") == "Employee number"


def test_the_person_has_the_last_word() -> None:
    recognition = people("EmpID", "Name", "DepartmentType", "Division", mapping={"division": "department"})
    assert recognition.header_of("department") == "Division"
    assert [column.header for column in recognition.ignored] == ["DepartmentType"]


def test_a_column_can_be_left_out() -> None:
    assert "email" not in people("EmpID", "Name", "E-mail", mapping={"E-mail": "ignore"}).columns


def test_mapping_solves_a_question() -> None:
    assert people("Emp ID", "Staff No", "Name", mapping={"Staff No": "employee_number"}).problems == ()


def test_mapping_a_column_that_is_not_there_names_those_that_are() -> None:
    assert "no column “Nr”. Its columns are: EmpID, Name." in problems(people("EmpID", "Name", mapping={"Nr": "email"}))


def test_mapping_two_columns_to_one_field_is_asked_about() -> None:
    recognition = people("a", "b", "Name", mapping={"a": "employee_number", "b": "employee_number"})
    assert "“a”, “b” could each be the employee number" in problems(recognition)


def test_two_columns_of_the_same_name_cannot_be_mapped() -> None:
    assert "Several columns are called “x”" in problems(people("EmpID", "Name", "x", "x", mapping={"x": "email"}))


@pytest.mark.parametrize(("text", "expected"), [
    ("Pers.nr=employee_number", {"Pers.nr": "employee_number"}),
    ("Pers.nr = Employee Number", {"Pers.nr": "employee_number"}),
    ("a=b=email", {"a=b": "email"}),
    ("Note=ignore", {"Note": "ignore"}),
    ("Note=", {"Note": "ignore"}),
])
def test_a_mapping_is_read_as_it_is_typed(text: str, expected: dict[str, str]) -> None:
    assert read_mapping([text], PEOPLE) == (expected, ())


@pytest.mark.parametrize(("text", "reason"), [
    ("Pers.nr", "does not say which column is which"),
    ("=email", "does not say which column is which"),
    ("Pers.nr=shoe size", "There is no field “shoe size”. Choose one of: employee_number, first_name"),
])
def test_a_mapping_that_cannot_be_is_answered(text: str, reason: str) -> None:
    mapping, wrong = read_mapping([text], PEOPLE)
    assert mapping == {}
    assert reason in str(wrong[0])


def test_what_is_missing_is_named_with_the_way_out() -> None:
    [question] = people("Name", "Shoe size").problems
    assert str(question) == (
        "No column gives the employee number. If one does under another name, map it to “employee_number”. "
        "The file's columns are: Name, Shoe size."
    )
    assert question.examples == ("Shoe size=employee_number",)


def test_a_first_name_alone_asks_for_the_last_name() -> None:
    assert "No column gives the last name" in problems(people("EmpID", "First name"))


def test_a_duration_without_unit_is_asked_about() -> None:
    headers = ["Employee ID", "Date", "Course", "Duration (weeks)"]
    [question] = recognise(headers, TRAINING_RECORDS).problems
    assert "may be the duration in days or the duration in hours" in str(question)
    assert question.examples == ("Duration (weeks)=days", "Duration (weeks)=hours")


def test_a_bare_name_in_training_records_is_asked_about() -> None:
    headers = ["Name", "Date", "Employee ID"]
    assert "may be the name of the participant or the program" in problems(recognise(headers, TRAINING_RECORDS))


def test_brackets_that_change_the_meaning_are_not_overlooked() -> None:
    assert "started_on" not in people("EmpID", "Name", "Start date (of previous job)").columns
    assert "started_on" in people("EmpID", "Name", "Start date (dd-mm-yyyy)").columns


def test_only_headings_of_sensitive_columns_are_kept_and_marked() -> None:
    ignored = {column.header: column.is_sensitive for column in recognise(EMPLOYEES, PEOPLE).ignored}
    assert ignored == {
        "BusinessUnit": False, "EmployeeType": False, "PayZone": True, "Division": False, "DOB": True, "State": True,
        "GenderCode": True, "LocationCode": True, "RaceDesc": True, "MaritalDesc": True, "Performance Score": True,
        "Current Employee Rating": True,
    }


@pytest.mark.parametrize("header", ["Essex", "Manager", "Passage", "Paying unit", "Trace"])
def test_a_sensitive_word_inside_another_word_does_not_count(header: str) -> None:
    recognition = people("EmpID", "Name", header, mapping={header: "ignore"})
    assert [column.is_sensitive for column in recognition.ignored] == [False]


@given(st.permutations(range(len(EMPLOYEES))))
def test_the_order_of_columns_makes_no_difference(order: list[int]) -> None:
    headers = [EMPLOYEES[at] for at in order]
    assert recognise(headers, PEOPLE).to_json() == recognise(EMPLOYEES, PEOPLE).to_json()


@given(st.lists(st.text(max_size=20), max_size=8))
def test_any_heading_is_recognised_or_asked_about(headers: list[str]) -> None:
    recognition = recognise(headers, PEOPLE)
    assert recognition.problems or "employee_number" in recognition.columns
    assert len(set(recognition.columns.values())) == len(recognition.columns)
