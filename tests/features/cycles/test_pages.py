"""The pages of cycles."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from planner.domain.values import CycleState
from planner.features.cycles import commands
from planner.models import Cycle, Program, db
from tests.actors import People
from tests.browser import Browser
from tests.makers import make_cycle, make_goal
from tests.statements import count_statements


def _approved(people: People) -> Cycle:
    cycle = make_cycle(state=CycleState.IN_REVIEW)
    make_goal(cycle)
    commands.approve_cycle(cycle, actor=people.sam)
    db.session.commit()
    return cycle


def test_an_empty_list_says_what_a_cycle_is_for(browser: Browser) -> None:
    page = browser.get("cycles.index")
    assert "Everything else starts from it" in page.text
    assert "/cycles/new" in page.links()


def test_the_list_is_newest_first(browser: Browser) -> None:
    make_cycle()
    make_cycle(name="FY2028", starts_on=date(2028, 1, 1), ends_on=date(2028, 12, 31))
    assert browser.get("cycles.index").all("tbody th a") == ["FY2028", "FY2027"]


def test_the_next_fiscal_year_is_filled_in(browser: Browser) -> None:
    make_cycle()
    form = browser.get("cycles.new").form("/cycles/new")
    assert [str(form.select_one(f"[name={name}]")["value"]) for name in ("name", "starts_on", "ends_on")] == [
        "FY2028", "2028-01-01", "2028-12-31",
    ]


def test_a_cycle_is_opened(browser: Browser) -> None:
    browser.submit(browser.get("cycles.new"), "/cycles/new", to="cycles.show")
    assert db.session.scalars(select(Cycle.name)).all() == ["FY2027"]


@pytest.mark.parametrize(
    ("typed", "error"),
    [
        ({"name": ""}, "Name: Enter a name."),
        ({"starts_on": ""}, "First day: Enter the first day."),
        ({"ends_on": "soon"}, "Last day: Enter a date, for example 2027-12-31."),
        ({"ends_on": "2026-12-31"}, "Last day: The last day must come after the first."),
        ({"starts_on": "2027-12-31", "ends_on": "2028-12-30"}, "Two cycles cannot share a day"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(browser: Browser, typed: dict[str, Any], error: str) -> None:
    make_cycle()
    page = browser.submit(browser.get("cycles.new"), "/cycles/new", {"purpose": "Grow", **typed}, status=422)
    assert any(error in said for said in page.errors()), page.errors()
    assert page.document.select_one("textarea[name=purpose]").get_text().strip() == "Grow"
    assert db.session.scalars(select(Cycle.name)).all() == ["FY2027"]


def test_a_cycle_shows_its_fortnight_and_what_is_missing(browser: Browser) -> None:
    page = browser.get("cycles.show", cycle_id=make_cycle().id)
    assert "fortnight 14 of 27, until 15 Jul 2027" in page.text
    assert "There is no goal yet. The plan cannot be submitted without it." in page.text


def test_a_plan_goes_from_draft_to_closed_on_one_page(browser: Browser) -> None:
    cycle = make_cycle()
    make_goal(cycle)
    here = {"cycle_id": cycle.id}
    browser.submit(browser.get("cycles.show", **here), "/submit", to="cycles.show")
    browser.as_("sam")
    browser.submit(browser.get("cycles.show", **here), "/return", {"reason": "Rank the goals"}, to="cycles.show")
    browser.as_("paula")
    assert "Rank the goals" in browser.get("cycles.show", **here).text
    browser.submit(browser.get("cycles.show", **here), "/submit")
    browser.as_("sam").submit(browser.get("cycles.show", **here), "/approve")
    browser.submit(browser.get("cycles.show", **here), "/rebaseline", {"reason": "A new market"})
    browser.as_("paula").submit(browser.get("cycles.show", **here), "/close")
    page = browser.get("cycles.show", **here)
    assert "The cycle is closed" in page.text
    assert page.all("#baselines tbody th a") == ["Baseline 2", "Baseline 1"]


def test_a_plan_that_lacks_its_goals_is_not_submitted(browser: Browser) -> None:
    page = browser.get("cycles.show", cycle_id=make_cycle().id)
    assert browser.submit(page, "/submit", status=422).errors() == ["There is no goal yet."]


def test_returning_without_a_reason_is_refused(browser: Browser) -> None:
    cycle = make_cycle(state=CycleState.IN_REVIEW)
    page = browser.submit(browser.get("cycles.show", cycle_id=cycle.id), "/return", status=422)
    assert page.errors() == ["What should change: Say what should change before the plan comes back."]


def test_a_second_approval_gets_a_sentence(browser: Browser, people: People) -> None:
    cycle = make_cycle(state=CycleState.IN_REVIEW)
    make_goal(cycle)
    first, second = browser.get("cycles.show", cycle_id=cycle.id), browser.get("cycles.show", cycle_id=cycle.id)
    browser.submit(first, "/approve")
    again = browser.submit(second, "/approve", status=422)
    assert again.errors() == ["This was done already: the state is “Approved”. Nothing was changed."]


def test_the_second_of_two_editors_sees_both_versions(browser: Browser) -> None:
    cycle = make_cycle()
    page = browser.get("cycles.edit", cycle_id=cycle.id)
    browser.submit(page, "/edit", {"purpose": "Mine"}, to="cycles.show")
    second = browser.submit(page, "/edit", {"purpose": "Yours"}, status=422)
    assert {"Mine", "Yours"} <= set(second.all(".both-versions td"))
    assert db.session.get(Cycle, cycle.id).purpose == "Mine"


def test_both_baselines_stay_readable(browser: Browser, people: People) -> None:
    cycle = _approved(people)
    commands.rebaseline_cycle(cycle, actor=people.sam, reason="The board aims higher")
    db.session.commit()
    for number in (1, 2):
        page = browser.get("cycles.baseline", cycle_id=cycle.id, number=number)
        assert page.h1 == f"Baseline {number} of FY2027"
        assert "Win larger accounts" in page.text
    assert "The board aims higher" in page.text


def test_otto_sees_nothing_of_sales_in_a_baseline(browser: Browser, people: People) -> None:
    cycle = make_cycle(state=CycleState.IN_REVIEW)
    db.session.add(Program(cycle_id=cycle.id, name="Negotiation", department_id=people.departments["Sales"].id))
    make_goal(cycle)
    commands.approve_cycle(cycle, actor=people.sam)
    db.session.commit()
    seen = {who: browser.as_(who).get("cycles.baseline", cycle_id=cycle.id, number=1).text for who in ("mia", "otto", "sam")}
    assert {who for who, text in seen.items() if "Negotiation" in text} == {"mia", "sam"}


@pytest.mark.parametrize("address", ["/cycles/999", "/cycles/999/edit", "/cycles/9/baselines/1", "/cycles/99999999999999999999"])
def test_what_is_not_there_is_404(browser: Browser, address: str) -> None:
    browser.fetch(address, status=404)


def test_a_baseline_that_was_never_made_is_404(browser: Browser, people: People) -> None:
    browser.get("cycles.baseline", cycle_id=_approved(people).id, number=7, status=404)


@pytest.mark.parametrize("who", ["lena", "mia", "otto", "ada", "aud"])
def test_who_may_not_decide_gets_no_button_and_no_way_round(browser: Browser, people: People, who: str) -> None:
    cycle = make_cycle(state=CycleState.IN_REVIEW)
    browser.as_(who)
    assert browser.get("cycles.show", cycle_id=cycle.id).document.select("form[action$='/approve']") == []
    browser.post("cycles.approve", cycle_id=cycle.id, status=403)


def test_the_list_asks_the_same_number_of_questions_for_more_cycles(browser: Browser) -> None:
    def n_statements() -> int:
        db.session.expire_all()
        with count_statements() as sent:
            browser.get("cycles.index")
        return len(sent)

    browser.get("cycles.index")
    make_cycle()
    few = n_statements()
    for year in range(2028, 2033):
        make_cycle(name=f"FY{year}", starts_on=date(year, 1, 1), ends_on=date(year, 12, 31))
    assert n_statements() == few <= 12


def test_a_cycle_page_asks_few_questions(browser: Browser, people: People) -> None:
    cycle = _approved(people)
    browser.get("cycles.index")
    with count_statements() as sent:
        browser.get("cycles.show", cycle_id=cycle.id)
    assert len(sent) <= 12
