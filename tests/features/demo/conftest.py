"""The demonstration on both databases, loaded once each, told on Tuesday 13 July 2027."""

import os
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask

from planner.infra.clock import Clock
from planner.models import db
from tests.browser import Browser
from tests.conftest import NOW
from tests.demo import demo_application, demo_people
from tests.postgres import server


@pytest.fixture(scope="session", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def demo_app(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """An application with the demonstration. Tests read it and leave it as it is."""
    folder = tmp_path_factory.mktemp("demo")
    url = f"sqlite:///{folder / 'demo.db'}"
    if request.param == "postgresql":
        url = server().make_database(f"planner_demo_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}")
    with demo_application(folder, url, NOW) as app:
        yield app


@pytest.fixture
def demo(demo_app: Flask, clock: Clock) -> Iterator[Any]:
    """The database session of the demonstration."""
    with demo_app.app_context():
        yield db.session
        db.session.rollback()


@pytest.fixture
def demo_browser(demo_app: Flask, demo: Any) -> Browser:
    """Signed in as the chief learning officer."""
    return Browser(demo_app, demo_people())
