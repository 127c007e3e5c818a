"""What loading has in common on both databases: whether the structure fits, and what stands in the way."""

from collections.abc import Callable

from planner.domain.messages import Message, msg
from planner.infra.backups.manifest import Manifest
from planner.infra.backups.refusal import BackupRefused
from planner.infra.backups.structure import Table

# Nobody has worked in a database where these are empty: what migrations put there is no loss.
SIGNS_OF_USE = ("accounts", "audit_entries", "organizations")


def check_structure(manifest: Manifest, tables: tuple[Table, ...]) -> None:
    """Raises `BackupRefused` unless the backup has exactly the tables and columns that its structure has."""
    wanted = {table.name: set(table.columns) for table in tables}
    if {facts.name: set(facts.columns) for facts in manifest.tables} != wanted:
        raise BackupRefused(
            msg("The backup says that it is of structure %(revision)s, but its tables are others.", revision=manifest.revision)
        )


def refuse_to_lose(is_used: bool, replace: bool) -> None:
    """Raises `BackupRefused` when somebody has worked in the database and nobody said that it may be replaced."""
    if is_used and not replace:
        raise BackupRefused(
            msg("The database is not empty, and nothing was changed. Back it up first; then add --replace to give it up.")
        )


def in_use() -> BackupRefused:
    return BackupRefused(
        msg("The database is in use, and nothing was changed. Stop the planner and its workers, then try again.")
    )


def could_not(reason: str) -> Message:
    return msg("The backup could not be restored (%(reason)s). Nothing was changed.", reason=reason)


def does_not_fit(table: str, reason: object) -> BackupRefused:
    """The refusal when a database does not take a row. `reason` is its own first line."""
    first = str(reason).strip().split("\n")[0]
    return BackupRefused(
        msg("A row of %(table)s in the backup does not fit (%(reason)s). Nothing was changed.", table=table, reason=first)
    )


def has_signs_of_use(has_rows: Callable[[str], bool]) -> bool:
    return any(has_rows(name) for name in SIGNS_OF_USE)
