"""A PostgreSQL that can be taken away: stopped dead, frozen, filled up, and brought back.

What is acknowledged must survive the death of its processes, so `synchronous_commit` is on; `fsync` is off, because no power
fails here.
"""

import os
import shutil
import signal
import subprocess
import tempfile
import time
from contextlib import suppress
from pathlib import Path

import psycopg

from tests.postgres import as_server_user, find_programs, server_user

_OPTIONS = {
    "listen_addresses": "", "fsync": "off", "synchronous_commit": "on", "full_page_writes": "on", "jit": "off",
    "shared_buffers": "64MB", "max_connections": "100", "timezone": "Asia/Kathmandu", "max_wal_size": "128MB",
}
SECONDS_TO_START = 60


class Postgres:
    """One private server in `folder`, reachable through a socket there."""

    def __init__(self, folder: Path | None = None) -> None:
        self.folder = folder or Path(tempfile.mkdtemp(prefix="planner-faults-pg-", dir="/tmp"))  # a socket's path must be short
        self.user = server_user()
        found = find_programs()
        if found is None:
            raise RuntimeError("PostgreSQL's server programs are missing: sudo apt-get install postgresql")
        self._programs = found
        self._process: subprocess.Popen[bytes] | None = None
        data = self.folder / "data"
        data.mkdir(mode=0o700)
        if os.getuid() == 0:
            shutil.chown(self.folder, self.user)
            shutil.chown(data, self.user)
        initdb = [found / "initdb", "--no-sync", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "-D", data]
        subprocess.run([*initdb, "-U", self.user], check=True, stdout=subprocess.DEVNULL, **as_server_user(self.folder))

    def start(self) -> None:
        """Start, and come back when it answers."""
        options = [part for name, value in _OPTIONS.items() for part in ("-c", f"{name}={value}")]
        command = [self._programs / "postgres", "-D", self.folder / "data", "-k", self.folder, *options]
        with (self.folder / "server.log").open("ab") as log:
            self._process = subprocess.Popen(command, stdout=log, stderr=log, **as_server_user(self.folder))
        deadline = time.monotonic() + SECONDS_TO_START
        while not self.answers():
            if self._process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError("PostgreSQL did not start:\n" + (self.folder / "server.log").read_text()[-3000:])
            time.sleep(0.02)

    def answers(self) -> bool:
        with suppress(psycopg.OperationalError):
            self.connect("postgres").close()
            return True
        return False

    def kill(self) -> None:
        """All of its processes at once, as when the machine's memory ran out."""
        assert self._process is not None
        everything = self._family()
        for pid in everything:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self._process.wait(timeout=30)
        deadline = time.monotonic() + 30
        while any(_runs(pid) for pid in everything) and time.monotonic() < deadline:
            time.sleep(0.01)

    def freeze(self) -> None:
        """It stands still: connections stay open and nothing answers."""
        self._signal(signal.SIGSTOP)

    def thaw(self) -> None:
        self._signal(signal.SIGCONT)

    def close(self) -> None:
        if self._process is not None and self._process.poll() is None:
            self.thaw()
            self.kill()
        shutil.rmtree(self.folder, ignore_errors=True)

    def connect(self, name: str) -> "psycopg.Connection[tuple[object, ...]]":
        return psycopg.connect(host=str(self.folder), user=self.user, dbname=name, autocommit=True, connect_timeout=5)

    def url(self, name: str) -> str:
        return f"postgresql+psycopg://{self.user}@/{name}?host={self.folder}"

    def make(self, name: str, *, like: str = "template0") -> None:
        """Make the database anew, as a copy of `like`."""
        with self.connect("postgres") as connection:
            connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")  # names are ours
            connection.execute(f"CREATE DATABASE {name} TEMPLATE {like}")

    def _signal(self, number: int) -> None:
        for pid in self._family():
            with suppress(ProcessLookupError):
                os.kill(pid, number)

    def _family(self) -> list[int]:
        """The server and its children, each of which leads a process group of its own."""
        assert self._process is not None
        pid = self._process.pid
        listed = Path(f"/proc/{pid}/task/{pid}/children")
        children = listed.read_text().split() if listed.exists() else []
        return [pid, *(int(child) for child in children)]


def _runs(pid: int) -> bool:
    with suppress(OSError):
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    return False
