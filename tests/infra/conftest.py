"""A database and an application of a test's own: for what really commits, and for what changes the structure."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from planner.app import create_app
from planner.infra import migrate
from planner.models import db
from planner.settings import read_settings
from tests.postgres import server


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def own_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty database, once on SQLite and once on PostgreSQL."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'own.db'}"
    return server().make_database(f"own_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}")


@pytest.fixture
def own_app(own_url: str, tmp_path: Path) -> Iterator[Flask]:
    """The application on a migrated database of its own, in which requests really commit."""
    yield from _served(own_url, tmp_path)


@pytest.fixture(scope="module", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def committing_app(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The application on a migrated database that the tests of a file share; each of them clears what it uses."""
    folder = tmp_path_factory.mktemp("shared")
    url = f"sqlite:///{folder / 'own.db'}"
    if request.param == "postgresql":
        url = server().make_database(f"shared_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}")
    yield from _served(url, folder)


@pytest.fixture
def sqlite_app(tmp_path: Path) -> Iterator[Flask]:
    """The same on SQLite only, for what is special about it."""
    yield from _served(f"sqlite:///{tmp_path / 'own.db'}", tmp_path)


def _served(url: str, folder: Path) -> Iterator[Flask]:
    migrate.upgrade(url)
    environ = {
        "PLANNER_DATA_DIR": str(folder), "PLANNER_DATABASE_URL": url, "PLANNER_SECRET_KEY": "only for tests",
        "PLANNER_TIME_ZONE": "Europe/Amsterdam",
    }
    app = create_app(read_settings(environ))
    yield app
    app.extensions["jobs"].queue.close()
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
