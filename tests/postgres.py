"""A private PostgreSQL for the tests: started when the first test asks, shared by all workers, gone when the tests end.

It listens on a socket in a temporary folder and nowhere else, so it meets no other server. A keeper process owns it and
ends it when the test run vanishes, however that happens. One database for each worker.

This is a pytest plugin: `tests/conftest.py` names it. It offers `server()`, and the fixture `postgres_url`.
"""

import fcntl
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

HOW_TO_INSTALL = (
    "These tests need PostgreSQL's server programs (initdb, postgres). "
    "Install them with `sudo apt-get install postgresql`, run `make test` as root, "
    "or leave these tests out with `make test-quick`."
)
# Not PLANNER_…: those are the product's settings, and it refuses names that it does not know.
_FOLDER = "TEST_POSTGRES_FOLDER"
_OPTIONS = {
    "listen_addresses": "",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "jit": "off",
    "autovacuum": "off",  # it would count rows at a moment of its own, and plans would change with it
    "shared_buffers": "64MB",
    "max_connections": "60",
    # Far from UTC, and not by whole hours: an instant that lost its zone shows itself.
    "timezone": "Asia/Kathmandu",
}
# Held, so that Python does not complain of a child that still runs: it is meant to.
_keepers: list["subprocess.Popen[bytes]"] = []


class PostgresMissing(Exception):
    """There are no server programs on this machine; the text says how to get them."""


@dataclass(frozen=True, slots=True)
class Server:
    """A running server: the folder with its socket, and the one user that it knows."""

    folder: Path
    user: str

    def database_url(self, name: str) -> str:
        """The address of the database `name`, in the words of PLANNER_DATABASE_URL."""
        return f"postgresql+psycopg://{self.user}@/{name}?host={self.folder}"

    def make_database(self, name: str, *, like: str = "template1") -> str:
        """Make `name` an empty database (or a copy of the one called `like`), whatever it was before; return its address."""
        with psycopg.connect(host=str(self.folder), user=self.user, dbname="postgres", autocommit=True) as connection:
            connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
            names = sql.Identifier(name), sql.Identifier(like)
            connection.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(*names))
        return self.database_url(name)


def find_programs() -> Path | None:
    """The folder with initdb and postgres: the newest that Debian installed, or what the path offers."""
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: float(path.parts[-3]))
    if debian:
        return debian[-1].parent
    on_path = shutil.which("initdb")
    return Path(on_path).resolve().parent if on_path else None


def server() -> Server:
    """The server of this test run, started now if nobody asked before. Raises `PostgresMissing`."""
    folder = Path(os.environ[_FOLDER])
    with _locked(folder):
        if not (folder / "ready").exists():
            _start(folder)
    return Server(folder, server_user())


def _start(folder: Path) -> None:
    if find_programs() is None:
        raise PostgresMissing(HOW_TO_INSTALL)
    run_pid = (folder / "run.pid").read_text()
    with (folder / "keeper.log").open("wb") as log:
        keeper = subprocess.Popen(
            [sys.executable, __file__, str(folder), run_pid],
            stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT, start_new_session=True,
        )
    _keepers.append(keeper)
    deadline = time.monotonic() + 60
    while not (folder / "ready").exists():
        if keeper.poll() is not None or time.monotonic() > deadline:
            raise RuntimeError("The private PostgreSQL did not start:\n" + (folder / "keeper.log").read_text()[-4000:])
        time.sleep(0.05)


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def server_user() -> str:
    """Who runs the server: it refuses root, which hands it to the user that Debian made for it."""
    if os.getuid() != 0:
        return pwd.getpwuid(os.getuid()).pw_name
    names = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"


# --- the keeper, a process of its own --------------------------------------------------------------------------------


def keep(folder: Path, run_pid: int) -> None:
    """Start the server, say that it is ready, and end it when told or when the process `run_pid` is gone."""
    programs = find_programs()
    assert programs is not None, HOW_TO_INSTALL
    data = folder / "data"
    data.mkdir(mode=0o700)
    if os.getuid() == 0:
        shutil.chown(folder, server_user())
        shutil.chown(data, server_user())
    initdb = [programs / "initdb", "--no-sync", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "-D", data]
    subprocess.run([*initdb, "-U", server_user()], check=True, **as_server_user(folder))
    options = [part for name, value in _OPTIONS.items() for part in ("-c", f"{name}={value}")]
    command = [programs / "postgres", "-D", data, "-k", folder, *options]
    postmaster = subprocess.Popen(command, **as_server_user(folder))
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    try:
        _wait_until_it_answers(folder, postmaster)
        (folder / "keeper.pid").write_text(str(os.getpid()))
        (folder / "ready").touch()
        while postmaster.poll() is None and _is_alive(run_pid):
            time.sleep(0.3)
    finally:
        postmaster.send_signal(signal.SIGQUIT)  # at once: nothing here is kept
        postmaster.wait(timeout=30)
        shutil.rmtree(folder, ignore_errors=True)


def as_server_user(folder: Path) -> dict[str, object]:
    common: dict[str, object] = {"cwd": folder, "env": {"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"}}
    if os.getuid() != 0:
        return common
    account = pwd.getpwnam(server_user())
    return {**common, "user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}


def _wait_until_it_answers(folder: Path, postmaster: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + 30
    while postmaster.poll() is None and time.monotonic() < deadline:
        try:
            psycopg.connect(host=str(folder), user=server_user(), dbname="postgres").close()
        except psycopg.OperationalError:
            time.sleep(0.05)
        else:
            return
    raise RuntimeError("The server did not answer.")


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


# --- the plugin ------------------------------------------------------------------------------------------------------


def pytest_configure(config: pytest.Config) -> None:
    """The process that was started by hand owns the folder; workers find it in their environment."""
    if hasattr(config, "workerinput"):
        return
    # A socket's path must be short, and another user must be able to reach it: never below a home.
    folder = Path(tempfile.mkdtemp(prefix="planner-postgres-", dir="/tmp"))
    (folder / "run.pid").write_text(str(os.getpid()))
    os.environ[_FOLDER] = str(folder)


def pytest_unconfigure(config: pytest.Config) -> None:
    """End the server if one was started. The keeper removes the folder; without a keeper nobody else would."""
    if hasattr(config, "workerinput") or _FOLDER not in os.environ:
        return
    folder = Path(os.environ.pop(_FOLDER))
    if (folder / "keeper.pid").exists():
        with suppress(ProcessLookupError):
            os.kill(int((folder / "keeper.pid").read_text()), signal.SIGTERM)
        deadline = time.monotonic() + 30
        while folder.exists() and time.monotonic() < deadline:
            time.sleep(0.05)
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def postgres_url() -> str:
    """The address of a database that was empty when this worker began."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    try:
        return server().make_database(f"planner_{worker}")
    except PostgresMissing as missing:
        pytest.fail(str(missing))


if __name__ == "__main__":
    keep(Path(sys.argv[1]), int(sys.argv[2]))
