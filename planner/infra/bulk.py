"""Rows by the hundred thousand, written past the session: COPY on PostgreSQL, one prepared statement on SQLite.

The transaction is the caller's. Cells are what the database stores: days as `2027-01-31`, instants as `instant` writes them,
decimals as whole numbers of their smallest part.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from itertools import chain
from typing import Any

from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

Cell = str | int | bool | None
Row = tuple[Cell, ...]

COPY_ROWS = 2_000
_ESCAPED = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


def instant(moment: datetime) -> str:
    """A moment as both databases take it: UTC, without saying so."""
    return moment.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")


def insert_rows(connection: Connection, table: str, columns: Sequence[str], rows: Iterable[Row]) -> None:
    """Write the rows. Raises what SQLAlchemy raises for the same fault, `IntegrityError` among it."""
    dialect, driver = connection.dialect, connection.connection.driver_connection
    names = ", ".join(f'"{name}"' for name in columns)
    try:
        if dialect.name == "postgresql":
            connection.execute(text("SET LOCAL TimeZone = 'UTC'"))  # instants come without a zone
            _copy(driver, f"COPY {table} ({names}) FROM STDIN", rows)
        else:
            marks = ", ".join("?" * len(columns))
            statement = f"INSERT INTO {table} ({names}) VALUES ({marks})"  # noqa: S608  # our own names
            driver.executemany(statement, rows)  # type: ignore[union-attr]
    except dialect.loaded_dbapi.Error as error:
        statement = f"bulk insert into {table}"
        raise DBAPIError.instance(statement, None, error, dialect.loaded_dbapi.Error, dialect=dialect) from error


def _copy(driver: Any, statement: str, rows: Iterable[Row]) -> None:
    with driver.cursor() as cursor, cursor.copy(statement) as copy:
        for block in _blocks(rows):
            copy.write(block)


def _blocks(rows: Iterable[Row]) -> Iterator[str]:
    """The rows in PostgreSQL's text form, some at a time."""
    lines: list[str] = []
    for row in rows:
        lines.append("\t".join([_cell(value) for value in row]))
        if len(lines) == COPY_ROWS:
            yield "\n".join(chain(lines, ("",)))
            lines = []
    if lines:
        yield "\n".join(chain(lines, ("",)))


def _cell(value: Cell) -> str:
    if value is None:
        return "\\N"
    return value.translate(_ESCAPED) if isinstance(value, str) else str(value)
