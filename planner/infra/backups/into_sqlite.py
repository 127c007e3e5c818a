"""Restoring into SQLite: a new file is made beside the old one, and takes its place in one step when it is whole."""

import fcntl
import os
import secrets
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.engine import make_url

from planner.domain.messages import msg
from planner.infra import migrate
from planner.infra.backups.container import Backup, damage_is_told
from planner.infra.backups.keeping import remove_abandoned
from planner.infra.backups.loading import check_structure, could_not, does_not_fit, has_signs_of_use, in_use, refuse_to_lose
from planner.infra.backups.making import sync_folder
from planner.infra.backups.manifest import Manifest, TableFacts
from planner.infra.backups.refusal import BackupRefused
from planner.infra.backups.rows import rows_in
from planner.infra.backups.structure import Column, Kind, Table, quoted, tables_of
from planner.infra.backups.verifying import Progress, compare, in_order_of

# The file is nobody's yet: when anything fails it is thrown away, so it needs no journal.
_PRAGMAS = ("journal_mode=OFF", "synchronous=OFF", "foreign_keys=OFF", "locking_mode=EXCLUSIVE", "cache_size=-65536")
# SQLite takes anything into any column. What PostgreSQL would refuse is refused here too.
_DAY = "[0-9][0-9][0-9][0-9]-[0-1][0-9]-[0-3][0-9]"
_MOMENT = _DAY + " [0-2][0-9]:[0-5][0-9]:[0-5][0-9].[0-9][0-9][0-9][0-9][0-9][0-9]"
_UNFIT = (sqlite3.IntegrityError, sqlite3.InterfaceError, sqlite3.ProgrammingError, sqlite3.DataError, OverflowError)
_RULES = {
    Kind.INTEGER: "typeof({0}) = 'integer'",
    Kind.REAL: "typeof({0}) IN ('real', 'integer')",
    Kind.TEXT: "typeof({0}) = 'text'",
    Kind.YES_NO: "{0} IN (0, 1)",
    Kind.DAY: f"typeof({{0}}) = 'text' AND {{0}} GLOB '{_DAY}'",
    Kind.INSTANT: f"typeof({{0}}) = 'text' AND {{0}} GLOB '{_MOMENT}'",
    Kind.JSON: "json_valid({0})",
    Kind.BYTES: "typeof({0}) = 'blob'",
}


def load_into_sqlite(backup: Backup, url: str, replace: bool, progress: Progress) -> None:
    """Make the new file and put it in the place of the old one. Raises `BackupRefused`; then the old one is as it was."""
    place = Path(make_url(url).database or "")
    place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    beside = place.with_name(f".{place.name}.{secrets.token_hex(8)}.restoring")
    with _held(place, replace), _failures_told():
        _check_space(backup.manifest, place.parent)
        remove_abandoned(place.parent, f".{place.name}.*.restoring")
        with _reserved(beside):
            _fill(beside, backup, progress)
            _take_place(beside, place)


@contextmanager
def _reserved(beside: Path) -> Iterator[None]:
    """Make the new file, its owner's only, and hold it: what nobody holds was left behind by a process that was killed."""
    handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        for ending in ("", "-journal", "-wal", "-shm"):
            beside.with_name(beside.name + ending).unlink(missing_ok=True)
        os.close(handle)


@contextmanager
def _held(place: Path, replace: bool) -> Iterator[None]:
    """Keep everybody else out of the old file meanwhile. Leaving write-ahead mode succeeds only for who is alone with it."""
    if not place.exists():
        yield
        return
    with closing(sqlite3.connect(place, timeout=2, isolation_level=None)) as old:
        try:
            mode = old.execute("PRAGMA journal_mode").fetchone()[0]
            old.execute("PRAGMA journal_mode=DELETE")
            old.execute("BEGIN EXCLUSIVE")
            is_used = has_signs_of_use(lambda table: _has_rows(old, table))
        except sqlite3.OperationalError as error:
            raise in_use() from error
        except sqlite3.DatabaseError:  # damaged: the very reason to restore
            mode, is_used = "delete", True
        refuse_to_lose(is_used, replace)
        try:
            yield
        finally:
            with suppress(sqlite3.Error):
                old.execute("ROLLBACK")
                old.execute(f"PRAGMA journal_mode={mode}")


