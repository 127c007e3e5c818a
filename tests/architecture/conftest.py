"""The application without a database: these tests ask how it is wired, not what it does."""

import pytest
from flask import Flask

from planner.app import create_app
from planner.settings import read_settings


@pytest.fixture(scope="session")
def app(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    folder = tmp_path_factory.mktemp("wiring")
    return create_app(read_settings({"PLANNER_DATA_DIR": str(folder), "PLANNER_ENVIRONMENT": "test"}))
