"""The pages on which values are entered: one, a correction, and everything for a fortnight."""

from datetime import date
from typing import Any

import pytest

from planner.domain.values import Aggregation, CycleState
from planner.features.measures.queries import measure_by_code
from planner.features.targets import queries
from planner.models import Target, db
from tests.actors import People
from tests.browser import Browser
from tests.makers import make_cycle, make_indicator, make_measure, make_observation, make_program, make_target
from tests.statements import count_statements

PERIOD = "2027-06-18/2027-07-01"


def _valid(target: Target) -> list[Any]:
    return [one.value for one in queries.observations_of(target.indicator_id) if one.superseded_at is None]


def test_a_value_is_recorded_for_a_fortnight_that_is_over(browser: Browser) -> None:
    target = make_target()
    page = browser.get("targets.new_value", target_id=target.id)
    periods = [str(option["value"]) for option in page.document.select("#period option")]
    assert (periods[0], len(periods)) == (PERIOD, 13)
    browser.submit(page, "/values/new", {"value": "57.5"}, to="targets.show")
    assert "57.5 %" in browser.get("targets.show", target_id=target.id).text


def test_who_enters_a_value_waits_for_no_steps_of_the_plan(browser: Browser) -> None:
    target_id = make_target().id
    with count_statements() as counted:
        browser.get("targets.new_value", target_id=target_id)
    assert not [sent for sent in counted.sent if "FROM steps" in sent or "FROM trajectory_points" in sent]


def test_where_every_fortnight_has_a_value_only_a_day_is_asked_for(browser: Browser) -> None:
    target = make_target()
    for number in range(1, 14):
        make_observation(target, 40 + number, number)
    page = browser.get("targets.new_value", target_id=target.id)
    assert page.document.select("#period") == []
    assert "There is a value for every fortnight that is over." in page.text
    browser.submit(page, "/values/new", {"value": "57.5", "single_day": "2027-07-12"}, to="targets.show")
    assert "57.5 %" in browser.get("targets.show", target_id=target.id).text


def test_a_missing_fortnight_on_the_page_leads_to_its_own_question(browser: Browser) -> None:
    target = make_target()
    link = next(link for link in browser.get("targets.show", target_id=target.id).links() if "period=2027-01-15" in link)
    assert browser.fetch(link).document.select_one("#period option[selected]")["value"] == "2027-01-15/2027-01-28"


@pytest.mark.parametrize(("typed", "error"), [
    ({"value": ""}, "Value: Enter the value."),
    ({"value": "a lot"}, "Value: Enter a number"),
    ({"value": "150"}, "Value: A percentage lies between 0 and 100; 150 % does not."),
    ({"value": "50", "single_day": "2027-07-14"}, "Fortnight: A value is entered when its period is over"),
    ({"value": "50", "period": "2027-07-02/2027-07-15"}, "Fortnight: A value is entered when its period is over"),
    ({"value": "50", "period": "whenever"}, "Fortnight: Choose the fortnight"),
])
def test_a_wrong_value_is_said_and_kept(browser: Browser, typed: dict[str, str], error: str) -> None:
    target = make_target()
    page = browser.submit(browser.get("targets.new_value", target_id=target.id), "/values/new", typed, status=422)
    assert page.errors()[0].startswith(error)
    assert page.document.select_one("#value")["value"] == typed["value"]
    assert _valid(target) == []


def test_the_second_value_for_a_fortnight_is_told_and_kept_on_the_page(browser: Browser, people: People) -> None:
    target = make_target()
    page = browser.get("targets.new_value", target_id=target.id)
    make_observation(target, 57, 13, recorded_by_id=people.lena.person_id)
    page = browser.submit(page, "/values/new", {"value": "60"}, status=422)
    assert page.errors()[0].startswith("Value: Lena Lindt entered 57 % for this period already.")
    assert page.document.select_one("#value")["value"] == "60"


def test_a_ratio_asks_for_its_parts_in_their_own_words(browser: Browser) -> None:
    measure = measure_by_code("completion_rate")
    target = make_target(make_indicator(measure=measure))
    page = browser.get("targets.new_value", target_id=target.id)
    labels = [label.split(" (")[0] for label in page.all("label")]
    assert {"Completed", "Enrolled", "Or the ratio alone"} <= set(labels)
    browser.submit(page, "/values/new", {"numerator": "31", "denominator": "40"}, to="targets.show")
    assert "77.5 %" in browser.get("targets.show", target_id=target.id).text


