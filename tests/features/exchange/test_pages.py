"""The pages of imports, as people see and use them."""

from datetime import date, timedelta
from io import BytesIO
from typing import Any

import pytest
from sqlalchemy import select

from planner.features.exchange import views
from planner.models import AuditEntry, Cycle, ImportRun, Observation, Person, db
from tests.browser import Browser, Page
from tests.features.exchange.conftest import counts
from tests.features.exchange.lists import PEOPLE, TRAININGS
from tests.makers import make_cycle, make_program
from tests.statements import count_statements

HEAD = "Employee ID,Training Date,Program,Outcome,Days,Cost\n"


def upload(browser: Browser, kind: str, text: str | bytes, *, name: str = "list.csv", **options: Any) -> Page:
    """Offer the text as a file; gives the page that the answer leads to."""
    content = text if isinstance(text, bytes) else text.encode()
    data = {"kind": kind, "file": (BytesIO(content), name)}
    answer = browser.submit(browser.get("exchange.index"), "/import", data, **{"to": "exchange.show", **options})
    return browser.fetch(answer.path) if answer.status == 303 else answer


def run_of(page: Page) -> ImportRun:
    run = db.session.get(ImportRun, int(page.path.rsplit("/", 1)[1]))
    assert run is not None
    return run


def approve(browser: Browser, page: Page, **options: Any) -> Page:
    data = {"create_missing": "y"} if page.document.select("#create_missing") else {}
    return browser.submit(page, "/approve", data, **options)


def test_without_imports_the_page_teaches(browser: Browser) -> None:
    assert "No file was imported yet" in browser.get("exchange.index").text


def test_a_file_is_looked_at_before_anything_changes(browser: Browser) -> None:
    before = counts()
    page = upload(browser, "people", PEOPLE)
    assert "People added 6" in page.text
    assert "Production department" in page.text
    assert counts() == {**before, "audit_entries": before["audit_entries"] + 1, "import_runs": 1}
    assert run_of(page).content == PEOPLE.encode()


def test_an_approved_file_is_imported_and_its_content_dropped(browser: Browser) -> None:
    page = upload(browser, "people", PEOPLE)
    done = browser.fetch(approve(browser, page, to="exchange.show").path)
    assert "The file is imported." in done.text
    assert len(db.session.scalars(select(Person).where(Person.employee_number.is_not(None))).all()) == 6
    run = run_of(page)
    assert (run.content, run.applied_at is None) == (None, False)
    events = db.session.scalars(select(AuditEntry.event).where(AuditEntry.thing_type == "import_runs")).all()
    assert events == ["import.staged", "import.applied"]
    assert "Throw" not in done.text
    assert "list.csv" in browser.get("exchange.index").all("tbody th")


def test_training_records_become_values(browser: Browser) -> None:
    page = upload(browser, "training-records", TRAININGS)
    assert "Values added 25" in page.text
    approve(browser, page, to="exchange.show")
    observed = db.session.scalars(select(Observation)).all()
    assert {one.import_run_id for one in observed} == {run_of(page).id}
    assert {one.recorded_by_id for one in observed} == {browser.people.persons["paula"].id}


def test_what_is_missing_is_only_made_when_the_box_is_ticked(browser: Browser) -> None:
    page = upload(browser, "people", PEOPLE)
    before = counts()
    answer = browser.submit(page, "/approve", {}, status=422)
    assert "Say whether to make what is missing" in " ".join(answer.errors())
    assert counts() == before


def test_what_nobody_saw_is_not_made(browser: Browser) -> None:
    """Between looking and approving, something else went missing."""
    make_program(make_cycle(), name="Customer Service")
    page = upload(browser, "training-records", TRAININGS)
    cycle = db.session.scalars(select(Cycle)).one()
    cycle.starts_on = date(2026, 12, 31)
    db.session.commit()
    answer = approve(browser, page, status=422)
    assert "has changed in the meantime" in " ".join(answer.errors())
    approve(browser, answer, to="exchange.show")


def test_questions_become_fields_and_answers_are_kept(browser: Browser) -> None:
    text = HEAD.replace("Employee ID", "Code") + "1,04-01-2027,A,Waitlisted,1,1\n2,05-02-2027,A,Passed,1,1\n"
    page = upload(browser, "training-records", text)
    assert [len(page.document.select(f"#{name}")) for name in ("column_employee_number", "order_date", "outcome_1")] == [1, 1, 1]
    assert not page.document.select("[action$='/approve']")
    answer = browser.submit(page, "/answers", {"column_employee_number": "Code"}, to="exchange.show")
    page = browser.fetch(answer.path)
    answered = {"order_date": "dmy", "outcome_1": "left out"}
    page = browser.fetch(browser.submit(page, "/answers", answered, to="exchange.show").path)
    assert run_of(page).options["maps"] == ["Code=employee_number"]
    assert "Please answer first" not in page.text
    approve(browser, page, to="exchange.show")
    assert db.session.scalars(select(Observation.period_start)).first() is not None


def test_the_meaning_of_outcomes_can_be_changed(browser: Browser) -> None:
    page = upload(browser, "training-records", TRAININGS)
    names = [label.split("”")[0].strip("“") for label in page.all("label[for^='outcome_']")]
    answer = browser.submit(page, "/answers", {f"outcome_{names.index('Incomplete')}": "completed"}, to="exchange.show")
    assert "Incomplete 1 completed" in browser.fetch(answer.path).text


def test_a_column_can_be_taken_for_something_else(browser: Browser) -> None:
    page = upload(browser, "people", "EmpID,Name,Dept,Team\n1,Ann,Sales,Finance\n")
    page = browser.fetch(browser.submit(page, "/answers", {"column_department": "Team"}, to="exchange.show").path)
    assert run_of(page).report["columns"]["used"]["department"] == "Team"
    page = browser.fetch(browser.submit(page, "/answers", {"column_department": ""}, to="exchange.show").path)
    assert "department" not in run_of(page).report["columns"]["used"]


