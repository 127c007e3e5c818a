"""A file of values is read when it is offered; its approval takes what was read, and holds it against what is here by then."""

import zlib
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select, update

from planner.domain.values import CycleState
from planner.features.exchange import views
from planner.features.exchange.checks import applied_imports
from planner.features.exchange.files import Answers
from planner.models import ImportRun, Measure, Observation, Target, db
from tests.actors import People
from tests.browser import Browser, Page
from tests.features.exchange.test_pages import run_of, upload
from tests.makers import make_cycle, make_indicator, make_measure, make_observation, make_program, make_target

HEAD = "measure,program,period_start,period_end,value,note\n"
FIRST, SECOND = "applied,Selling,2027-01-01,2027-01-14,50,first", "applied,Selling,2027-01-15,2027-01-28,51,second"


@pytest.fixture
def target(people: People) -> Target:
    program = make_program(make_cycle(), name="Selling")
    return make_target(make_indicator(measure=make_measure(code="applied", name="Habit rate"), program=program))


@pytest.fixture
def staged(browser: Browser, target: Target) -> Page:
    return upload(browser, "observations", f"{HEAD}{FIRST}\n{SECOND}\n")


@pytest.fixture
def readings(monkeypatch: pytest.MonkeyPatch, staged: Page) -> list[str]:
    """The names of the files that are read from here on."""
    found: list[str] = []
    read = views.read_offer

    def noting(kind: Any, content: Any, name: str, *arguments: Any, **options: Any) -> Any:
        found.append(name)
        return read(kind, content, name, *arguments, **options)

    monkeypatch.setattr(views, "read_offer", noting)
    return found


def _kept() -> list[tuple[Decimal, str]]:
    query = select(Observation).where(Observation.superseded_at.is_(None)).order_by(Observation.period_start)
    return [(one.value, one.note) for one in db.session.scalars(query)]


def _approve(browser: Browser, page: Page, **options: Any) -> Page:
    return browser.submit(page, "/approve", {}, **options)


def test_what_was_shown_is_taken_without_reading_the_file_again(browser: Browser, staged: Page, readings: list[str]) -> None:
    _approve(browser, staged, to="exchange.show")
    assert (readings, _kept()) == ([], [(50, "first"), (51, "second")])


def test_nothing_of_it_is_kept_afterwards(browser: Browser, staged: Page) -> None:
    _approve(browser, staged, to="exchange.show")
    run = run_of(staged)
    assert (run.content, run.reading) == (None, None)
    run.reading = b"left over"
    db.session.flush()
    assert ["file is still kept" in str(found) for found in applied_imports()] == [True]


def test_a_value_that_came_in_the_meantime_is_superseded_and_not_doubled(browser: Browser, target: Target, staged: Page) -> None:
    make_observation(target, 40)
    _approve(browser, staged, to="exchange.show")
    assert [value for value, _note in _kept()] == [50, 51]


def test_a_year_that_closed_in_the_meantime_takes_nothing(browser: Browser, target: Target, staged: Page) -> None:
    target.cycle.state = CycleState.CLOSED
    db.session.commit()
    _approve(browser, staged, to="exchange.show")
    assert _kept() == []
    assert ["is closed" in str(one["reason"]) for one in run_of(staged).report["refused"]] == [True, True]


def test_a_measure_that_became_another_in_the_meantime_refuses_what_it_cannot_be(
    browser: Browser, target: Target, staged: Page
) -> None:
    db.session.execute(update(Measure).where(Measure.code == "applied").values(code="applied_once", name="Other"))
    db.session.commit()
    _approve(browser, staged, to="exchange.show")
    assert _kept() == []
    assert ["no measure of this name" in str(one["reason"]) for one in run_of(staged).report["refused"]] == [True, True]


@pytest.mark.parametrize("reading", [None, b"", b"no zlib", zlib.compress(b"{}"), zlib.compress(b"[1]")], ids=repr)
def test_without_what_was_read_the_file_is_read_again(
    browser: Browser, staged: Page, readings: list[str], reading: bytes | None
) -> None:
    db.session.execute(update(ImportRun).values(reading=reading))
    db.session.commit()
    _approve(browser, staged, to="exchange.show")
    assert (readings, len(_kept())) == (["list.csv"], 2)


def test_what_was_read_in_another_way_is_not_taken(browser: Browser, staged: Page, readings: list[str]) -> None:
    other = Answers(date_orders=("period_end=mdy",)).to_json()
    db.session.execute(update(ImportRun).values(options=other))
    db.session.commit()
    _approve(browser, staged, to="exchange.show")
    assert readings == ["list.csv"]


def test_another_answer_is_kept_as_it_was_read_then(browser: Browser, target: Target, readings: list[str]) -> None:
    text = "measure,program,period_end,value\napplied,Selling,2027-01-14,1.234\n"
    page = upload(browser, "observations", text)
    page = browser.fetch(browser.submit(page, "/answers", {"sign_value": "point"}, to="exchange.show").path)
    n_before = len(readings)
    _approve(browser, page, to="exchange.show")
    assert (len(readings), [value for value, _note in _kept()]) == (n_before, [Decimal("1.234")])


def test_a_file_that_is_lost_is_said_to_be_lost(browser: Browser, staged: Page) -> None:
    db.session.execute(update(ImportRun).values(reading=None, content=None))
    db.session.commit()
    answer = _approve(browser, staged, status=422)
    assert "not kept any more" in " ".join(answer.errors())


def test_a_day_that_passed_in_the_meantime_counts(browser: Browser, target: Target, clock: Any) -> None:
    clock.set(clock.now().replace(year=2027, month=1, day=20))
    page = upload(browser, "observations", f"{HEAD}{FIRST}\n{SECOND}\n")
    assert "Values left out because their fortnight has not ended 1" in page.text
    clock.set(clock.now().replace(month=1, day=26))
    assert date(2027, 1, 28) > clock.now().date()
    _approve(browser, page, to="exchange.show")
    assert [note for _value, note in _kept()] == ["first"]
