"""The pages of briefs, as people see and use them; and the print, read back."""

from contextvars import Context
from datetime import UTC, date, datetime
from io import BytesIO
from typing import Any

import pytest
from pypdf import PdfReader

from planner.infra import pdf
from planner.models import Brief, Goal, db
from tests.browser import Browser, Page
from tests.features.briefs.year import Year, make_year, sums_by_hand
from tests.makers import make_brief, make_cycle, make_indicator, make_observation, make_program, make_target
from tests.statements import count_statements


@pytest.fixture
def year(browser: Browser) -> Year:
    return make_year(browser.people)


def fetch_pdf(browser: Browser, brief_id: int, **headers: str) -> Any:
    address = browser.address("briefs.pdf", brief_id=brief_id)
    return Context().run(browser.client.get, address, headers=headers)


def words_of(content: bytes) -> str:
    text = " ".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages)
    return " ".join(text.split())


def issue(browser: Browser, brief_id: int) -> Page:
    page = browser.get("briefs.show", brief_id=brief_id)
    browser.submit(page, f"/briefs/{brief_id}/issue", {}, to="briefs.show")
    return browser.get("briefs.show", brief_id=brief_id)


def one(page: Page, selector: str) -> str:
    """The words of the one thing that the selector finds."""
    (found,) = page.all(selector)
    return found


def only_brief() -> Brief:
    db.session.expire_all()
    return db.session.query(Brief).one()


def test_without_a_year_the_list_says_what_to_do_first(browser: Browser) -> None:
    assert "There is no planning year yet" in browser.get("briefs.index").text


@pytest.mark.parametrize(("who", "words"), [("lena", "The figures come from"), ("sam", "As soon as a brief is issued")])
def test_without_briefs_the_list_teaches(browser: Browser, who: str, words: str) -> None:
    make_cycle()
    assert words in browser.as_(who).get("briefs.index").text


def test_a_brief_is_prepared_in_two_steps_and_issued(browser: Browser, year: Year) -> None:
    page = browser.get("briefs.new")
    browser.submit(page, "/briefs/new", {"title": "How we do", "audience": "Executive board"}, to="briefs.words")
    brief = only_brief()
    page = browser.get("briefs.words", brief_id=brief.id)
    assert "Application of the method stood" in page.html
    typed = {"ask": "Coaching: two calls a month", "conclusions": "The method is known."}
    browser.submit(page, "/words", typed, to="briefs.show")
    page = issue(browser, brief.id)
    assert "the content fits its seal" in page.text
    assert "Coaching: two calls a month" in page.text
    assert only_brief().verdict.startswith("Application of the method stood 6.9 points behind plan")


def test_a_verdict_that_nobody_changed_follows_the_figures(browser: Browser, year: Year) -> None:
    brief = make_brief(year.cycle)
    page = browser.get("briefs.words", brief_id=brief.id)
    browser.submit(page, "/words", {"conclusions": "We wait."})
    assert only_brief().verdict == ""
    make_observation(year.application, 70, 0, respondents=20, period_end=date(2027, 7, 13))
    assert "70" in one(browser.get("briefs.show", brief_id=brief.id), ".brief__verdict")


def test_the_page_shows_the_sums_of_the_records(browser: Browser, year: Year) -> None:
    text = browser.get("briefs.show", brief_id=make_brief(year.cycle).id).text
    sums = sums_by_hand()
    for number in (f"{sums['participants']:,}", f"{sums['cost']:,.1f}", f"{sums['days']:,}".rstrip("0").rstrip(".")):
        assert number in text
    assert f"{sums['completed'] / sums['enrolled'] * 100:.1f}" in text


def test_the_print_says_verdict_sums_and_statuses(browser: Browser, year: Year) -> None:
    brief = make_brief(year.cycle, verdict="Selling needs coaching.", ask="Coaching: two calls a month")
    response = fetch_pdf(browser, brief.id)
    words, sums = words_of(response.data), sums_by_hand()
    assert "Selling needs coaching." in words
    assert f"{sums['participants']}" in words
    assert f"{sums['cost']:,.1f}" in words
    assert "Off track" in words
    assert "draft, not issued" in words
    assert (response.mimetype, response.headers["Cache-Control"]) == ("application/pdf", "no-store")
    assert "draft-of-brief-01-fy2027-learning-strategy.pdf" in response.headers["Content-Disposition"]


def test_an_issued_brief_is_the_same_whatever_happens_afterwards(browser: Browser, year: Year) -> None:
    brief = make_brief(year.cycle, verdict="Selling needs coaching.")
    issue(browser, brief.id)
    before = fetch_pdf(browser, brief.id)
    shown = one(browser.get("briefs.show", brief_id=brief.id), "article")
    make_observation(year.participants, 900, 13)
    db.session.get_one(Goal, year.goal.id).statement = "Win small accounts"
    db.session.commit()
    assert fetch_pdf(browser, brief.id).data == before.data
    assert one(browser.get("briefs.show", brief_id=brief.id), "article") == shown
    assert "draft" not in words_of(before.data)
    assert only_brief().sha256 in words_of(before.data)


