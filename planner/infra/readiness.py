"""Whether this process can do its work now: asked by proxies and by who restarts the service.

Each check runs in a thread of its own and has two seconds: a database that does not answer must not make the question
hang as well. A check that still hangs is not asked a second time; it keeps saying that it hangs.
"""

import threading
from collections.abc import Callable, Mapping
from concurrent.futures import Future

from sqlalchemy import Engine, text

from planner.infra import migrate

BOUND_SECONDS = 2.0
# What a check finds wrong, in a few words without addresses or names of hosts; None when all is well.
Check = Callable[[], str | None]


class Readiness:
    """The checks of one process, by name."""

    def __init__(self, checks: Mapping[str, Check], *, bound_seconds: float = BOUND_SECONDS) -> None:
        self._checks, self._bound = dict(checks), bound_seconds
        self._running: dict[str, _Question] = {}
        self.is_draining = False

    def drain(self) -> None:
        """This process is about to end: nothing new should be sent here."""
        self.is_draining = True

    def reasons(self) -> dict[str, str]:
        """Why the process is not ready, by the name of the check; empty when it is."""
        if self.is_draining:
            return {"process": "draining"}
        found = {name: self._run(name, check) for name, check in self._checks.items()}
        return {name: reason for name, reason in found.items() if reason}

    def _run(self, name: str, check: Check) -> str | None:
        question = self._running.get(name)
        if question is None:
            question = self._running[name] = _Question(check)
            question.start()
        try:
            answer = question.answer.result(timeout=self._bound)
        except TimeoutError:
            return f"no answer within {self._bound:g} s"
        self._running.pop(name, None)
        return answer


class _Question(threading.Thread):
    """One check, asked in a thread that nobody waits for at the end."""

    def __init__(self, check: Check) -> None:
        super().__init__(daemon=True, name="readiness")
        self._check = check
        self.answer: Future[str | None] = Future()

    def run(self) -> None:
        try:
            self.answer.set_result(self._check())
        except Exception:  # whatever it is, its text might name the server
            self.answer.set_result("does not answer")


def database_check(engine: Callable[[], Engine]) -> Check:
    """The database answers, and its structure is the one that this version works with."""
    wanted = migrate.newest_number()

    def check() -> str | None:
        with engine().connect() as connection:
            found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
        return None if found == wanted else "the structure is not that of this version; run `planner db upgrade`"

    return check
