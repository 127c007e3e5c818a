"""What a database holds, before it is changed or given up."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.engine import make_url

from planner.infra import migrate
from planner.infra.backups.loading import has_signs_of_use
from planner.infra.backups.making import snapshot_of
from planner.infra.backups.structure import names_at, quoted
from planner.models import AuditEntry


@dataclass(frozen=True, slots=True)
class Contents:
    """The migration that a database stands at, its rows, and the moment of the last change that the audit trail knows."""

    revision: str
    n_rows: int
    n_tables: int
    changed_at: datetime | None


def is_used(url: str) -> bool:
    """Whether somebody has worked in the database. Raises `DBAPIError` when it is away or damaged."""
    if _is_missing(url):
        return False
    with snapshot_of(url) as connection:
        present = set(sa.inspect(connection).get_table_names())
        return has_signs_of_use(lambda name: name in present and bool(connection.scalar(_any_row(name))))


def _any_row(table: str) -> sa.Select[tuple[bool]]:
    return sa.select(sa.exists().select_from(sa.table(table)))


def stands_at(url: str) -> str | None:
    """The migration of the database at `url`; None when it is empty or not there."""
    if _is_missing(url):
        return None
    with snapshot_of(url) as connection:
        return migrate.revision_of(connection)


def contents_of(url: str) -> Contents | None:
    """What the database holds; None when it is empty, or of a structure that this version does not know."""
    revision = stands_at(url)
    if revision is None or not migrate.knows(revision):
        return None
    names = names_at(revision)
    with snapshot_of(url) as connection:
        counts = [connection.exec_driver_sql(f"SELECT count(*) FROM {quoted(name)}").scalar_one() for name in names]
        changed_at = connection.scalar(sa.select(AuditEntry.at).order_by(AuditEntry.id.desc()).limit(1))
    return Contents(revision, sum(counts), len(names), changed_at)


def _is_missing(url: str) -> bool:
    """Asking an SQLite file that is not there would make it."""
    parsed = make_url(url)
    return parsed.get_backend_name() == "sqlite" and not Path(parsed.database or "").exists()
