"""A value of fewer than five people leaves by no door: no page, chart, list, export, brief or review shows it."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from planner.domain.values import CycleState
from planner.features.exchange import observations as export
from planner.features.targets.queries import target_for
from planner.features.targets.recording import Entry, correct_observation, record_observation
from planner.models import Observation, Target, db
from tests.actors import People
from tests.browser import Browser
from tests.fuzz.pages import read
from tests.makers import make_brief, make_cycle, make_goal, make_indicator, make_measure, make_target

HIDDEN, BEFORE_CORRECTION, SHOWN = "43.217", "44.319", "61.5"


@pytest.fixture
def target(people: People) -> Target:
    """A survey: ten answered in fortnight 11, three in 12; the value of 13 was of two before it was corrected to ten."""
    cycle = make_cycle(state=CycleState.APPROVED)
    goal = make_goal(cycle)
    target = make_target(make_indicator(measure=make_measure(is_survey=True), goal=goal), owner_id=people.persons["mia"].id)
    db.session.commit()
    _record(people, target, 11, SHOWN, 10)
    _record(people, target, 12, HIDDEN, 3)
    before = _record(people, target, 13, BEFORE_CORRECTION, 2)
    corrected = Entry(before.period_start, before.period_end, Decimal("62.5"), respondents=10, note="more answers came in")
    correct_observation(_loaded(target, people), before, corrected, actor=people.paula, reason="more answers came in")
    db.session.commit()
    return target


def _record(people: People, target: Target, fortnight: int, value: str, respondents: int) -> Observation:
    starts_on = date(2027, 1, 1) + timedelta(days=14 * (fortnight - 1))
    entry = Entry(starts_on, starts_on + timedelta(days=13), Decimal(value), respondents=respondents)
    kept = record_observation(_loaded(target, people), entry, actor=people.paula)
    db.session.commit()
    return kept


def _loaded(target: Target, people: People) -> Target:
    found = target_for(people.paula, target.id)
    assert found is not None
    return found


def _in(text: str) -> list[str]:
    return [value for value in ("43.2", "44.3", "43,2", "44,3", "43217", "44319") if value in text]


@pytest.mark.parametrize("who", ["paula", "mia", "aud"])
def test_no_page_that_can_be_reached_shows_it(browser: Browser, target: Target, who: str) -> None:
    """Figures for pictures and for Plotly stand in the pages, and their tooltips with them."""
    browser.as_(who)
    make_brief(target.cycle)
    waiting, known, found = ["/", f"/targets/{target.id}"], set[str](), {}
    while waiting:
        path = waiting.pop()
        answer = browser._ask("GET", path)
        if answer.mimetype == "text/html":
            found[path] = (_in(answer.text), SHOWN in answer.text)
            links = {link.split("#")[0] for link in read(answer.text).links}
            waiting += [link for link in links - known if link.startswith("/") and "/correct" not in link and "/edit" not in link]
            known |= links
        elif answer.mimetype in ("text/csv", "application/json"):
            found[path] = (_in(answer.text), False)
    assert {path: leaks for path, (leaks, _shown) in found.items() if leaks} == {}
    assert found[f"/targets/{target.id}"][1], "the test does not see what is shown"
    assert len(found) > 12


@pytest.mark.parametrize("is_full", [True, False])
def test_no_export_holds_it(people: People, target: Target, is_full: bool) -> None:
    text = export.as_csv(export.observations_for(people.paula, cycle_name=None, program_name=None), is_full=is_full)
    assert (_in(text), SHOWN in text) == ([], True)
