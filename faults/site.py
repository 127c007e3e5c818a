"""The planner as somebody runs it: a folder, a database, a server process that can be killed and started again."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from faults.launcher import ROOT, Launcher
from faults.store import Store
from faults.visitor import Lost, Visitor

SECONDS_TO_BE_READY = 60
SECRET = "nobody guesses this one while things break on purpose"


class NotReady(Exception):
    """The server did not come up; the text is the end of what it said."""


@dataclass
class Server:
    """A process that serves, and its port."""

    pid: int
    port: int
    launcher: Launcher
    has_ended: bool = False

    def kill(self) -> None:
        """SIGKILL: it cannot tidy up anything."""
        if not self.has_ended:
            os.kill(self.pid, signal.SIGKILL)
            self.launcher.wait(self.pid)
            self.has_ended = True


@dataclass
class Site:
    """One installation of the planner."""

    store: Store
    folder: Path
    launcher: Launcher
    n_threads: int = 8
    extra: dict[str, str] = field(default_factory=dict)
    recoveries: list[float] = field(default_factory=list)
    resting: Server | None = None  # a server that is kept for the next trial
    _n_logs: int = 0

    @property
    def environ(self) -> dict[str, str]:
        kept = {name: os.environ[name] for name in ("PATH", "LANG", "HOME", "PYTHONPATH") if name in os.environ}
        return {
            **kept, "PLANNER_DATA_DIR": str(self.folder), "PLANNER_DATABASE_URL": self.store.url, "PLANNER_SECRET_KEY": SECRET,
            "PLANNER_THREADS": str(self.n_threads), "PLANNER_SIGN_IN_ATTEMPTS": "100", "PLANNER_SESSION_IDLE_MINUTES": "1440",
            "PLANNER_SESSION_HOURS": "168", "PLANNER_EMBEDDED_WORKER": "0", **self.extra,
        }

    @property
    def log(self) -> Path:
        return self.folder / "server.log"

    def start(self, *, clock_seconds: float = 0, most_bytes: int | None = None, port: int | None = None) -> Server:
        """Start a server and come back when it answers. Raises `NotReady`."""
        began = time.monotonic()
        server = self.begin(clock_seconds=clock_seconds, most_bytes=most_bytes, port=port)
        self.wait_until_ready(server)
        self.recoveries.append(time.monotonic() - began)
        return server

    def take(self) -> Server:
        """The server that was kept, or a new one."""
        server, self.resting = self.resting, None
        return server or self.start()

    def end(self) -> None:
        """End the server that was kept."""
        if self.resting is not None:
            self.resting.kill()
            self.resting = None

    def begin(self, *, clock_seconds: float = 0, most_bytes: int | None = None, port: int | None = None) -> Server:
        port = port or free_port()
        environ = {**self.environ, "PLANNER_PORT": str(port)}
        pid = self.launcher.start(["serve"], environ, self.log, clock_seconds=clock_seconds, most_bytes=most_bytes)
        return Server(pid, port, self.launcher)

    def wait_until_ready(self, server: Server) -> None:
        deadline = time.monotonic() + SECONDS_TO_BE_READY
        visitor = Visitor(server.port, seconds=10)
        while True:
            try:
                if visitor.get("/sign-in").status in (200, 303):
                    return
            except Lost:
                pass
            if time.monotonic() > deadline or not Path(f"/proc/{server.pid}").exists():
                raise NotReady(self.log.read_text()[-3000:])
            time.sleep(0.01)

    @contextmanager
    def serving(self, **options: float) -> Iterator[Server]:
        server = self.start(**options)  # type: ignore[arg-type]
        try:
            yield server
        finally:
            server.kill()

    def run(self, *arguments: str, **options: float) -> tuple[int, str]:
        """Run a command to its end: its exit code and what it said."""
        pid, said = self.begin_command(*arguments, **options)
        code = self.launcher.wait(pid)
        return code, said.read_text()

    def begin_command(self, *arguments: str, **options: float) -> tuple[int, Path]:
        """Start a command: its process id, and the file with what it says."""
        self._n_logs += 1
        said = self.folder / f"command-{self._n_logs % 50}.log"
        said.unlink(missing_ok=True)
        said.touch()
        return self.launcher.start(list(arguments), self.environ, said, **options), said  # type: ignore[arg-type]

    def problems(self) -> list[str]:
        """What `planner check` finds."""
        code, said = self.run("check")
        return [] if code == 0 else [f"planner check ended with {code}: {said[-600:]}"]

    def really_start(self) -> "subprocess.Popen[bytes]":
        """The command itself, from the beginning, as an administrator types it. Comes back when it answers."""
        port = free_port()
        command = [str(Path(sys.executable).with_name("planner")), "serve"]
        with self.log.open("ab") as log:
            process = subprocess.Popen(
                command, cwd=ROOT, env={**self.environ, "PLANNER_PORT": str(port)}, stdout=log, stderr=log
            )
        self.wait_until_ready(Server(process.pid, port, self.launcher))
        return process


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
