"""The database goes away and comes back: a clear page, and no restart."""

import os
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from flask import Flask

from planner.app import create_app
from planner.infra import migrate
from planner.models import db
from planner.settings import read_settings
from tests.postgres import server

pytestmark = pytest.mark.postgres
NAME = f"away_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"


@pytest.fixture
def away_app(tmp_path: Path) -> Iterator[Flask]:
    """An application whose database can be taken away."""
    url = server().make_database(NAME)
    migrate.upgrade(url)
    environ = {"PLANNER_DATA_DIR": str(tmp_path), "PLANNER_DATABASE_URL": url, "PLANNER_SECRET_KEY": "only for tests"}
    app = create_app(read_settings(environ))
    yield app
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


def _take_away() -> None:
    found = server()
    with psycopg.connect(host=str(found.folder), user=found.user, dbname="postgres", autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {NAME} WITH (FORCE)")


def test_a_database_that_goes_away_and_comes_back_needs_no_restart(away_app: Flask) -> None:
    client = away_app.test_client()
    assert client.get("/set-up").status_code == 200
    _take_away()
    answer = client.get("/set-up")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "30")
    assert "The planner cannot reach its data" in answer.text
    migrate.upgrade(server().make_database(NAME))
    assert client.get("/set-up").status_code == 200


def test_a_form_sent_meanwhile_gets_the_same_page(away_app: Flask) -> None:
    away_app.config["WTF_CSRF_ENABLED"] = False
    _take_away()
    answer = away_app.test_client().post("/sign-in", data={"email": "a@example.org", "password": "x"})
    assert answer.status_code == 503
