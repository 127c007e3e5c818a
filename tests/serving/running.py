"""Real servers for the tests: started on a free port of the loopback, asked until they answer, ended."""

import contextlib
import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

SECRET = "6f1d0b9ac5e84723 only for tests of servers"
DEADLINE_SECONDS = 60


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def until(is_so: Callable[[], bool], what: str) -> None:
    """Ask until it is so; fail after a minute. Between two questions the processor is left to who is asked."""
    deadline = time.monotonic() + DEADLINE_SECONDS
    while not is_so():
        assert time.monotonic() < deadline, f"waited in vain until {what}"
        threading.Event().wait(0.03)


@dataclass
class Running:
    """A server process, where it listens, and what it says."""

    process: "subprocess.Popen[bytes]"
    port: int
    log: Path

    def ask(self, path: str, *, method: str = "GET", body: str | None = None, **headers: str) -> tuple[int, dict[str, str], str]:
        """One request on a connection of its own: status, headers, text."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        with contextlib.closing(connection):
            named = {name.replace("_", "-"): value for name, value in headers.items()}
            connection.request(method, path, body=body, headers=named)
            answer = connection.getresponse()
            return answer.status, dict(answer.headers), answer.read().decode()

    def answers(self, path: str = "/healthz") -> bool:
        assert self.process.poll() is None, self.log.read_text()[-4000:]
        try:
            return self.ask(path)[0] == 200
        except OSError:
            return False

    def lines(self) -> list[dict[str, Any]]:
        """The lines of its log so far."""
        return [json.loads(line) for line in self.log.read_text().splitlines() if line.startswith("{")]

    def tell(self, number: signal.Signals = signal.SIGTERM) -> None:
        self.process.send_signal(number)

    def put_away(self) -> None:
        """End it, whatever it does."""
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(timeout=10)
            except subprocess.TimeoutExpired:
                self.process.kill()
        self.process.wait(timeout=DEADLINE_SECONDS)

    def ended(self) -> int:
        """Wait for its end; the code it ended with."""
        return self.process.wait(timeout=DEADLINE_SECONDS)


def planner_environ(**settings: str) -> dict[str, str]:
    """The environment of a planner: nothing of ours leaks in but what is named."""
    plain = {name: value for name, value in os.environ.items() if not name.startswith(("PLANNER_", "PROMETHEUS_"))}
    return {**plain, "PLANNER_DEMO": "0", "PLANNER_SECRET_KEY": SECRET, **{f"PLANNER_{k}": v for k, v in settings.items()}}


def start(folder: Path, *arguments: str, name: str = "server", port: int = 0, command: str = "serve", **settings: str) -> Running:
    """`planner serve …`, running but perhaps not yet answering."""
    port = port or free_port()
    environ = planner_environ(**{"DATA_DIR": str(folder), "PORT": str(port), **settings})
    log = folder / f"{name}-{port}.log"
    with log.open("ab") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", "planner", command, *arguments],
            env=environ, stdin=subprocess.DEVNULL, stdout=out, stderr=out,
        )
    return Running(process, port, log)


@contextlib.contextmanager
def serving(folder: Path, *arguments: str, name: str = "server", **settings: str) -> Iterator[Running]:
    """A server that answers; ended at the end."""
    server = start(folder, *arguments, name=name, **settings)
    try:
        until(server.answers, f"{name} answers")
        yield server
    finally:
        server.put_away()
