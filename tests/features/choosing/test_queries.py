"""What can be chosen, by whom, and what a typed text means."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import insert

from planner.domain.values import NeedState
from planner.features.choosing.queries import (
    departments_to_find,
    goals_to_find,
    needs_to_find,
    newcomers_to_find,
    people_to_find,
    programs_to_find,
    targets_to_find,
)
from planner.infra.finding import FEW, MOST, Finder
from planner.infra.words import index_again
from planner.models import Department, Person, db
from tests.actors import People
from tests.makers import make_cycle, make_goal, make_indicator, make_need, make_program, make_target
from tests.statements import count_statements

DAY = date(2027, 7, 13)


def _add(**values: Any) -> Person:
    person = Person(**values)
    db.session.add(person)
    db.session.commit()
    return person


def _crowd(n: int, name: str = "Crowd") -> None:
    db.session.execute(insert(Person), [{"name": f"{name} Member {place:04d}", "version": 1} for place in range(n)])
    index_again(db.session(), Person)
    db.session.commit()


def _labels(finder: Finder, text: str) -> list[str]:
    return [option.label for option in finder.suggest(text).options]


@pytest.mark.parametrize("typed", ["okaf", "ínes", "OKAFOR i", "ines.ok", "e4711"])
def test_a_person_is_found_by_the_beginning_of_any_word(people: People, typed: str) -> None:
    _add(name="Ines Okafor", email="ines.okafor@example.org", employee_number="E4711")
    assert _labels(people_to_find(DAY), typed) == ["Ines Okafor"]


@pytest.mark.parametrize("typed", ["", " ", "%", "_", "\\", "%%%", "kafor", "'; DROP TABLE people; --", "\x01", "é" * 5000, "💥"])
def test_signs_and_middles_of_words_find_nothing(people: People, typed: str) -> None:
    _add(name="Ines Okafor")
    assert _labels(people_to_find(DAY), typed) == []


def test_suggestions_end_at_a_number_and_say_so(people: People) -> None:
    _crowd(MOST + 5)
    found = people_to_find(DAY).suggest("crowd")
    assert (len(found.options), found.is_more) == (MOST, True)


def test_who_left_or_was_put_away_is_not_offered_but_kept(people: People) -> None:
    left = _add(name="Lou Left", left_on=date(2027, 1, 1))
    away = _add(name="Ann Away", archived_at=datetime(2027, 1, 1, tzinfo=UTC))
    assert people_to_find(DAY).by_ids([left.id, away.id]) == {}
    assert _labels(people_to_find(DAY), "lou") == []
    kept = people_to_find(DAY, keep=[left.id, away.id, None])
    assert {one.label for one in kept.by_ids([left.id, away.id]).values()} == {"Lou Left", "Ann Away"}


def test_a_short_list_is_given_whole_with_what_is_kept(people: People) -> None:
    left = _add(name="Lou Left", left_on=date(2027, 1, 1))
    few = people_to_find(DAY, keep=[left.id]).few
    assert few is not None
    assert {"Mia Manager", "Lou Left"} <= {one.label for one in few}


def test_a_long_list_is_not_given(people: People) -> None:
    _crowd(FEW)
    assert people_to_find(DAY).few is None


def test_the_number_of_statements_does_not_grow(people: People) -> None:
    def asked() -> int:
        finder = people_to_find(DAY, keep=[people.persons["mia"].id])
        with count_statements() as counted:
            assert finder.few is None
            finder.by_ids([people.persons["mia"].id])
            finder.suggest("cro mem")
            finder.resolve("crowd member 0007")
        return len(counted)

    _crowd(FEW + 1)
    before = asked()
    _crowd(400, "Other crowd")
    assert (asked(), before) == (4, 4)


@pytest.mark.parametrize("typed", ["Ines Okafor", " ines  okafor", "INES.OKAFOR@example.org", "E4711"])
def test_a_name_an_address_or_a_number_that_one_person_has_means_that_person(people: People, typed: str) -> None:
    ines = _add(name="Ines Okafor", email="ines.okafor@example.org", employee_number="E4711")
    _add(name="Ines Okafora")
    exact = people_to_find(DAY).resolve(typed).exact
    assert exact is not None
    assert exact.id == ines.id


def test_two_of_one_name_are_told_apart_by_department_and_address(people: People) -> None:
    for key in ("Sales", "Finance"):
        _add(name="Jan Jansen", department=people.departments[key], email=f"jan@{key.lower()}.example.org")
    found = people_to_find(DAY).resolve("Jan Jansen")
    assert found.exact is None
    assert sorted(one.note for one in found.options) == ["Finance, jan@finance.example.org", "Sales, jan@sales.example.org"]


def test_a_part_of_a_name_is_not_taken_for_the_name(people: People) -> None:
    _add(name="Ines Okafor")
    found = people_to_find(DAY).resolve("okafor")
    assert (found.exact, [one.label for one in found.options]) == (None, ["Ines Okafor"])


@pytest.mark.parametrize("typed", ["N-{id:03d}", "n{id}", "N-{id:03d} whatever follows", "  N-00{id} "])
def test_a_reference_means_the_thing(people: People, typed: str) -> None:
    need = make_need(make_cycle())
    exact = needs_to_find(need.cycle_id, people.paula).resolve(typed.format(id=need.id)).exact
    assert exact is not None
    assert exact.label == f"{need.ref} {need.title}"


@pytest.mark.parametrize("typed", ["N-999999999", "N-0", "N-99999999999999999999", "P-001", "N-", "N 1x"])
def test_what_is_no_reference_means_nothing(people: People, typed: str) -> None:
    need = make_need(make_cycle())
    assert needs_to_find(need.cycle_id, people.paula).resolve(typed).exact is None


def test_what_another_department_has_does_not_exist(people: People) -> None:
    cycle = make_cycle()
    finance, everybody = people.departments["Finance"].id, make_program(cycle, name="Safety for all")
    program = make_program(cycle, name="Safety of payments", department_id=finance)
    target = make_target(make_indicator(program=program), statement="Safety first")
    need = make_need(cycle, title="Safety is low", department_id=finance)
    mine = {
        "programs": programs_to_find(cycle.id, people.mia), "targets": targets_to_find(cycle.id, people.mia),
        "needs": needs_to_find(cycle.id, people.mia),
        "departments": departments_to_find(people.mia, only_own=True),
    }
    assert {kind: _labels(finder, "safety") for kind, finder in mine.items() if kind != "departments"} == {
        "programs": ["Safety for all"], "targets": [], "needs": [],
    }
    assert mine["programs"].by_ids([program.id, everybody.id]).keys() == {everybody.id}
    assert mine["programs"].resolve(program.ref).exact is None
    assert mine["targets"].resolve(target.ref).exact is None
    assert mine["needs"].resolve(need.ref).exact is None
    assert mine["needs"].resolve("Safety is low").options == ()
    assert _labels(mine["departments"], "finance") == []
    assert _labels(departments_to_find(people.otto, only_own=True), "finance") == ["Finance"]


def test_things_of_another_year_are_not_offered(people: People) -> None:
    this, other = make_cycle(), make_cycle(name="FY2028", starts_on=date(2028, 1, 1), ends_on=date(2028, 12, 31))
    goal = make_goal(other, statement="Grow abroad")
    assert _labels(goals_to_find(this.id, people.paula), "grow") == []
    assert goals_to_find(this.id, people.paula).resolve(goal.ref).exact is None
    assert _labels(goals_to_find(other.id, people.paula), "grow") == ["Grow abroad"]


@pytest.mark.parametrize(
    ("state", "is_offered"),
    [(NeedState.SUBMITTED, True), (NeedState.APPROVED, True), (NeedState.DRAFT, False), (NeedState.DECLINED, False)],
)
def test_only_needs_that_may_be_answered_are_offered(people: People, state: NeedState, is_offered: bool) -> None:
    need = make_need(make_cycle(), state=state)
    assert bool(_labels(needs_to_find(need.cycle_id, people.paula), "proposals")) is is_offered


def test_who_has_an_account_is_no_newcomer(people: People) -> None:
    _add(name="Nina New")
    assert _labels(newcomers_to_find(DAY), "nina") == ["Nina New"]
    assert _labels(newcomers_to_find(DAY), "mia") == []


def test_an_archived_department_is_kept_where_it_is(people: People) -> None:
    old = Department(name="Old House", archived_at=datetime(2027, 1, 1, tzinfo=UTC))
    db.session.add(old)
    db.session.commit()
    assert departments_to_find(people.paula).by_ids([old.id]) == {}
    assert departments_to_find(people.paula, keep=[old.id]).by_ids([old.id])[old.id].label == "Old House"
