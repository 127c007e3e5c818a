"""The words by which things are found follow the things themselves."""

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete, insert, select, update

from planner.features.choosing.checks import search_words
from planner.infra.words import findable, index_again, index_everything, wrongly_indexed
from planner.models import Need, Person, SearchWord, db
from tests.actors import People
from tests.makers import make_cycle, make_need
from tests.statements import count_statements


def _words(thing: Any) -> set[str]:
    query = select(SearchWord.word).where(SearchWord.kind == thing.__tablename__, SearchWord.thing_id == thing.id)
    return set(db.session.scalars(query))


def _person(**values: Any) -> Person:
    person = Person(**{"name": "Zoë Núñez", "email": "z.nunez@example.org", "employee_number": "E-77", **values})
    db.session.add(person)
    db.session.commit()
    return person


def test_they_are_kept_when_the_thing_is(session: Any) -> None:
    assert _words(_person()) == {"zoe", "nunez", "z", "e", "77"}


def test_they_follow_a_new_name_and_nothing_else(session: Any) -> None:
    person = _person()
    person.name = "Zoë de Boer"
    db.session.commit()
    assert _words(person) == {"zoe", "de", "boer", "z", "nunez", "e", "77"}
    person.job_title = "Director"
    with count_statements() as counted:
        db.session.commit()
    assert [sent for sent in counted.sent if "search_words" in sent] == []


def test_they_go_with_the_thing(session: Any) -> None:
    person = _person()
    number = person.id
    db.session.delete(person)
    db.session.commit()
    assert db.session.scalars(select(SearchWord).where(SearchWord.kind == "people", SearchWord.thing_id == number)).all() == []


def test_they_are_undone_with_the_thing(session: Any) -> None:
    db.session.add(Person(name="Quirine Quist"))
    db.session.flush()
    db.session.rollback()
    assert db.session.scalars(select(SearchWord).where(SearchWord.word == "quirine")).all() == []


def test_they_know_what_the_thing_belongs_to(people: People) -> None:
    first, second = make_cycle(), make_cycle(name="FY2028")
    need = make_need(first, title="Slow handovers")
    need.cycle_id = second.id
    db.session.commit()
    query = select(SearchWord.within_id).where(SearchWord.kind == "needs", SearchWord.thing_id == need.id)
    assert set(db.session.scalars(query)) == {second.id}


@pytest.mark.parametrize("n", [2, 40])
def test_many_at_once_take_as_many_statements_as_one(session: Any, n: int) -> None:
    db.session.add_all([Person(name=f"Somebody {place}") for place in range(n)])
    with count_statements() as counted:
        db.session.flush()
    assert len([sent for sent in counted.sent if "search_words" in sent]) == 1


def test_rows_that_came_in_another_way_are_indexed_afterwards(people: People) -> None:
    need = make_need(make_cycle(), title="Slow handovers")
    db.session.execute(delete(SearchWord))
    db.session.execute(insert(Person), [{"name": "Bulk Barend", "version": 1}])
    db.session.execute(update(Need).where(Need.id == need.id).values(title="Late handovers"))
    db.session.execute(delete(SearchWord))
    n_people = db.session.query(Person).count()
    assert (index_again(db.session(), Person), index_again(db.session(), Need)) == (n_people, 1)
    db.session.expire_all()
    assert _words(need) == {"late", "handovers"}
    assert db.session.scalar(select(SearchWord.thing_id).where(SearchWord.word == "barend")) is not None


def test_a_search_is_answered_by_an_index(session: Any) -> None:
    """Thousands of people and their words: neither table is read from end to end."""
    db.session.execute(insert(Person), [{"name": f"Name{place} Surname{place}", "version": 1} for place in range(3000)])
    index_again(db.session(), Person)
    is_sqlite = db.session.get_bind().dialect.name == "sqlite"
    db.session.connection().exec_driver_sql("ANALYZE search_words")
    db.session.connection().exec_driver_sql("ANALYZE people")
    query = (
        "SELECT people.id FROM people WHERE people.id IN (SELECT thing_id FROM search_words WHERE kind = 'people' "
        "AND within_id = 0 AND word >= 'surname12' AND word < 'surname12\U0010ffff') ORDER BY people.name LIMIT 21"
    )
    explained = db.session.connection().exec_driver_sql(("EXPLAIN QUERY PLAN " if is_sqlite else "EXPLAIN ") + query).all()
    plan = "\n".join(str(row[-1]) for row in explained)
    assert "COVERING INDEX sqlite_autoindex_search_words" in plan or "uq_search_words" in plan, plan
    assert [line for line in plan.splitlines() if "Seq Scan on search_words" in line or "SCAN" in line] == []


def test_a_thing_without_its_words_is_told_and_mended(people: People) -> None:
    need = make_need(make_cycle(), title="Slow handovers")
    assert {model: list(wrongly_indexed(db.session(), model)) for model in findable()} == {model: [] for model in findable()}
    db.session.execute(delete(SearchWord).where(SearchWord.word == "slow"))
    db.session.execute(insert(SearchWord), [{"kind": "people", "within_id": 0, "word": "nobody", "thing_id": 999_999}])
    assert (list(wrongly_indexed(db.session(), Need)), list(wrongly_indexed(db.session(), Person))) == ([need.id], [999_999])
    assert [problem.values["id"] for problem in search_words()] == [need.id, 999_999]
    index_everything(db.session())
    assert list(search_words()) == []


def test_the_command_line_writes_them_anew(app: Flask, people: People) -> None:
    db.session.execute(delete(SearchWord))
    db.session.commit()
    answer = app.test_cli_runner().invoke(args=["search", "index"])
    assert answer.exit_code == 0, answer.output
    assert list(search_words()) == []
