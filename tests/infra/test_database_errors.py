"""What drivers say, in a few words; and the limits of waiting."""

import time
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnectionFree

from planner.infra import database, patience
from planner.infra.database import unit_of_work
from planner.infra.database_errors import OutcomeUnknown, Trouble, trouble_in
from planner.models import Department, db


class Said(Exception):
    """What a driver raises."""

    def __init__(self, **words: str) -> None:
        super().__init__("said")
        for name, word in words.items():
            setattr(self, name, word)


def _error(kind: type[DBAPIError], *, is_lost: bool = False, **words: str) -> DBAPIError:
    return kind("SELECT 1", {}, Said(**words), connection_invalidated=is_lost)


@pytest.mark.parametrize(
    ("error", "trouble"),
    [
        (_error(OperationalError, sqlite_errorname="SQLITE_BUSY_SNAPSHOT"), Trouble.BUSY),
        (_error(OperationalError, sqlite_errorname="SQLITE_FULL"), Trouble.FULL),
        (_error(OperationalError, sqlite_errorname="SQLITE_IOERR_WRITE"), Trouble.FULL),
        (_error(OperationalError, sqlite_errorname="SQLITE_CANTOPEN"), Trouble.AWAY),
        (_error(DBAPIError, sqlite_errorname="SQLITE_NOTADB"), Trouble.DAMAGED),
        (_error(IntegrityError, sqlite_errorname="SQLITE_CONSTRAINT_UNIQUE"), Trouble.COLLISION),
        (_error(IntegrityError, sqlite_errorname="SQLITE_CONSTRAINT_NOTNULL"), None),
        (_error(OperationalError, sqlstate="40P01"), Trouble.COLLISION),
        (_error(OperationalError, sqlstate="40001"), Trouble.COLLISION),
        (_error(OperationalError, sqlstate="55P03"), Trouble.BUSY),
        (_error(OperationalError, sqlstate="53100"), Trouble.FULL),
        (_error(OperationalError, sqlstate="57P01"), Trouble.AWAY),
        (_error(OperationalError), Trouble.AWAY),
        (_error(DBAPIError, is_lost=True), Trouble.AWAY),
        (_error(DBAPIError, sqlstate="42703"), None),
        (_error(IntegrityError, sqlstate="23505"), Trouble.COLLISION),
        (_error(IntegrityError, sqlstate="23503"), None),
        (NoConnectionFree(), Trouble.BUSY),
        (OSError(28, "No space left on device"), Trouble.FULL),
        (OSError(2, "No such file"), None),
        (ZeroDivisionError(), None),
    ],
)
def test_an_error_is_one_of_a_few_troubles_or_a_mistake(error: Exception, trouble: Trouble | None) -> None:
    assert trouble_in(error) is trouble


def test_what_is_no_database_is_called_damaged(tmp_path: Path) -> None:
    (tmp_path / "bad.db").write_bytes(b"This is no database. " * 200)
    engine = sa.create_engine(f"sqlite:///{tmp_path / 'bad.db'}")
    with pytest.raises(DBAPIError) as caught, engine.connect() as connection:
        connection.exec_driver_sql("SELECT * FROM sqlite_master")
    engine.dispose()
    assert trouble_in(caught.value) is Trouble.DAMAGED


def test_a_lock_is_waited_for_as_long_as_on_sqlite() -> None:
    assert patience.LOCK_SECONDS == database.SQLITE_WAIT_SECONDS


@pytest.fixture
def postgres_app(own_app: Flask, own_url: str) -> Flask:
    assert own_url.startswith("postgresql")
    return own_app


def _end_own_connection() -> None:
    """As an administrator ends it, or a network."""
    own = db.session.execute(sa.text("SELECT pg_backend_pid()")).scalar()
    with db.engine.connect() as other:
        other.execute(sa.text("SELECT pg_terminate_backend(:pid, 5000)"), {"pid": own})


def _add_and_lose_the_connection_with_the_commit() -> None:
    with unit_of_work():
        db.session.add(Department(name="Perhaps"))
        db.session.flush()
        _end_own_connection()


def _lose_the_connection_and_add() -> None:
    with unit_of_work():
        _end_own_connection()
        db.session.add(Department(name="Never"))


@pytest.mark.postgres
@pytest.mark.parametrize("own_url", ["postgresql"], indirect=True)
class TestPostgresql:
    def test_connections_come_with_limits(self, postgres_app: Flask) -> None:
        with postgres_app.app_context():
            shown = {
                name: db.session.execute(sa.text(f"SHOW {name}")).scalar()
                for name in ("lock_timeout", "idle_in_transaction_session_timeout", "client_connection_check_interval")
            }
        assert shown == {
            "lock_timeout": "10s", "idle_in_transaction_session_timeout": "5min", "client_connection_check_interval": "5s",
        }

    def test_whoever_answers_a_person_gives_up_a_server_that_does_not(self, postgres_app: Flask) -> None:
        with postgres_app.app_context():
            began = time.monotonic()
            with pytest.raises(OperationalError) as caught, patience.within(0.3):
                db.session.execute(sa.text("SELECT pg_sleep(60)"))
            assert (trouble_in(caught.value), caught.value.connection_invalidated) == (Trouble.AWAY, True)
            assert time.monotonic() - began < 30
            database.give_up()
            assert db.session.execute(sa.text("SELECT 1")).scalar() == 1

    def test_commands_wait_as_long_as_it_takes(self, postgres_app: Flask) -> None:
        with postgres_app.app_context():
            assert db.session.execute(sa.text("SELECT pg_sleep(0.5), 1")).one()[1] == 1

    def test_a_connection_that_breaks_with_the_commit_leaves_it_open_what_happened(self, postgres_app: Flask) -> None:
        with postgres_app.app_context(), pytest.raises(OutcomeUnknown):
            _add_and_lose_the_connection_with_the_commit()

    def test_one_that_breaks_before_did_nothing(self, postgres_app: Flask) -> None:
        with postgres_app.app_context(), pytest.raises(OperationalError):
            _lose_the_connection_and_add()
