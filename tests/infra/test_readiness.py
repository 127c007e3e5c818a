"""Whether the process can do its work: a clear answer in bounded time."""

import threading
from pathlib import Path

from sqlalchemy import create_engine, text
from sqlalchemy.exc import OperationalError

from planner.infra import migrate
from planner.infra.readiness import Readiness, database_check


def test_all_well_means_no_reason() -> None:
    assert Readiness({"database": lambda: None}).reasons() == {}


def test_a_reason_is_told_by_the_name_of_the_check() -> None:
    assert Readiness({"queue": lambda: "waits", "database": lambda: None}).reasons() == {"queue": "waits"}


def test_an_error_is_told_without_its_text() -> None:
    def check() -> None:
        raise OperationalError("SELECT 1", {}, Exception("password hunter2 for db.example.org"))

    assert Readiness({"database": check}).reasons() == {"database": "does not answer"}


def test_a_check_that_hangs_is_given_up_and_not_asked_again_meanwhile() -> None:
    go_on, asked = threading.Event(), []

    def check() -> None:
        asked.append(1)
        go_on.wait(20)

    readiness = Readiness({"database": check}, bound_seconds=0.01)
    assert readiness.reasons() == readiness.reasons() == {"database": "no answer within 0.01 s"}
    assert len(asked) == 1
    go_on.set()
    while readiness.reasons():  # the hanging answer arrives, and is believed
        pass
    assert len(asked) == 1


def test_a_process_that_ends_takes_no_more_work() -> None:
    readiness = Readiness({"database": lambda: None})
    readiness.drain()
    assert readiness.reasons() == {"process": "draining"}


def test_the_database_must_have_the_structure_of_this_version(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'planner.db'}"
    engine = create_engine(url)
    readiness = Readiness({"database": database_check(lambda: engine)})
    assert readiness.reasons() == {"database": "does not answer"}
    migrate.upgrade(url)
    assert readiness.reasons() == {}
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '0001'"))
    assert "planner db upgrade" in readiness.reasons()["database"]
    engine.dispose()


def test_the_file_and_the_migrations_agree_on_the_newest() -> None:
    assert migrate.newest_number() == migrate.newest()
