"""The start page: five questions, their evidence, what is missing, and what the reader must do."""

from datetime import date
from decimal import Decimal

import pytest

from planner.domain.values import NeedState
from planner.features.actions.commands import create_action
from planner.features.targets.queries import target_for
from tests.actors import People
from tests.browser import Browser, Page
from tests.conftest import NOW
from tests.makers import make_cycle, make_goal, make_indicator, make_need, make_observation, make_program, make_target
from tests.statements import count_statements


def gaps(page: Page, number: int) -> str:
    return " | ".join(page.all(f"#question-{number} ~ *, section:has(#question-{number}) .question__missing li"))


def test_nobody_is_sent_to_sign_in(browser: Browser) -> None:
    browser.as_(None).get("home.index", status=303, to="account.sign_in")


def test_an_empty_planner_says_where_to_begin(browser: Browser) -> None:
    assert "Begin with the year" in browser.get("home.index").text


def test_the_five_questions_stand_in_order(browser: Browser) -> None:
    make_cycle()
    titles = browser.get("home.index").all(".question__title")
    assert [title.split()[0] for title in titles] == ["What", "Will", "What", "How", "How"]


def test_an_empty_year_misses_a_goal_a_review_and_a_brief(browser: Browser) -> None:
    make_cycle()
    page = browser.get("home.index")
    assert "There is no goal yet" in gaps(page, 1)
    assert "No review is planned" in gaps(page, 5)
    assert "No brief has been issued yet" in gaps(page, 5)


def test_what_hangs_loose_is_named_and_leads_to_where_it_is_mended(browser: Browser) -> None:
    cycle = make_cycle()
    goal = make_goal(cycle)
    program = make_program(cycle, name="Loose program")
    page = browser.get("home.index")
    assert "Win larger accounts no program, and no reason why" in gaps(page, 2)
    assert "Loose program serves no goal" in gaps(page, 2)
    assert {f"/goals/{goal.id}", f"/programs/{program.id}"} <= page.links()


def test_the_statuses_are_counted(browser: Browser) -> None:
    cycle = make_cycle()
    indicator = make_indicator(cycle)
    make_target(indicator)
    make_observation(indicator, 59, number=13)
    make_target(make_indicator(cycle, population="the others"))
    page = browser.get("home.index")
    assert "On track: 1. At risk: 0. Off track: 0. No data: 1." in page.text


def test_a_waiting_need_is_a_duty_of_who_decides(browser: Browser) -> None:
    make_need(make_cycle(), state=NeedState.SUBMITTED, title="Claims take too long", submitted_at=NOW)
    assert any("Decide: Claims take too long" in duty for duty in browser.get("home.index").all(".duties li"))
    assert not browser.as_("lena").get("home.index").all(".duties li")


def test_an_own_action_is_a_duty_and_says_when_it_was_due(browser: Browser, people: People) -> None:
    target = target_for(people.paula, make_target().id)
    assert target is not None
    create_action(target, actor=people.paula, values={
        "what": "Coach the coaches", "root_cause": "No time", "owner_id": people.persons["lena"].id, "due_on": date(2027, 7, 1),
        "expected_effect": Decimal(4),
    })
    duties = browser.as_("lena").get("home.index").all(".duties li")
    assert any("Coach the coaches" in duty and "was due 1 Jul 2027" in duty for duty in duties)


def test_the_map_shows_goals_programs_and_loose_ends(browser: Browser) -> None:
    cycle = make_cycle()
    goal = make_goal(cycle)
    make_program(cycle, goals=[goal], name="Selling")
    make_program(cycle, name="Loose program")
    page = browser.get("home.alignment")
    assert "Selling" in " ".join(page.all("tbody td"))
    assert "Programs that serve no goal Loose program" in page.text


@pytest.mark.parametrize("who", ["paula", "lena", "sam", "mia", "otto", "ada", "aud"])
def test_everybody_has_a_start_page(browser: Browser, who: str) -> None:
    make_goal(make_cycle())
    assert browser.as_(who).get("home.index").h1 == "Learning strategy FY2027"


def test_a_head_of_another_department_sees_nothing_of_it(browser: Browser) -> None:
    cycle = make_cycle()
    make_program(cycle, name="Sales secret", department_id=browser.people.departments["Sales"].id)
    make_need(cycle, title="Sales trouble", department_id=browser.people.departments["Sales"].id)
    for endpoint in ("home.index", "home.alignment", "programs.index", "needs.index"):
        page = browser.as_("otto").get(endpoint)
        assert "Sales secret" not in page.text
        assert "Sales trouble" not in page.text


def test_who_sees_a_part_is_not_told_that_a_goal_has_no_program(browser: Browser) -> None:
    cycle = make_cycle()
    goal = make_goal(cycle)
    make_program(cycle, goals=[goal], department_id=browser.people.departments["Sales"].id)
    otto = browser.as_("otto")
    assert "Win larger accounts" not in gaps(otto.get("home.index"), 2)
    page = otto.get("home.alignment")
    assert "no program that you may see" in page.text
    assert "Goals without a target" not in page.text


def test_the_start_page_sends_the_same_statements_for_twice_the_plan(browser: Browser) -> None:
    cycle = make_cycle()

    def fill(n: int) -> None:
        goal = make_goal(cycle, statement=f"Goal {n}")
        program = make_program(cycle, goals=[goal], name=f"Program {n}")
        indicator = make_indicator(cycle, program_id=program.id)
        make_target(indicator)
        make_observation(indicator, 59, number=13)

    fill(1)
    with count_statements() as few:
        browser.get("home.index")
    for n in range(2, 6):
        fill(n)
    with count_statements() as many:
        browser.get("home.index")
    assert len(many) == len(few), many.sent
