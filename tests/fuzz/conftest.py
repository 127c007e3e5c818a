"""The demonstration in databases that may be ruined: loaded once for each kind, copied for each test."""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import psycopg
import pytest
from flask import Flask
from psycopg import sql

from planner.app import create_app
from planner.infra.clock import Clock
from planner.models import db
from planner.settings import read_settings
from tests.conftest import NOW
from tests.demo import demo_application
from tests.postgres import server

Fresh = Callable[[], AbstractContextManager[Flask]]
WORKER = os.environ.get("PYTEST_XDIST_WORKER", "main")


@pytest.fixture(scope="session", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def original(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A folder and the address of a database with the demonstration, to be copied."""
    folder = tmp_path_factory.mktemp("original")
    url = f"sqlite:///{folder / 'demo.db'}" if request.param == "sqlite" else server().make_database(f"original_{WORKER}")
    with demo_application(folder, url, NOW):
        pass
    return folder, url


@pytest.fixture
def fresh(original: tuple[Path, str], tmp_path: Path, clock: Clock) -> Fresh:
    """`with fresh() as app`: an application on a new copy of the demonstration, in which requests really commit."""

    @contextmanager
    def start() -> Iterator[Flask]:
        environ = {
            "PLANNER_DATA_DIR": str(tmp_path), "PLANNER_DATABASE_URL": _copy(original[1], tmp_path),
            "PLANNER_ENVIRONMENT": "test", "PLANNER_SECRET_KEY": "only for tests, and for no server",
            "PLANNER_TIME_ZONE": "Europe/Amsterdam",
        }
        app = create_app(read_settings(environ))
        app.testing = True
        try:
            yield app
        finally:
            app.extensions["jobs"].queue.close()
            with app.app_context():
                db.session.remove()
                db.engine.dispose()

    return start


def _copy(url: str, folder: Path) -> str:
    if url.startswith("sqlite"):
        for end in ("", "-wal", "-shm"):
            (folder / f"copy.db{end}").unlink(missing_ok=True)
        shutil.copy(url.removeprefix("sqlite:///"), folder / "copy.db")
        return f"sqlite:///{folder / 'copy.db'}"
    found, name = server(), f"copy_{WORKER}"
    with psycopg.connect(host=str(found.folder), user=found.user, dbname="postgres", autocommit=True) as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
        connection.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(f"original_{WORKER}"))
        )
    return found.database_url(name)
