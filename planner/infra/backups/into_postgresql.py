"""Restoring into PostgreSQL: everything in one transaction, which others see wholly or not at all."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa

from planner.domain.messages import msg
from planner.infra import migrate
from planner.infra.backups.container import Backup, damage_is_told
from planner.infra.backups.loading import check_structure, could_not, does_not_fit, has_signs_of_use, in_use, refuse_to_lose
from planner.infra.backups.manifest import TableFacts
from planner.infra.backups.refusal import BackupRefused
from planner.infra.backups.rows import rows_in
from planner.infra.backups.structure import Table, quoted, tables_of
from planner.infra.backups.verifying import Progress, compare, in_order_of

MIGRATING = 7_241_994  # the lock under which migrations run: none begins while a backup is restored
PATIENCE = "15s"  # for transactions that others have open
LOCK_NOT_AVAILABLE = "55P03"


def load_into_postgresql(backup: Backup, url: str, replace: bool, progress: Progress) -> None:
    """Fill the database. Raises `BackupRefused`; then it is as it was."""
    engine = sa.create_engine(url, poolclass=sa.pool.NullPool)
    try:
        with _failures_told(), engine.connect() as connection, connection.begin():
            connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{PATIENCE}'")
            connection.exec_driver_sql("SET LOCAL TIME ZONE 'UTC'")
            connection.execute(sa.text("SELECT pg_advisory_xact_lock(:number)"), {"number": MIGRATING})
            _clear(connection, replace)
            _fill(connection, backup, progress)
    finally:
        engine.dispose()


@contextmanager
def _failures_told() -> Iterator[None]:
    try:
        yield
    except sa.exc.DBAPIError as error:
        if getattr(error.orig, "sqlstate", None) == LOCK_NOT_AVAILABLE:
            raise in_use() from error
        reason = str(error.orig).strip().split("\n")[0]
        raise BackupRefused(could_not(reason)) from error


def _clear(connection: sa.Connection, replace: bool) -> None:
    """Take our tables away, by the migrations' own way back: what strangers keep in the same database stays."""
    present = set(sa.inspect(connection).get_table_names())
    is_used = has_signs_of_use(lambda table: table in present and _has_rows(connection, table))
    refuse_to_lose(is_used, replace)
    revision = migrate.revision_of(connection)
    if revision is None:
        return
    if not migrate.knows(revision):
        raise BackupRefused(
            msg("The database was made by a newer version of the planner, and cannot be replaced. Restore into a new database.")
        )
    migrate.downgrade_within(connection, "base")


def _has_rows(connection: sa.Connection, table: str) -> bool:
    return connection.exec_driver_sql(f"SELECT 1 FROM {quoted(table)} LIMIT 1").first() is not None


def _fill(connection: sa.Connection, backup: Backup, progress: Progress) -> None:
    manifest = backup.manifest
    migrate.upgrade_within(connection, manifest.revision)
    tables = {table.name: table for table in tables_of(connection, manifest.revision)}
    check_structure(manifest, tuple(tables.values()))
    with _set_aside(connection, sorted(tables)):
        for facts in manifest.tables:
            connection.exec_driver_sql(f"DELETE FROM {quoted(facts.name)}")  # what the migrations put there
            _load_table(connection, backup, facts, in_order_of(facts, tables[facts.name]))
            progress(facts.name, facts.n_rows)
    for facts in manifest.tables:
        _set_sequence(connection, facts, tables[facts.name])
    compare(connection, manifest)
    migrate.upgrade_within(connection)
    connection.exec_driver_sql("ANALYZE")


@contextmanager
def _set_aside(connection: sa.Connection, names: list[str]) -> Iterator[None]:
    """References and triggers away while rows are loaded, and exactly as they were afterwards; references are then checked."""
    references = connection.execute(
        sa.text(
            "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint WHERE contype = 'f' "
            "AND connamespace = current_schema()::regnamespace "
            "AND (SELECT relname FROM pg_class WHERE pg_class.oid = conrelid) = ANY(:names) ORDER BY 1, 2"
        ),
        {"names": names},
    ).all()
    for table, constraint, _definition in references:
        connection.exec_driver_sql(f"ALTER TABLE {table} DROP CONSTRAINT {quoted(constraint)}")
    for name in names:
        connection.exec_driver_sql(f"ALTER TABLE {quoted(name)} DISABLE TRIGGER USER")
    yield
    for name in names:
        connection.exec_driver_sql(f"ALTER TABLE {quoted(name)} ENABLE TRIGGER USER")
    for table, constraint, definition in references:
        try:
            connection.exec_driver_sql(f"ALTER TABLE {table} ADD CONSTRAINT {quoted(constraint)} {definition}")
        except sa.exc.IntegrityError as error:
            raise does_not_fit(table, error.orig) from error


def _load_table(connection: sa.Connection, backup: Backup, facts: TableFacts, table: Table) -> None:
    driver: Any = connection.connection.driver_connection
    columns = ", ".join(quoted(column.name) for column in table.columns)
    try:
        with driver.cursor() as cursor, cursor.copy(f"COPY {quoted(table.name)} ({columns}) FROM STDIN") as copy:
            for lines in backup.lines_of(facts):
                with damage_is_told():
                    rows = rows_in(lines, table)
                for row in rows:
                    copy.write_row(row)
    except _driver_errors(connection) as error:
        raise does_not_fit(table.name, error) from error


def _driver_errors(connection: sa.Connection) -> Any:
    return connection.dialect.loaded_dbapi.Error


def _set_sequence(connection: sa.Connection, facts: TableFacts, table: Table) -> None:
    """The next number is one that was never given before."""
    if table.key != ("id",):
        return
    connection.execute(
        sa.text(
            "SELECT setval(sequence, greatest(:next, 1), false) FROM pg_get_serial_sequence(:name, 'id') AS sequence "
            "WHERE sequence IS NOT NULL"
        ),
        {"name": quoted(table.name), "next": max(_highest(connection, table.name) + 1, facts.next_id or 1)},
    )


def _highest(connection: sa.Connection, table: str) -> int:
    return int(connection.exec_driver_sql(f"SELECT coalesce(max(id), 0) FROM {quoted(table)}").scalar_one())
