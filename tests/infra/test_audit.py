"""The audit trail: append-only, chained, and silent about secrets."""

import threading
from contextvars import Context
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete, select, text, update
from sqlalchemy.exc import DatabaseError

from planner.domain.values import Direction
from planner.infra import audit
from planner.infra.database import unit_of_work
from planner.models import AuditEntry, Brief, Department, db
from planner.permissions import SYSTEM
from tests.actors import People
from tests.makers import make_cycle, make_goal


def _entries() -> list[AuditEntry]:
    return list(db.session.scalars(select(AuditEntry).order_by(AuditEntry.id)))


def test_an_entry_says_who_what_and_to_which_thing(people: People) -> None:
    goal = make_goal()
    entry = audit.record(people.paula, "goal.revised", goal, changes={"rank": [1, 2]}, reason="The board")
    assert (entry.actor_name, entry.actor_account_id) == ("Paula Planner", people.accounts["paula"].id)
    assert (entry.thing_type, entry.thing_id, entry.thing_name) == ("goals", goal.id, "Win larger accounts")
    assert (entry.changes, entry.reason) == ({"rank": [1, 2]}, "The board")


def test_each_entry_holds_the_hash_of_the_one_before(people: People) -> None:
    goal = make_goal()
    for number in range(3):
        audit.record(people.paula, "goal.revised", goal, reason=f"{number}")
    db.session.commit()
    db.session.expire_all()
    entries = _entries()
    assert [entry.previous_hash for entry in entries] == [audit.FIRST_HASH, entries[0].hash, entries[1].hash]
    assert [audit.hash_of(entry) for entry in entries] == [entry.hash for entry in entries]
    assert audit.broken_links() == []


@pytest.mark.parametrize("statement", [
    update(AuditEntry).values(actor_name="Somebody else"),
    delete(AuditEntry),
])
def test_the_database_refuses_to_change_or_delete_an_entry(people: People, statement: Any) -> None:
    audit.record(people.paula, "goal.revised", make_goal())
    db.session.commit()
    with pytest.raises(DatabaseError, match="append-only"):
        db.session.execute(statement)
    db.session.rollback()
    assert [entry.actor_name for entry in _entries()] == ["Paula Planner"]


def test_postgresql_refuses_to_empty_the_trail(people: People) -> None:
    if db.session.get_bind().dialect.name == "sqlite":
        return  # SQLite has no TRUNCATE: a DELETE is all there is
    with pytest.raises(DatabaseError, match="append-only"):
        db.session.execute(text("TRUNCATE audit_entries"))
    db.session.rollback()


def test_an_entry_put_in_by_hand_breaks_the_chain(people: People) -> None:
    goal = make_goal()
    audit.record(people.paula, "goal.revised", goal)
    forged = AuditEntry(
        at=_entries()[0].at, actor_name="Forger", event="goal.approved", thing_type="goals", thing_id=goal.id, changes={},
        previous_hash="0" * 64, hash="f" * 64,
    )
    db.session.add(forged)
    db.session.flush()
    assert audit.broken_links() == [forged.id]


def test_changes_are_old_and_new_as_plain_values(people: People) -> None:
    goal = make_goal()
    goal.target_value, goal.due_on, goal.direction, goal.statement = Decimal("25.50"), date(2028, 1, 1), Direction.DOWN, "X"
    assert audit.changes_of(goal) == {
        "target_value": ["24", "25.5"], "due_on": ["2027-12-31", "2028-01-01"], "direction": ["up", "down"],
        "statement": ["Win larger accounts", "X"],
    }


def test_what_was_set_to_what_it_was_is_no_change(people: People) -> None:
    goal = make_goal()
    goal.statement = "Another"
    goal.statement = "Win larger accounts"
    goal.target_value = Decimal("24.000")
    assert audit.changes_of(goal) == {}


def test_secrets_never_enter_the_trail(people: People) -> None:
    account = people.accounts["mia"]
    account.password_hash = "a new hash"
    brief = Brief(cycle_id=make_cycle().id, number=1, title="A", as_of_on=date(2027, 1, 1), pdf=b"1")
    db.session.add(brief)
    db.session.flush()
    brief.pdf, brief.snapshot = b"2", {"secret": 1}
    assert (audit.changes_of(account), audit.changes_of(brief)) == ({}, {})


@pytest.mark.parametrize(
    ("value", "plain"),
    [
        (Decimal("1E+3"), "1000"), (Decimal("0.10"), "0.1"), (Direction.UP, "up"), ({"a": {1}}, {"a": "{1}"}),
        (True, True), (None, None),
    ],
)
def test_values_are_kept_as_plain_data(people: People, value: Any, plain: Any) -> None:
    assert audit.record(people.paula, "goal.revised", make_goal(), changes={"x": [None, value]}).changes == {"x": [None, plain]}


def test_a_long_name_is_cut(people: People) -> None:
    department = people.departments["IT"]
    department.name = "x" * 200
    assert audit.record(SYSTEM, "department.revised", department).thing_name == "x" * 200


def test_what_happened_to_one_thing_is_told_latest_first(people: People) -> None:
    goal, other = make_goal(), make_goal(make_cycle(name="Other", starts_on=date(2028, 1, 1), ends_on=date(2028, 12, 31)))
    for event, thing in (("goal.created", goal), ("goal.created", other), ("goal.revised", goal)):
        audit.record(people.paula, event, thing)
    assert [entry.event for entry in audit.entries_about(goal)] == ["goal.revised", "goal.created"]


def test_writers_at_once_keep_one_chain(own_app: Flask) -> None:
    def write() -> None:
        with own_app.app_context():
            for number in range(15):
                with unit_of_work():
                    department = Department(name=f"{threading.get_ident()} {number}")
                    db.session.add(department)
                    db.session.flush()
                    audit.record(SYSTEM, "department.created", department)

    threads = [threading.Thread(target=Context().run, args=(write,)) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with own_app.app_context():
        assert (len(_entries()), audit.broken_links()) == (45, [])
