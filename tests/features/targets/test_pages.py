"""The pages of targets."""

from datetime import date
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

import pytest

from planner.domain.values import Status, TrajectoryKind
from planner.features.targets import commands, queries
from planner.models import Action, Target, db
from tests.actors import People
from tests.browser import Browser
from tests.makers import (
    make_cycle,
    make_goal,
    make_indicator,
    make_measure,
    make_need,
    make_observation,
    make_program,
    make_target,
)
from tests.statements import count_statements


def _typed(measure: int, **values: Any) -> dict[str, Any]:
    default = {
        "statement": "Raise it from 48 % to 70 %", "measure_id": str(measure), "baseline_value": "48",
        "baseline_on": "2027-01-01", "target_value": "70", "starts_on": "2027-01-01", "due_on": "2027-12-31",
    }
    return {**default, **values}


def _loaded(people: People, target: Target) -> Target:
    found = queries.target_for(people.paula, target.id)
    assert found is not None
    return found


def test_the_list_teaches_when_there_is_no_year_and_when_there_is_no_target(browser: Browser) -> None:
    assert "no planning year yet" in browser.get("targets.index").text
    make_cycle()
    assert "No targets yet" in browser.get("targets.index").text


def test_the_list_shows_value_day_plan_and_reason(browser: Browser) -> None:
    target = make_target()
    make_observation(target, 57, 13)
    row = browser.get("targets.index").all("tbody tr")[0]
    assert "57 % 1 Jul 2027" in row
    assert "70 % 31 Dec 2027" in row


def test_what_asks_for_attention_stands_first(browser: Browser) -> None:
    cycle = make_cycle()
    fine, bad = (make_target(make_indicator(cycle), statement=words) for words in ("Fine", "Bad"))
    for number, value in enumerate((54, 57, 60, 63, 66), start=9):
        make_observation(fine, value, number)
    make_observation(bad, 40, 13)
    assert [text.split()[0] for text in browser.get("targets.index").all("tbody tr")] == ["Bad", "Fine"]


@pytest.mark.parametrize(("chosen", "left"), [
    ({"status": "no_data"}, ["Two"]), ({"owner": "lena"}, ["One"]), ({"owner-typed": "lena lindt"}, ["One"]),
])
def test_the_list_is_narrowed_by_address(browser: Browser, people: People, chosen: dict[str, str], left: list[str]) -> None:
    cycle = make_cycle()
    one = make_target(make_indicator(cycle), statement="One", owner_id=people.lena.person_id)
    make_target(make_indicator(cycle), statement="Two")
    make_observation(one, 57, 13)
    if "owner" in chosen:
        chosen = {"owner": str(people.lena.person_id)}
    page = browser.fetch("/targets?" + urlencode(chosen))
    assert sorted(text.split()[0] for text in page.all("tbody tr")) == left


@pytest.mark.parametrize("typed", ["status=nonsense", "owner=999999", "program-typed=Nobody%25", "goal=x"])
def test_what_cannot_be_narrowed_to_is_told(browser: Browser, typed: str) -> None:
    make_target(make_indicator(make_cycle()), statement="One")
    assert browser.fetch(f"/targets?{typed}", status=422).errors()


def test_the_list_asks_the_database_as_often_for_many_as_for_few(browser: Browser, people: People) -> None:
    cycle = make_cycle()
    goal = make_goal(cycle)

    def more(n: int) -> None:
        for number in range(n):
            program = make_program(cycle, name=f"Program {number} of {n}")
            target = make_target(make_indicator(program=program), owner_id=people.lena.person_id, goal_id=goal.id)
            make_observation(target, 57, 12)
            make_observation(target, 58, 13)

    more(2)
    browser.get("targets.index")
    with count_statements() as few:
        browser.get("targets.index")
    more(6)
    with count_statements() as many:
        browser.get("targets.index")
    assert len(many) == len(few) <= 12


def test_a_target_is_set_and_shown(browser: Browser) -> None:
    goal = make_goal()
    measure = make_measure()
    page = browser.get("targets.new", goal=goal.id)
    page = browser.submit(page, "/targets/new", _typed(measure.id), to="targets.show")
    page = browser.fetch(page.path)
    assert page.h1 == "Raise it from 48 % to 70 %"
    assert "Win larger accounts" in page.text


