"""Making a backup while the planner is in use: everything is read in one snapshot of the database."""

import errno
import fcntl
import hashlib
import io
import os
import secrets
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO, cast

import sqlalchemy as sa

from planner.domain.messages import msg
from planner.infra import migrate
from planner.infra.backups.container import MANIFEST, entry_of
from planner.infra.backups.keeping import PARTIAL, BackupFile, name_for, remove_abandoned
from planner.infra.backups.manifest import Manifest, TableFacts
from planner.infra.backups.refusal import BackupRefused
from planner.infra.backups.rows import blocks_of
from planner.infra.backups.sealing import SealingWriter
from planner.infra.backups.structure import Table, quoted, tables_of
from planner.infra.backups.verifying import Progress, silent, verify_backup
from planner.infra.clock import now
from planner.infra.release import VERSION

COMPRESSION = 3  # half the time of the usual 6, for a file a tenth larger


def make_backup(url: str, folder: Path, *, passphrase: str = "", progress: Progress = silent) -> BackupFile:
    """Write a backup of the database at `url` into `folder`, read it through, and only then give it its name.

    With a passphrase it is encrypted. Raises `BackupRefused` (the disk is full, the folder cannot be written, the database
    is empty or away); then no file is left that looks like a backup, and the older ones are as they were.
    """
    made_at = now()
    with _failures_told(folder):
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        remove_abandoned(folder, f".*{PARTIAL}")
        partial = folder / f".{secrets.token_hex(8)}{PARTIAL}"
        try:
            with _new_file(partial) as file:
                _write(url, file, passphrase, progress)
            manifest = verify_backup(partial, passphrase=passphrase)
            path = _named(partial, folder / name_for(made_at, is_encrypted=bool(passphrase)))
        finally:
            partial.unlink(missing_ok=True)
        sync_folder(folder)
        return BackupFile(path, made_at, path.stat().st_size, bool(passphrase), manifest.n_rows)


@contextmanager
def _new_file(path: Path) -> Iterator[BinaryIO]:
    """A file for the owner only, locked while it is written (an abandoned one is not), on the disk when this ends."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb", buffering=1024 * 1024) as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield file
        file.flush()
        os.fsync(file.fileno())


def _named(partial: Path, path: Path) -> Path:
    """Give the finished file its name, without taking it from another: two can be made in one second."""
    number = 1
    while True:
        wanted = path if number == 1 else path.with_name(path.name.replace("Z.", f"Z-{number}.", 1))
        with suppress(FileExistsError):
            os.link(partial, wanted)
            return wanted
        number += 1


def sync_folder(folder: Path) -> None:
    """Make sure that the names in a folder are on the disk."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


class _Forward(io.RawIOBase):
    """A file that can only be written on and on: then the zip needs no way back, and sealing it none either."""

    def __init__(self, file: BinaryIO | SealingWriter) -> None:
        self._file = file
        self.is_given_up = False

    def writable(self) -> bool:
        return True

    def write(self, data: bytes) -> int:  # type: ignore[override]
        return len(data) if self.is_given_up else self._file.write(data) or len(data)


def _write(url: str, file: BinaryIO, passphrase: str, progress: Progress) -> None:
    sealing = SealingWriter(file, passphrase) if passphrase else None
    with snapshot_of(url) as connection, _archive_in(sealing or file) as archive:
        revision = migrate.revision_of(connection)
        if revision is None:
            raise BackupRefused(msg("There is nothing to back up: the database is empty. Check PLANNER_DATABASE_URL."))
        tables = []
        for table in tables_of(connection, revision):
            facts = _write_table(connection, table, archive)
            tables.append(facts)
            progress(facts.name, facts.n_rows)
        manifest = Manifest(VERSION, revision, now(), connection.dialect.name, tuple(tables))
        archive.writestr(MANIFEST, manifest.to_json())
    if sealing is not None:
        sealing.finish()


@contextmanager
def _archive_in(file: BinaryIO | SealingWriter) -> Iterator[zipfile.ZipFile]:
    out = _Forward(file)
    with zipfile.ZipFile(cast(BinaryIO, out), "w", zipfile.ZIP_DEFLATED, compresslevel=COMPRESSION) as archive:
        try:
            yield archive
        except BaseException:
            out.is_given_up = True  # closing would write the list of contents, as if it were whole
            raise


def _write_table(connection: sa.Connection, table: Table, archive: zipfile.ZipFile) -> TableFacts:
    digest, n_rows, n_bytes = hashlib.sha256(), 0, 0
    with archive.open(entry_of(table.name), "w", force_zip64=True) as entry:
        for n, block in blocks_of(connection, table):
            digest.update(block)
            entry.write(block)
            n_rows, n_bytes = n_rows + n, n_bytes + len(block)
    return TableFacts(table.name, table.columns, n_rows, n_bytes, digest.hexdigest(), _next_id(connection, table))


def _next_id(connection: sa.Connection, table: Table) -> int | None:
    if connection.dialect.name != "postgresql" or table.key != ("id",):
        return None
    sequence = connection.scalar(sa.text("SELECT pg_get_serial_sequence(:name, 'id')"), {"name": quoted(table.name)})
    if sequence is None:
        return None
    number = connection.scalar(sa.text(f"SELECT CASE WHEN is_called THEN last_value + 1 ELSE last_value END FROM {sequence}"))
    return None if number is None else int(number)


@contextmanager
def snapshot_of(url: str) -> Iterator[sa.Connection]:
    """A connection that sees one moment of the database, however long it reads and whoever writes meanwhile."""
    engine = sa.create_engine(url, poolclass=sa.pool.NullPool)
    try:
        with engine.connect() as connection:
            _begin_snapshot(connection)
            yield connection
    finally:
        engine.dispose()


def _begin_snapshot(connection: sa.Connection) -> None:
    if connection.dialect.name == "postgresql":
        connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
        connection.exec_driver_sql("SET TIME ZONE 'UTC'")
        return
    driver = connection.connection.driver_connection
    assert driver is not None
    driver.isolation_level = None  # we say BEGIN
    driver.execute("PRAGMA query_only=ON")
    driver.execute("BEGIN")
    driver.execute("SELECT count(*) FROM sqlite_master").fetchone()  # the snapshot begins with the first reading


@contextmanager
def _failures_told(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
            sentence = msg("The disk is full: no backup was made in %(folder)s. The older ones are there.", folder=str(folder))
        else:
            reason = error.strerror or str(error)
            sentence = msg("No backup was made in %(folder)s: %(reason)s.", folder=str(folder), reason=reason)
        raise BackupRefused(sentence) from error
    except sa.exc.DBAPIError as error:
        reason = str(error.orig).strip().split("\n")[0]
        raise BackupRefused(msg("No backup was made: the database cannot be read (%(reason)s).", reason=reason)) from error
