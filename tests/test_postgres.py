"""The private PostgreSQL itself: it starts, keeps to itself, and never outlives the tests."""

import os
import subprocess
import sys
import time
from pathlib import Path

import psycopg
import pytest

from tests import postgres

pytestmark = pytest.mark.postgres

ASKS_FOR_A_SERVER = """
import pathlib, time
from tests import postgres

def test_it(tmp_path):
    running = postgres.server()
    pathlib.Path({note!r}).write_text((running.folder / "keeper.pid").read_text())
    time.sleep({seconds})
"""


def _connect(url: str) -> psycopg.Connection[tuple[object, ...]]:
    return psycopg.connect(url.replace("postgresql+psycopg://", "postgresql://"))


def test_it_gives_each_worker_a_database_of_its_own(postgres_url: str) -> None:
    with _connect(postgres_url) as connection:
        name, encoding = connection.execute("SELECT current_database(), current_setting('server_encoding')").fetchone()
    assert (name, encoding) == (f"planner_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}", "UTF8")


def test_a_database_made_again_is_empty() -> None:
    name = f"again_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"
    for _ in range(2):
        with _connect(postgres.server().make_database(name)) as connection:
            connection.execute("CREATE TABLE kept (id int)")


def test_it_listens_to_no_network(postgres_url: str) -> None:
    with _connect(postgres_url) as connection:
        assert connection.execute("SHOW listen_addresses").fetchone() == ("",)


@pytest.mark.parametrize("is_killed", [False, True], ids=["ends", "is killed"])
def test_the_server_goes_when_the_run(is_killed: bool, tmp_path: Path) -> None:
    keeper, run = _run_that_asks_for_a_server(tmp_path, seconds=60 if is_killed else 0)
    if is_killed:
        run.kill()
    run.wait(timeout=60)
    _wait_for(lambda: not Path(f"/proc/{keeper}").exists() or "Z" in _state(keeper))


def _run_that_asks_for_a_server(tmp_path: Path, *, seconds: int) -> tuple[int, "subprocess.Popen[bytes]"]:
    note = tmp_path / "keeper"
    file = tmp_path / "test_asks.py"
    file.write_text(ASKS_FOR_A_SERVER.format(note=str(note), seconds=seconds))
    environment = {key: value for key, value in os.environ.items() if not key.startswith(("PYTEST", "TEST_POSTGRES"))}
    command = [sys.executable, "-m", "pytest", "-q", "-c", os.devnull, "--rootdir", str(tmp_path)]
    run = subprocess.Popen(
        [*command, "-p", "tests.postgres", "-p", "no:cacheprovider", str(file)],
        cwd=Path(__file__).parent.parent, env=environment, stdout=subprocess.DEVNULL,
    )
    _wait_for(lambda: note.exists() and note.read_text() != "")
    return int(note.read_text()), run


def _state(pid: int) -> str:
    return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[-1].split()[0]


def _wait_for(condition: object, seconds: int = 30) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.05)
