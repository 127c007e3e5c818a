"""From an empty database to an issued brief, with records of an HR system and nothing but the pages."""

import csv
import io
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import pytest
from pypdf import PdfReader

from tests.domain.tables import public_file
from tests.journeys.conftest import Server, Visitor
from tests.journeys.hr_files import write_people, write_training_records

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PASSWORD = "a quiet green harbour"
PROGRAM = "Customer Service"


@dataclass(frozen=True)
class Files:
    people: Path
    records: Path


@pytest.fixture(params=["made up", "public"])
def files(request: pytest.FixtureRequest, tmp_path: Path) -> Files:
    """The two files: our own twins, and the public ones where they are."""
    if request.param == "made up":
        folder = tmp_path / "files"
        folder.mkdir()
        return Files(write_people(folder), write_training_records(folder))
    return Files(public_file("employee_data.csv"), public_file("training_and_development_data.csv"))


@dataclass(frozen=True)
class Sums:
    """What the file itself says of the program in 2023 up to the end of fortnight 15."""

    participants: int
    completed: int
    days: int
    cost: Decimal


def sums_of(path: Path, program: str, until: datetime) -> Sums:
    """Counted with the csv module alone, independent of the product."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = [
            row for row in csv.DictReader(file)
            if row["Training Program Name"].strip() == program
            and datetime(2023, 1, 1) <= datetime.strptime(row["Training Date"], "%d-%b-%y") <= until  # noqa: DTZ001, DTZ007
        ]
    done = [row for row in rows if row["Training Outcome"].strip() in ("Completed", "Passed")]
    return Sums(
        len(rows), len(done), sum(int(row["Training Duration(Days)"]) for row in rows),
        sum((Decimal(row["Training Cost"]) for row in rows), Decimal(0)),
    )


def test_a_person_walks_the_whole_road(
    empty_server: Server, visit: Callable[..., Visitor], files: Files, tmp_path: Path
) -> None:
    visitor = visit(empty_server)
    set_up(visitor)
    open_year(visitor)
    add_goal_with_sponsor(visitor)
    import_file(visitor, "people", files.people)
    log_need(visitor)
    approve_need(visitor)
    add_program(visitor)
    set_target(visitor)
    import_file(visitor, "training-records", files.records)
    check_chart(visitor, files)
    hold_review(visitor)
    pdf = issue_brief(visitor, tmp_path)
    check_brief(visitor, pdf, files)


def set_up(visitor: Visitor) -> None:
    visitor.open("/")
    visitor.fill(organization_name="Northwind", name="Paula Planner", email="paula@example.org", password=PASSWORD)
    visitor.press("Set up and sign in")
    assert "Begin with the year" in visitor.text


def open_year(visitor: Visitor) -> None:
    visitor.open("/cycles/new")
    visitor.fill(name="FY2023", starts_on="2023-01-01", ends_on="2023-12-31")
    visitor.press("Open the cycle")


def add_goal_with_sponsor(visitor: Visitor) -> None:
    visitor.open("/goals/new?cycle=1")
    visitor.fill(statement="Answer customers right the first time", outcome_measure="First-contact resolution", unit="percent",
                 baseline_value="71", baseline_on="2023-01-02", target_value="80", due_on="2023-12-31")
    visitor.press("Save")
    visitor.choose("Sponsor", "Paula Planner")
    visitor.fill(agreed_on="2023-01-10")
    visitor.press("Name the sponsor")
    assert "agreed on 10 Jan 2023" in visitor.text


def import_file(visitor: Visitor, kind: str, path: Path) -> None:
    visitor.open("/import")
    visitor.page.locator("[name=kind]").first.wait_for(state="attached")
    choice = visitor.page.locator(f"[name=kind][value='{kind}']")
    choice.check() if choice.count() else visitor.page.locator("select[name=kind]").select_option(kind)
    visitor.page.locator("input[type=file]").set_input_files(path)
    visitor.page.locator("main form [type=submit]").first.click()
    visitor.page.wait_for_load_state()
    visitor.page.locator("[name=create_missing]").check()
    visitor.press("Approve")
    assert "applied" in visitor.text.lower()


def log_need(visitor: Visitor) -> None:
    visitor.open("/needs/new?cycle=1")
    visitor.fill(title="Calls come back", problem="One call in four comes back.", audience="service staff", audience_size="300")
    visitor.choose("Department", "Production")
    visitor.page.locator("[name=goal_id]").select_option(index=1)
    visitor.press("Save and go on")
    visitor.fill(indicator_name="First-contact resolution", unit="percent", current_value="71", current_on="2023-01-02",
                 desired_value="80", evidence="Call register")
    visitor.press("Save and go on")
    visitor.fill(consequence="Customers leave.")
    visitor.press("Save and check")
    visitor.press("Send for a decision")


def approve_need(visitor: Visitor) -> None:
    visitor.follow("Look for the causes")
    visitor.fill(knowledge_finding="They do not know the new products.")
    visitor.page.locator("[name=knowledge_accepted]").check()
    visitor.press("Save the analysis")
    visitor.page.locator("[name=decision][value=approve]").check()
    visitor.fill(decision_reason="It touches the first goal, and the cause is knowledge.")
    visitor.press("Save the decision")
    assert "Approved" in visitor.text


def add_program(visitor: Visitor) -> None:
    visitor.open("/programs/new?cycle=1")
    visitor.fill(name=PROGRAM, expected_participants="600", starts_on="2023-01-01", ends_on="2023-12-31", budget="300000")
    visitor.page.locator("[name=goal_ids]").first.check()
    visitor.page.locator("[name=need_ids]").first.check()
    visitor.choose("Owner", "Paula Planner")
    visitor.press("Save")
    assert "Answer customers right the first time" in visitor.text


def set_target(visitor: Visitor) -> None:
    visitor.open("/targets/new?program=1")
    visitor.fill(statement="Reach 600 total participants in customer service by 31 December 2023", baseline_value="0",
                 baseline_on="2023-01-01", target_value="600", starts_on="2023-01-01", due_on="2023-12-31")
    visitor.choose("Measure", "Total participants")
    visitor.choose("Owner", "Paula Planner")
    visitor.page.locator("[name=program_id]").select_option(label=PROGRAM)
    visitor.page.locator("[name=goal_id]").select_option(index=1)
    visitor.page.locator("[name=need_id]").select_option(index=1)
    visitor.press("Save")
    assert "No data" in visitor.text


def check_chart(visitor: Visitor, files: Files) -> None:
    """The last point of the chart's table is the sum of the file."""
    visitor.open("/targets/1")
    visitor.page.locator("figure .js-plotly-plot, figure svg").first.wait_for()
    visitor.page.locator("figure summary").first.click()
    table = " ".join(visitor.page.locator("figure table").inner_text().split())
    total = sums_of(files.records, PROGRAM, datetime(2023, 12, 31)).participants  # noqa: DTZ001
    assert re.search(rf"\b{total}\b", table), f"{total} is not in {table}"


