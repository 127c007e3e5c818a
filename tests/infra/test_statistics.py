"""SQLite is told how long its tables are: after an upgrade, and every night."""

from pathlib import Path

from flask import Flask
from sqlalchemy import Connection, create_engine, text

from planner.domain.values import JobState
from planner.infra import jobs, migrate
from planner.infra.database import unit_of_work
from planner.infra.jobs_running import run
from planner.models import Job, db
from tests.workers import Unworked


def _known(connection: Connection) -> set[str]:
    return set(connection.scalars(text("SELECT tbl FROM sqlite_stat1")))


def test_an_upgrade_tells_how_long_the_tables_are(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'planner.db'}"
    migrate.upgrade(url)
    engine = create_engine(url)
    with engine.connect() as connection:
        assert "measures" in _known(connection)
    engine.dispose()


def test_every_night_somebody_looks_again(committing_app: Flask) -> None:
    committing_app.extensions["jobs"].queue = Unworked()
    with committing_app.app_context():
        is_sqlite = db.engine.dialect.name == "sqlite"
        with unit_of_work() as session:
            if is_sqlite:
                session.execute(text("DELETE FROM sqlite_stat1"))
            job_id = jobs.enqueue("house.statistics", {})
        assert job_id is not None
        assert run(job_id)
        assert db.session.get_one(Job, job_id).state is JobState.DONE
        if is_sqlite:
            assert "measures" in _known(db.session.connection())
