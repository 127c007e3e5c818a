"""A backup of either database, restored into either database, row by row."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa

from planner.infra import migrate
from planner.infra.backups.making import make_backup
from planner.infra.backups.manifest import Manifest
from planner.infra.backups.refusal import BackupRefused
from planner.infra.backups.restoring import restore_backup
from planner.infra.backups.structure import Kind, tables_of
from planner.infra.backups.verifying import verify_backup
from planner.infra.clock import Clock
from planner.models import Base
from tests.infra.backups.conftest import Maker
from tests.infra.backups.sample import N_ROWS, rows_of, run

POSTGRES = pytest.param("postgresql", marks=pytest.mark.postgres)
KINDS = ["sqlite", POSTGRES]
PASSPHRASE = "correct horse battery staple"


@pytest.mark.parametrize("to", KINDS)
@pytest.mark.parametrize("of", KINDS)
def test_every_row_of_every_table_comes_back(make_url: Maker, make_filled: Maker, folder: Path, of: str, to: str) -> None:
    source, target = make_filled(of, "source"), make_url(to, "target")
    before = rows_of(source)
    assert {name for name, rows in before.items() if len(rows) < N_ROWS} == set()
    backup = make_backup(source, folder, passphrase=PASSPHRASE if of == to else "")
    restore_backup(backup.path, target, passphrase=PASSPHRASE)
    assert rows_of(target) == before
    assert rows_of(source) == before
    _check_that_it_lives(target, before)


def _check_that_it_lives(url: str, before: dict[str, list[tuple[object, ...]]]) -> None:
    """The trail refuses changes, the next number is a new one, and the structure is that of the models."""
    for statement in ("UPDATE audit_entries SET reason = 'forged'", "DELETE FROM audit_entries"):
        with pytest.raises(sa.exc.DBAPIError, match="append-only"):
            run(url, statement)
    with pytest.raises(sa.exc.IntegrityError):
        run(url, *_foreign_keys_on(url), "UPDATE people SET department_id = 4711 WHERE id = 1")
    run(url, "INSERT INTO departments (name, version) VALUES ('New', 1)")
    assert run(url, "SELECT max(id) FROM departments") == [(len(before["departments"]) + 1,)]
    assert migrate_check(url) == migrate.newest()


def _foreign_keys_on(url: str) -> list[str]:
    return ["PRAGMA foreign_keys=ON"] if url.startswith("sqlite") else []


def migrate_check(url: str) -> str | None:
    engine = sa.create_engine(url, poolclass=sa.pool.NullPool)
    migrate.command.check(migrate.config(url))
    revision = migrate.current(engine)
    engine.dispose()
    return revision


@pytest.mark.parametrize("to", KINDS)
def test_a_backup_of_an_older_structure_is_brought_up_to_date(make_url: Maker, folder: Path, to: str) -> None:
    source, target = make_url("sqlite", "source"), make_url(to, "target")
    migrate.upgrade(source, "0002")
    run(source, "INSERT INTO departments (id, name, version) VALUES (7, 'Sales', 1)")
    restore_backup(make_backup(source, folder).path, target)
    assert run(target, "SELECT id, name FROM departments") == [(7, "Sales")]
    assert run(target, "SELECT count(*) > 30 FROM measures") == [(True,)]  # the library came with a later migration
    assert migrate_check(target) == migrate.newest()


@pytest.mark.parametrize("kind", KINDS)
def test_what_migrations_filled_is_as_it_was_and_not_as_it_is_made(make_url: Maker, folder: Path, kind: str) -> None:
    """An organization that took measures out of the library does not get them back."""
    source, target = make_url(kind, "source"), make_url(kind, "target")
    migrate.upgrade(source)
    run(source, "DELETE FROM measures WHERE code <> 'roi'")
    restore_backup(make_backup(source, folder).path, target)
    assert run(target, "SELECT code FROM measures") == [("roi",)]


@pytest.mark.parametrize("kind", KINDS)
def test_only_who_says_so_loses_a_database_that_is_in_use(make_url: Maker, make_filled: Maker, folder: Path, kind: str) -> None:
    source, target = make_filled("sqlite", "source"), make_filled(kind, "target")
    backup = make_backup(source, folder)
    run(target, "UPDATE departments SET name = 'Mine' WHERE id = 1")
    with pytest.raises(BackupRefused, match="not empty, and nothing was changed"):
        restore_backup(backup.path, target)
    assert run(target, "SELECT name FROM departments WHERE id = 1") == [("Mine",)]
    restore_backup(backup.path, target, replace=True)
    assert rows_of(target) == rows_of(source)


@pytest.mark.postgres
def test_numbers_once_given_are_not_given_again(make_url: Maker, folder: Path) -> None:
    source, target = make_url("postgresql", "source"), make_url("postgresql", "target")
    migrate.upgrade(source)
    run(source, "INSERT INTO departments (name, version) VALUES ('Gone', 1)", "DELETE FROM departments")
    restore_backup(make_backup(source, folder).path, target)
    run(target, "INSERT INTO departments (name, version) VALUES ('New', 1)")
    assert run(target, "SELECT id FROM departments") == [(2,)]


@pytest.mark.postgres
def test_what_strangers_keep_in_the_same_database_is_left_alone(make_filled: Maker, folder: Path) -> None:
    url = make_filled("postgresql", "source")
    run(url, "CREATE TABLE theirs (x text)", "INSERT INTO theirs VALUES ('kept')")
    backup = make_backup(url, folder)
    assert "theirs" not in {table.name for table in verify_backup(backup.path).tables}
    restore_backup(backup.path, url, replace=True)
    assert run(url, "SELECT x FROM theirs") == [("kept",)]


def test_the_manifest_says_what_is_in_it(make_filled: Maker, folder: Path, clock: Clock) -> None:
    source = make_filled("sqlite", "source")
    backup = make_backup(source, folder)
    manifest = verify_backup(backup.path)
    assert isinstance(manifest, Manifest)
    assert (manifest.database, manifest.revision, manifest.made_at) == ("sqlite", migrate.newest(), clock.now())
    assert {table.name: table.n_rows for table in manifest.tables} == {name: len(rows) for name, rows in rows_of(source).items()}
    assert (backup.path.name, backup.made_at) == ("planner-20270713T090000Z.zip", datetime(2027, 7, 13, 9, tzinfo=UTC))


@pytest.mark.parametrize("kind", KINDS)
def test_both_databases_describe_every_column_alike(make_url: Maker, kind: str) -> None:
    """A new column of a type that has no portable form fails here, and not at somebody's first backup."""
    url = make_url(kind, "source")
    migrate.upgrade(url)
    engine = sa.create_engine(url, poolclass=sa.pool.NullPool)
    with engine.connect() as connection:
        tables = tables_of(connection, migrate.newest())
        found = {table.name: {column.name: column.kind for column in table.columns} for table in tables}
    engine.dispose()
    assert set(found) == set(Base.metadata.tables)
    assert found["observations"]["value"] is Kind.INTEGER
    assert found["briefs"] | {"snapshot": Kind.JSON, "pdf": Kind.BYTES, "as_of_on": Kind.DAY, "issued_at": Kind.INSTANT} \
        == found["briefs"]
    assert found["measures"]["is_survey"] is Kind.YES_NO


def test_a_column_without_a_portable_form_is_named(make_url: Maker, folder: Path) -> None:
    url = make_url("sqlite", "source")
    migrate.upgrade(url)
    run(url, "ALTER TABLE goals ADD COLUMN price NUMERIC(10, 2)")
    with pytest.raises(BackupRefused, match=r"The column price of goals \(NUMERIC\(10, 2\)\) cannot be backed up"):
        make_backup(url, folder)
    assert list(folder.iterdir()) == []


def test_an_empty_database_is_no_backup(make_url: Maker, folder: Path) -> None:
    with pytest.raises(BackupRefused, match="nothing to back up"):
        make_backup(make_url("sqlite", "source"), folder)
