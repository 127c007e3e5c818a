"""Reading a backup through without restoring it, and comparing a database with what a backup says."""

import hashlib
from collections.abc import Callable
from pathlib import Path

import sqlalchemy as sa

from planner.domain.messages import msg
from planner.infra.backups.container import damage_is_told, opened
from planner.infra.backups.manifest import Manifest, TableFacts
from planner.infra.backups.refusal import BackupRefused
from planner.infra.backups.rows import blocks_of, rows_in
from planner.infra.backups.structure import Table, tables_of

Progress = Callable[[str, int], None]
"""Told of a table by name, with the number of its rows, when it is finished."""


def silent(table: str, n_rows: int) -> None:
    """The progress of which nobody is told."""


def verify_backup(path: Path, *, passphrase: str = "", progress: Progress = silent) -> Manifest:
    """Read every row of a backup and compare counts and hashes. Raises `BackupRefused` when something does not fit."""
    with opened(path, passphrase) as backup:
        for facts in backup.manifest.tables:
            table = Table(facts.name, facts.columns, ())
            for lines in backup.lines_of(facts):
                with damage_is_told():
                    rows_in(lines, table)
            progress(facts.name, facts.n_rows)
        return backup.manifest


def compare(connection: sa.Connection, manifest: Manifest) -> None:
    """Read every table back and compare it with the manifest. Raises `BackupRefused` at the first that differs."""
    tables = {table.name: table for table in tables_of(connection, manifest.revision)}
    for facts in manifest.tables:
        if fingerprint(connection, in_order_of(facts, tables[facts.name])) != (facts.n_rows, facts.sha256):
            raise BackupRefused(
                msg("Read back, the rows of %(table)s are not those of the backup. Nothing was changed.", table=facts.name)
            )


def fingerprint(connection: sa.Connection, table: Table) -> tuple[int, str]:
    """The number of a table's rows, and the SHA-256 of their lines."""
    digest, n_rows = hashlib.sha256(), 0
    for n, block in blocks_of(connection, table):
        digest.update(block)
        n_rows += n
    return n_rows, digest.hexdigest()


def in_order_of(facts: TableFacts, table: Table) -> Table:
    """The table with its columns in the order that the backup has them."""
    return Table(table.name, facts.columns, table.key)
