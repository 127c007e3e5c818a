"""The pages of reviews: planning a series, the meeting on one screen, and what stays of it."""

from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import select

from planner.domain.values import ReviewState
from planner.features.targets.queries import target_for
from planner.models import Action, Review, ReviewLine, Target, db
from tests.actors import People
from tests.browser import Browser, Page
from tests.makers import make_cycle, make_indicator, make_observation, make_target
from tests.statements import count_statements


@pytest.fixture
def target(people: People) -> Target:
    indicator = make_indicator()
    made = make_target(indicator)
    make_observation(indicator, value=Decimal(57), number=13)
    loaded = target_for(people.paula, made.id)
    assert loaded is not None
    return loaded


def planned(browser: Browser, cycle_id: int) -> Review:
    page = browser.get("reviews.new", cycle=cycle_id)
    browser.submit(page, "/reviews/new", {"name": "Portfolio review", "first_on": "2027-07-13"}, to="reviews.index")
    review = db.session.scalars(select(Review).order_by(Review.number)).first()
    assert review is not None
    return review


def opened(browser: Browser, target: Target) -> tuple[Review, Page]:
    review = planned(browser, target.cycle_id)
    page = browser.get("reviews.show", review_id=review.id)
    browser.submit(page, f"/reviews/{review.id}/open", {}, to="reviews.show")
    return review, browser.get("reviews.show", review_id=review.id)


def test_without_a_series_the_list_teaches(browser: Browser) -> None:
    make_cycle()
    assert "Every fortnight the targets are looked at together" in browser.get("reviews.index").text


@pytest.mark.parametrize(
    ("typed", "error"),
    [
        ({"name": ""}, "Enter a name"),
        ({"first_on": "2028-01-04"}, "must lie between"),
        ({"first_on": "whenever"}, "Enter a date"),
        ({"every_days": "0"}, "at least 1"),
        ({"every_days": "999"}, "at most 366"),
        ({"every_days": "14.5"}, "whole number"),
    ],
)
def test_a_series_that_cannot_be_is_told(browser: Browser, typed: dict[str, str], error: str) -> None:
    page = browser.get("reviews.new", cycle=make_cycle().id)
    answer = browser.submit(page, "/reviews/new", {"name": "Mine", "first_on": "2027-07-13", **typed}, status=422)
    assert error in " ".join(answer.errors())
    assert db.session.query(Review).count() == 0


def test_the_meeting_shows_the_chart_the_status_and_why(browser: Browser, target: Target) -> None:
    _review, page = opened(browser, target)
    assert page.all(".pick-list .status-badge")
    assert "57" in page.text
    assert page.document.select("figure svg")


def test_what_is_said_is_kept(browser: Browser, target: Target) -> None:
    review, page = opened(browser, target)
    typed = {"analysis": "Coached teams are ahead.", "recommendation": "Coach everybody.", "confidence": "6"}
    browser.submit(page, f"/reviews/{review.id}/targets/{target.id}", typed, to="reviews.show")
    line = db.session.query(ReviewLine).one()
    assert (line.analysis, line.confidence) == ("Coached teams are ahead.", 6)


def test_the_second_writer_sees_both_versions(browser: Browser, target: Target) -> None:
    review, mine = opened(browser, target)
    theirs = browser.get("reviews.show", review_id=review.id)
    place = f"/reviews/{review.id}/targets/{target.id}"
    browser.submit(theirs, place, {"analysis": "Theirs"})
    answer = browser.submit(mine, place, {"analysis": "Mine"}, status=422)
    assert "Theirs" in answer.text
    assert "Mine" in answer.html
    browser.submit(answer, place, {})
    db.session.expire_all()
    assert db.session.query(ReviewLine).one().analysis == "Mine"


def test_another_status_without_a_reason_is_refused_at_its_field(browser: Browser, target: Target) -> None:
    review, page = opened(browser, target)
    typed = {"analysis": "Kept words", "override_status": "on_track"}
    answer = browser.submit(page, f"/reviews/{review.id}/targets/{target.id}", typed, status=422)
    assert "Say why" in " ".join(answer.errors())
    assert "Kept words" in answer.html


def test_an_action_started_in_the_meeting_comes_back_to_it(browser: Browser, target: Target) -> None:
    review, _page = opened(browser, target)
    page = browser.get("actions.new", target=target.id, review=review.id)
    typed = {"what": "Coach the coaches", "root_cause": "No time", "owner_id": str(browser.people.persons["lena"].id),
             "due_on": "2027-08-31"}
    browser.submit(page, "/actions/new", typed, to="reviews.show")
    assert db.session.query(Action).one().review_id == review.id


def test_a_closed_review_shows_what_was_seen_and_takes_nothing_more(browser: Browser, target: Target) -> None:
    review, page = opened(browser, target)
    browser.submit(page, f"/reviews/{review.id}/decisions", {"what": "Coaching enters the goals"})
    browser.submit(page, f"/reviews/{review.id}/close", {}, to="reviews.show")
    closed = browser.get("reviews.show", review_id=review.id)
    assert "frozen as it was seen" in closed.text
    assert "Coaching enters the goals" in closed.text
    answer = browser.post("reviews.record", {"analysis": "Late"}, review_id=review.id, target_id=target.id, status=422)
    assert "no longer changes" in " ".join(answer.errors())
    second = browser.post("reviews.close", review_id=review.id, status=422)
    assert "done already" in " ".join(second.errors())
    db.session.expire_all()
    assert db.session.get(Review, review.id).state is ReviewState.CLOSED  # type: ignore[union-attr]


