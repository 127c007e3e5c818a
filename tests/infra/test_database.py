"""How units of work begin and end: nothing is lost, nothing half done."""

import subprocess
import sys
import threading
from collections.abc import Callable
from contextvars import Context
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Engine, event, select, text
from sqlalchemy.exc import IntegrityError, OperationalError

from planner.infra import database
from planner.infra.clock import now
from planner.infra.database import unit_of_work
from planner.models import Department, Organization, SignInFailure, db
from planner.settings import read_settings
from tests.statements import count_statements

ROOT = Path(__file__).resolve().parent.parent.parent
N_WRITERS, N_TURNS = 3, 60

# Reads a number, thinks, writes it one higher: whoever else wrote in between is overwritten unless somebody waits.
WRITER = """
import os, sys
from planner.app import create_app
from planner.infra.clock import now
from planner.infra.database import unit_of_work
from planner.models import Organization, db
from planner.settings import read_settings
app = create_app(read_settings(os.environ))
print("ready", flush=True)
sys.stdin.readline()
with app.app_context():
    for turn in range({turns}):
        with unit_of_work():
            organization = db.session.query(Organization).with_for_update().one()
            seen = organization.minimum_respondents
            db.session.execute(db.select(Organization.name))
            organization.minimum_respondents = seen + 1
"""


def _organization(app: Flask) -> None:
    with app.app_context(), unit_of_work():
        db.session.add(Organization(name="Meridian", minimum_respondents=0))


def _counted(app: Flask) -> int:
    with app.app_context():
        return db.session.scalars(select(Organization.minimum_respondents)).one()


def test_processes_that_write_at_once_lose_nothing(own_app: Flask, own_url: str, tmp_path: Path) -> None:
    _organization(own_app)
    environ = {
        "PLANNER_DATABASE_URL": own_url, "PLANNER_DATA_DIR": str(tmp_path), "PLANNER_SECRET_KEY": "x", "PYTHONPATH": str(ROOT),
    }
    command = [sys.executable, "-W", "error", "-c", WRITER.format(turns=N_TURNS)]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    writers = [subprocess.Popen(command, env=environ, **pipes) for _ in range(N_WRITERS)]
    assert [writer.stdout.readline() for writer in writers] == ["ready\n"] * N_WRITERS
    said = _go(writers)
    assert [writer.returncode for writer in writers] == [0] * N_WRITERS, said
    assert _counted(own_app) == N_WRITERS * N_TURNS


def _go(writers: list[Any]) -> list[str]:
    """Let all of them start at the same moment; what they complain of."""
    for writer in writers:
        writer.stdin.write("go\n")
        writer.stdin.flush()
    return [writer.communicate(timeout=120)[1][-500:] for writer in writers]


def test_threads_that_write_at_once_lose_nothing(own_app: Flask) -> None:
    _organization(own_app)

    def write() -> None:
        with own_app.app_context():
            for _ in range(20):
                with unit_of_work():
                    organization = db.session.scalars(select(Organization).with_for_update()).one()
                    organization.minimum_respondents += 1

    _at_once([write] * N_WRITERS)
    assert _counted(own_app) == N_WRITERS * 20