def test_a_new_target_of_a_program_knows_its_goal_and_its_need(browser: Browser) -> None:
    cycle = make_cycle()
    goal, need = make_goal(cycle), make_need(cycle)
    program = make_program(cycle, goals=[goal], needs=[need])
    page = browser.get("targets.new", program=program.id)
    chosen = [str(option["value"]) for option in page.document.select("option[selected]")]
    assert {str(program.id), str(goal.id), str(need.id)} <= set(chosen)


@pytest.mark.parametrize(("typed", "error"), [
    ({"statement": ""}, "The target in one sentence: Enter the target."),
    ({"measure_id": ""}, "Measure: Choose a measure."),
    ({"target_value": ""}, "Target: Enter the target value."),
    ({"target_value": "many"}, "Target: Enter a number"),
    ({"target_value": "40"}, "Target: Higher is better"),
    ({"target_value": "140"}, "Target: A percentage lies between 0 and 100; 140 % does not."),
    ({"due_on": "2026-12-31"}, "Due on: The due date (31 Dec 2026) must be after the start (1 Jan 2027)."),
    ({"due_on": "2028-06-30"}, "Due on: 30 Jun 2028 lies outside FY2027"),
    ({"starts_on": "tomorrow"}, "Starts on: Enter a date"),
    ({"trajectory": "custom"}, "Points: Give at least one point"),
    ({"trajectory": "custom", "points-0-on": "2027-06-01"}, "Planned value: Give the day and the value"),
    ({"points-0-on": "2027-06-01", "points-0-value": "60"}, "Points: Points belong to a plan in steps"),
])
def test_a_wrong_input_is_said_and_kept(browser: Browser, typed: dict[str, str], error: str) -> None:
    make_cycle()
    page = browser.get("targets.new")
    page = browser.submit(page, "/targets/new", _typed(make_measure().id, **typed), status=422)
    assert page.errors()[0].startswith(error)
    assert page.document.title.get_text().startswith("Error:")
    assert page.document.select_one("#baseline_value")["value"] == "48"


def test_more_rows_for_points_keep_what_was_typed(browser: Browser) -> None:
    make_cycle()
    page = browser.get("targets.new")
    page = browser.submit(page, "/targets/new", {"statement": "Half done", "points-3-value": "66", "more": "1"}, status=200)
    assert page.document.select_one("#statement")["value"] == "Half done"
    assert page.document.select_one("#points-3-value")["value"] == "66"
    assert page.document.select_one("#points-7-value") is not None


def test_a_plan_with_own_points_is_kept(browser: Browser, people: People) -> None:
    make_cycle()
    typed = {"trajectory": "custom", "points-0-on": "2027-06-01", "points-0-value": "65.5", "points-2-on": "2027-03-01",
             "points-2-value": "50"}
    page = browser.submit(browser.get("targets.new"), "/targets/new", _typed(make_measure().id, **typed), to="targets.show")
    target = queries.target_for(people.paula, int(page.path.rsplit("/", 1)[1]))
    assert [(point.on.month, point.value) for point in target.points] == [(3, 50), (6, Decimal("65.5"))]


def test_the_second_editor_sees_both_versions_points_as_well(browser: Browser, people: People) -> None:
    target = make_target(trajectory=TrajectoryKind.CUSTOM)
    page = browser.get("targets.edit", target_id=target.id)
    found = _loaded(people, target)
    kept = ("statement", "baseline_value", "starts_on", "due_on", "trajectory", "source")
    values = {name: getattr(found, name) for name in kept}
    commands.revise_target(
        found, actor=people.paula, measure=found.indicator.measure, values={**values, "target_value": Decimal(72)},
        points=((date(2027, 6, 1), Decimal(60)),),
    )
    typed = {"target_value": "75", "points-0-on": "2027-06-01", "points-0-value": "65"}
    page = browser.submit(page, f"/targets/{target.id}/edit", typed, status=422)
    assert page.all(".both-versions tbody tr") == ["Target 72 75", "Points 1 Jun 2027: 60 1 Jun 2027: 65"]
    browser.submit(page, f"/targets/{target.id}/edit", to="targets.show")
    assert _loaded(people, target).target_value == 75


def test_a_target_shows_chart_table_values_and_how_the_status_is_computed(browser: Browser) -> None:
    target = make_target()
    for number, value in enumerate((50, 51, 52, 53, 54), start=9):
        make_observation(target, value, number)
    page = browser.get("targets.show", target_id=target.id)
    assert len(page.document.select("figure svg")) == 2
    assert "behind plan on 1 Jul 2027" in page.all(".figure-chart__title")[0]
    assert "54 % on 1 Jul 2027" in page.text
    assert "The same numbers as a table" in page.text