def _has_rows(old: sqlite3.Connection, table: str) -> bool:
    known = old.execute("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?", (table,)).fetchone()
    return bool(known) and old.execute(f"SELECT 1 FROM {quoted(table)} LIMIT 1").fetchone() is not None


def _check_space(manifest: Manifest, folder: Path) -> None:
    free = shutil.disk_usage(folder).free
    if manifest.n_bytes > free:
        raise BackupRefused(
            msg("The backup holds %(wanted)s MB unpacked, and %(folder)s has room for %(free)s MB. Nothing was changed.",
                wanted=manifest.n_bytes // 1_000_000, folder=str(folder), free=free // 1_000_000)
        )


@contextmanager
def _failures_told() -> Iterator[None]:
    try:
        yield
    except (OSError, sqlite3.OperationalError, sa.exc.OperationalError) as error:
        reason = getattr(error, "strerror", None) or str(getattr(error, "orig", error))
        raise BackupRefused(could_not(reason)) from error


def _fill(beside: Path, backup: Backup, progress: Progress) -> None:
    url, manifest = f"sqlite:///{beside}", backup.manifest
    migrate.upgrade(url, manifest.revision)
    engine = sa.create_engine(url, poolclass=sa.pool.NullPool)
    with engine.connect() as connection:
        tables = {table.name: table for table in tables_of(connection, manifest.revision)}
        check_structure(manifest, tuple(tables.values()))
        driver = connection.connection.driver_connection
        assert isinstance(driver, sqlite3.Connection)
        _load(driver, backup, tables, progress)
        compare(connection, manifest)
    engine.dispose()
    migrate.upgrade(url)


def _load(driver: sqlite3.Connection, backup: Backup, tables: dict[str, Table], progress: Progress) -> None:
    driver.isolation_level = None
    for pragma in _PRAGMAS:
        driver.execute(f"PRAGMA {pragma}")
    driver.execute("BEGIN")
    with _set_aside(driver):
        for facts in backup.manifest.tables:
            driver.execute(f"DELETE FROM {quoted(facts.name)}")  # what the migrations put there
            _load_table(driver, backup, facts, in_order_of(facts, tables[facts.name]))
            progress(facts.name, facts.n_rows)
    broken = driver.execute("PRAGMA foreign_key_check").fetchone()
    if broken is not None:
        raise does_not_fit(broken[0], f"it points at a row of {broken[2]} that is not there")
    driver.execute("COMMIT")


@contextmanager
def _set_aside(driver: sqlite3.Connection) -> Iterator[None]:
    """Triggers and indexes away while rows are loaded, and exactly as they were afterwards: that is quicker, too."""
    kept = driver.execute(
        "SELECT type, name, sql FROM sqlite_master WHERE type IN ('trigger', 'index') AND sql IS NOT NULL ORDER BY rowid"
    ).fetchall()
    for kind, name, _sql in kept:
        driver.execute(f"DROP {kind} {quoted(name)}")
    yield
    for kind, name, sql in kept:
        try:
            driver.execute(sql)
        except sqlite3.IntegrityError as error:
            raise does_not_fit(f"{kind} {name}", error) from error


def _load_table(driver: sqlite3.Connection, backup: Backup, facts: TableFacts, table: Table) -> None:
    columns = ", ".join(quoted(column.name) for column in table.columns)
    places = ", ".join("?" * len(table.columns))
    statement = f"INSERT INTO {quoted(table.name)} ({columns}) VALUES ({places})"
    for lines in backup.lines_of(facts):
        with damage_is_told():
            rows = rows_in(lines, table)
        try:
            driver.executemany(statement, rows)
        except _UNFIT as error:
            raise does_not_fit(table.name, error) from error
    wrong = " OR ".join(f"NOT ({_rule(column)})" for column in table.columns)
    if driver.execute(f"SELECT 1 FROM {quoted(table.name)} WHERE {wrong} LIMIT 1").fetchone() is not None:
        raise does_not_fit(table.name, "a value is not of its column's kind")


def _rule(column: Column) -> str:
    name = quoted(column.name)
    return f"{name} IS NULL OR ({_RULES[column.kind].format(name)})"


def _take_place(beside: Path, place: Path) -> None:
    handle = os.open(beside, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
    for ending in ("-wal", "-shm"):  # only a damaged file still has them; they must not be read into the new one
        place.with_name(place.name + ending).unlink(missing_ok=True)
    os.replace(beside, place)
    sync_folder(place.parent)
