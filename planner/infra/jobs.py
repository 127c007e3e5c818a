"""Work to be done after a change or at a time: a ledger of rows, written in the transaction of the change.

The row is the truth. A change that is rolled back leaves no job; one that is committed leaves a job for good, and hands its
id to the queue, which may lose it: a sweep hands over again what nobody has finished. So a job runs at least once, and its
work must bear being repeated. `jobs_running` runs it, `jobs_worker` is the process around that.
"""

import logging
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import Any, Protocol, cast

from flask import Flask, current_app
from sqlalchemy import event
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from planner.domain.values import JobState
from planner.infra.clock import clock, now, today
from planner.models import Job, db

log = logging.getLogger(__name__)

# What was committed is with a worker in milliseconds. Whoever still waits after this was lost on the way, or stands in line.
GRACE = timedelta(minutes=1)
_COMMITTING = "jobs to deliver"
_muted: ContextVar[bool] = ContextVar("jobs_are_muted", default=False)


@dataclass(frozen=True, slots=True)
class Daily:
    """Once a day at this time of the organization's zone; a day on which no worker lived is caught up once."""

    at: time

    def slot(self) -> str:
        """The name of the day that is due now: of several workers, exactly one can make its job."""
        day = today()
        return (day if now() >= clock.instant(day, self.at) else day - timedelta(days=1)).isoformat()


@dataclass(frozen=True, slots=True)
class Handler:
    """How jobs of one name are done.

    `work` gets the `jobs_running.Run`; it opens its own units of work, and must bear being repeated. `label` says to people
    what it is. After `attempts` failures the job is given up. A worker that is not heard of for `lease` has lost the job.
    `may_go_on` says whether what is on hold can be done by now.
    """

    work: Callable[[Any], None]
    label: str
    attempts: int = 8
    lease: timedelta = timedelta(minutes=2)
    schedule: Daily | None = None
    may_go_on: Callable[[], bool] | None = None


class Queue(Protocol):
    """What carries ids to the workers."""

    def deliver(self, job_id: int) -> None: ...

    def close(self) -> None: ...


@dataclass(slots=True)
class Jobs:
    """The jobs of one application."""

    queue: Queue
    handlers: dict[str, Handler] = field(default_factory=dict)


def wire(app: Flask, handlers: Iterable[Mapping[str, Handler]], queue: Queue) -> None:
    """Make the rooms' handlers known, and deliver through `queue` what is committed."""
    jobs = app.extensions["jobs"] = Jobs(queue)
    for some in handlers:
        if twice := jobs.handlers.keys() & some.keys():
            raise ValueError(f"two handlers for the job {sorted(twice)}")
        jobs.handlers.update(some)
    if not event.contains(Session, "after_commit", _deliver_committed):
        event.listen(Session, "after_commit", _deliver_committed)
        event.listen(Session, "after_rollback", _forget_undone)


def known() -> Jobs:
    """The jobs of the current application."""
    return cast(Jobs, current_app.extensions["jobs"])


def enqueue(name: str, args: Mapping[str, Any], *, key: str | None = None, run_at: datetime | None = None) -> int | None:
    """Have the job `name` done once this transaction is committed, or at `run_at`. Returns its id.

    `args` is plain JSON: ids and words, never secrets. With a `key` there is at most one job of this name and key; None
    says that it was there already (or that jobs are muted). Raises `LookupError` for a name that nobody handles.
    """
    if name not in known().handlers:
        raise LookupError(f"nobody handles the job {name!r}")
    if _muted.get():
        return None
    at = now()
    is_later = run_at is not None and run_at > at
    values = {
        "name": name, "key": key, "args": dict(args), "state": JobState.WAITING, "run_at": run_at or at, "attempts": 0,
        "deliver_at": run_at if is_later else at + GRACE, "created_at": at, "worker": "", "reason": "",
    }
    job_id: int | None = db.session.scalar(_insert().values(**values).returning(Job.id))
    if job_id is not None and not is_later:
        deliver_after_commit(job_id)
    return job_id


def _insert() -> Any:
    if db.session.get_bind().dialect.name == "postgresql":
        return postgresql.insert(Job).on_conflict_do_nothing(index_elements=["name", "key"])
    return sqlite.insert(Job).on_conflict_do_nothing(index_elements=["name", "key"])


@contextmanager
def muted() -> Iterator[None]:
    """Inside, nothing is enqueued: a story is told, or data is brought over, of which nobody is to hear."""
    token = _muted.set(True)
    try:
        yield
    finally:
        _muted.reset(token)


def deliver_after_commit(job_id: int) -> None:
    """Hand the id to a worker when this transaction is committed."""
    db.session.info.setdefault(_COMMITTING, []).append(job_id)


def deliver(job_ids: Iterable[int]) -> None:
    """Hand ids to the workers now. A queue that cannot be reached loses nothing: the next sweep delivers."""
    queue = known().queue
    for job_id in job_ids:
        try:
            queue.deliver(job_id)
        except Exception:  # whatever the queue's engine raises: the change is committed, and the ledger has the job
            log.warning("The queue took no job; the next sweep delivers what waits.", exc_info=True)
            return


def _deliver_committed(session: Session) -> None:
    if session.in_nested_transaction():  # only a savepoint ends; the change itself may still be undone
        return
    if job_ids := session.info.pop(_COMMITTING, None):
        deliver(job_ids)


def _forget_undone(session: Session) -> None:
    if not session.in_nested_transaction():
        session.info.pop(_COMMITTING, None)
