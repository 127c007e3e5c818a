"""How the database is opened and how a unit of work begins and ends, on SQLite and PostgreSQL alike."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import Connection, Engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session, UOWTransaction

from planner.infra import patience, words
from planner.infra.clock import now
from planner.infra.database_errors import OutcomeUnknown, is_lost
from planner.models.base import Stamped, db

# Whether the unit of work that is beginning may write. SQLite must know at BEGIN: a reader that later turns writer
# either loses somebody's update or fails at once with "database is locked", whatever the timeout.
_may_write: ContextVar[bool] = ContextVar("may_write", default=False)

SQLITE_WAIT_SECONDS = 10
SPARE_CONNECTIONS = 2  # for the question whether we are ready, and for what is sent after an answer
POOL_WAIT_SECONDS = 10
# A server that vanished without a word (a cable, a firewall) is noticed after seconds, not after the system's two hours.
POSTGRES_CONNECTION = {
    "connect_timeout": 5, "keepalives_idle": 30, "keepalives_interval": 10, "keepalives_count": 3, "tcp_user_timeout": 30_000,
    "application_name": "planner",
}


def engine_options(url: str, *, threads: int = 8, is_pooled: bool = False) -> dict[str, Any]:
    """What Flask-SQLAlchemy passes to `create_engine`: a connection for each of the threads that answer, and two to spare."""
    # A statement's parameters are what people typed: an error that is written to the log shows the statement alone.
    if is_file(url):
        driver: dict[str, Any] = {"timeout": SQLITE_WAIT_SECONDS, "check_same_thread": False}
    else:
        driver = dict(POSTGRES_CONNECTION)
        if is_pooled:  # the next transaction may meet a server process that has never seen the statement
            driver["prepare_threshold"] = None
    return {
        "hide_parameters": True, "pool_pre_ping": not is_file(url), "pool_size": threads, "max_overflow": SPARE_CONNECTIONS,
        "pool_timeout": POOL_WAIT_SECONDS, "connect_args": driver,
    }


def is_file(url: str) -> bool:
    """Whether the database is a file of this machine (SQLite) rather than a server."""
    return make_url(url).get_backend_name() == "sqlite"


def prepare_folder(url: str) -> None:
    """Make the folder of an SQLite file, readable by its owner only."""
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite" and parsed.database and parsed.database != ":memory:":
        Path(parsed.database).parent.mkdir(parents=True, exist_ok=True, mode=0o700)


def wire(app: Flask) -> None:
    """Attach the listeners to this application's engine and session."""
    with app.app_context():
        listen(db.engine)
    if not event.contains(Session, "before_flush", _stamp):
        event.listen(Session, "before_flush", _stamp)
    words.wire()


def listen(engine: Engine) -> None:
    """Make an SQLite engine safe: write-ahead log, foreign keys, and a BEGIN that says what it is for. On PostgreSQL: limits."""
    patience.listen(engine)
    if engine.dialect.name != "sqlite":
        return
    event.listen(engine, "connect", _open_sqlite)
    event.listen(engine, "begin", _begin_sqlite)


def _open_sqlite(connection: Any, record: Any) -> None:
    # Python's driver would begin transactions by itself, and too late; we say BEGIN.
    connection.isolation_level = None
    cursor = connection.cursor()
    # Each connection has a cache of its own, and each thread a connection: the system's cache of the file serves them all.
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "temp_store=MEMORY", "cache_size=-512"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE" if _may_write.get() else "BEGIN")


def _stamp(session: Session, context: UOWTransaction, instances: Any) -> None:
    for thing in session.new:
        if isinstance(thing, Stamped) and not thing.created_at:
            thing.created_at = now()


def allow_writing(yes: bool) -> None:
    """State, before the first statement, whether this unit of work may write."""
    _may_write.set(yes)


def make_lasting() -> None:
    """Commit. Raises `OutcomeUnknown` when the connection is lost in that moment: nobody can say whether it happened."""
    db.session.flush()
    try:
        db.session.commit()
    except SQLAlchemyError as error:
        if is_lost(error):
            raise OutcomeUnknown from error
        raise


def give_up() -> None:
    """Undo what is left open, also when the connection that it was open on is gone."""
    try:
        db.session.rollback()
    except SQLAlchemyError:
        db.session().invalidate()
        db.session.remove()


@contextmanager
def unit_of_work() -> Iterator[Any]:
    """One transaction for jobs and the command line: commits at the end, rolls back when anything is raised."""
    db.session.rollback()
    allow_writing(True)
    try:
        yield db.session
        make_lasting()
    except BaseException:
        give_up()
        raise
    finally:
        allow_writing(False)
