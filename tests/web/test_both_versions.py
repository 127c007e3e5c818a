"""Two people edit at once: the second sees what is saved and what was typed, and may still decide."""

from planner.features.goals import commands, queries
from planner.models import Goal, db
from tests.actors import People
from tests.browser import Browser
from tests.makers import make_goal


def test_the_second_editor_sees_both_versions_and_nothing_changes(browser: Browser, people: People) -> None:
    goal = make_goal()
    page = browser.get("goals.edit", goal_id=goal.id)
    _somebody_else_saves(people, goal.id)
    page = browser.submit(page, f"/goals/{goal.id}/edit", {"statement": "Mine"}, status=422)
    assert page.all(".both-versions tbody tr") == ["The goal Theirs Mine"]
    assert (page.document.select_one("#statement")["value"], _loaded(people, goal.id).statement) == ("Mine", "Theirs")


def test_the_second_editor_may_save_once_more(browser: Browser, people: People) -> None:
    goal = make_goal()
    page = browser.get("goals.edit", goal_id=goal.id)
    _somebody_else_saves(people, goal.id)
    page = browser.submit(page, f"/goals/{goal.id}/edit", {"statement": "Mine"}, status=422)
    browser.submit(page, f"/goals/{goal.id}/edit", to="goals.show")
    assert _loaded(people, goal.id).statement == "Mine"


def _somebody_else_saves(people: People, goal_id: int) -> None:
    commands.revise_goal(_loaded(people, goal_id), actor=people.paula, values={"statement": "Theirs"})
    db.session.commit()


def _loaded(people: People, goal_id: int) -> Goal:
    goal = queries.goal_for(people.paula, goal_id)
    assert goal is not None
    return goal