def test_a_correction_keeps_and_shows_the_old_value(browser: Browser) -> None:
    target = make_target()
    old = make_observation(target, 75, 13)
    page = browser.get("targets.correct_value", target_id=target.id, observation_id=old.id)
    page = browser.submit(page, "/correct", {"value": "57"}, status=422)
    assert page.errors() == ["Why it is corrected: Say why the value is corrected."]
    browser.submit(page, "/correct", {"reason": "Digits swapped"}, to="targets.show")
    assert "corrected from 75 % : Digits swapped" in browser.get("targets.show", target_id=target.id).text.replace("%:", "% :")


def test_a_value_of_another_target_is_not_corrected_from_here(browser: Browser) -> None:
    cycle = make_cycle()
    mine, other = (make_target(make_indicator(cycle)) for _ in range(2))
    value = make_observation(other, 57, 13)
    browser.get("targets.correct_value", target_id=mine.id, observation_id=value.id, status=404)


def test_a_department_head_enters_only_what_it_owns_or_collects(browser: Browser, people: People) -> None:
    cycle = make_cycle()
    mine = make_target(make_indicator(cycle), collector_id=people.mia.person_id)
    other = make_target(make_indicator(cycle))
    browser.as_("mia")
    browser.submit(browser.get("targets.new_value", target_id=mine.id), "/values/new", {"value": "57"}, to="targets.show")
    browser.get("targets.new_value", target_id=other.id, status=403)
    browser.post("targets.record_value", target_id=other.id, status=403)


@pytest.mark.parametrize("who", ["sam", "ada", "aud"])
def test_who_only_looks_has_no_update(browser: Browser, who: str) -> None:
    browser.as_(who).get("targets.fortnight", status=403)
    browser.post("targets.record_fortnight", status=403)


def _owed(people: People, n: int, who: str = "paula", **measure: Any) -> list[Target]:
    cycle = make_cycle()
    person_id = people.actors[who].person_id
    return [make_target(make_indicator(cycle, make_measure(**measure)), owner_id=person_id) for _ in range(n)]


def test_everything_owed_for_the_last_fortnight_is_entered_in_one_go(browser: Browser, people: People) -> None:
    one, two = _owed(people, 2)
    page = browser.get("targets.fortnight")
    assert "18 Jun – 1 Jul 2027, fortnight 13 of FY2027" in page.text
    typed = {f"t{one.id}-value": "57", f"t{two.id}-value": "58", f"t{two.id}-note": "few"}
    page = browser.fetch(browser.submit(page, "/update", typed, to="targets.fortnight").path)
    assert page.all(".flash") == ["2 values are recorded."]
    assert "Everything for this fortnight is entered." in page.text
    assert (_valid(one), _valid(two)) == ([57], [58])


def test_one_wrong_row_keeps_all_back_and_all_typed(browser: Browser, people: People) -> None:
    one, two = _owed(people, 2)
    typed = {f"t{one.id}-value": "57", f"t{two.id}-value": "580"}
    page = browser.submit(browser.get("targets.fortnight"), "/update", typed, status=422)
    assert len(page.errors()) == 1
    assert "A percentage lies between 0 and 100; 580 % does not." in page.errors()[0]
    assert [page.document.select_one(f"#t{t.id}-value")["value"] for t in (one, two)] == ["57", "580"]
    assert (_valid(one), _valid(two)) == ([], [])


def test_an_empty_update_says_so(browser: Browser, people: People) -> None:
    _owed(people, 1)
    page = browser.submit(browser.get("targets.fortnight"), "/update", status=422)
    assert page.errors() == ["Enter at least one value."]


def test_a_row_that_somebody_filled_meanwhile_comes_back_with_what_was_typed(browser: Browser, people: People) -> None:
    (target,) = _owed(people, 1)
    page = browser.get("targets.fortnight")
    make_observation(target, 57, 13, recorded_by_id=people.lena.person_id)
    page = browser.submit(page, "/update", {f"t{target.id}-value": "60"}, status=422)
    assert "Lena Lindt entered 57 %" in page.errors()[0]
    assert page.document.select_one(f"#t{target.id}-value")["value"] == "60"


