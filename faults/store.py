"""Where the data lie: an SQLite file, or a database of the private PostgreSQL. Both can be put back to a known state."""

import shutil
import sqlite3
from abc import ABC, abstractmethod
from contextlib import closing
from pathlib import Path

from faults.picture import Picture, picture_of
from faults.postgres import Postgres


class Store(ABC):
    """A database under test. `keep` remembers its state under a name, `restore` goes back to it."""

    kind: str
    url: str

    @abstractmethod
    def keep(self, name: str) -> None: ...

    @abstractmethod
    def restore(self, name: str) -> None: ...

    @abstractmethod
    def restore_under(self, name: str) -> None:
        """The same while servers have it open: they see other data from their next transaction on."""

    @abstractmethod
    def empty(self) -> None: ...

    @abstractmethod
    def picture(self) -> Picture: ...

    @abstractmethod
    def ask(self, query: str) -> list[tuple[object, ...]]:
        """The rows of a query that both databases understand."""


class SqliteStore(Store):
    """A file in `folder`. Nobody may have it open while it is put back."""

    kind = "sqlite"

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.path = folder / "planner.db"
        self.url = f"sqlite:///{self.path}"

    def keep(self, name: str) -> None:
        with closing(sqlite3.connect(self.path)) as connection, closing(sqlite3.connect(self._kept(name))) as copy:
            connection.backup(copy)

    def restore(self, name: str) -> None:
        self.empty()
        shutil.copyfile(self._kept(name), self.path)

    def restore_under(self, name: str) -> None:
        with closing(sqlite3.connect(self._kept(name))) as kept, closing(sqlite3.connect(self.path, timeout=30)) as live:
            kept.backup(live)

    def empty(self) -> None:
        for path in self.folder.glob("planner.db*"):
            path.unlink()

    def picture(self) -> Picture:
        if not self.path.exists():
            return Picture({}, {})
        with closing(sqlite3.connect(self.path, isolation_level=None, timeout=30)) as connection:
            connection.execute("BEGIN")
            names = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
            return picture_of(connection, [name for (name,) in names.fetchall()])

    def ask(self, query: str) -> list[tuple[object, ...]]:
        with closing(sqlite3.connect(self.path, isolation_level=None, timeout=30)) as connection:
            return connection.execute(query).fetchall()

    def _kept(self, name: str) -> Path:
        return self.folder / f"kept-{name}.sqlite"


class PostgresStore(Store):
    """A database of `server`; states are kept as databases beside it."""

    kind = "postgresql"

    def __init__(self, server: Postgres, name: str = "planner") -> None:
        self.server, self.name = server, name
        self.url = server.url(name)

    def keep(self, name: str) -> None:
        self._end_connections()
        self.server.make(f"kept_{name}", like=self.name)

    def restore(self, name: str) -> None:
        self.server.make(self.name, like=f"kept_{name}")

    def restore_under(self, name: str) -> None:
        self.restore(name)  # their connections are ended; the pool asks each before it is used again

    def empty(self) -> None:
        self.server.make(self.name)

    def picture(self) -> Picture:
        with self.server.connect(self.name) as connection, connection.transaction():
            connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            names = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
            return picture_of(connection, [str(name) for (name,) in names.fetchall()])

    def ask(self, query: str) -> list[tuple[object, ...]]:
        with self.server.connect(self.name) as connection:
            return connection.execute(query).fetchall()

    def _end_connections(self) -> None:
        with self.server.connect("postgres") as connection:
            connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [self.name]
            )
