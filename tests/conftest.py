"""The application on both databases, the clock, the browser, and the people who use it."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from hypothesis import settings
from sqlalchemy import Connection

from planner.app import create_app
from planner.infra import migrate
from planner.infra.clock import Clock
from planner.infra.clock import clock as the_clock
from planner.infra.database import allow_writing
from planner.models import db
from planner.settings import read_settings
from tests.actors import People, create_people
from tests.browser import Browser
from tests.workers import Outbox, Unworked

pytest_plugins = ["tests.postgres"]

# No test fails by the clock. Fifty examples each keep the suite quick; `pytest --hypothesis-profile=thorough` looks longer.
settings.register_profile("planner", deadline=None, max_examples=50)
settings.register_profile("thorough", deadline=None, max_examples=2000)
settings.load_profile("planner")

NOW = datetime(2027, 7, 13, 9, 0, tzinfo=UTC)  # a Tuesday in fortnight 14 of the calendar year


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--quick", action="store_true", help="leave out PostgreSQL, the browser and the wheel")


    parser.addoption("--accept", action="store_true", help="keep what is written now as what is to be written")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if not config.getoption("--quick"):
        return
    left_out = [item for item in items if any(item.get_closest_marker(m) for m in ("postgres", "browser", "packaging"))]
    config.hook.pytest_deselected(items=left_out)
    items[:] = [item for item in items if item not in left_out]


@pytest.fixture(scope="session")
def data_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("data")


@pytest.fixture(scope="session", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def app(request: pytest.FixtureRequest, data_folder: Path) -> Iterator[Flask]:
    """The application on a migrated, empty database; once on SQLite and once on PostgreSQL."""
    url = (
        f"sqlite:///{data_folder / 'planner.db'}"
        if request.param == "sqlite"
        else request.getfixturevalue("postgres_url")
    )
    environ = {
        "PLANNER_DATA_DIR": str(data_folder), "PLANNER_DATABASE_URL": url, "PLANNER_ENVIRONMENT": "test",
        "PLANNER_SECRET_KEY": "only for tests", "PLANNER_TIME_ZONE": "Europe/Amsterdam",
    }
    app = create_app(read_settings(environ))
    app.testing = True
    app.extensions["jobs"].queue = Unworked()
    app.config["PROPAGATE_EXCEPTIONS"] = True
    migrate.upgrade(app.extensions["settings"].database)
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def session(app: Flask) -> Iterator[Any]:
    """The database session of a test. Everything happens inside one transaction, which is undone afterwards."""
    with app.app_context():
        engine = db.engine
        allow_writing(True)
        with engine.connect() as connection:
            transaction = connection.begin()
            db._app_engines[app][None] = connection  # every session of this test joins this connection
            try:
                yield db.session
            finally:
                db.session.remove()
                db._app_engines[app][None] = engine
                transaction.rollback()
                allow_writing(False)


@pytest.fixture
def clock() -> Iterator[Clock]:
    """Stands still on Tuesday 13 July 2027, 11:00 in Amsterdam; `clock.set(...)` moves it."""
    the_clock.set(NOW)
    yield the_clock
    the_clock.set(None)


@pytest.fixture
def people(session: Any, clock: Clock) -> People:
    """paula plans, lena manages programs, sam sponsors, mia heads Sales, otto heads Finance, ada administers, aud looks."""
    return create_people()


@pytest.fixture
def outbox(app: Flask) -> Iterator[Outbox]:
    """The letters that jobs send; run them with `run_due_jobs`."""
    app.extensions["post"].server = outbox = Outbox()
    yield outbox
    app.extensions["post"].server = None


@pytest.fixture
def keeps(request: pytest.FixtureRequest) -> Callable[[Path, str], None]:
    """Compares a text with the file that keeps it; with `--accept` it becomes what is kept."""

    def compare(path: Path, text: str) -> None:
        if request.config.getoption("--accept"):
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, encoding="utf-8")
        assert text == path.read_text(encoding="utf-8")

    return compare


@pytest.fixture
def browser(app: Flask, people: People) -> Browser:
    """Fetches pages by endpoint and lints each one. Signed in as paula; `browser.as_("mia")` changes that."""
    return Browser(app, people)


@pytest.fixture
def connection(session: Any) -> Connection:
    bound: Connection = session.connection()
    return bound