def test_who_has_the_print_already_does_not_fetch_it_again(browser: Browser, year: Year) -> None:
    brief = make_brief(year.cycle)
    issue(browser, brief.id)
    first = fetch_pdf(browser, brief.id)
    assert first.headers["ETag"] == f'"{only_brief().sha256}"'
    assert fetch_pdf(browser, brief.id, **{"If-None-Match": first.headers["ETag"]}).status_code == 304


def test_a_second_issue_gets_a_sentence_and_changes_nothing(browser: Browser, year: Year) -> None:
    brief = make_brief(year.cycle)
    page, later = (browser.get("briefs.show", brief_id=brief.id) for _ in range(2))
    browser.submit(page, f"/briefs/{brief.id}/issue", {})
    before = only_brief().sha256
    answer = browser.submit(later, f"/briefs/{brief.id}/issue", {}, status=422)
    assert "never changes" in " ".join(answer.errors())
    assert only_brief().sha256 == before


def test_a_draft_that_somebody_changed_is_looked_at_again_before_it_is_issued(browser: Browser, year: Year) -> None:
    brief = make_brief(year.cycle)
    seen = browser.get("briefs.show", brief_id=brief.id)
    browser.submit(browser.get("briefs.words", brief_id=brief.id), "/words", {"ask": "Something else"})
    answer = browser.submit(seen, f"/briefs/{brief.id}/issue", {}, status=422)
    assert "Somebody else saved" in " ".join(answer.errors())
    assert only_brief().sha256 is None
    browser.submit(answer, f"/briefs/{brief.id}/issue", {}, to="briefs.show")