def hold_review(visitor: Visitor) -> None:
    visitor.open("/reviews/new?cycle=1")
    visitor.fill(name="Portfolio review", first_on="2023-08-01")
    visitor.press("Plan the reviews")
    visitor.follow("Review 1")
    visitor.press("Open the review")
    visitor.fill(analysis="Fewer join in summer.", recommendation="Offer evening groups.")
    visitor.press("Save")
    visitor.follow("Add a corrective action")
    visitor.fill(what="Plan evening groups in autumn", root_cause="All groups meet in shift time", due_on="2023-09-15",
                 expected_effect="60", effect_by_on="2023-11-01")
    visitor.choose("Owner", "Paula Planner")
    visitor.press("Save")
    assert "Plan evening groups in autumn" in visitor.text
    visitor.page.locator("summary", has_text="Close the review").click()
    visitor.press("Close and freeze")
    assert "frozen as it was seen" in visitor.text


def issue_brief(visitor: Visitor, folder: Path) -> Path:
    visitor.open("/briefs/new?cycle=1")
    visitor.fill(title="Learning in 2023, half-way", as_of_on="2023-07-30",
                 verdict="Customer service is on its way; evening groups keep it there.",
                 ask="Evening groups: agree to shifts that leave room for them.")
    visitor.press("Save")
    visitor.page.locator("summary", has_text=re.compile("Issue")).first.click()
    visitor.page.locator("form[action$='/issue'] button").first.click()
    visitor.page.wait_for_load_state()
    with visitor.page.expect_download() as download:
        visitor.page.locator("a[href$='.pdf']").first.click()
    path = folder / "brief.pdf"
    download.value.save_as(path)
    return path


def check_brief(visitor: Visitor, pdf: Path, files: Files) -> None:
    """The sums in the brief are the sums of the file, up to the day as of which it speaks."""
    reader = PdfReader(io.BytesIO(pdf.read_bytes()))
    text = " ".join(" ".join(page.extract_text() for page in reader.pages).split())
    expected = sums_of(files.records, PROGRAM, datetime(2023, 7, 29))  # noqa: DTZ001
    assert len(reader.pages) == 2
    assert "Customer service is on its way" in text
    assert f"{expected.participants:,}" in text, text
    assert f"{expected.days:,}" in text, text
    assert f"{round(expected.cost):,}" in text, text
    assert f"{Decimal(expected.completed) / expected.participants * 100:.1f}" in text, text
    assert "Plan evening groups in autumn" in text
