"""Databases of either kind, as many as a test wants: backups travel."""

import os
import shutil
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from tests.infra.backups.sample import fill
from tests.postgres import server

Maker = Callable[[str, str], str]


def _worker() -> str:
    return os.environ.get("PYTEST_XDIST_WORKER", "main")


@pytest.fixture
def make_url(tmp_path: Path) -> Maker:
    """Makes the address of an empty database: `make_url("sqlite", "new")`."""

    def make(kind: str, name: str) -> str:
        if kind == "sqlite":
            return f"sqlite:///{tmp_path / name}.db"
        return server().make_database(f"{name}_{_worker()}")

    return make


@pytest.fixture(scope="session")
def templates(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], str]:
    """The one filled database of each kind, which others are copies of: a file, or the name of a database."""

    @cache
    def template(kind: str) -> str:
        if kind == "sqlite":
            path = str(tmp_path_factory.mktemp("filled") / "filled.db")
            fill(f"sqlite:///{path}")
            return path
        name = f"filled_{_worker()}"
        fill(server().make_database(name))
        return name

    return template


@pytest.fixture
def make_filled(make_url: Maker, templates: Callable[[str], str]) -> Maker:
    """Makes the address of a database with something in every table."""

    def make(kind: str, name: str) -> str:
        if kind == "postgresql":
            return server().make_database(f"{name}_{_worker()}", like=templates(kind))
        url = make_url(kind, name)
        shutil.copyfile(templates(kind), url.removeprefix("sqlite:///"))
        return url

    return make


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where backups go."""
    return tmp_path / "backups"
