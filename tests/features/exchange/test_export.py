"""Values that leave as CSV."""

import csv
import io
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from planner.infra.finding import FEW
from planner.models import AuditEntry, Measure, db
from tests.actors import People
from tests.browser import Browser
from tests.features.exchange.lists import TRAININGS
from tests.makers import make_cycle, make_goal, make_indicator, make_measure, make_observation, make_program

COLUMNS = ["program", "measure", "period_start", "period_end", "value", "unit", "respondents", "source"]


def _rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def _measure(code: str) -> Measure:
    return db.session.scalars(select(Measure).where(Measure.code == code)).one()


def test_the_columns_are_exactly_those_that_are_promised(people: People, run_export: Any) -> None:
    assert run_export().stdout == ",".join(COLUMNS) + "\n"


def test_a_value_is_a_row_of_plain_text(people: People, run_export: Any) -> None:
    indicator = make_indicator(measure=_measure("direct_cost"), program=make_program())
    make_observation(indicator, "1234567.5", source="finance", respondents=1200)
    assert list(_rows(run_export().stdout)[0].values()) == [
        "Consultative selling", "direct_cost", "2027-01-01", "2027-01-14", "1234567.5", "EUR", "1200", "finance",
    ]


def test_what_was_imported_comes_out_again(people: People, import_text: Any, run_export: Any) -> None:
    import_text("training-records", TRAININGS, "--create-missing")
    rows = _rows(run_export("--cycle", "fy2027", "--program", "customer SERVICE").stdout)
    assert [(row["measure"], row["period_start"], row["value"]) for row in rows if row["measure"] == "direct_cost"] == [
        ("direct_cost", "2027-01-01", "1111"), ("direct_cost", "2027-01-15", "119.5"),
    ]
    assert {row["program"] for row in rows} == {"Customer Service"}


def test_only_values_that_hold_are_exported(people: People, import_text: Any, run_export: Any) -> None:
    import_text("training-records", TRAININGS, "--create-missing")
    import_text("training-records", TRAININGS.replace("510.83", "610.83"))
    costs = [row["value"] for row in _rows(run_export("--cycle", "FY2027").stdout) if row["measure"] == "direct_cost"]
    assert costs.count("1211") == 1
    assert "1111" not in costs


def test_values_of_goals_and_of_the_function_have_no_program(people: People, run_export: Any) -> None:
    cycle = make_cycle()
    goal = make_goal(cycle, statement="Win larger accounts")
    make_observation(make_indicator(measure=make_measure(code="a"), goal=goal), 1)
    make_observation(make_indicator(cycle, make_measure(code="b")), 2)
    rows = _rows(run_export("--full").stdout)
    assert {(row["measure"], row["program"], row["goal"]) for row in rows} == {("a", "", "Win larger accounts"), ("b", "", "")}


def test_more_columns_come_on_demand(people: People, import_text: Any, run_export: Any) -> None:
    import_text("training-records", TRAININGS, "--create-missing")
    rows = _rows(run_export("--full").stdout)
    assert list(rows[0])[8:] == [
        "cycle", "goal", "population", "value_to_date", "numerator", "denominator", "recorded_at", "note",
    ]
    rate = next(row for row in rows if row["measure"] == "completion_rate" and row["program"] == "Customer Service")
    assert (rate["cycle"], rate["numerator"], rate["denominator"], rate["recorded_at"][:10]) == ("FY2027", "2", "3", "2027-07-13")


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t=", " =", "＝"])
def test_a_name_is_no_formula_to_a_spreadsheet_program(people: People, run_export: Any, sign: str) -> None:
    name = f"{sign}cmd|' /C calc'!A0"
    make_observation(make_indicator(program=make_program(name=name)), -3, source=name, note=name)
    row = _rows(run_export("--full").stdout)[0]
    assert (row["program"], row["source"], row["note"]) == (f"'{name}",) * 3
    assert row["value"] == "-3"


def test_values_of_too_few_answers_are_blank(people: People, run_export: Any) -> None:
    indicator = make_indicator(measure=_measure("application_rate"), program=make_program())
    make_observation(indicator, 50, respondents=4)
    make_observation(indicator, 60, number=2, respondents=5)
    assert [(row["value"], row["respondents"]) for row in _rows(run_export().stdout)] == [("", "4"), ("60", "5")]


