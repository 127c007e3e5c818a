"""Writing rows in bulk: COPY on PostgreSQL, one prepared statement on SQLite. The transaction is the caller's."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import ColumnDefault, Connection, text

from planner.features.demo.scaled.tables import COLUMNS, Batch, Cell, Row
from planner.infra.bulk import insert_rows
from planner.models import Base

SQLITE_CACHE_KIB = 262_144  # the indexes of a million rows are kept in memory while they grow


class Loader:
    """Loads batches through one connection."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._is_postgres = connection.dialect.name == "postgresql"
        if not self._is_postgres:
            connection.execute(text(f"PRAGMA cache_size = -{SQLITE_CACHE_KIB}"))

    def load(self, batch: Batch) -> None:
        columns, constants = _columns(batch.table)
        rows = ((*row, *constants) for row in batch.rows) if constants else batch.rows
        insert_rows(self._connection, batch.table, columns, rows)

    def set_heads(self, heads: Iterable[tuple[int, int]]) -> None:
        """(department, person): departments and people refer to each other, so this comes after both."""
        statement = text("UPDATE departments SET head_id = :person WHERE id = :department")
        given = [{"department": department, "person": person} for department, person in heads]
        if given:
            self._connection.execute(statement, given)

    def finish(self) -> None:
        """Let the next ids follow the loaded ones, and the planner of queries know how much there is."""
        if self._is_postgres:
            for table in COLUMNS:
                self._connection.execute(text(
                    f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), max(id)) FROM {table} HAVING max(id) > 0"  # noqa: S608  # our own names
                ))
        else:
            self._connection.execute(text("PRAGMA cache_size = -2000"))
        self._connection.execute(text("ANALYZE"))


def _columns(table: str) -> tuple[tuple[str, ...], Row]:
    """The columns of the rows, and those that are the same in every row: what the model would fill in by itself."""
    given = COLUMNS[table]
    constants: dict[str, Cell] = {}
    for column in Base.metadata.tables[table].columns:
        if column.name not in given and not column.nullable and isinstance(column.default, ColumnDefault):
            value: Any = column.default.arg
            if callable(value):
                continue
            constants[column.name] = int(value) if isinstance(value, bool) else getattr(value, "value", value)
    return (*given, *constants), tuple(constants.values())