def test_a_machine_that_cannot_print_says_so_and_issues_nothing(
    browser: Browser, year: Year, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away() -> Any:
        raise pdf.PdfUnavailable("PDF files need the Pango library.")

    monkeypatch.setattr(pdf, "_weasyprint", away)
    brief = make_brief(year.cycle)
    page = browser.get("briefs.show", brief_id=brief.id)
    answer = browser.submit(page, f"/briefs/{brief.id}/issue", {}, status=422)
    assert "Pango" in " ".join(answer.errors())
    browser.get("briefs.pdf", brief_id=brief.id, status=303, to="briefs.show")
    assert only_brief().sha256 is None


@pytest.mark.parametrize(
    ("typed", "error"),
    [
        ({"title": ""}, "Enter a title."),
        ({"as_of_on": ""}, "Enter the day"),
        ({"as_of_on": "soon"}, "Enter a date"),
        ({"as_of_on": "2027-07-14"}, "day to come"),
        ({"as_of_on": "2026-12-31"}, "outside FY2027"),
        ({"program_id": "4711"}, "Choose one from the list"),
        ({"locale": "fr"}, "Not a valid choice"),
        ({"chart_target_id": "4711"}, "Choose one from the list"),
    ],
)
def test_wrong_input_is_told_and_kept(browser: Browser, typed: dict[str, str], error: str) -> None:
    make_cycle()
    answer = browser.submit(browser.get("briefs.new"), "/briefs/new", {"audience": "The board", **typed}, status=422)
    assert error in " ".join(answer.errors())
    assert 'value="The board"' in answer.html
    assert db.session.query(Brief).count() == 0


@pytest.mark.parametrize(("page", "field"), [("edit", "title"), ("words", "conclusions")])
def test_the_second_of_two_editors_sees_both_versions(browser: Browser, page: str, field: str) -> None:
    brief = make_brief()
    mine, theirs = (browser.get(f"briefs.{page}", brief_id=brief.id) for _n in range(2))
    browser.submit(theirs, f"/{brief.id}/{page}", {field: "Theirs"})
    answer = browser.submit(mine, f"/{brief.id}/{page}", {field: "Mine"}, status=422)
    assert "Theirs" in answer.text
    assert "Mine" in answer.html
    assert getattr(only_brief(), field) == "Theirs"
    browser.submit(answer, f"/{brief.id}/{page}", {})
    assert getattr(only_brief(), field) == "Mine"


@pytest.mark.parametrize("who", ["sam", "mia", "otto", "ada"])
def test_readers_find_what_is_issued_and_know_of_no_draft(browser: Browser, year: Year, who: str) -> None:
    draft, brief = make_brief(year.cycle, title="Secret draft"), make_brief(year.cycle, title="For everybody")
    issue(browser, brief.id)
    browser.as_(who)
    assert browser.get("briefs.index").all("tbody th") == ["For everybody"]
    assert "Application of the method" in browser.get("briefs.show", brief_id=brief.id).text
    assert fetch_pdf(browser, brief.id).status_code == 200
    browser.get("briefs.show", brief_id=draft.id, status=404)
    assert fetch_pdf(browser, draft.id).status_code == 404


def test_a_reader_is_led_only_to_what_the_reader_may_open(browser: Browser, year: Year) -> None:
    brief = make_brief(year.cycle)
    target = browser.address("targets.show", target_id=year.application.id)
    assert target in issue(browser, brief.id).links()
    assert target in browser.as_("mia").get("briefs.show", brief_id=brief.id).links()
    assert target not in browser.as_("otto").get("briefs.show", brief_id=brief.id).links()


def test_the_learning_manager_writes_and_does_not_issue(browser: Browser, year: Year) -> None:
    brief = make_brief(year.cycle)
    page = browser.as_("lena").get("briefs.show", brief_id=brief.id)
    assert f"/briefs/{brief.id}/edit" in page.links()
    assert "Issue the brief" not in page.text
    browser.post("briefs.issue", brief_id=brief.id, status=403)


def test_the_auditor_reads_drafts_and_changes_nothing(browser: Browser, year: Year) -> None:
    brief = make_brief(year.cycle)
    page = browser.as_("aud").get("briefs.show", brief_id=brief.id)
    assert "Throw the draft away" not in page.text
    browser.post("briefs.discard", brief_id=brief.id, status=403)


def test_a_draft_is_thrown_away_after_a_second_thought(browser: Browser) -> None:
    brief = make_brief()
    page = browser.get("briefs.show", brief_id=brief.id)
    browser.submit(page, f"/briefs/{brief.id}/discard", {}, to="briefs.index")
    assert db.session.query(Brief).count() == 0


@pytest.mark.parametrize("page", ["edit", "words"])
def test_who_comes_to_write_what_is_issued_is_sent_to_read_it(browser: Browser, year: Year, page: str) -> None:
    brief = make_brief(year.cycle)
    form = browser.get(f"briefs.{page}", brief_id=brief.id)
    issue(browser, brief.id)
    browser.get(f"briefs.{page}", brief_id=brief.id, status=303, to="briefs.show")
    answer = browser.submit(form, f"/{brief.id}/{page}", {}, status=422)
    assert "never changes" in " ".join(answer.errors())


def test_an_empty_cycle_gives_a_dignified_brief(browser: Browser) -> None:
    brief = make_brief()
    page = browser.get("briefs.show", brief_id=brief.id)
    assert one(page, ".brief__verdict") == "No target has been set for FY2027 yet."
    words = words_of(fetch_pdf(browser, brief.id).data)
    assert "No target has been set for FY2027 yet." in words
    assert "No value has been recorded yet." in words
    assert "fits its seal" in issue(browser, brief.id).text


def test_a_brief_speaks_its_own_language(browser: Browser, year: Year) -> None:
    brief = make_brief(year.cycle, locale="nl")
    page = browser.get("briefs.show", brief_id=brief.id)
    assert page.document.select_one("article[lang=nl]") is not None
    assert "10.711,4" not in one(page, ".head")
    cost = f"{sums_by_hand()['cost']:,.1f}".translate(str.maketrans(",.", ".,"))
    assert cost in one(page, "article")
    assert cost in words_of(fetch_pdf(browser, brief.id).data)


def test_a_tampered_brief_is_told(browser: Browser, year: Year) -> None:
    brief = make_brief(year.cycle)
    issue(browser, brief.id)
    kept = only_brief()
    kept.snapshot = {**(kept.snapshot or {}), "verdict": "All is well."}
    db.session.commit()
    assert "no longer fits its seal" in browser.get("briefs.show", brief_id=brief.id).text


def test_a_brief_that_is_not_there_is_404(browser: Browser) -> None:
    browser.get("briefs.show", brief_id=4711, status=404)


def test_the_list_sends_the_same_statements_for_twice_the_briefs(browser: Browser) -> None:
    cycle = make_cycle()

    def add() -> None:
        issued = {"state": "issued", "sha256": "0" * 64, "pdf": b"%PDF", "issued_at": datetime(2027, 7, 1, tzinfo=UTC),
                  "issued_by_id": browser.people.persons["paula"].id}
        make_brief(cycle, program_id=make_program(cycle, name=f"Program {db.session.query(Brief).count()}").id, **issued)

    add()
    with count_statements() as few:
        browser.get("briefs.index")
    for _n in range(5):
        add()
    with count_statements() as many:
        browser.get("briefs.index")
    assert len(many) == len(few) <= 12


def test_a_draft_sends_the_same_statements_for_twice_the_targets(browser: Browser, year: Year) -> None:
    brief = make_brief(year.cycle)
    with count_statements() as few:
        browser.get("briefs.show", brief_id=brief.id)
    for n in range(4):
        program = make_program(year.cycle, goals=[year.goal], name=f"More {n}")
        make_observation(make_target(make_indicator(program=program)), 50, 13)
    with count_statements() as many:
        browser.get("briefs.show", brief_id=brief.id)
    assert len(many) == len(few)
