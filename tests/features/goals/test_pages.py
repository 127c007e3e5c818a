"""The pages of goals, as people see and use them."""

from decimal import Decimal

import pytest

from planner.models import Goal, db
from tests.browser import Browser
from tests.makers import make_cycle, make_goal
from tests.statements import count_statements


def test_without_a_year_the_list_says_what_to_do_first(browser: Browser) -> None:
    page = browser.get("goals.index")
    assert "There is no planning year yet" in page.text


def test_without_goals_the_list_teaches(browser: Browser) -> None:
    make_cycle()
    assert "No goals yet" in browser.get("goals.index").text


def test_the_list_is_in_rank_order(browser: Browser) -> None:
    cycle = make_cycle()
    for statement in ("First things", "Second things"):
        make_goal(cycle, statement=statement)
    assert browser.get("goals.index").all("tbody th") == ["First things", "Second things"]


def test_a_goal_is_added_with_what_was_typed(browser: Browser) -> None:
    cycle = make_cycle()
    page = browser.get("goals.new", cycle=cycle.id)
    typed = {"statement": "Zero harm", "outcome_measure": "Incidents", "unit": "per million hours", "direction": "down",
             "baseline_value": "3.9", "baseline_on": "2027-01-01", "target_value": "2.8", "due_on": "2027-12-31"}
    browser.submit(page, "/goals/new", typed, to="goals.show")
    goal = db.session.query(Goal).one()
    assert (goal.statement, goal.baseline_value, goal.target_value) == ("Zero harm", Decimal("3.9"), Decimal("2.8"))


@pytest.mark.parametrize(
    ("typed", "error"),
    [
        ({"statement": ""}, "Enter the goal."),
        ({"statement": "x" * 301}, "300"),
        ({"statement": "Win", "weight": "many"}, "Enter a number"),
        ({"statement": "Win", "weight": "-1"}, "at least 0"),
        ({"statement": "Win", "due_on": "soon"}, "Enter a date"),
        ({"statement": "Win", "target_value": "9" * 30}, "too large"),
        ({"statement": "Win", "outcome_measure": "Rate", "baseline_value": "20", "target_value": "10"}, "below the baseline"),
    ],
)
def test_wrong_input_is_told_and_kept(browser: Browser, typed: dict[str, str], error: str) -> None:
    page = browser.get("goals.new", cycle=make_cycle().id)
    answer = browser.submit(page, "/goals/new", {"rationale": "because we typed much", **typed}, status=422)
    assert error in " ".join(answer.errors())
    assert "because we typed much" in answer.html
    assert db.session.query(Goal).count() == 0


def test_the_second_of_two_editors_sees_both_versions(browser: Browser) -> None:
    goal = make_goal()
    mine = browser.get("goals.edit", goal_id=goal.id)
    theirs = browser.get("goals.edit", goal_id=goal.id)
    browser.submit(theirs, f"/goals/{goal.id}/edit", {"statement": "Theirs"})
    answer = browser.submit(mine, f"/goals/{goal.id}/edit", {"statement": "Mine"}, status=422)
    assert "Theirs" in answer.text
    assert "Mine" in answer.html
    db.session.expire_all()
    assert db.session.query(Goal).one().statement == "Theirs"
    browser.submit(answer, f"/goals/{goal.id}/edit", {})
    db.session.expire_all()
    assert db.session.query(Goal).one().statement == "Mine"


def test_a_goal_is_moved_without_javascript(browser: Browser) -> None:
    cycle = make_cycle()
    make_goal(cycle, statement="One")
    last = make_goal(cycle, statement="Two")
    page = browser.get("goals.index")
    browser.submit(page, f"/goals/{last.id}/rank", {"rank": "1"}, to="goals.index")
    assert browser.get("goals.index").all("tbody th") == ["Two", "One"]


def test_a_sponsor_is_named_and_shown(browser: Browser) -> None:
    goal = make_goal()
    sam = browser.people.persons["sam"]
    page = browser.get("goals.show", goal_id=goal.id)
    typed = {"person_id": str(sam.id), "agreed_on": "2027-01-12", "agreement": "Coaching happens in the team meetings."}
    browser.submit(page, f"/goals/{goal.id}/sponsors", typed, to="goals.show")
    page = browser.get("goals.show", goal_id=goal.id)
    assert "agreed on 12 Jan 2027" in page.text


def test_putting_a_goal_away_needs_a_reason(browser: Browser) -> None:
    goal = make_goal()
    page = browser.get("goals.show", goal_id=goal.id)
    answer = browser.submit(page, f"/goals/{goal.id}/archive", {}, status=422)
    assert "Say why" in " ".join(answer.errors())
    browser.submit(answer, f"/goals/{goal.id}/archive", {"reason": "Dropped by the board"}, to="goals.index")


@pytest.mark.parametrize("who", ["lena", "sam", "mia", "otto", "ada", "aud"])
def test_others_read_goals_and_are_offered_no_change(browser: Browser, who: str) -> None:
    goal = make_goal()
    page = browser.as_(who).get("goals.show", goal_id=goal.id)
    assert f"/goals/{goal.id}/edit" not in page.links()
    browser.get("goals.edit", goal_id=goal.id, status=403)
    browser.post("goals.update", {"statement": "Mine now"}, goal_id=goal.id, status=403)


def test_a_goal_that_is_not_there_is_404(browser: Browser) -> None:
    assert browser.get("goals.show", goal_id=4711, status=404).h1 == "There is nothing here"


def test_the_list_sends_the_same_statements_for_twice_the_goals(browser: Browser) -> None:
    cycle = make_cycle()
    make_goal(cycle)
    with count_statements() as few:
        browser.get("goals.index")
    for _n in range(5):
        make_goal(cycle)
    with count_statements() as many:
        browser.get("goals.index")
    assert len(many) == len(few) <= 12
