"""The command line of imports and exports, and what is in the database."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import func, select

from planner.features.exchange.cli import export, import_
from planner.models import AuditEntry, Cycle, Department, ImportRun, Indicator, Observation, Organization, Person, Program, db
from tests.features.exchange.lists import write

Command = Callable[..., Result]
COUNTED = (AuditEntry, Cycle, Department, ImportRun, Indicator, Observation, Organization, Person, Program)


def counts() -> dict[str, int]:
    """How many rows each table has that an import writes to."""
    db.session.rollback()
    return {model.__tablename__: db.session.scalar(select(func.count()).select_from(model)) or 0 for model in COUNTED}


def _invoke(app: Flask, group: click.Group, arguments: tuple[Any, ...]) -> Result:
    result = app.test_cli_runner().invoke(group, [str(argument) for argument in arguments])
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    db.session.expire_all()
    return result


@pytest.fixture
def run_import(app: Flask, session: Any, clock: Any) -> Command:
    """`run_import("people", path, "--dry-run")`"""
    return lambda *arguments: _invoke(app, import_, arguments)


@pytest.fixture
def run_export(app: Flask, session: Any, clock: Any) -> Command:
    return lambda *arguments: _invoke(app, export, ("observations", *arguments))


@pytest.fixture
def import_text(run_import: Command, tmp_path: Path) -> Command:
    """`import_text("people", text, "--create-missing")`: the text as a file called list.csv."""
    return lambda kind, text, *options: run_import(kind, write(tmp_path, text), *options)


@pytest.fixture
def account_of(import_text: Command) -> Callable[..., dict[str, Any]]:
    """What the command says as JSON."""
    return lambda *arguments: json.loads(import_text(*arguments, "--json").stdout)