def test_the_order_depends_on_nothing_but_the_values(people: People, run_export: Any) -> None:
    cycle = make_cycle()
    for name in ("beta", "Älpha", "Alpha", "alpha"):
        indicator = make_indicator(measure=make_measure(), program=make_program(cycle, name=name))
        for number in (2, 1):
            make_observation(indicator, Decimal(number), number=number)
    rows = _rows(run_export().stdout)
    assert [(row["program"], row["period_start"]) for row in rows] == [
        (name, day) for name in ("Alpha", "alpha", "beta", "Älpha") for day in ("2027-01-01", "2027-01-15")
    ]


def test_a_file_is_written_and_the_terminal_stays_free(people: People, run_export: Any, tmp_path: Path) -> None:
    make_observation(make_indicator(program=make_program(name="Zoë")), 1)
    result = run_export("--out", tmp_path / "values.csv")
    assert (result.stdout, "1 values written" in result.stderr) == ("", True)
    assert "Zoë" in (tmp_path / "values.csv").read_text(encoding="utf-8")


@pytest.mark.parametrize(("option", "noun"), [("--cycle", "cycle"), ("--program", "program")])
def test_a_name_that_nobody_has_gets_a_sentence(people: People, run_export: Any, option: str, noun: str) -> None:
    result = run_export(option, "Nowhere")
    assert (result.exit_code, result.stdout) == (2, "")
    assert f"There is no {noun} called “Nowhere”" in result.stderr


def test_a_place_where_nothing_can_be_written_gets_a_sentence(people: People, run_export: Any, tmp_path: Path) -> None:
    result = run_export("--out", tmp_path / "no such folder" / "values.csv")
    assert (result.exit_code, "cannot be written" in result.stderr) == (1, True)


def test_the_page_hands_out_the_file_and_the_audit_trail_notes_it(browser: Browser) -> None:
    make_observation(make_indicator(program=make_program()), 1)
    answer = browser.submit(browser.get("exports.index"), "/export/observations.csv", {"cycle": "FY2027"}, status=200)
    assert "attachment" in answer.headers["Content-Disposition"]
    assert answer.headers["Content-Type"].startswith("text/csv")
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.event == "observations.exported")).one()
    assert (entry.actor_name, entry.changes["n_rows"], entry.changes["cycle"]) == ("Paula Planner", [None, 1], [None, "FY2027"])


@pytest.mark.parametrize(
    ("who", "may"), [("paula", True), ("lena", True), ("ada", True), ("aud", True), ("sam", False), ("mia", False)]
)
def test_who_may_export(browser: Browser, who: str, may: bool) -> None:
    browser.as_(who).get("exports.index", status=200 if may else 403)
    browser.post("exports.download_observations", {}, status=200 if may else 403)


def test_the_choice_of_a_name_that_is_not_there_is_refused(browser: Browser) -> None:
    browser.post("exports.download_observations", {"cycle": "FY1999"}, status=422)


def test_the_page_of_exports_offers_what_has_values(browser: Browser) -> None:
    cycle = make_cycle()
    make_observation(make_indicator(program=make_program(cycle)), 1)
    make_program(cycle, name="Not measured")
    assert browser.get("exports.index").all("#program option") == ["all, and goals", "Consultative selling"]


def test_of_too_many_programs_the_name_is_typed(browser: Browser) -> None:
    cycle = make_cycle()
    for place in range(FEW + 1):
        make_observation(make_indicator(program=make_program(cycle, name=f"Course {place}")), 1)
    page = browser.get("exports.index")
    assert (page.document.select_one("#program").name, page.document.select_one("#program")["type"]) == ("input", "text")
    browser.submit(page, "/export/observations.csv", {"program": "Course 7"}, status=200)
    refused = browser.submit(page, "/export/observations.csv", {"program": "Course 99"}, status=422)
    assert "Course 99" in refused.errors()[0]
    assert refused.document.select_one("#program")["value"] == "Course 99"
