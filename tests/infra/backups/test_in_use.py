"""A backup while others write is one moment of the database: whole transactions, an unbroken chain."""

import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from planner.app import create_app
from planner.infra import audit
from planner.infra.backups.making import make_backup
from planner.infra.backups.refusal import BackupRefused
from planner.infra.backups.restoring import restore_backup
from planner.models import db
from planner.settings import read_settings
from tests.architecture.tree import ROOT
from tests.infra.backups.conftest import Maker
from tests.infra.backups.sample import rows_of, run


@contextmanager
def writer(environ: dict[str, str]) -> Iterator[None]:
    """Another process writes meanwhile."""
    program = [sys.executable, "-m", "tests.infra.backups.writing"]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with subprocess.Popen(program, env=os.environ | environ, cwd=ROOT, text=True, **pipes) as process:
        assert process.stdout is not None
        assert process.stdin is not None
        assert process.stdout.readline() == "begun\n"
        yield
        process.stdin.close()
    assert process.returncode == 0


def _n_people(url: str) -> int:
    return int(run(url, "SELECT count(*) FROM people")[0][0])


def test_a_backup_under_writing_holds_whole_transactions(own_app: Flask, own_url: str, tmp_path: Path, folder: Path) -> None:
    environ = {"PLANNER_DATABASE_URL": own_url, "PLANNER_DATA_DIR": str(tmp_path), "PLANNER_SECRET_KEY": "only for tests"}
    seen = []

    def wait_for_writing(table: str, n_rows: int) -> None:
        """Between two tables others write: a backup that is not one moment would see departments without their people."""
        if table in ("audit_entries", "departments"):
            before, deadline = _n_people(own_url), time.monotonic() + 60
            while _n_people(own_url) < before + 2:
                assert time.monotonic() < deadline, "nobody writes"
            seen.append(before)

    with writer(environ):
        backup = make_backup(own_url, folder, progress=wait_for_writing)
    assert len(seen) == 2
    copy = f"sqlite:///{tmp_path / 'copy.db'}"
    restore_backup(backup.path, copy)
    rows = rows_of(copy)
    names = {name: [row[1] for row in rows[name] if str(row[1]).startswith("unit")] for name in ("departments", "people")}
    assert names["departments"] == names["people"] != []
    assert len(rows["audit_entries"]) == 2 * len(names["people"]) < 2 * _n_people(own_url)
    with create_app(read_settings(environ | {"PLANNER_DATABASE_URL": copy})).app_context():
        assert audit.broken_links() == []
        db.engine.dispose()


def test_a_file_that_somebody_has_open_is_not_replaced(make_filled: Maker, folder: Path) -> None:
    source, target = make_filled("sqlite", "source"), make_filled("sqlite", "target")
    backup = make_backup(source, folder)
    with closing(sqlite3.connect(target.removeprefix("sqlite:///"))) as other:
        other.execute("PRAGMA journal_mode=WAL")
        other.execute("SELECT count(*) FROM people").fetchone()
        with pytest.raises(BackupRefused, match="in use, and nothing was changed"):
            restore_backup(backup.path, target, replace=True)
    restore_backup(backup.path, target, replace=True)
    assert rows_of(target) == rows_of(source)


@pytest.mark.postgres
def test_a_database_in_the_middle_of_a_transaction_is_not_replaced(
    make_filled: Maker, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source, target = make_filled("sqlite", "source"), make_filled("postgresql", "target")
    backup = make_backup(source, folder)
    monkeypatch.setattr("planner.infra.backups.into_postgresql.PATIENCE", "100ms")
    engine = sa.create_engine(target, poolclass=sa.pool.NullPool)
    with engine.begin() as other:
        other.exec_driver_sql("UPDATE departments SET name = 'Mine' WHERE id = 1")
        with pytest.raises(BackupRefused, match="in use, and nothing was changed"):
            restore_backup(backup.path, target, replace=True)
    engine.dispose()
    assert run(target, "SELECT name FROM departments WHERE id = 1") == [("Mine",)]


@pytest.mark.parametrize("damage", [b"no database at all" * 100, b"SQLite format 3\x00" + b"\xff" * 9000])
def test_a_damaged_file_can_be_replaced(damage: bytes, make_url: Maker, make_filled: Maker, folder: Path, tmp_path: Path) -> None:
    """The very reason to restore. What its write-ahead log held does not get into the new file."""
    source, target = make_filled("sqlite", "source"), make_url("sqlite", "target")
    backup = make_backup(source, folder)
    place = tmp_path / "target.db"
    place.write_bytes(damage)
    for ending in ("-wal", "-shm"):
        (tmp_path / f"target.db{ending}").write_bytes(b"\x00" * 4096)
    with pytest.raises(BackupRefused, match="not empty"):
        restore_backup(backup.path, target)
    assert place.read_bytes() == damage
    restore_backup(backup.path, target, replace=True)
    assert rows_of(target) == rows_of(source)


def test_the_new_file_is_its_owners_only(make_url: Maker, make_filled: Maker, folder: Path, tmp_path: Path) -> None:
    source, target = make_filled("sqlite", "source"), make_url("sqlite", "target")
    restore_backup(make_backup(source, folder).path, target)
    assert (tmp_path / "target.db").stat().st_mode & 0o777 == 0o600
    assert {path.name for path in tmp_path.iterdir()} == {"source.db", "target.db", "backups"}


def test_a_disk_without_room_for_it_is_told_before_anything_is_made(
    make_url: Maker, make_filled: Maker, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source, target = make_filled("sqlite", "source"), make_url("sqlite", "target")
    backup = make_backup(source, folder)
    monkeypatch.setattr("shutil.disk_usage", lambda folder: type("Usage", (), {"free": 1000})())
    with pytest.raises(BackupRefused, match=r"has room for 0 MB\. Nothing was changed"):
        restore_backup(backup.path, target)
    assert not (tmp_path / "target.db").exists()


@pytest.mark.parametrize("kind", ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def test_a_restore_that_is_killed_changes_nothing(kind: str, make_filled: Maker, folder: Path, tmp_path: Path) -> None:
    source, target = make_filled("sqlite", "source"), make_filled(kind, "target")
    run(target, "UPDATE departments SET name = 'Mine' WHERE id = 1")
    before, backup = rows_of(target), make_backup(source, folder)
    child = os.fork()
    if not child:
        try:
            restore_backup(backup.path, target, replace=True, progress=_die)
        finally:
            os._exit(0)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL
    assert rows_of(target) == before
    restore_backup(backup.path, target, replace=True)
    assert rows_of(target) == rows_of(source)
    assert {path.name for path in tmp_path.iterdir()} <= {"source.db", "target.db", "backups"}


def _die(table: str, n_rows: int) -> None:
    if table == "people":
        os.kill(os.getpid(), signal.SIGKILL)


@pytest.mark.parametrize("kind", ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def test_an_interruption_while_loading_changes_nothing(kind: str, make_filled: Maker, folder: Path, tmp_path: Path) -> None:
    source, target = make_filled("sqlite", "source"), make_filled(kind, "target")
    run(target, "UPDATE departments SET name = 'Mine' WHERE id = 1")
    before, backup = rows_of(target), make_backup(source, folder)

    def stop(table: str, n_rows: int) -> None:
        if table == "people":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        restore_backup(backup.path, target, replace=True, progress=stop)
    assert rows_of(target) == before
    assert {path.name for path in tmp_path.iterdir()} <= {"source.db", "target.db", "backups"}
