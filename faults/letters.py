"""The mail server goes away and comes back, and workers are killed while they send. Every letter arrives.

Outside the database a thing can only be done at least once: a letter may come twice, with the same Message-ID.
"""

import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from random import Random
from typing import Any

from aiosmtpd.controller import Controller

from faults.base import Base, restore
from faults.journal import Trial
from faults.kills import kill
from faults.operations import Operation
from faults.site import Site, free_port

HOUR = 3600
SECONDS_TO_WAIT = 60


@dataclass
class Mailbox:
    """A mail server of our own, which takes its time over each letter and remembers them all."""

    port: int = field(default_factory=free_port)
    ids: list[str] = field(default_factory=list)

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802  the name that is looked for
        head = envelope.content.decode("utf-8", "replace").split("\r\n\r\n")[0]
        self.ids += [line.partition(":")[2].strip() for line in head.splitlines() if line.lower().startswith("message-id:")]
        return "250 taken"

    @contextmanager
    def open(self) -> Iterator[None]:
        controller = Controller(self, hostname="127.0.0.1", port=self.port)
        controller.start()
        try:
            yield
        finally:
            controller.stop()


def writes_letters(base: Base, operation: Operation) -> bool:
    """Whether it leaves work in the ledger that somebody may be written to about; not what is done every day anyway."""
    if operation.kind.startswith("/admin/status/"):
        return False
    return len(operation.after.rows.get("jobs", ())) > len(base.picture.rows.get("jobs", ()))


def letters(site: Site, base: Base, operation: Operation, random: Random) -> Trial:
    """Something is saved that people are written to about; the mail server is away, a worker dies, then all is well again."""
    trial = Trial(site.store.kind, "mail server away and worker killed", operation.kind, n_kills=3)
    restore(site)
    for path in site.folder.glob("queue.db*"):
        path.unlink()
    mailbox = Mailbox()
    site.extra |= {"PLANNER_SMTP_HOST": "127.0.0.1", "PLANNER_SMTP_PORT": str(mailbox.port), "PLANNER_SMTP_SECURITY": "none"}
    try:
        with site.serving() as server:
            visitor = base.visitor(operation.who, server.port)
            trial.writes = int(operation.send(visitor, operation.form(visitor)).status == 303)
        _work(site, 0, until=lambda: _n(site, "attempts > 0") > 0 or not _n_open(site))
        began = time.monotonic()
        with mailbox.open():
            _work(site, 2 * HOUR, until=lambda: bool(mailbox.ids) or not _n_open(site), random=random)
            _work(site, 5 * HOUR, until=lambda: not _n_open(site))
        trial.seconds_in = time.monotonic() - began
        _compare(site, trial, mailbox)
        trial.problems += site.problems()
    finally:
        for name in ("HOST", "PORT", "SECURITY"):
            del site.extra[f"PLANNER_SMTP_{name}"]
    return trial


def _work(site: Site, clock_seconds: float, *, until: Callable[[], bool], random: Random | None = None) -> None:
    """Let a worker run until something is the case; then it is killed."""
    pid, _said = site.begin_command("worker", clock_seconds=clock_seconds)
    deadline = time.monotonic() + SECONDS_TO_WAIT
    while time.monotonic() < deadline and not until():
        time.sleep(0.05 if random is None else random.uniform(0.001, 0.05))
    kill(pid)
    site.launcher.wait(pid)


def _n(site: Site, condition: str) -> int:
    return int(str(site.store.ask(f"SELECT count(*) FROM jobs WHERE name = 'mail.send' AND ({condition})")[0][0]))


def _n_open(site: Site) -> int:
    """How much is still to be done, letters and what they are made from; not what is done every day."""
    return int(str(site.store.ask("SELECT count(*) FROM jobs WHERE key IS NULL AND state IN ('waiting', 'running')")[0][0]))


def _compare(site: Site, trial: Trial, mailbox: Mailbox) -> None:
    n_done, n_held = _n(site, "state = 'done'"), _n(site, "state = 'held'")
    n_letters = _n(site, "1 = 1")
    arrived = Counter(mailbox.ids)
    trial.left = f"{n_letters} letters, {sum(arrived.values()) - len(arrived)} of them twice"
    if n_done + n_held != n_letters:
        trial.problems.append(f"of {n_letters} letters {n_done} are done and {n_held} on hold")
    if len(arrived) < n_done:
        trial.lost.append(f"{n_done} letters are done, {len(arrived)} arrived")
    if len(arrived) > n_letters:
        trial.doubled.append(f"{len(arrived)} different letters of {n_letters}")