@pytest.mark.parametrize("who", ["sam", "aud", "ada"])
def test_readers_read_and_are_offered_no_change(browser: Browser, target: Target, who: str) -> None:
    review = planned(browser, target.cycle_id)
    page = browser.as_(who).get("reviews.show", review_id=review.id)
    assert not page.document.select(f"form[action^='/reviews/{review.id}']")
    browser.post("reviews.begin", review_id=review.id, status=403)


@pytest.mark.parametrize("who", ["mia", "otto"])
def test_department_heads_do_not_sit_in_reviews(browser: Browser, target: Target, who: str) -> None:
    review = planned(browser, target.cycle_id)
    browser.as_(who).get("reviews.show", review_id=review.id, status=403)


def test_a_review_or_target_that_is_not_there_is_404(browser: Browser, target: Target) -> None:
    review, _page = opened(browser, target)
    browser.get("reviews.show", review_id=4711, status=404)
    browser.post("reviews.record", review_id=review.id, target_id=4711, status=404)


def test_the_meeting_sends_the_same_statements_for_twice_the_targets(browser: Browser, target: Target) -> None:
    cycle = target.cycle
    review, _page = opened(browser, target)

    def n_statements() -> int:
        with count_statements() as counted:
            browser.get("reviews.show", review_id=review.id)
        return len(counted)

    few = n_statements()
    for n in range(5):
        indicator = make_indicator(cycle, population=f"group {n}")
        make_target(indicator)
        make_observation(indicator, value=50, number=13)
    assert n_statements() == few


def test_actions_are_listed_late_ones_marked(browser: Browser, target: Target) -> None:
    page = browser.get("actions.new", target=target.id)
    typed = {"what": "Coach the coaches", "root_cause": "No time", "owner_id": str(browser.people.persons["lena"].id),
             "due_on": "2027-07-01"}
    browser.submit(page, "/actions/new", typed, to="actions.show")
    assert "late by 12 days" in browser.get("actions.index").text


def test_an_action_is_walked_through_its_life_on_its_page(browser: Browser, target: Target) -> None:
    page = browser.get("actions.new", target=target.id)
    typed = {"what": "Coach the coaches", "root_cause": "No time", "owner_id": str(browser.people.persons["lena"].id),
             "due_on": "2027-08-31", "expected_effect": "4", "effect_by_on": "2027-10-15"}
    browser.submit(page, "/actions/new", typed)
    action = db.session.query(Action).one()
    shown = browser.get("actions.show", action_id=action.id)
    browser.submit(shown, f"/actions/{action.id}/complete", {"done_on": "2027-07-12"})
    shown = browser.get("actions.show", action_id=action.id)
    answer = browser.submit(shown, f"/actions/{action.id}/verify", {"was_effective": "yes"}, status=422)
    assert "what the measure shows" in " ".join(answer.errors())
    browser.submit(answer, f"/actions/{action.id}/verify", {"was_effective": "yes", "outcome_note": "57 to 61 %"})
    assert "it helped" in browser.get("actions.show", action_id=action.id).text


def test_held_days_are_dates_of_the_series(browser: Browser, target: Target) -> None:
    planned(browser, target.cycle_id)
    days = db.session.scalars(select(Review.held_on).order_by(Review.number)).all()
    assert days[:2] == [date(2027, 7, 13), date(2027, 7, 27)]


def test_of_several_series_one_is_opened(browser: Browser, target: Target) -> None:
    planned(browser, target.cycle_id)
    page = browser.get("reviews.new", cycle=target.cycle_id)
    browser.submit(page, "/reviews/new", {"name": "Sales review", "first_on": "2027-07-14"}, to="reviews.index")
    page = browser.get("reviews.index", cycle=target.cycle_id)
    assert [row.split(" whole")[0] for row in page.all("tbody th")[:2]] == ["Portfolio review", "Sales review"]
    assert page.all("h2")[0].startswith("Portfolio review")
    link = next(a for a in page.document.select("tbody th a") if a.get_text() == "Sales review")
    assert "14 Jul 2027" in browser.fetch(link["href"]).all("#meetings tbody tr")[0]


def test_a_long_agenda_is_walked_in_pages(browser: Browser, target: Target) -> None:
    for n in range(55):
        make_target(make_indicator(target.cycle, population=f"group {n:02d}"))
    review, page = opened(browser, target)
    assert (len(page.all(".pick-list li")), page.all("#agenda .paging a")) == (50, ["Next page"])
    second = browser.fetch(page.document.select_one("#agenda [rel=next]")["href"])
    assert len(second.all(".pick-list li")) == 6
    other = second.document.select(".pick-list a")[-1]["href"]
    opened_there = browser.fetch(other.split("#")[0])
    assert len(opened_there.all(".pick-list [aria-current]")) == 1
    browser.submit(page, f"/reviews/{review.id}/close", {}, to="reviews.show")
    closed = browser.get("reviews.show", review_id=review.id)
    assert (len(closed.document.select(".panel")[0].select("tbody tr")), closed.all(".paging__where")) == (50, ["56 in all"])
    rest = browser.fetch(closed.document.select_one(".paging [rel=next]")["href"])
    assert len(rest.document.select(".panel")[0].select("tbody tr")) == 6
