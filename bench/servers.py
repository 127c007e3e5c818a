"""Starting a server on a free port of loopback, and ending it."""

import http.client
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench.anchor import ROOT

START_SECONDS = 60
PROCESSES = 2  # of gunicorn


@dataclass(frozen=True, slots=True)
class Server:
    """A server that answers. `pid` is the first process: the only one, or gunicorn's parent."""

    port: int
    pid: int
    folder: Path

    def workers(self) -> list[int]:
        """The processes that answer requests."""
        children = Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text().split()
        return [int(child) for child in children] or [self.pid]

    def memory_mb(self) -> float:
        """The largest resident memory of a process that answers requests."""
        return max(_resident_kb(pid) for pid in self.workers()) / 1024


def _resident_kb(pid: int) -> int:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS:"))


@contextmanager
def served(folder: Path, database: str, *, with_gunicorn: bool) -> Iterator[Server]:
    """The planner on this database, with its data folder; ended afterwards."""
    port = _free_port()
    environ = {
        **{name: value for name, value in os.environ.items() if not name.startswith("PLANNER_")},
        "PLANNER_DATA_DIR": str(folder), "PLANNER_DATABASE_URL": database, "PLANNER_PORT": str(port), "PLANNER_HOST": "127.0.0.1",
        "PLANNER_LOG_LEVEL": "warning", "PLANNER_SLOW_STATEMENT_MS": "0", "PLANNER_SIGN_IN_ATTEMPTS": "100", "PLANNER_MAIL": "0",
        "PYTHONPATH": str(ROOT),
    }
    command = [sys.executable, "-m", "bench.serve"]
    if with_gunicorn:
        environ |= {"PLANNER_PROCESSES": str(PROCESSES), "PROMETHEUS_MULTIPROC_DIR": tempfile.mkdtemp(prefix="planner-metrics-")}
        command = [sys.executable, "-m", "gunicorn", "-c", "python:planner.serving.gunicorn_settings",
                   "bench.wrapped:application()"]
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "server.log").open("wb") as log:
        process = subprocess.Popen(command, cwd=ROOT, env=environ, stdout=log, stderr=subprocess.STDOUT)
    try:
        _wait_until_ready(process, port, folder / "server.log")
        yield Server(port, process.pid, folder)
    finally:
        process.terminate()
        try:
            process.wait(timeout=40)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def _wait_until_ready(process: "subprocess.Popen[bytes]", port: int, log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while process.poll() is None and time.monotonic() < deadline:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
        try:
            connection.request("GET", "/healthz")
            if connection.getresponse().status == 200:
                return
        except OSError:
            time.sleep(0.1)
        finally:
            connection.close()
    raise RuntimeError("The server did not start:\n" + log.read_text(errors="replace")[-3000:])
