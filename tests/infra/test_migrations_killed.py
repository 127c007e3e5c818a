"""A process that is killed in the middle of a migration leaves the old structure with its rows, never half of the new one.

Killed with SIGKILL before a statement, at several of them; `make test-kills` does it at every one.
"""

import os
import shutil
import signal
from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy import event

from planner.infra import migrate
from tests.infra.backups.sample import fill
from tests.postgres import server
from tests.rows import Rows, differences, rows_as_stored

OLD = "0001"
N_MOMENTS = int(os.environ.get("KILL_MOMENTS", "4"))
KINDS = ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)]
pytestmark = pytest.mark.filterwarnings("ignore:Cannot correctly sort tables")
Copy = Callable[[], str]


@pytest.fixture(scope="module", params=KINDS)
def original(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> str:
    """A filled database: the path of a file, or the name of a database."""
    if request.param == "sqlite":
        path = tmp_path_factory.mktemp("killed") / "original.db"
        fill(f"sqlite:///{path}")
        return str(path)
    name = f"original_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"
    fill(server().make_database(name))
    return name


@pytest.fixture
def copy(original: str, tmp_path: Path) -> Copy:
    """Makes a fresh copy of the original and returns its address."""

    def made() -> str:
        if original.endswith(".db"):
            path = tmp_path / "copy.db"
            for ending in ("-journal", "-wal", "-shm"):
                path.with_name(path.name + ending).unlink(missing_ok=True)
            shutil.copyfile(original, path)
            return f"sqlite:///{path}"
        return server().make_database(f"copy_{original}", like=original)

    return made


def _in_a_child(work: Callable[[], None], kill_at: int) -> int:
    """Run in a process of its own that kills itself before the statement `kill_at` (or the commit); returns how it ended."""
    child = os.fork()
    if child:
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    try:
        n = 0

        def count(*ignored: object) -> None:
            nonlocal n
            n += 1
            if n == kill_at:
                os.kill(os.getpid(), signal.SIGKILL)

        event.listen(sa.Engine, "before_cursor_execute", count)
        event.listen(sa.Engine, "commit", count)
        work()
    finally:
        os._exit(0)


def _count_statements(work: Callable[[], None]) -> int:
    n = 0

    def count(*ignored: object) -> None:
        nonlocal n
        n += 1

    for name in ("before_cursor_execute", "commit"):
        event.listen(sa.Engine, name, count)
    try:
        work()
    finally:
        for name in ("before_cursor_execute", "commit"):
            event.remove(sa.Engine, name, count)
    return n


def _moments(n: int) -> list[int]:
    """Spread over all statements, with the first and the commit among them."""
    wanted = min(N_MOMENTS, n)
    return sorted({1 + round(place * (n - 1) / max(wanted - 1, 1)) for place in range(wanted)})


def _stands_at(url: str) -> str | None:
    engine = sa.create_engine(url, poolclass=sa.pool.NullPool)
    revision = migrate.current(engine)
    engine.dispose()
    return revision


@pytest.mark.parametrize("way", ["up", "down"])
def test_a_killed_migration_leaves_everything_as_it_was(way: str, copy: Copy) -> None:
    def prepared() -> str:
        url = copy()
        if way == "up":
            migrate.downgrade(url, OLD)
        return url

    def go(url: str) -> None:
        if way == "up":
            migrate.upgrade(url)
        else:
            migrate.downgrade(url, OLD)

    start, end = (OLD, migrate.newest()) if way == "up" else (migrate.newest(), OLD)
    url = prepared()
    before: Rows = rows_as_stored(url)
    n = _count_statements(lambda: go(url))
    assert (n > 20, _stands_at(url)) == (True, end)
    for moment in _moments(n):
        url = prepared()
        assert _in_a_child(lambda url=url: go(url), moment) == -signal.SIGKILL
        assert _stands_at(url) == start
        assert differences(before, rows := rows_as_stored(url)) == []
        assert {name: set(columns) for name, columns in rows.items()} == {name: set(columns) for name, columns in before.items()}
        go(url)
        assert _stands_at(url) == end