def test_the_second_of_two_who_save_is_told_at_the_row_and_loses_nothing(browser: Browser, people: People) -> None:
    targets = _owed(people, 3)
    mine, theirs = (browser.get("targets.fortnight") for _n in range(2))
    browser.submit(theirs, "/update", {f"t{targets[0].id}-value": "57"})
    typed = {f"t{targets[0].id}-value": "60", f"t{targets[1].id}-value": "61", f"t{targets[1].id}-note": "By phone"}
    page = browser.submit(mine, "/update", typed, status=422)
    first, second, third = page.document.select(".fortnight-row")
    assert "Saved now: 57 %. Empty the field to keep it." in " ".join(first.get_text(" ").split()).replace("\u00a0", " ")
    assert "entered 57" in first.select_one(".field__error").get_text()
    assert first.select_one("input")["value"] == "60"
    assert [tag["value"] for tag in second.select("input")] == ["61", "By phone"]
    assert third.select(".field__error") == []
    assert [_valid(target) for target in targets] == [[57], [], []]
    browser.submit(page, "/update", {f"t{targets[0].id}-value": ""}, to="targets.fortnight")
    assert [_valid(target) for target in targets] == [[57], [61], []]


def test_a_save_asks_the_database_as_often_for_many_values_as_for_one(browser: Browser, people: People) -> None:
    ids = [target.id for target in _owed(people, 9)]
    counts = []
    for some in (ids[:1], ids[1:]):
        page = browser.get("targets.fortnight")
        db.session.expunge_all()  # a request begins with an empty session; what this test holds would be read again, one by one
        with count_statements() as counted:
            browser.submit(page, "/update", {f"t{target_id}-value": "57" for target_id in some})
        counts.append(len(counted))
    assert counts[0] == counts[1]


def test_an_earlier_fortnight_can_be_chosen_but_not_one_that_runs(browser: Browser, people: People) -> None:
    _owed(people, 1)
    assert "fortnight 3 of FY2027" in browser.get("targets.fortnight", fortnight=3).text
    assert "fortnight 13 of FY2027" in browser.get("targets.fortnight", fortnight=14).text


def test_planners_may_enter_the_values_of_everybody(browser: Browser, people: People) -> None:
    (target,) = _owed(people, 1, who="mia")
    assert "You owe nothing" in browser.get("targets.fortnight").text
    assert browser.get("targets.fortnight", everybody=1).document.select_one(f"#t{target.id}-value") is not None
    assert "You owe nothing" in browser.as_("otto").get("targets.fortnight", everybody=1).text


def test_a_value_that_is_collected_once_a_quarter_is_not_owed_every_fortnight(browser: Browser, people: People) -> None:
    cycle = make_cycle()
    target = make_target(make_indicator(cycle), owner_id=people.paula.person_id, collected_every_days=90)
    make_observation(target, 50, 12)
    assert "You owe nothing" in browser.get("targets.fortnight").text


def test_two_targets_on_the_same_values_are_asked_once(browser: Browser, people: People) -> None:
    indicator = make_indicator()
    for _ in range(2):
        make_target(indicator, owner_id=people.paula.person_id)
    assert len(browser.get("targets.fortnight").document.select(".fortnight-row")) == 1


def test_a_closed_year_refuses_the_update_with_a_sentence(browser: Browser, people: People) -> None:
    cycle = make_cycle(state=CycleState.CLOSED)
    target = make_target(make_indicator(cycle), owner_id=people.paula.person_id)
    page = browser.submit(browser.get("targets.fortnight"), "/update", {f"t{target.id}-value": "57"}, status=422)
    assert "FY2027 is closed; its values no longer change." in page.errors()[0]


def test_the_update_says_when_nothing_is_due_yet(browser: Browser, people: People) -> None:
    assert "no planning year" in browser.get("targets.fortnight").text
    cycle = make_cycle(starts_on=date(2027, 7, 5))
    make_target(make_indicator(cycle), owner_id=people.paula.person_id)
    assert "ends on 18 Jul 2027" in browser.get("targets.fortnight").text


def test_the_update_asks_for_what_each_measure_wants(browser: Browser, people: People) -> None:
    (survey,) = _owed(people, 1, aggregation=Aggregation.WEIGHTED_MEAN)
    page = browser.get("targets.fortnight")
    page = browser.submit(page, "/update", {f"t{survey.id}-value": "57"}, status=422)
    assert "how many people answered" in page.errors()[0]
    browser.submit(page, "/update", {f"t{survey.id}-respondents": "31"}, to="targets.fortnight")
    assert _valid(survey) == [57]


def test_the_update_asks_the_database_as_often_for_many_as_for_few(browser: Browser, people: People) -> None:
    cycle = make_cycle()

    def more(n: int) -> None:
        for number in range(n):
            program = make_program(cycle, name=f"Program {number} of {n}")
            make_observation(make_target(make_indicator(program=program), owner_id=people.paula.person_id), 57, 12)

    more(2)
    browser.get("targets.fortnight")
    with count_statements() as few:
        browser.get("targets.fortnight")
    more(5)
    with count_statements() as many:
        browser.get("targets.fortnight")
    assert len(many) == len(few) <= 12
