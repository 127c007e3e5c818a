"""How the command line speaks."""

import json
from pathlib import Path
from typing import Any

import pytest

from planner.app import create_app
from planner.features.exchange import cli, telling
from planner.models import db
from planner.settings import read_settings
from tests.actors import People
from tests.features.exchange.lists import PEOPLE, TRAININGS, write

HEAD = "EmpID,Name,StartDate\n"


def test_json_is_all_that_is_printed(people: People, import_text: Any) -> None:
    account = json.loads(import_text("people", PEOPLE, "--create-missing", "--json").stdout)
    assert (account["status"], account["applied"], account["rows"], account["taken"]) == ("applied", True, 6, 6)
    assert account["columns"]["used"]["employee_number"] == "EmpID"
    assert account["columns"]["sensitive"] == ["DOB", "GenderCode", "RaceDesc", "MaritalDesc", "Performance Score"]
    assert all(isinstance(sentence, str) for sentence in account["decisions"])


@pytest.mark.parametrize(
    ("text", "options", "status", "code"),
    [
        (PEOPLE, ("--create-missing",), "applied", 0),
        (PEOPLE, (), "something is missing", 2),
        (PEOPLE, ("--dry-run",), "something is missing", 2),
        (PEOPLE, ("--create-missing", "--dry-run"), "applied", 0),
        ("Code,Name\n1,Ann\n", (), "needs an answer", 2),
        ("no table", (), "refused", 2),
    ],
)
def test_the_exit_code_and_the_status_say_the_same(
    people: People, import_text: Any, text: str, options: tuple[str, ...], status: str, code: int
) -> None:
    result = import_text("people", text, "--json", *options)
    account = json.loads(result.stdout)
    assert (account["status"], result.exit_code) == (status, code)
    assert account["applied"] is (code == 0 and "--dry-run" not in options)


def test_questions_name_the_option_that_answers_them(people: People, import_text: Any) -> None:
    account = json.loads(import_text("people", "Code,Name\n1,Ann\n", "--json").stdout)
    assert (account["problems"][0]["option"], account["problems"][0]["examples"]) == ("--map", ["Code=employee_number"])


def test_the_account_names_what_is_read_left_out_mended_and_refused(people: People, import_text: Any) -> None:
    said = import_text("people", PEOPLE + "3433,,,20-Sep-19,,,,,Sales\n", "--create-missing").stdout
    for part in (
        "list.csv: 7 rows, 6 taken, 1 refused", "employee_number from “EmpID”", "Not stored, no use for it: Supervisor",
        "Not stored, sensitive: DOB", "“DepartmentType”: Spaces and invisible signs", "(3 rows, first 2, 3, 5)",
        "row 8, LastName: The row has no name", "department “Production” (2 rows)", "People added: 6",
    ):
        assert part in said, f"{part!r} is not in\n{said}"


def test_many_refusals_are_counted_and_few_are_listed(people: People, import_text: Any) -> None:
    said = import_text("people", HEAD + "".join(f"{n},,2020-01-01\n" for n in range(1, 31)) + "99,Ann,\n").stdout
    assert said.count("has no name") == 20
    assert "and 10 more; --json lists them" in said


def test_a_name_cannot_steer_the_terminal(people: People, import_text: Any) -> None:
    said = import_text("people", "EmpID,Name,Department\n1,Ann,\x1b[31mRed\n").stdout
    assert "\x1b" not in said
    assert "[31mRed" in said


def test_columns_and_letters_can_be_told(people: People, run_import: Any, tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_bytes("Nummer|Naam|Afdeling\n1|Zoë|Sales\n".encode("cp850"))
    result = run_import("people", path, "--encoding", "cp850", "--delimiter", "bar", "--map", "Afdeling=ignore", "--json")
    assert json.loads(result.stdout)["effects"]["people_added"] == 1


def test_an_option_that_makes_no_sense_gets_a_sentence(people: People, import_text: Any) -> None:
    for option, value, part in (
        ("--map", "EmpID=shoe size", "There is no field “shoe size”"), ("--date-order", "yearly", "cannot be used"),
        ("--decimal", "dot", "cannot be used"), ("--encoding", "klingon", "not an encoding"),
    ):
        result = import_text("people", PEOPLE.lstrip("\ufeff"), option, value)
        assert (result.exit_code, part in result.output) == (2, True), result.output
    assert import_text("training-records", TRAININGS, "--outcome", "Failed=sometimes").exit_code == 2


def test_a_database_without_tables_is_told_how_to_get_them(clock: Any, tmp_path: Path) -> None:
    app = create_app(read_settings({"PLANNER_DATA_DIR": str(tmp_path)}))
    result = app.test_cli_runner().invoke(cli.import_, ["people", str(write(tmp_path, PEOPLE))])
    with app.app_context():
        db.engine.dispose()
    assert (result.exit_code, "planner db upgrade" in result.output) == (1, True)


def test_every_effect_has_words() -> None:
    assert set(telling.EFFECTS) >= {
        "departments_made", "people_added", "people_changed", "people_unchanged", "cycles_made", "programs_made",
        "values_added", "values_replaced", "values_unchanged", "values_too_early", "organizations_made",
    }
