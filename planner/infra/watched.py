"""What is noted about the request (or job) that is being worked on: its id, and what it asks of the database.

One object for each request, held by a context variable: threads that answer other requests have their own. What counts
statements and what writes lines of the log find it here, without being handed it.
"""

import re
import secrets
from contextvars import ContextVar, Token
from dataclasses import dataclass, field
from time import perf_counter

_ID = re.compile(r"[A-Za-z0-9._-]{8,64}", re.ASCII)


@dataclass(slots=True)
class Watched:
    """One piece of work. `endpoint` is the name of the view, never an address; times are in seconds."""

    id: str
    endpoint: str = "none"
    account_id: int | None = None
    n_statements: int = 0
    statement_seconds: float = 0.0
    began: float = field(default_factory=perf_counter)

    @property
    def seconds(self) -> float:
        """How long it has been worked on."""
        return perf_counter() - self.began


_current: ContextVar[Watched | None] = ContextVar("watched", default=None)


def current() -> Watched | None:
    """What is being worked on in this thread; None between requests."""
    return _current.get()


def begin(wanted_id: str | None) -> tuple[Watched, Token[Watched | None]]:
    """Start to watch. An id that a proxy gave is kept when it is one; otherwise a new one is made."""
    watched = Watched(wanted_id if wanted_id and _ID.fullmatch(wanted_id) else secrets.token_hex(8))
    return watched, _current.set(watched)


def note_account(account_id: int | None) -> None:
    """Say who asked, by number."""
    work = _current.get()
    if work is not None:
        work.account_id = account_id


def end(token: Token[Watched | None]) -> None:
    """The thread goes on to other work."""
    _current.reset(token)