def test_a_target_without_baseline_or_value_is_a_page_all_the_same(browser: Browser) -> None:
    page = browser.get("targets.show", target_id=make_target(baseline_value=None).id)
    assert "There is no baseline" in page.text
    assert "Give the baseline" in page.text


def test_values_of_very_few_people_are_not_on_the_page(browser: Browser) -> None:
    target = make_target(make_indicator(measure=make_measure(is_survey=True)))
    make_observation(target, "91.7", 13, respondents=4)
    page = browser.get("targets.show", target_id=target.id)
    assert "fewer than 5 answered" in page.text
    assert "91.7" not in page.html


def test_a_status_is_set_by_hand_and_lifted(browser: Browser) -> None:
    target = make_target()
    page = browser.get("targets.show", target_id=target.id)
    page = browser.submit(page, "/override", {"override-status": "at_risk", "override-reason": ""}, status=422)
    assert page.errors() == ["Reason: Say why the status should be another one."]
    browser.submit(page, "/override", {"override-reason": "Trainer left"}, to="targets.show")
    page = browser.get("targets.show", target_id=target.id)
    assert "set by hand by Paula Planner on 13 Jul 2027: Trainer left" in page.text
    assert "computed: No data" in page.text
    browser.submit(page, "/lift-override", to="targets.show")
    assert "Trainer left" not in browser.get("targets.show", target_id=target.id).all(".target-status")[0]


def test_a_step_is_added_and_done(browser: Browser, people: People) -> None:
    target = make_target()
    page = browser.get("targets.show", target_id=target.id)
    page = browser.submit(page, "/steps", {"step-what": ""}, status=422)
    assert page.errors() == ["Step: Enter what is to be done."]
    browser.submit(page, "/steps", {"step-what": "Coach managers", "step-due_on": "2027-09-01"}, to="targets.show")
    page = browser.get("targets.show", target_id=target.id)
    browser.submit(page, "/complete", to="targets.show")
    assert browser.get("targets.show", target_id=target.id).all("#steps tbody tr") == [
        "Coach managers – 1 Sep 2027 13 Jul 2027 Not done Coach managers"
    ]


def test_a_target_is_put_away_with_a_reason(browser: Browser) -> None:
    target = make_target()
    page = browser.get("targets.show", target_id=target.id)
    page = browser.submit(page, "/archive", status=422)
    assert page.errors() == ["Reason: Say why the target is put away."]
    browser.submit(page, "/archive", {"archive-reason": "Cancelled"}, to="targets.index")
    assert "No targets yet" in browser.get("targets.index").text


def test_a_target_of_another_department_is_not_there(browser: Browser, people: People) -> None:
    program = make_program(department=people.departments["Sales North"])
    target = make_target(make_indicator(program=program))
    browser.as_("mia").get("targets.show", target_id=target.id)
    browser.as_("otto").get("targets.show", target_id=target.id, status=404)
    assert target.statement not in browser.get("targets.index").text


@pytest.mark.parametrize("who", ["sam", "mia", "ada", "aud"])
def test_others_look_but_do_not_plan(browser: Browser, who: str) -> None:
    target = make_target()
    page = browser.as_(who).get("targets.show", target_id=target.id)
    assert [form["action"] for form in page.document.select("main form")] == []
    for endpoint in ("targets.update", "targets.archive", "targets.override", "targets.lift_override", "targets.add_step"):
        browser.post(endpoint, target_id=target.id, status=403)
    browser.get("targets.new", status=403)


def test_there_is_no_page_for_a_target_that_does_not_exist(browser: Browser) -> None:
    browser.get("targets.show", target_id=999_999, status=404)


def test_an_override_in_the_list_shows_what_was_computed(browser: Browser, people: People) -> None:
    target = _loaded(people, make_target())
    commands.override_status(target, actor=people.paula, status=Status.ON_TRACK, reason="Late survey")
    assert "set by hand; computed: No data" in browser.get("targets.index").text


def test_corrective_actions_stand_beside_the_target_and_flag_the_chart(browser: Browser, people: People) -> None:
    target = make_target()
    make_observation(target, 50, 13)
    action = Action(target_id=target.id, what="Coach two calls a month", due_on=date(2027, 8, 31), expected_effect=Decimal(4))
    db.session.add(action)
    db.session.commit()
    page = browser.get("targets.show", target_id=target.id)
    assert "expects +4 points" in page.all("#actions")[0]
    assert "Coach two calls" in str(page.document.select_one("figure svg"))
