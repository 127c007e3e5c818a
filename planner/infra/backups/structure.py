"""What a database consists of, in words that SQLite and PostgreSQL share.

The tables are read from the database itself and not from the models: a backup is also made of a database that has not been
brought up to date yet, and restored as it was before it is.
"""

from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

from planner.domain.messages import msg
from planner.infra import migrate
from planner.infra.backups.refusal import BackupRefused


class Kind(StrEnum):
    """How a column's value is written in a backup; the same on both databases."""

    INTEGER = "integer"
    REAL = "real"
    TEXT = "text"
    YES_NO = "boolean"  # 0 or 1
    DAY = "date"  # 2026-11-26
    INSTANT = "instant"  # 2026-11-26 16:30:00.000000, always UTC
    JSON = "json"  # its text, letter by letter: hashes are taken over it
    BYTES = "bytes"  # base64


@dataclass(frozen=True, slots=True)
class Column:
    """A column by name and kind."""

    name: str
    kind: Kind


@dataclass(frozen=True, slots=True)
class Table:
    """A table with its columns by name, and those of its primary key: rows are written in their order."""

    name: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]


_KINDS: tuple[tuple[type[Any], Kind], ...] = (
    (sa.Boolean, Kind.YES_NO), (sa.Integer, Kind.INTEGER), (sa.Float, Kind.REAL), (sa.JSON, Kind.JSON),
    (sa.LargeBinary, Kind.BYTES), (sa.DateTime, Kind.INSTANT), (sa.Date, Kind.DAY), (sa.String, Kind.TEXT),
)


def tables_of(connection: sa.Connection, revision: str) -> tuple[Table, ...]:
    """The tables that the migrations up to `revision` make, by name, as they are in this database.

    Others are left alone: a queue of deliveries, or what strangers keep in the same database. Raises `BackupRefused` when a
    table is missing or a column has no portable form.
    """
    names = names_at(revision)
    inspector = sa.inspect(connection)
    if missing := sorted(names - set(inspector.get_table_names())):
        raise BackupRefused(msg("The database is damaged: the table %(table)s is not there.", table=missing[0]))
    return tuple(_table(inspector, name) for name in sorted(names))


@cache
def names_at(revision: str) -> frozenset[str]:
    """The names of the tables that the migrations up to `revision` make. Raises `BackupRefused` for an unknown one."""
    if not migrate.knows(revision):
        raise BackupRefused(
            msg("The structure %(revision)s was made by a newer version of the planner. Use that version.", revision=revision)
        )
    engine = sa.create_engine("sqlite://")
    with engine.connect() as connection:
        migrate.upgrade_within(connection, revision)
        names = frozenset(sa.inspect(connection).get_table_names()) - {"alembic_version"}
    engine.dispose()
    return names


def _table(inspector: sa.Inspector, name: str) -> Table:
    columns = sorted(inspector.get_columns(name), key=lambda column: column["name"])
    key = tuple(inspector.get_pk_constraint(name)["constrained_columns"])
    if not key:
        raise BackupRefused(msg("The table %(table)s has no primary key; it cannot be backed up.", table=name))
    return Table(name, tuple(Column(column["name"], _kind(name, column)) for column in columns), key)


def _kind(table: str, column: Any) -> Kind:
    type_ = column["type"]
    # A binary JSON column does not keep the text that hashes were taken over.
    found = None if isinstance(type_, JSONB) else next((kind for cls, kind in _KINDS if isinstance(type_, cls)), None)
    if found is None:
        sentence = msg("The column %(column)s of %(table)s (%(type)s) cannot be backed up: it has no portable form.",
                       column=column["name"], table=table, type=str(type_))
        raise BackupRefused(sentence)
    return found


def quoted(name: str) -> str:
    """A table's or column's name, safe inside a statement on either database."""
    return '"' + name.replace('"', '""') + '"'


def chosen_columns(table: Table, dialect: str) -> str:
    """The columns of a SELECT, each in its portable form."""
    return ", ".join(_portable(column, dialect) for column in table.columns)


def ordered_by(table: Table, dialect: str) -> str:
    """The ORDER BY of a SELECT: the same order on both databases, whatever the language of the server."""
    kinds = {column.name: column.kind for column in table.columns}
    collation = ' COLLATE "C"' if dialect == "postgresql" else ""
    return ", ".join(quoted(name) + (collation if kinds[name] is Kind.TEXT else "") for name in table.key)


def _portable(column: Column, dialect: str) -> str:
    name = quoted(column.name)
    if dialect == "postgresql":
        forms = {
            Kind.YES_NO: f"{name}::int",
            Kind.DAY: f"to_char({name}, 'YYYY-MM-DD')",
            Kind.INSTANT: f"to_char({name}, 'YYYY-MM-DD HH24:MI:SS.US')",  # the session's time zone is UTC
            Kind.JSON: f"{name}::text",
        }
    else:
        forms = {
            Kind.INSTANT: f"CASE length({name}) WHEN 19 THEN {name} || '.000000' ELSE {name} END",
            Kind.JSON: f"CAST({name} AS TEXT)",
        }
    return forms.get(column.kind, name)