def test_one_column_is_not_two_things(browser: Browser) -> None:
    page = upload(browser, "people", "EmpID,Name,Dept\n1,Ann,Sales\n")
    answer = browser.submit(page, "/answers", {"column_job_title": "Dept"}, status=422)
    assert "chosen twice" in " ".join(answer.errors())


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "empty"),
        (b"%PDF-1.7 and so on", "PDF"),
        (b"<script>alert(1)</script><table><tr><td>1", "web page"),
        (b"PK\x03\x04 no workbook at all", "workbook"),
        (b"one column\n1\n", "No columns"),
    ],
)
def test_a_file_that_is_no_list_gets_a_sentence(browser: Browser, content: bytes, sentence: str) -> None:
    before = counts()
    answer = upload(browser, "people", content, status=422, to=None)
    assert sentence in " ".join(answer.errors())
    assert counts() == before


def test_what_is_in_the_file_must_be_said(browser: Browser) -> None:
    answer = browser.submit(browser.get("exchange.index"), "/import", {}, status=422)
    assert len(answer.errors()) == 2


def test_a_long_file_is_sent_to_the_command_line(browser: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(views, "PAGE_LIMITS", dict.fromkeys(views.Kind, views.Limits(csv_rows=3, rows=3)))
    answer = upload(browser, "training-records", TRAININGS, status=422, to=None)
    assert "planner import training-records FILE" in " ".join(answer.errors())


def test_names_from_the_file_are_shown_as_text(browser: Browser) -> None:
    evil = "<script>alert(1)</script>"
    page = upload(browser, "people", f'EmpID,Name,Department,{evil}\n1,Ann,{evil},x\n', name=f"{evil}.csv")
    assert "<script>alert" not in page.html
    assert "<script>alert(1)" in page.text.replace(" ", "")


def test_the_name_of_a_file_brings_no_folders(browser: Browser) -> None:
    page = upload(browser, "people", "EmpID,Name\n1,Ann\n", name="..\\..\\etc/passwd\x00\u202e.csv")
    assert run_of(page).file_name == "passwd.csv"


def test_a_file_is_thrown_away(browser: Browser) -> None:
    page = upload(browser, "people", PEOPLE)
    browser.submit(page, "/discard", {}, to="exchange.index")
    assert db.session.scalars(select(ImportRun)).all() == []
    assert db.session.scalars(select(AuditEntry.event).order_by(AuditEntry.id.desc())).first() == "import.discarded"


def test_a_second_approval_changes_nothing(browser: Browser) -> None:
    page = upload(browser, "people", PEOPLE)
    approve(browser, page)
    before = counts()
    again = browser.fetch(approve(browser, page, to="exchange.show").path)
    assert "It was not saved twice" in again.text
    otherwise = browser.fetch(browser.submit(page, "/approve", {}, to="exchange.show").path)
    assert "imported already" in otherwise.text
    browser.submit(page, "/answers", {}, to="exchange.show")
    assert "imported already" in " ".join(browser.submit(page, "/discard", {}, status=422).errors())
    assert counts() == before


def test_the_same_file_again_is_noticed(browser: Browser) -> None:
    approve(browser, upload(browser, "people", PEOPLE))
    page = upload(browser, "people", PEOPLE)
    assert "Exactly this file was imported" in page.text
    assert "Nothing had to change" in browser.fetch(approve(browser, page, to="exchange.show").path).text


def test_a_file_that_nobody_approved_is_forgotten(browser: Browser, clock: Any) -> None:
    upload(browser, "people", PEOPLE)
    clock.set(clock.now() + timedelta(days=8))
    browser.as_("paula")
    upload(browser, "people", PEOPLE.replace("Uriah", "Uri"))
    assert len(db.session.scalars(select(ImportRun)).all()) == 1


def test_a_learning_manager_cannot_open_planning_years_by_importing(browser: Browser) -> None:
    page = upload(browser.as_("lena"), "training-records", TRAININGS)
    before = counts()
    assert "The chief learning officer may" in page.text
    answer = approve(browser, page, status=422)
    assert "opened by the chief learning officer" in " ".join(answer.errors())
    assert counts() == before
    approve(browser.as_("paula"), browser.fetch(page.path), to="exchange.show")


@pytest.mark.parametrize("who", ["sam", "mia", "otto", "aud"])
def test_others_import_nothing(browser: Browser, who: str) -> None:
    run = run_of(upload(browser, "people", PEOPLE))
    browser.as_(who).get("exchange.index", status=403)
    browser.get("exchange.show", run_id=run.id, status=403)
    browser.post("exchange.create", {"kind": "people"}, status=403)
    for endpoint in ("exchange.approve", "exchange.answer", "exchange.discard"):
        browser.post(endpoint, {"create_missing": "y"}, run_id=run.id, status=403)
    assert run_of(Page(200, f"/import/{run.id}", "", None)).applied_at is None  # type: ignore[arg-type]


def test_an_import_that_is_not_there_is_404(browser: Browser) -> None:
    browser.get("exchange.show", run_id=4711, status=404)
    browser.post("exchange.approve", {}, run_id=4711, status=404)


def test_the_list_sends_the_same_statements_for_twice_the_imports(browser: Browser) -> None:
    upload(browser, "people", PEOPLE)
    with count_statements() as few:
        browser.get("exchange.index")
    for n in range(3):
        upload(browser, "people", PEOPLE.replace("Uriah", f"Uriah {n}"))
    with count_statements() as many:
        browser.get("exchange.index")
    assert len(many) == len(few) <= 12
