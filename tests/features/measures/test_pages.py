"""The pages of the measure library."""

import pytest

from planner.features.measures import commands, queries
from tests.actors import People
from tests.browser import Browser
from tests.makers import make_cycle, make_indicator, make_measure, make_target
from tests.statements import count_statements

TYPED = {"name": "Time to proficiency", "code": "time_to_proficiency", "unit": "days", "level": "3", "direction": "down"}


def test_the_library_is_grouped_by_type(browser: Browser) -> None:
    page = browser.get("measures.index")
    assert page.all("caption") == ["Efficiency measures", "Effectiveness measures", "Outcome measures"]


def test_a_page_tells_what_a_measure_is(browser: Browser, people: People) -> None:
    measure = queries.measure_by_code("unique_participants")
    assert measure is not None
    page = browser.get("measures.show", measure_id=measure.id)
    assert page.h1 == "Unique participants"
    assert "distinct, cannot be added up" in page.text


def test_a_measure_is_added(browser: Browser) -> None:
    page = browser.submit(browser.get("measures.new"), "/measures/new", TYPED, to="measures.show")
    assert "lower is better" in browser.fetch(page.path).text


@pytest.mark.parametrize(("typed", "error"), [
    ({"name": ""}, "Name: Enter a name."),
    ({"unit": ""}, "Unit: Enter a unit."),
    ({"code": "Not A Code"}, "Code: Use small letters"),
    ({"code": "roi"}, "Code: There is a measure with the code roi already."),
    ({"collected_every_days": "0"}, "Collected every: Use a number from 1 to 3660."),
    ({"collected_every_days": "often"}, "Collected every: Enter a number"),
])
def test_a_wrong_input_is_said_and_kept(browser: Browser, typed: dict[str, str], error: str) -> None:
    page = browser.submit(browser.get("measures.new"), "/measures/new", {**TYPED, **typed}, status=422)
    assert page.errors()[0].startswith(error)
    assert page.document.select_one("#name")["value"] == {**TYPED, **typed}["name"]


def test_a_measure_is_changed_and_its_page_says_so(browser: Browser) -> None:
    measure = make_measure()
    page = browser.get("measures.edit", measure_id=measure.id)
    browser.submit(page, f"/measures/{measure.id}/edit", {"formula": "a / b"}, to="measures.show")
    assert "The measure was changed." in browser.get("measures.show", measure_id=measure.id).text


def test_the_second_editor_sees_both_versions(browser: Browser, people: People) -> None:
    measure = make_measure()
    page = browser.get("measures.edit", measure_id=measure.id)
    commands.revise_measure(measure, actor=people.lena, values={"source": "Theirs"})
    page = browser.submit(page, f"/measures/{measure.id}/edit", {"source": "Mine"}, status=422)
    assert page.all(".both-versions tbody tr") == ["Source Theirs Mine"]


def test_the_unit_of_a_measure_in_use_is_refused_on_the_page(browser: Browser) -> None:
    measure = make_measure()
    make_indicator(measure=measure)
    page = browser.get("measures.edit", measure_id=measure.id)
    page = browser.submit(page, f"/measures/{measure.id}/edit", {"unit": "hours"}, status=422)
    assert page.errors()[0].startswith("Unit: The unit cannot change any more")


def test_a_measure_is_put_away_and_taken_back(browser: Browser) -> None:
    measure = make_measure(name="Odd one")
    page = browser.get("measures.show", measure_id=measure.id)
    browser.submit(page, f"/measures/{measure.id}/archive", to="measures.show")
    assert "Odd one" not in browser.get("measures.index").text
    assert "Odd one" in browser.get("measures.index", archived=1).text
    page = browser.get("measures.show", measure_id=measure.id)
    browser.submit(page, f"/measures/{measure.id}/restore", to="measures.show")
    assert "Odd one" in browser.get("measures.index").text


@pytest.mark.parametrize("who", ["sam", "mia", "ada", "aud"])
def test_others_look_but_do_not_touch(browser: Browser, who: str) -> None:
    measure = make_measure()
    page = browser.as_(who).get("measures.show", measure_id=measure.id)
    assert page.document.select("form[action*='archive']") == []
    browser.get("measures.edit", measure_id=measure.id, status=403)
    browser.post("measures.archive", measure_id=measure.id, status=403)


def test_there_is_no_page_for_a_measure_that_does_not_exist(browser: Browser) -> None:
    browser.get("measures.show", measure_id=999_999, status=404)


def test_the_library_asks_the_database_as_often_for_many_as_for_few(browser: Browser) -> None:
    cycle = make_cycle()
    browser.get("measures.index")
    with count_statements() as few:
        browser.get("measures.index")
    for _ in range(5):
        make_target(make_indicator(cycle))
    with count_statements() as many:
        browser.get("measures.index")
    assert len(many) == len(few) <= 12