def _at_once(works: list[Callable[[], None]]) -> None:
    threads = [threading.Thread(target=Context().run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def _begins(app: Flask, work: Callable[[], Any]) -> list[str]:
    sent: list[str] = []

    def note(connection: Any, cursor: Any, statement: str, *rest: Any) -> None:
        if statement.startswith("BEGIN"):
            sent.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        with app.app_context():
            work()
    finally:
        event.remove(Engine, "before_cursor_execute", note)
    return sent


def _write() -> None:
    with unit_of_work():
        db.session.execute(select(Organization.id))


def _read() -> None:
    db.session.execute(select(Organization.id))
    db.session.rollback()


@pytest.mark.parametrize(("work", "begin"), [(_write, "BEGIN IMMEDIATE"), (_read, "BEGIN")])
def test_sqlite_is_told_at_the_beginning_whether_somebody_will_write(
    sqlite_app: Flask, work: Callable[[], None], begin: str
) -> None:
    assert _begins(sqlite_app, work) == [begin]


def test_a_unit_of_work_that_fails_leaves_nothing(own_app: Flask) -> None:
    def fail() -> None:
        with unit_of_work():
            db.session.add(Department(name="Half done"))
            db.session.flush()
            raise ZeroDivisionError

    with own_app.app_context():
        with pytest.raises(ZeroDivisionError):
            fail()
        assert db.session.scalars(select(Department)).all() == []


def test_readers_go_on_while_somebody_writes(own_app: Flask) -> None:
    _organization(own_app)
    with own_app.app_context(), unit_of_work():
        db.session.scalars(select(Organization)).one().name = "Not yet"
        db.session.flush()
        seen: list[str] = []

        def look() -> None:
            with own_app.app_context():
                seen.append(db.session.scalars(select(Organization.name)).one())

        _at_once([look])
        assert seen == ["Meridian"]


def test_a_writer_that_waits_too_long_gets_an_error_and_not_a_lost_update(sqlite_app: Flask) -> None:
    problems: list[Exception] = []
    with sqlite_app.app_context(), unit_of_work():
        db.session.execute(select(Organization.id))

        def write() -> None:
            with sqlite_app.app_context():
                with db.engine.connect() as connection:  # the pool hands this one out again in a moment
                    connection.exec_driver_sql("PRAGMA busy_timeout=50")
                try:
                    with unit_of_work():
                        db.session.add(Department(name="Impatient"))
                except OperationalError as error:
                    problems.append(error)

        _at_once([write])
    assert len(problems) == 1


@pytest.mark.parametrize("pragma", [("foreign_keys", 1), ("journal_mode", "wal"), ("synchronous", 2), ("cache_size", -512)])
def test_sqlite_is_opened_safely(sqlite_app: Flask, pragma: tuple[str, Any]) -> None:
    with sqlite_app.app_context():
        assert db.session.execute(text(f"PRAGMA {pragma[0]}")).scalar() == pragma[1]


def test_references_are_guarded_by_the_database(own_app: Flask) -> None:
    with own_app.app_context(), pytest.raises(IntegrityError), unit_of_work():
        db.session.add(Department(name="Orphan", parent_id=4711))


def test_the_folder_of_the_database_is_for_its_owner_only(tmp_path: Path) -> None:
    database.prepare_folder(f"sqlite:///{tmp_path / 'var' / 'planner.db'}")
    assert (tmp_path / "var").stat().st_mode & 0o777 == 0o700


def test_postgresql_is_asked_before_a_connection_is_used_again() -> None:
    options = database.engine_options(read_settings({"PLANNER_DATABASE_URL": "postgres://u@h/d"}).database)
    assert options["pool_pre_ping"] is True


def test_a_pooler_between_us_gets_no_prepared_statements() -> None:
    url = "postgresql+psycopg://u@h/d"
    assert database.engine_options(url, is_pooled=True)["connect_args"]["prepare_threshold"] is None
    assert "prepare_threshold" not in database.engine_options(url)["connect_args"]


@pytest.mark.parametrize("threads", [1, 8, 64])
def test_each_thread_finds_a_connection(threads: int) -> None:
    options = database.engine_options("postgresql+psycopg://u@h/d", threads=threads)
    assert (options["pool_size"], options["max_overflow"]) == (threads, database.SPARE_CONNECTIONS)


def test_what_is_stamped_is_stamped_by_our_clock(people: Any) -> None:
    assert people.accounts["mia"].created_at == now()


def test_counting_statements_leaves_out_the_frame(own_app: Flask) -> None:
    with own_app.app_context(), count_statements() as sent:
        _write()
    assert len(sent) == 1
    with own_app.app_context():
        assert db.session.scalars(select(SignInFailure)).all() == []
