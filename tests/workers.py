"""Twins of what carries jobs to workers, and waiting for what workers do."""

import threading
import time
from collections.abc import Callable
from typing import Any


class Unworked:
    """A queue that nobody works off: it remembers what was delivered. Tests call `run_due_jobs`."""

    def __init__(self) -> None:
        self.delivered: list[int] = []

    def deliver(self, job_id: int) -> None:
        self.delivered.append(job_id)

    def close(self) -> None:
        """There is nothing to let go of."""


def until(condition: Callable[[], Any], *, seconds: float = 30) -> Any:
    """What `condition` answers once that is true; fails the test when it never is."""
    deadline = time.monotonic() + seconds
    pause = threading.Event()
    while not (answer := condition()):
        assert time.monotonic() < deadline, "it did not come to pass in time"
        pause.wait(0.02)
    return answer
