"""The map of the chain: the database counts by the rules on paper, and a long list opens a part at a time."""

import random

import pytest

from planner.domain.alignment import spend_by_goal
from planner.domain.values import NeedState, ProgramState
from planner.features.home import alignment
from planner.models import Cycle, Goal
from tests.actors import People
from tests.browser import Browser
from tests.features.home.chain import chain_of
from tests.makers import make_cycle, make_goal, make_indicator, make_need, make_program, make_target


def _tangle(people: People, seed: int) -> Cycle:
    """A plan in which some of everything hangs loose."""
    chance = random.Random(seed)
    cycle, departments = make_cycle(), [None, *(people.departments[name].id for name in ("Sales", "Sales North", "Finance"))]
    goals = [make_goal(cycle, learning_is_planned=n != 2, no_learning_reason="No" if n == 2 else "") for n in range(5)]
    states = (NeedState.APPROVED, NeedState.APPROVED, NeedState.SUBMITTED, NeedState.DRAFT)
    needs = [
        make_need(cycle, state=chance.choice(states), department_id=chance.choice(departments[1:])) for _n in range(8)
    ]
    programs = [
        make_program(
            cycle, name=f"Program {n}", goals=chance.sample(goals[:4], chance.randint(0, 2)),
            department_id=chance.choice(departments), needs=chance.sample(needs, chance.randint(0, 2)),
            budget=chance.choice([None, 100, 250, 999]),
            state=chance.choice([ProgramState.PLANNED, ProgramState.RUNNING, ProgramState.CANCELLED]),
        )
        for n in range(9)
    ]
    for n in range(12):
        program = chance.choice([None, *programs])
        make_target(
            make_indicator(cycle, program=program, population=f"group {n}"), goal_id=chance.choice([None, goals[n % 3].id]),
            need_id=chance.choice([None, needs[0].id]), no_need_reason=chance.choice(["", "Asked by the board"]),
        )
    return cycle


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("who", ["paula", "mia", "otto"])
def test_what_hangs_loose_is_what_the_rules_say(people: People, who: str, seed: int) -> None:
    cycle, viewer = _tangle(people, seed), people.actors[who]
    gaps = chain_of(cycle.id, viewer).gaps()
    by_rule = {
        "unserved": gaps.goals_without_program, "aimless": gaps.programs_without_goal, "unmeasured": gaps.programs_without_target,
        "unanswered": gaps.needs_without_answer, "groundless": gaps.targets_without_need, "unaimed": gaps.goals_without_target,
    }
    ends = alignment.loose_ends(cycle.id, viewer)
    assert {name: end.n for name, end in ends.items()} == {name: len(ids) for name, ids in by_rule.items() if ids}
    listed = {name: {key for key, _words in alignment.loose_ends_of(name, cycle.id, viewer).rows} for name in ends}
    assert listed == {name: set(ids) for name, ids in by_rule.items() if ids}


@pytest.mark.parametrize("who", ["paula", "mia"])
def test_the_budget_that_follows_a_goal_is_what_the_rules_say(people: People, who: str) -> None:
    cycle, viewer = _tangle(people, 7), people.actors[who]
    chain = chain_of(cycle.id, viewer)
    served = alignment.served(cycle.id, viewer, [goal.id for goal in chain.goals])
    assert {key: one.spend for key, one in served.items() if one.spend is not None} == spend_by_goal(chain.program_rows())
    n_programs = {goal.id: sum(goal.id in row.goal_ids for row in chain.program_rows()) for goal in chain.goals}
    assert {key: one.n_programs for key, one in served.items()} == n_programs


def _crowd(cycle: Cycle, goal: Goal, n: int) -> None:
    for number in range(n):
        make_program(cycle, goals=[goal], name=f"Serving {number:03d}")
        make_program(cycle, name=f"Loose {number:03d}")


def test_a_goal_with_many_programs_is_opened_by_a_link(browser: Browser) -> None:
    cycle = make_cycle()
    goal = make_goal(cycle)
    _crowd(cycle, goal, 7)
    page = browser.get("home.alignment")
    assert ("Serving 002" in page.text, "Serving 003" in page.text) == (True, False)
    link = next(a for a in page.document.select("tbody td a") if "all 7 programs" in a.get_text())
    assert len(browser.fetch(link["href"]).all("#programs li")) == 7


def test_many_loose_ends_are_opened_by_a_link(browser: Browser) -> None:
    cycle = make_cycle()
    _crowd(cycle, make_goal(cycle), 7)
    page = browser.get("home.alignment")
    link = next(a for a in page.document.select("#loose p a") if "Programs that serve no goal" in a.get_text())
    assert len([words for words in browser.fetch(link["href"]).all("#loose li") if words.startswith("Loose")]) >= 7


@pytest.mark.parametrize("query", ["goal=x", "goal=999999", "goal=-1", "loose=nothing", "loose=%00", "goal=99999999999999"])
def test_what_makes_no_sense_opens_nothing(browser: Browser, query: str) -> None:
    make_goal(make_cycle())
    assert browser.fetch(f"/alignment?{query}").h1 == "Alignment"


def test_a_long_map_has_pages_and_the_first_says_of_all_goals_whether_they_have_a_program(browser: Browser) -> None:
    cycle = make_cycle()
    goals = [make_goal(cycle, statement=f"Goal {number:02d}") for number in range(12)]
    make_goal(cycle, statement="Goal without learning", learning_is_planned=False, no_learning_reason="No")
    make_program(cycle, goals=goals[:10])
    page = browser.get("home.alignment")
    assert page.all("tbody th") == [f"Goal {number:02d} no lead sponsor" for number in range(10)]
    assert "Learning is planned for 12 goals. 2 of them have no program." in page.text
    link = next(a for a in page.document.select("a") if a.get_text() == "2 of them have no program.")
    assert browser.fetch(link["href"]).all("#loose ul:first-of-type li")[:2] == ["Goal 10", "Goal 11"]
    later = browser.fetch(page.document.select_one(".paging a[rel=next]")["href"])
    assert later.all("tbody th")[-1].startswith("Goal without learning")


def test_who_sees_a_part_is_not_told_that_goals_have_no_program(browser: Browser) -> None:
    make_goal(make_cycle())
    page = browser.as_("mia").get("home.alignment")
    assert "Learning is planned" not in page.text
    assert "Goals that no program serves" not in page.text
