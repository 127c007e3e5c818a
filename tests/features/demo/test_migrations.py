"""The demonstration goes down to the first structure and up again, and everything that counts is as it was."""

import os
from pathlib import Path

import pytest
from flask import Flask

from planner.app import create_app
from planner.features.targets.commands import keep_missing_standings
from planner.infra import migrate
from planner.infra.backups.making import make_backup
from planner.infra.backups.restoring import restore_backup
from planner.infra.clock import Clock
from planner.infra.database import unit_of_work
from planner.infra.integrity import problems
from planner.models import db
from planner.settings import read_settings
from tests.postgres import server
from tests.rows import differences, rows_as_stored

# Made anew on the way: the library's measures that nobody used, the chain of hashes, and what is worked out from the rest.
MADE_ANEW = {"measures", "audit_entries", "search_words", "target_standings"}


@pytest.fixture
def copy(demo_app: Flask, clock: Clock, tmp_path: Path) -> str:
    """The address of a copy of the demonstration, on the same kind of database."""
    source = demo_app.config["SQLALCHEMY_DATABASE_URI"]
    url = f"sqlite:///{tmp_path / 'copy.db'}"
    if source.startswith("postgresql"):
        url = server().make_database(f"demo_copy_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}")
    restore_backup(make_backup(source, tmp_path / "backups").path, url)
    return url


@pytest.mark.filterwarnings("ignore:Cannot correctly sort tables")
def test_half_a_year_survives_the_way_down_and_up(copy: str, tmp_path: Path) -> None:
    whole = rows_as_stored(copy)
    migrate.downgrade(copy, "0001")
    lowest = rows_as_stored(copy)
    assert {name.split(".")[0] for name in differences(whole, lowest)} <= {"measures", "audit_entries"}
    migrate.upgrade(copy)
    again = rows_as_stored(copy)
    assert {name.split(".")[0] for name in differences(whole, again)} <= MADE_ANEW | (whole.keys() - lowest.keys())
    words = [sorted(zip(*(rows["search_words"][name] for name in ("kind", "within_id", "word", "thing_id")), strict=True))
             for rows in (whole, again)]
    assert words[0] == words[1] != []
    app = create_app(read_settings(
        {"PLANNER_DATA_DIR": str(tmp_path), "PLANNER_DATABASE_URL": copy, "PLANNER_TIME_ZONE": "Europe/Amsterdam"}
    ))
    with app.app_context():
        with unit_of_work():
            keep_missing_standings()
        assert problems() == []
        db.session.remove()
        db.engine.dispose()
