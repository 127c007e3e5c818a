"""From an empty database to an issued brief, with records of an HR system and nothing but the pages."""

import csv
import io
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from pypdf import PdfReader

from tests.domain.tables import public_file
from tests.journeys.conftest import Server, Visitor
from tests.journeys.hr_files import write_people, write_training_records

pytestmark = [pytest.mark.browser]

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
    """What the file itself says."""

    participants: int
    completed: int
    days: int
    cost: Decimal


def sums_of(path: Path, until: date, *, program: str | None = None) -> Sums:
    """The sums of 2023 up to a day, of one program or of all: counted with the csv module alone, not with the product."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = [
            row for row in csv.DictReader(file)
            if program in (None, row["Training Program Name"].strip())
            and date(2023, 1, 1) <= datetime.strptime(row["Training Date"], "%d-%b-%y").date() <= until  # noqa: DTZ007
        ]
    done = [row for row in rows if row["Training Outcome"].strip() in ("Completed", "Passed")]
    return Sums(
        len(rows), len(done), sum(int(row["Training Duration(Days)"]) for row in rows),
        sum((Decimal(row["Training Cost"].strip()) for row in rows), Decimal(0)),
    )


def test_a_person_walks_the_whole_road(empty_server: Server, visit: Callable[..., Visitor], files: Files) -> None:
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
    pdf = issue_brief(visitor)
    check_brief(pdf, files)


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
    visitor.page.locator(f"[name=kind][value='{kind}']").check()
    visitor.page.locator("input[type=file]").set_input_files(path)
    visitor.press("Read the file")
    boxes = visitor.page.locator("[name=create_missing]")
    if boxes.count():
        boxes.check()
    visitor.press("Approve the import")
    visitor.open("/import")
    assert f"{path.name}" in visitor.text
    assert "waits for approval" not in visitor.text


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
    visitor.fill(reason="It touches the first goal, and the cause is knowledge.")
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
    visitor.page.locator("figure .js-plotly-plot").first.wait_for()
    visitor.page.locator("figure summary").first.click()
    table = " ".join(visitor.page.locator("figure table").inner_text().split())
    total = sums_of(files.records, date(2023, 12, 31), program=PROGRAM).participants
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


def issue_brief(visitor: Visitor) -> bytes:
    visitor.open("/briefs/new?cycle=1")
    visitor.fill(title="Learning in 2023, half-way", as_of_on="2023-07-30")
    visitor.press("Start the draft")
    if "/words" not in visitor.page.url:
        visitor.follow("Write the words")
    visitor.fill(verdict="Customer service is on its way; evening groups keep it there.",
                 ask="Evening groups: agree to shifts that leave room for them.")
    visitor.press("Save the words")
    visitor.page.locator("summary", has_text="Issue the brief").click()
    visitor.press("Issue and freeze")
    content, headers = visitor.fetch("a[href$='.pdf']")
    assert headers["content-type"] == "application/pdf"
    return content


def check_brief(pdf: bytes, files: Files) -> None:
    """The sums in the brief are the sums of the file, up to the day as of which it speaks."""
    reader = PdfReader(io.BytesIO(pdf))
    text = " ".join(" ".join(page.extract_text() for page in reader.pages).split())
    last_day = date(2023, 7, 29)  # the end of fortnight 15, the last that was over on 30 July
    everything, of_program = sums_of(files.records, last_day), sums_of(files.records, last_day, program=PROGRAM)
    rate = Decimal(everything.completed) / everything.participants * 100
    assert len(reader.pages) == 2
    assert "Customer service is on its way" in text
    assert f"Total participants · {PROGRAM} participations – 600 {of_program.participants:,} " in text, text
    assert f"Total participants participations – – {everything.participants:,} " in text, text
    assert f"Learning days days – – {everything.days:,} " in text, text
    assert f"Direct L&D cost EUR – – {everything.cost:,.1f} ".replace(".0 ", " ") in text, text
    assert f"Completion rate % – – {rate:.1f} ".replace(".0 ", " ") in text, text
    assert "Plan evening groups in autumn" in text
