"""A few minutes of `python -m faults` in half of one: a handful of each fault, on both databases, with the real server."""

from collections.abc import Iterator
from random import Random

import pytest

from faults import away, connections, crowd, kills, storms
from faults.journal import Journal, Trial
from faults.run import Ground, ground

KINDS = {"/goals/new", "/targets/N/values/new", "/import/N/approve"}
CONTESTS = ("edit a goal", "goals and ranks", "the same form")


@pytest.fixture(scope="module", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def harmed(request: pytest.FixtureRequest) -> Iterator[Ground]:
    with ground(request.param, kinds=KINDS, with_commands=False) as ready:
        assert {operation.kind for operation in ready.operations} == KINDS, ready.unreached
        yield ready


def _clean(*trials: Trial) -> None:
    journal = Journal()
    for trial in trials:
        journal.add(trial)
    assert journal.unclean() == [], journal.summary()


def test_a_kill_during_a_form_leaves_it_done_or_not_done(harmed: Ground) -> None:
    random = Random(1)
    _clean(*(kills.kill_in_form(harmed.site, harmed.base, one, random) for one in harmed.operations))


def test_a_kill_while_several_save_loses_nothing_that_was_acknowledged(harmed: Ground) -> None:
    trial = storms.storm(harmed.site, harmed.base, Random(2))
    _clean(trial)
    assert trial.writes > 0


def test_a_line_that_breaks_saves_a_form_once(harmed: Ground) -> None:
    random = Random(3)
    _clean(connections.cut_line(harmed.site, harmed.base, harmed.operations[0], random))


def test_a_database_that_goes_away_is_told_and_comes_back(harmed: Ground) -> None:
    random, one = Random(4), harmed.operations[0]
    if harmed.site.store.kind == "sqlite":
        _clean(away.lock_sqlite(harmed.site, harmed.base, one, seconds=0.5))
    else:
        _clean(
            away.kill_postgres(harmed.site, harmed.base, one, random),
            away.freeze_postgres(harmed.site, harmed.base, one, random, seconds=0.5),
            connections.cut_at_commit(harmed.site, harmed.base, one, random),
        )


def test_no_room_to_write_is_told_and_changes_nothing(harmed: Ground) -> None:
    random, (one, *_others) = Random(5), harmed.operations
    if harmed.disk is not None:
        _clean(away.fill_disk(harmed.site, harmed.base, one, random, harmed.disk))
    if harmed.site.store.kind == "sqlite":
        _clean(away.limit_sqlite(harmed.site, harmed.base, one, random))


def test_sixteen_at_once_are_all_answered_and_one_of_them_saves(harmed: Ground, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(crowd, "TURNS", 1)
    monkeypatch.setattr(crowd, "CONTESTS", {name: crowd.CONTESTS[name] for name in CONTESTS})
    _clean(*crowd.crowd(harmed.site, harmed.base))
