"""Twins of what carries jobs to workers, and waiting for what workers do."""

import re
import threading
import time
from collections.abc import Callable
from email.message import EmailMessage
from typing import Any


class Unworked:
    """A queue that nobody works off: it remembers what was delivered. Tests call `run_due_jobs`."""

    def __init__(self) -> None:
        self.delivered: list[int] = []

    def deliver(self, job_id: int) -> None:
        self.delivered.append(job_id)

    def close(self) -> None:
        """There is nothing to let go of."""


class Outbox:
    """A mail server that keeps what it is given."""

    def __init__(self) -> None:
        self.letters: list[EmailMessage] = []

    def send(self, letter: EmailMessage) -> None:
        self.letters.append(letter)

    def as_text(self) -> str:
        """All letters as one readable text, without the numbers that differ from run to run."""
        return "\n".join(_NUMBERS.sub(_one, _as_text(letter)) for letter in self.letters)


_NUMBERS = re.compile(r"\b([A-Z]-)\d{3,}|(/[a-z]+/)\d+")


def _one(found: re.Match[str]) -> str:
    return f"{found[1]}001" if found[1] else f"{found[2]}1"


def _as_text(letter: EmailMessage) -> str:
    parts = [str(letter.get_body((kind,)).get_content()) for kind in ("plain", "html")]
    return f"To: {letter['To']}\nSubject: {letter['Subject']}\n\n" + "\n".join(parts)


def until(condition: Callable[[], Any], *, seconds: float = 30) -> Any:
    """What `condition` answers once that is true; fails the test when it never is."""
    deadline = time.monotonic() + seconds
    pause = threading.Event()
    while not (answer := condition()):
        assert time.monotonic() < deadline, "it did not come to pass in time"
        pause.wait(0.02)
    return answer
