"""The pages of needs."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from planner.domain.values import CauseCell, Direction, NeedState, ProgramState
from planner.models import Cause, Need, db
from tests.actors import People
from tests.browser import Browser
from tests.makers import make_cycle, make_goal, make_need, make_program
from tests.statements import count_statements

PROBLEM = {
    "title": "Proposals do not answer the tender", "problem": "Half of them repeat the brochure.", "audience": "Account managers",
    "audience_size": "40",
}
GAP = {
    "indicator_name": "Proposals won", "unit": "%", "direction": "up", "current_value": "18", "current_on": "2027-01-15",
    "desired_value": "24", "evidence": "Debriefs",
}
REASONS = {"consequence": "We lose the larger accounts.", "needed_by_on": "2027-12-01"}


def _need() -> Need:
    db.session.expire_all()
    need = db.session.query(Need).one()
    return need


def test_a_department_head_logs_a_need_in_three_steps(browser: Browser, people: People) -> None:
    goal = make_goal(make_cycle())
    browser.as_("mia")
    page = browser.submit(browser.get("needs.new"), "/needs/new", {**PROBLEM, "goal_id": str(goal.id)}, to="needs.edit")
    page = browser.submit(browser.fetch(page.path), "/gap", GAP, to="needs.edit")
    page = browser.submit(browser.fetch(page.path), "/reasons", REASONS, to="needs.check")
    page = browser.fetch(page.path)
    assert "+6 points" in page.text.replace("\u00a0", " ")
    browser.submit(page, "/submit", to="needs.show")
    need = _need()
    assert (need.state, need.unit, need.gap) == (NeedState.SUBMITTED, "percent", Decimal(6))
    assert (need.department_id, need.requester_id) == (people.departments["Sales"].id, people.persons["mia"].id)


def test_a_draft_can_be_left_and_resumed(browser: Browser) -> None:
    make_cycle()
    browser.as_("mia")
    page = browser.submit(browser.get("needs.new"), "/needs/new", {"title": "Late", "later": "1"}, to="needs.show")
    page = browser.fetch(page.path)
    onwards = browser.address("needs.edit", need_id=_need().id, step="problem")
    assert onwards in page.links()
    page = browser.fetch(onwards)
    assert page.document.select_one("#title")["value"] == "Late"


def test_an_incomplete_draft_says_what_is_missing_and_where(browser: Browser) -> None:
    need = make_need(state=NeedState.DRAFT, unit="", consequence="")
    browser.as_("mia")
    page = browser.get("needs.check", need_id=need.id)
    links = [link for link in page.links() if "back_to_check" in link]
    assert any(link.endswith("#unit") for link in links)
    assert any(link.endswith("#consequence") for link in links)
    page = browser.submit(page, "/submit", status=422)
    assert page.errors() == ["The need cannot be sent yet. Fill in first what is listed as missing."]
    assert _need().state is NeedState.DRAFT


def test_a_step_opened_from_the_check_leads_back_to_it(browser: Browser) -> None:
    need = make_need(state=NeedState.DRAFT, unit="")
    browser.as_("mia")
    page = browser.get("needs.edit", need_id=need.id, step="gap", back_to_check=1)
    browser.submit(page, "/gap", {"unit": "percent"}, to="needs.check")


def test_asking_for_a_course_gets_a_hint_and_no_refusal(browser: Browser) -> None:
    make_cycle()
    browser.as_("mia")
    page = browser.submit(browser.get("needs.new"), "/needs/new", {**PROBLEM, "title": "A course in selling"}, to="needs.edit")
    assert "You wrote “course”" in browser.fetch(page.path).text


@pytest.mark.parametrize(("step", "typed", "field", "sentence"), [
    ("problem", {"title": ""}, "title", "Name the problem in a few words."),
    ("problem", {"audience_size": "-3"}, "audience_size", "This must be at least 0."),
    ("problem", {"audience_size": "a few"}, "audience_size", ""),
    ("gap", {"desired_value": "12"}, "desired_value", "Higher is better here"),
    ("gap", {"desired_value": "18"}, "desired_value", "no gap to close"),
    ("gap", {"direction": "down"}, "desired_value", "Lower is better here"),
    ("gap", {"direction": "sideways"}, "direction", "Choose one from the list."),
    ("gap", {"current_on": "2027-08-01"}, "current_on", "in the future"),
    ("gap", {"current_on": "the first"}, "current_on", "Enter a date"),
    ("gap", {"current_value": "eighteen"}, "current_value", ""),
    ("reasons", {"needed_by_on": "2027-01-01"}, "needed_by_on", "has passed"),
])
def test_a_wrong_input_is_refused_at_its_field_and_kept(
    browser: Browser, step: str, typed: dict[str, str], field: str, sentence: str
) -> None:
    need = make_need(state=NeedState.DRAFT)
    browser.as_("mia")
    page = browser.get("needs.edit", need_id=need.id, step=step)
    page = browser.submit(page, f"/{step}", typed, status=422)
    assert sentence in " ".join(page.all(f"#{field}-error"))
    name, value = next(iter(typed.items()))
    control = page.document.select_one(f"#{name}")
    assert control is not None
    if control.name == "input":
        assert control["value"] == value
    assert (_need().version, _need().title) == (1, "Proposals do not answer the tender")


def test_a_department_of_others_cannot_be_chosen(browser: Browser, people: People) -> None:
    make_cycle()
    finance = str(people.departments["Finance"].id)
    page = browser.as_("mia").get("needs.new")
    assert finance not in [option["value"] for option in page.document.select("#department_id option")]
    browser.post("needs.create", {**PROBLEM, "department_id": finance}, status=422)
    assert db.session.query(Need).count() == 0


def test_two_editors_of_a_draft_see_both_versions(browser: Browser) -> None:
    need = make_need(state=NeedState.DRAFT)
    browser.as_("mia")
    first, second = (browser.get("needs.edit", need_id=need.id, step="reasons") for _ in range(2))
    browser.submit(first, "/reasons", {"consequence": "Theirs"})
    page = browser.submit(second, "/reasons", {"consequence": "Mine"}, status=422)
    assert page.all(".both-versions tbody tr") == ["What happens if nothing is done Theirs Mine"]
    browser.submit(page, "/reasons", to="needs.check")
    assert _need().consequence == "Mine"


def test_a_need_that_was_sent_is_no_longer_edited(browser: Browser) -> None:
    need = make_need()
    browser.as_("mia").get("needs.edit", need_id=need.id, step="gap", status=303, to="needs.show")
    browser.post("needs.update", {"consequence": "Changed"}, need_id=need.id, step="reasons", status=422)
    assert _need().consequence == "We lose the larger accounts."


@pytest.mark.parametrize("endpoint", ["needs.show", "needs.check"])
def test_otto_must_not_know_of_a_need_of_sales(browser: Browser, people: People, endpoint: str) -> None:
    need = make_need(department_id=people.departments["Sales North"].id)
    browser.as_("otto").get(endpoint, need_id=need.id, status=404)


def test_the_list_shows_mia_her_subtree_only(browser: Browser, people: People) -> None:
    cycle = make_cycle()
    make_need(cycle, title="Northern", department_id=people.departments["Sales North"].id)
    make_need(cycle, title="Of finance", department_id=people.departments["Finance"].id)
    assert browser.as_("mia").get("needs.index").all("tbody th a") == ["Northern"]


def test_the_list_is_filtered_by_its_address(browser: Browser, people: People) -> None:
    cycle = make_cycle()
    goal = make_goal(cycle)
    make_need(cycle, title="One", goal_id=goal.id)
    make_need(cycle, title="Two", state=NeedState.APPROVED)
    make_need(cycle, title="Three", department_id=people.departments["Finance"].id)
    finance = people.departments["Finance"].id
    queries: list[dict[str, Any]] = [{"state": "approved"}, {"goal": goal.id}, {"department": finance}, {"state": "declined"}]
    found = [browser.get("needs.index", **query).all("tbody th a") for query in queries]
    assert found == [["Two"], ["One"], ["Three"], []]


def test_the_list_counts_by_state_and_says_how_long_a_need_waits(browser: Browser) -> None:
    cycle = make_cycle()
    make_need(cycle)
    make_need(cycle, state=NeedState.DRAFT)
    page = browser.get("needs.index")
    assert page.all(".filter-links a")[:4] == ["All 2", "Draft 1", "Waits for a decision 1", "Approved 0"]
    assert "since 162 days" in page.text


def test_the_list_is_ordered_by_score_when_asked(browser: Browser) -> None:
    cycle = make_cycle()
    for title, score in (("Low", 1), ("High", 5)):
        make_need(cycle, title=title, impact=score, reach=score, urgency=score, exposure=score, effort=3)
    make_need(cycle, title="Not scored")
    assert browser.get("needs.index", sort="score").all("tbody th a") == ["High", "Low", "Not scored"]


def test_a_filter_that_makes_no_sense_gets_a_sentence(browser: Browser) -> None:
    make_need()
    assert browser.get("needs.index", state="lost", status=422).errors() == ["State: Choose one from the list."]


def test_an_empty_list_teaches(browser: Browser) -> None:
    assert "There is no planning year yet" in browser.get("needs.index").text
    make_cycle()
    assert "No needs yet" in browser.get("needs.index").text


def test_the_list_asks_the_database_as_often_for_many_as_for_few(browser: Browser, people: People) -> None:
    cycle = make_cycle()
    goal = make_goal(cycle)

    def count() -> int:
        for name in ("Sales", "Finance"):
            department_id, requester_id = people.departments[name].id, people.persons["mia"].id
            need = make_need(cycle, goal_id=goal.id, department_id=department_id, requester_id=requester_id)
            make_program(cycle, name=f"Program {need.id}", needs=[need])
        with count_statements() as n:
            browser.get("needs.index")
        return len(n)

    first = count()
    assert (count(), first <= 12) == (first, True)


def _causes(need: Need, *accepted: CauseCell) -> None:
    for cell in accepted:
        db.session.add(Cause(need_id=need.id, cell=cell, finding=f"Found in {cell.value}", is_accepted=True))
    db.session.commit()


def test_the_page_says_when_training_answers_nothing(browser: Browser) -> None:
    need = make_need()
    _causes(need, CauseCell.DATA)
    assert "training will not close this gap" in browser.get("needs.show", need_id=need.id).text


def test_the_analysis_is_written_in_the_recommended_order(browser: Browser) -> None:
    need = make_need()
    page = browser.get("needs.edit_analysis", need_id=need.id)
    assert page.all(".cell > .field--full > label") == [
        "Data", "Instruments", "Incentives", "Knowledge", "Capacity", "Motives",
    ]
    typed = {"data_finding": "No debrief", "data_accepted": "y", "motives_finding": "Fine"}
    browser.submit(page, "/analysis", typed, to="needs.show")
    rows = browser.get("needs.show", need_id=need.id).all("#causes tbody tr")
    assert rows == ["Data No debrief accepted Management communication, Job aid", "Motives Fine not accepted –"]


def test_a_cause_without_a_finding_is_refused_and_the_rest_is_kept(browser: Browser) -> None:
    need = make_need()
    page = browser.get("needs.edit_analysis", need_id=need.id)
    page = browser.submit(page, "/analysis", {"data_accepted": "y", "motives_finding": "Fine"}, status=422)
    assert page.errors() == ["Data: Say what was found before accepting this as a cause."]
    assert page.document.select_one("#motives_finding").get_text().strip() == "Fine"
    assert db.session.query(Cause).count() == 0


def test_the_expectation_is_agreed_with_its_date(browser: Browser) -> None:
    need = make_need()
    page = browser.get("needs.edit_expectation", need_id=need.id)
    refused = browser.submit(page, "/expectation", {"expectation_agreed_on": "2027-07-01"}, status=422)
    assert "both" in refused.errors()[0]
    typed = {
        "expectation_can": "Answering tenders", "expectation_cannot": "Prices", "expectation_agreed_on": "2027-07-01",
    }
    browser.submit(page, "/expectation", typed, to="needs.show")
    assert "Agreed on 1 Jul 2027" in browser.get("needs.show", need_id=need.id).text


def test_the_scores_make_a_total_with_effort_inverted(browser: Browser) -> None:
    need = make_need()
    page = browser.get("needs.edit_triage", need_id=need.id)
    assert "the goal fails without it" in page.text
    typed = {"impact": "5", "reach": "3", "urgency": "4", "exposure": "1", "effort": "5"}
    browser.submit(page, "/triage", typed, to="needs.show")
    assert "2.8 of 5" in browser.get("needs.show", need_id=need.id).text


@pytest.mark.parametrize("effort", ["", "6", "much"])
def test_a_score_that_is_none_is_refused(browser: Browser, effort: str) -> None:
    need = make_need()
    typed = {"impact": "5", "reach": "3", "urgency": "4", "exposure": "1", "effort": effort}
    page = browser.post("needs.score", typed, need_id=need.id, status=422)
    assert "Effort: Choose a score from 1 to 5." in page.errors()


def test_the_department_reads_the_decision_and_its_reason(browser: Browser) -> None:
    need = make_need()
    typed = {"decision": "approve", "reason": "It touches the first goal."}
    browser.submit(browser.get("needs.show", need_id=need.id), "/decision", typed, to="needs.show")
    text = browser.as_("mia").get("needs.show", need_id=need.id).text
    assert "Approved by Paula Planner on 13 Jul 2027 It touches the first goal." in text


def test_a_second_decision_gets_a_sentence_and_keeps_what_was_typed(browser: Browser) -> None:
    need = make_need()
    first, second = (browser.get("needs.show", need_id=need.id) for _ in range(2))
    browser.submit(first, "/decision", {"decision": "approve", "reason": "First"})
    page = browser.submit(second, "/decision", {"decision": "decline", "reason": "Second thoughts"}, status=422)
    assert "That decision stands" in " ".join(page.all("#decide .field__error"))
    assert page.document.select_one("#reason").get_text().strip() == "Second thoughts"
    assert (_need().state, _need().decision_reason) == (NeedState.APPROVED, "First")


def test_a_draft_cannot_be_decided(browser: Browser) -> None:
    need = make_need(state=NeedState.DRAFT)
    page = browser.post("needs.decide", {"decision": "approve", "reason": "Yes", "version": "1"}, need_id=need.id, status=422)
    assert "still a draft" in " ".join(page.errors())
    assert _need().state is NeedState.DRAFT


def test_a_decision_without_a_reason_is_refused(browser: Browser) -> None:
    need = make_need()
    page = browser.submit(browser.get("needs.show", need_id=need.id), "/decision", {"decision": "decline"}, status=422)
    assert page.errors() == ["Reason: Give the reason. The requester reads it."]
    assert page.document.select_one("input[name=decision][checked]")["value"] == "decline"


def test_a_need_is_returned_with_what_to_add(browser: Browser) -> None:
    need = make_need()
    page = browser.submit(browser.get("needs.show", need_id=need.id), "/return", status=422)
    assert "Say what the department should add" in page.errors()[0]
    browser.submit(page, "/return", {"return_reason": "Which accounts?"}, to="needs.show")
    assert "Which accounts?" in browser.as_("mia").get("needs.show", need_id=need.id).text


def test_the_page_shows_the_programs_that_answer_it(browser: Browser) -> None:
    need = make_need(state=NeedState.APPROVED)
    page = browser.get("needs.show", need_id=need.id)
    assert "Plan a program for it" in page.text
    make_program(needs=[need], state=ProgramState.RUNNING)
    assert "Consultative selling" in browser.get("needs.show", need_id=need.id).text


def test_the_history_tells_what_became_what(browser: Browser) -> None:
    need = make_need(state=NeedState.DRAFT, direction=Direction.UP, current_on=date(2027, 1, 15))
    browser.as_("mia")
    browser.submit(browser.get("needs.edit", need_id=need.id, step="gap"), "/gap", {"desired_value": "25.5"})
    page = browser.get("needs.show", need_id=need.id)
    assert "Value that you want 24 → became 25.5" in page.text


POSTS: list[tuple[str, dict[str, Any]]] = [
    ("needs.decide", {}), ("needs.return_", {}), ("needs.analyse", {}), ("needs.agree", {}), ("needs.score", {}),
]


@pytest.mark.parametrize(("endpoint", "values"), POSTS)
@pytest.mark.parametrize("who", ["mia", "sam", "ada", "aud"])
def test_who_only_logs_or_reads_needs_does_not_judge_them(
    browser: Browser, endpoint: str, values: dict[str, Any], who: str
) -> None:
    need = make_need()
    browser.as_(who).post(endpoint, need_id=need.id, status=403, **values)


def test_a_learning_manager_analyses_but_does_not_decide(browser: Browser) -> None:
    need = make_need()
    page = browser.as_("lena").get("needs.show", need_id=need.id)
    assert (page.all("#decide"), "Look for the causes" in page.text) == ([], True)
    browser.post("needs.decide", {"decision": "approve", "reason": "x"}, need_id=need.id, status=403)


@pytest.mark.parametrize("who", ["sam", "ada", "aud"])
def test_who_does_not_log_needs_is_told(browser: Browser, who: str) -> None:
    make_cycle()
    browser.as_(who).get("needs.new", status=403)
