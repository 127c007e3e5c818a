"""Starts `planner …` processes without waiting for their imports: loaded once, then forked for each of them.

A process of its own. It reads one order a line from its standard input and answers each with a line:
`{"start": [...], ...}` is answered with the process' id, `{"wait": pid}` with what it ended with.
What is run is `planner.cli.main`, the same function that the command `planner` is; the child is killed as any other.
"""

import json
import os
import resource
import signal
import subprocess
import sys
import time
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Lock
from typing import Any

ROOT = Path(__file__).resolve().parent.parent


class Launcher:
    """Holds the process that forks. One order at a time, whichever thread gives it."""

    def __init__(self) -> None:
        self._turn = Lock()
        self._process = subprocess.Popen(
            [sys.executable, "-m", "faults.launcher"], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
            start_new_session=True,  # Ctrl+C is for whoever gives the orders
        )

    def start(
        self, arguments: list[str], environ: dict[str, str], log: Path, *, clock_seconds: float = 0, most_bytes: int | None = None
    ) -> int:
        """Run `planner` with these arguments; what it says goes to `log`. Returns its process id.

        clock_seconds: how far its clock is ahead (below zero: behind). most_bytes: no file of it may grow beyond.
        """
        order = {
            "start": arguments, "environ": environ, "log": str(log), "clock_seconds": clock_seconds, "most_bytes": most_bytes,
        }
        return int(self._ask(order))

    def wait(self, pid: int) -> int:
        """Wait until the process has ended; the signal that ended it counts below zero, as with `subprocess`."""
        return int(self._ask({"wait": pid}))

    def close(self) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait(timeout=30)
        assert self._process.stdout is not None
        self._process.stdout.close()

    def _ask(self, order: dict[str, Any]) -> str:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        with self._turn:
            self._process.stdin.write(json.dumps(order) + "\n")
            self._process.stdin.flush()
            return self._process.stdout.readline()


# --- the process that forks -------------------------------------------------------------------------------------------


def _serve() -> None:
    from planner import cli  # noqa: PLC0415  only this process pays for it
    from planner.infra.clock import clock  # noqa: PLC0415

    with suppress(ImportError, OSError):
        import weasyprint  # noqa: F401, PLC0415  a second and more, once instead of at every issue of a brief

    running: set[int] = set()
    for line in sys.stdin:
        order = json.loads(line)
        if "wait" in order:
            _pid, status = os.waitpid(order["wait"], 0)
            answer = os.waitstatus_to_exitcode(status)
            running.discard(order["wait"])
        else:
            answer = os.fork()
            if answer == 0:
                _become(order, cli, clock)
            running.add(answer)
        sys.stdout.write(f"{answer}\n")
        sys.stdout.flush()
    for pid in running:  # whoever gave the orders is gone
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


def _become(order: dict[str, Any], cli: Any, clock: Any) -> None:
    """The child: its own session, its own output, its own clock; then it is `planner`."""
    code = 1
    try:
        os.setsid()
        log = os.open(order["log"], os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        for stream in (1, 2):
            os.dup2(log, stream)
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        os.environ.clear()
        os.environ.update(order["environ"])
        if order["most_bytes"] is not None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (order["most_bytes"], order["most_bytes"]))
        if order["clock_seconds"]:
            _shift(clock, order["clock_seconds"])
        cli.main(order["start"], prog_name="planner", standalone_mode=True)
        code = 0
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 0 if end.code is None else 1
    finally:
        with suppress(OSError, ValueError):
            sys.stdout.flush()
            sys.stderr.flush()
        os._exit(code)


def _shift(clock: Any, seconds: float) -> None:
    """As on a machine whose clock is wrong: the planner's own clock, and the one that libraries read."""
    real_time = time.time
    time.time = lambda: real_time() + seconds
    clock._read = lambda: datetime.now(UTC) + timedelta(seconds=seconds)


if __name__ == "__main__":
    _serve()
