"""Whether an application has committed a change to its database since one last looked, without reading any table."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Protocol

from sqlalchemy import Connection, Engine, event, text


class Tripwire(Protocol):
    """`was_crossed()` says whether a change was committed since the last call."""

    def was_crossed(self) -> bool: ...


class _SqliteTripwire:
    """SQLite counts for each connection what the others have committed."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._last = self._now()

    def was_crossed(self) -> bool:
        before, self._last = self._last, self._now()
        return before != self._last

    def _now(self) -> int:
        return int(self._connection.execute("PRAGMA data_version").fetchone()[0])


class _PostgresTripwire:
    """A transaction of PostgreSQL has a number from its first change on; asked just before each commit."""

    def __init__(self) -> None:
        self._n_changes = 0

    def note(self, connection: Connection) -> None:
        if connection.scalar(text("SELECT pg_current_xact_id_if_assigned()::text")) is not None:
            self._n_changes += 1

    def was_crossed(self) -> bool:
        before, self._n_changes = self._n_changes, 0
        return before > 0


@contextmanager
def tripwire(engine: Engine) -> Iterator[Tripwire]:
    """Watch the commits of this engine."""
    if engine.dialect.name == "sqlite":
        with closing(sqlite3.connect(str(engine.url.database), isolation_level=None)) as connection:
            yield _SqliteTripwire(connection)
        return
    wire = _PostgresTripwire()
    event.listen(engine, "commit", wire.note)
    try:
        yield wire
    finally:
        event.remove(engine, "commit", wire.note)
