"""Two people save the values of a fortnight at the same moment, for real: each on a connection of their own."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from threading import Barrier, Thread
from typing import Any

from flask import Flask
from sqlalchemy import select

from planner.features.targets import recording
from planner.features.targets.commands import Entry, ValuesRefused, record_values
from planner.features.targets.queries import targets_by_id
from planner.infra.audit import broken_links
from planner.infra.clock import clock
from planner.infra.database import allow_writing, unit_of_work
from planner.models import Observation, db
from planner.permissions import Actor
from tests.actors import create_people
from tests.conftest import NOW
from tests.makers import make_cycle, make_indicator, make_target

LAST = (date(2027, 6, 18), date(2027, 7, 1))


def _prepared(n: int) -> tuple[list[int], list[Actor]]:
    with unit_of_work():
        people = create_people()
    allow_writing(True)
    cycle = make_cycle()
    ids = [make_target(make_indicator(cycle)).id for _ in range(n)]
    db.session.remove()
    allow_writing(False)
    return ids, [people.paula, people.lena]


def _at_once(app: Flask, work: list[Callable[[], Any]]) -> list[Any]:
    """What each returned or raised."""
    outcomes: list[Any] = [None] * len(work)

    def run(place: int) -> None:
        with app.app_context():
            try:
                outcomes[place] = work[place]()
            except Exception as error:
                outcomes[place] = error

    threads = [Thread(target=run, args=(place,)) for place in range(len(work))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return outcomes


def test_one_of_two_who_save_at_once_is_told_of_every_row(own_app: Flask, monkeypatch: Any) -> None:
    clock.set(NOW)
    meeting = Barrier(2, timeout=30)
    is_sqlite = own_app.extensions["settings"].database.startswith("sqlite")
    look, looks = recording._taken_among, iter([True] * 2)

    def look_and_wait(entries: Any) -> Any:
        found = look(entries)
        if next(looks, False) and not is_sqlite:  # on SQLite the second waits before it may look
            meeting.wait()
        return found

    with own_app.app_context():
        ids, actors = _prepared(60)
    monkeypatch.setattr(recording, "_taken_among", look_and_wait)

    def save(actor: Actor, order: list[int], value: int) -> Callable[[], int]:
        def work() -> int:
            with unit_of_work():
                targets = {target.id: target for target in targets_by_id(order, actor)}
                return len(record_values({targets[one]: Entry(*LAST, Decimal(value)) for one in order}, actor=actor))
        return work

    try:
        outcomes = _at_once(own_app, [save(actors[0], ids, 57), save(actors[1], ids[::-1], 60)])
        (kept,) = [outcome for outcome in outcomes if isinstance(outcome, int)]
        (refused,) = [outcome for outcome in outcomes if isinstance(outcome, ValuesRefused)]
        with own_app.app_context():
            rows = db.session.execute(select(Observation.value, Observation.recorded_by_id)).all()
            assert broken_links() == []
    finally:
        clock.set(None)
    winner = actors[0] if outcomes[0] == kept else actors[1]
    assert kept == len(rows) == len(ids)
    assert {row.recorded_by_id for row in rows} == {winner.person_id}
    assert {error.message.values["who"] for error in refused.errors.values()} == {winner.name}
    assert sorted(refused.errors) == ids
