"""People out of a file."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from planner.models import AuditEntry, Department, ImportRun, Person, db
from tests.actors import People
from tests.features.exchange.conftest import counts
from tests.features.exchange.lists import PEOPLE

HEAD = "EmpID,Name,StartDate,ExitDate,Title,E-mail,Department\n"


def _person(number: str) -> Person:
    return db.session.scalars(select(Person).where(Person.employee_number == number)).one()


def test_people_are_added_with_their_departments(people: People, account_of: Any) -> None:
    account = account_of("people", PEOPLE, "--create-missing")
    assert account["effects"] == {
        "departments_made": 2, "people_added": 6, "people_changed": 0, "people_unchanged": 0,
    }
    uriah = _person("3427")
    department = db.session.get(Department, uriah.department_id)
    assert (uriah.name, uriah.email, uriah.job_title, uriah.started_on, uriah.left_on, department and department.name) == (
        "Uriah Bridges", "uriah@example.org", "Technician I", date(2019, 9, 20), None, "Production",
    )
    assert _person("3429").left_on == date(2023, 5, 21)


def test_a_department_is_found_whatever_its_capitals_and_spaces(people: People, import_text: Any) -> None:
    import_text("people", HEAD + "1,Ann,2020-01-01,,,,  sales NORTH \n")
    assert _person("1").department_id == people.departments["Sales North"].id


def test_the_same_file_again_changes_nothing(people: People, import_text: Any) -> None:
    import_text("people", PEOPLE, "--create-missing")
    before = counts()
    again = import_text("people", PEOPLE, "--create-missing")
    assert (again.exit_code, counts()) == (0, before)
    assert "Nothing changed" in again.stdout


def test_a_known_person_is_brought_up_to_date(people: People, import_text: Any, account_of: Any) -> None:
    import_text("people", HEAD + "1,Ann Bell,2020-01-01,,Clerk,ann@example.org,Sales\n")
    account = account_of("people", HEAD + "1,Ann Bell-Ray,,2027-06-30,,,Finance\n")
    ann = _person("1")
    assert account["effects"]["people_changed"] == 1
    assert (ann.name, ann.left_on, ann.job_title, ann.started_on) == (
        "Ann Bell-Ray", date(2027, 6, 30), "Clerk", date(2020, 1, 1),
    )
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.event == "person.imported").order_by(AuditEntry.id)).all()[-1]
    assert entry.changes["left_on"] == [None, "2027-06-30"]


def test_a_blank_exit_date_means_still_here(people: People, import_text: Any) -> None:
    import_text("people", HEAD + "1,Ann,2020-01-01,2027-06-30,,,Sales\n")
    import_text("people", HEAD + "1,Ann,2020-01-01,,,,Sales\n")
    assert _person("1").left_on is None


def test_a_file_without_exit_dates_says_nothing_about_them(people: People, import_text: Any) -> None:
    import_text("people", HEAD + "1,Ann,2020-01-01,2027-06-30,,,Sales\n")
    import_text("people", "EmpID,Name\n1,Ann\n")
    assert _person("1").left_on == date(2027, 6, 30)


def test_somebody_without_a_number_is_found_by_address(people: People, import_text: Any) -> None:
    import_text("people", HEAD + "77,Mia Manager,,,,MIA@example.org,Sales\n")
    assert _person("77").id == people.persons["mia"].id


def test_an_address_of_somebody_else_refuses_the_row(people: People, import_text: Any, account_of: Any) -> None:
    import_text("people", HEAD + "1,Ann,,,,ann@example.org,Sales\n")
    account = account_of("people", HEAD + "2,Bob,,,,ann@example.org,Sales\n3,Cy,,,,,Sales\n")
    assert [(one["row"], one["value"]) for one in account["refused"]] == [(2, "ann@example.org")]
    assert account["effects"]["people_added"] == 1


def test_an_address_can_be_handed_on_within_one_file(people: People, import_text: Any, account_of: Any) -> None:
    import_text("people", HEAD + "1,Ann,,,,info@example.org,Sales\n")
    account = account_of("people", HEAD + "1,Ann,,,,ann@example.org,Sales\n2,Bob,,,,info@example.org,Sales\n")
    assert (account["refused"], account["effects"]["people_added"]) == ([], 1)


def test_leaving_before_a_known_start_refuses_the_row(people: People, import_text: Any, account_of: Any) -> None:
    import_text("people", HEAD + "1,Ann,2020-01-01,,,,Sales\n")
    account = account_of("people", "EmpID,Name,ExitDate\n1,Ann,2019-12-31\n")
    assert "before the start date" in account["refused"][0]["reason"]


def test_who_left_and_can_still_sign_in_is_named(people: People, account_of: Any) -> None:
    account = account_of("people", HEAD + "5,Otto Other,2020-01-01,2027-07-01,,otto@example.org,Finance\n")
    assert any("Otto Other" in warning and "sign in" in warning for warning in account["warnings"])


def test_a_department_that_was_put_away_is_not_brought_back(people: People, clock: Any, account_of: Any) -> None:
    people.departments["IT"].archived_at = clock.now()
    db.session.commit()
    account = account_of("people", HEAD + "1,Ann,,,,,it\n")
    assert (account["proposals"], _person("1").department_id) == ([], None)
    assert any("put away" in warning for warning in account["warnings"])


def test_without_leave_to_make_departments_nothing_happens(people: People, import_text: Any) -> None:
    before = counts()
    result = import_text("people", PEOPLE)
    assert (result.exit_code, counts()) == (2, before)
    assert "department “Production” (2 rows)" in result.stdout
    assert "--create-missing" in result.stdout


def test_a_rehearsal_says_what_would_happen_and_keeps_nothing(people: People, import_text: Any) -> None:
    before = counts()
    result = import_text("people", PEOPLE, "--create-missing", "--dry-run")
    assert (result.exit_code, counts()) == (0, before)
    assert "People added: 6" in result.stdout


def test_the_run_is_kept_without_the_file(people: People, import_text: Any) -> None:
    import_text("people", PEOPLE, "--create-missing")
    run = db.session.scalars(select(ImportRun)).one()
    assert (run.kind, run.file_name, run.content, run.applied_at is None) == ("people", "list.csv", None, False)
    assert run.report["effects"]["people_added"] == 6


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "empty"),
        ("just some words\nand more of them\n", "No columns"),
        ("<html><table><tr><td>x</td></tr></table></html>", "web page"),
        ('{"people": []}', "JSON"),
        ("EmpID,Name\n", "no rows"),
        ('EmpID,Name\n1,"Ann\n2,Bob\n', "quotation mark"),
    ],
)
def test_a_file_that_is_no_list_gets_a_sentence(people: People, import_text: Any, text: str, sentence: str) -> None:
    before = counts()
    result = import_text("people", text, "--create-missing")
    assert (result.exit_code, counts()) == (2, before)
    assert sentence in result.stderr


def test_a_file_that_is_not_there_gets_a_sentence(run_import: Any) -> None:
    result = run_import("people", "/nowhere/people.csv")
    assert (result.exit_code, "There is no file" in result.stderr) == (2, True)


def test_a_missing_column_is_asked_for_and_named(people: People, import_text: Any) -> None:
    text = "Code,Name\n1,Ann\n"
    asked = import_text("people", text)
    assert asked.exit_code == 2
    assert '--map "Code=employee_number"' in asked.stdout
    assert import_text("people", text, "--map", "Code=employee_number").exit_code == 0
    assert _person("1").name == "Ann"
