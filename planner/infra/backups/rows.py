"""Rows as lines: each row of a table one JSON array, in the order of the primary key."""

import base64
import json
from collections.abc import Iterator, Sequence
from typing import Any

import sqlalchemy as sa

from planner.infra.backups.structure import Kind, Table, chosen_columns, ordered_by, quoted

BATCH_ROWS = 2_000
HEAVY_BATCH_ROWS = 20  # where a single row can hold megabytes
_HEAVY = {Kind.BYTES, Kind.JSON}

_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False, check_circular=False).encode


def blocks_of(connection: sa.Connection, table: Table) -> Iterator[tuple[int, bytes]]:
    """The table as blocks of lines, each with its number of rows. Holds one batch in memory."""
    binary = _binary(table)
    for batch in batches_of(connection, table):
        rows = [_with_text(row, binary) for row in batch] if binary else batch
        yield len(batch), ("\n".join(map(_encode, rows)) + "\n").encode()


def batches_of(connection: sa.Connection, table: Table) -> Iterator[Sequence[Any]]:
    """The rows of a table in their portable form, a batch at a time, read by a cursor that does not fetch them all."""
    dialect = connection.dialect.name
    statement = f"SELECT {chosen_columns(table, dialect)} FROM {quoted(table.name)} ORDER BY {ordered_by(table, dialect)}"
    size = HEAVY_BATCH_ROWS if _HEAVY & {column.kind for column in table.columns} else BATCH_ROWS
    driver = connection.connection.driver_connection
    assert driver is not None
    cursor = driver.cursor(name="backup") if dialect == "postgresql" else driver.cursor()
    try:
        cursor.execute(statement)
        while batch := cursor.fetchmany(size):
            yield batch
    finally:
        cursor.close()


def rows_in(lines: Sequence[bytes], table: Table) -> list[list[Any]]:
    """What `blocks_of` wrote, as lists of values. Raises ValueError for anything else."""
    rows: list[list[Any]] = json.loads(b"[" + b",".join(lines) + b"]")
    if len(rows) != len(lines):
        raise ValueError("a line is not one row")
    width, binary = len(table.columns), _binary(table)
    for row in rows:
        if not isinstance(row, list) or len(row) != width:
            raise ValueError("a row does not have the columns of its table")
        for index in binary:
            if row[index] is not None:
                row[index] = base64.b64decode(row[index], validate=True)
    return rows


def _binary(table: Table) -> list[int]:
    return [index for index, column in enumerate(table.columns) if column.kind is Kind.BYTES]


def _with_text(row: Sequence[Any], binary: list[int]) -> list[Any]:
    values = list(row)
    for index in binary:
        if values[index] is not None:
            values[index] = base64.b64encode(values[index]).decode("ascii")
    return values
