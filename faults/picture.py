"""What is in a database, so that two moments can be compared row by row.

What differs from one run to the next by nature is left out: instants, tokens, hashes, printed documents. Whether they are
there at all is kept, and `planner check` looks at whether they fit.
"""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

_INSTANT = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)?([+-]\d\d:?\d\d|Z)?")
_HASH = re.compile(r"\b(?:[0-9a-f]{64}|[0-9a-f]{32})\b|\$argon2id\$[^\"]+|\b[\w-]{43}\b")
# Who is working at the moment, and the engine's own notes: no part of what people see.
_PASSING = {"alembic_version", "workers"}

_NUMBER = re.compile(r"/\d+")  # in an address, which names a row by its number

Row = tuple[str, ...]


@dataclass(frozen=True)
class Picture:
    """Every row of every table. `columns` names what stands in them."""

    rows: dict[str, tuple[Row, ...]]
    columns: dict[str, tuple[str, ...]]

    def differences(self, other: "Picture", *, is_loose: bool = False, most: int = 8) -> list[str]:
        """What `other` has and this has not (+), and the reverse (-). Loose: whatever numbers the rows have."""
        found = []
        for table in sorted({*self.rows, *other.rows}):
            mine, theirs = (Counter(one._comparable(table, is_loose)) for one in (self, other))
            found += [f"+ {table} {' | '.join(row)[:400]}" for row in (theirs - mine)]
            found += [f"- {table} {' | '.join(row)[:400]}" for row in (mine - theirs)]
        return found[:most] + ([f"… and {len(found) - most} more"] if len(found) > most else [])

    def is_like(self, other: "Picture", *, is_loose: bool = False) -> bool:
        return not self.differences(other, is_loose=is_loose, most=1)

    def counts(self) -> dict[str, int]:
        """How many rows each table has."""
        return {table: len(rows) for table, rows in self.rows.items()}

    def _comparable(self, table: str, is_loose: bool) -> Iterable[Row]:
        rows = self.rows.get(table, ())
        if not is_loose:
            return rows
        kept = [at for at, name in enumerate(self.columns[table]) if name != "id" and not name.endswith("_id")] if rows else []
        return (tuple(_NUMBER.sub("/N", row[at]) for at in kept) for row in rows)


def picture_of(connection: Any, tables: Iterable[str]) -> Picture:
    """Look at these tables through a connection of the database's own driver, in one transaction of the caller's."""
    rows: dict[str, tuple[Row, ...]] = {}
    columns: dict[str, tuple[str, ...]] = {}
    for table in sorted(name for name in set(tables) - _PASSING if not name.startswith("huey_")):
        cursor = connection.execute(f'SELECT * FROM "{table}"')  # the name comes from the catalogue
        columns[table] = tuple(str(column[0]) for column in cursor.description)
        rows[table] = tuple(sorted(tuple(_plain(value) for value in row) for row in cursor))
    return Picture(rows, columns)


def _plain(value: Any) -> str:
    if value is None:
        return "∅"
    if isinstance(value, datetime):
        return "<instant>"
    if isinstance(value, (bytes, memoryview)):
        return "<bytes>"
    if isinstance(value, (bool, int)):
        return str(int(value))
    return _HASH.sub("<hash>", _INSTANT.sub("<instant>", str(value)))
