"""The company in small on both databases, loaded once each, told on Tuesday 13 July 2027."""

import os
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask

from planner.infra.clock import Clock
from planner.models import db
from tests.conftest import NOW
from tests.postgres import server
from tests.scaled import scaled_application


@pytest.fixture(scope="session", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def scaled_app(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """An application with the company. Tests read it and leave it as it is."""
    folder = tmp_path_factory.mktemp("scaled")
    url = f"sqlite:///{folder / 'scaled.db'}"
    if request.param == "postgresql":
        url = server().make_database(f"planner_scaled_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}")
    with scaled_application(folder, url, NOW) as app:
        yield app


@pytest.fixture
def scaled(scaled_app: Flask, clock: Clock) -> Iterator[Any]:
    """The database session of the company."""
    with scaled_app.app_context():
        yield db.session
        db.session.rollback()
