"""Running jobs: taking one under a lease, doing it, and putting down how it ended.

A lease says who runs a job and until when. Taking it is one conditional UPDATE, so two workers cannot have the same one.
Whoever finishes must still hold it: the last statement of a job's transaction checks that, and undoes everything otherwise.
"""

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import timedelta
from secrets import token_hex
from typing import Any

from sqlalchemy import Delete, Select, Update, and_, delete, or_, select, update

from planner.domain.messages import N_, Message
from planner.domain.retry import delay_after
from planner.domain.values import JobState
from planner.infra import jobs
from planner.infra.clock import now
from planner.infra.database import unit_of_work
from planner.infra.release import VERSION
from planner.models import Job, Worker, db

log = logging.getLogger(__name__)

AGAIN = timedelta(minutes=5)  # what was delivered once more gets this long before it is delivered yet again
MOST_AT_ONCE = 500  # jobs that one sweep delivers
KEEP_DONE = timedelta(days=30)
KEEP_UNDONE = timedelta(days=90)
HELD_AT_MOST = timedelta(days=7)  # what was held for longer is news no more: a person decides about it
WORKER_GONE_AFTER = timedelta(days=1)

LOST = N_("The worker ended while it ran.")
UNKNOWN = N_("This version of the planner does not know this job.")


class LeaseLost(Exception):
    """Somebody else runs the job by now, or it was cancelled; nothing of this attempt is kept."""


class OnHold(Exception):
    """Raised by a job that cannot be done for a reason which waiting does not cure; the text says which."""


class Useless(Exception):
    """Raised by a job that would fail however often it is tried; the text says why."""


@dataclass(slots=True)
class Run:
    """One attempt at a job. `result` is kept with it; `args` too, for the work may shorten it."""

    id: int
    name: str
    args: dict[str, Any]
    attempt: int
    lease: timedelta
    token: str
    result: dict[str, Any] | None = None
    is_finished: bool = field(default=False, init=False)

    def say(self, sentence: Message, details: Sequence[Message] = (), *, is_fine: bool = True) -> None:
        """Keep as the result what was found, for people to read."""
        self.result = {
            "is_fine": is_fine, "sentence": sentence.to_json(), "details": [detail.to_json() for detail in details],
        }

    @contextmanager
    def finishing(self) -> Iterator[Any]:
        """A unit of work at whose end the job is done: both are kept, or neither. Raises `LeaseLost`."""
        with unit_of_work() as session:
            yield session
            session.flush()
            self.close(JobState.DONE, result=self.result, args=self.args, reason="")
        self.is_finished = True

    def close(self, state: JobState, **values: Any) -> None:
        """Write down how it ended, inside a unit of work, if the lease is still ours."""
        values.setdefault("finished_at", now())
        statement = (
            update(Job)
            .where(Job.id == self.id, Job.lease_token == self.token)
            .values(state=state, lease_token=None, lease_until=None, **values)
        )
        if _execute(statement) != 1:
            raise LeaseLost(f"job {self.id}")


# The attempts of this process, by their token: a heartbeat prolongs their leases.
_running: dict[str, Run] = {}


def run(job_id: int, *, worker: str = "") -> bool:
    """Take the job, do it, and write down how it ended. False when there was nothing to do: done, taken or not yet due."""
    attempt = _take(job_id, worker)
    if attempt is None:
        return False
    _running[attempt.token] = attempt
    try:
        _do(attempt)
    except LeaseLost:
        log.warning("Somebody else runs job %s (%s) by now; this attempt is undone.", attempt.id, attempt.name)
    finally:
        _running.pop(attempt.token, None)
    return True


def _do(attempt: Run) -> None:
    handler = jobs.known().handlers[attempt.name]
    try:
        handler.work(attempt)
        if not attempt.is_finished:
            with attempt.finishing():
                pass
        log.info("Job %s (%s) is done.", attempt.id, attempt.name)
    except LeaseLost:
        raise
    except OnHold as why:
        with unit_of_work():
            attempt.close(JobState.HELD, reason=str(why), finished_at=None)
    except Useless as why:
        with unit_of_work():
            attempt.close(JobState.FAILED, reason=str(why)[:500])
    except Exception as error:  # whatever a job can raise is written down with it
        log.warning("Job %s (%s) failed at attempt %s.", attempt.id, attempt.name, attempt.attempt, exc_info=True)
        _put_back(attempt, f"{type(error).__name__}: {error}".strip(": ").splitlines()[0][:500], handler.attempts)
    except BaseException:  # the process is told to end: somebody else may begin at once
        with suppress(LeaseLost):
            _release(attempt)
        raise


def _put_back(attempt: Run, reason: str, attempts: int) -> None:
    with unit_of_work():
        if attempt.attempt >= attempts:
            attempt.close(JobState.FAILED, reason=reason)
            return
        at = now() + delay_after(attempt.attempt, seed=attempt.id)
        attempt.close(JobState.WAITING, reason=reason, run_at=at, deliver_at=at, finished_at=None)


def _release(attempt: Run) -> None:
    with unit_of_work():
        attempt.close(JobState.WAITING, run_at=now(), deliver_at=now(), finished_at=None)


def _take(job_id: int, worker: str) -> Run | None:
    handlers, token, at = jobs.known().handlers, token_hex(16), now()
    free = or_(
        and_(Job.state == JobState.WAITING, Job.run_at <= at), and_(Job.state == JobState.RUNNING, Job.lease_until <= at)
    )
    with unit_of_work():
        statement = (
            update(Job)
            .where(Job.id == job_id, free)
            .values(state=JobState.RUNNING, attempts=Job.attempts + 1, lease_token=token, worker=worker, started_at=at,
                    lease_until=at + jobs.GRACE, deliver_at=at + jobs.GRACE)
            .returning(Job.name, Job.args, Job.attempts)
        )
        row = db.session.execute(statement).one_or_none()
        if row is None:
            return None
        handler = handlers.get(row.name)
        attempt = Run(job_id, row.name, dict(row.args), row.attempts, handler.lease if handler else jobs.GRACE, token)
        if handler is None:
            attempt.close(JobState.FAILED, reason=UNKNOWN)
        elif attempt.attempt > handler.attempts:  # each attempt took its worker with it
            attempt.close(JobState.FAILED, reason=LOST)
        else:
            _prolong(attempt)
            return attempt
    return None


def _prolong(attempt: Run) -> None:
    until = now() + attempt.lease
    db.session.execute(
        update(Job).where(Job.id == attempt.id, Job.lease_token == attempt.token).values(lease_until=until, deliver_at=until)
    )


def run_due_jobs() -> int:
    """Run here and now, one after the other, whatever is due, and what becomes due by that. Returns how many ran."""
    n_runs = 0
    while due := db.session.scalars(
        select(Job.id).where(Job.state == JobState.WAITING, Job.run_at <= now()).order_by(Job.id).limit(MOST_AT_ONCE)
    ).all():
        n_runs += sum(run(job_id) for job_id in due)
    return n_runs


def sweep() -> int:
    """Deliver again what nobody has finished, in any number of processes at once. Returns how many were delivered."""
    with unit_of_work() as session:
        _let_go_on()
        job_ids = list(session.scalars(_overdue()))
        session.execute(update(Job).where(Job.id.in_(job_ids)).values(deliver_at=now() + AGAIN))
        for job_id in job_ids:
            jobs.deliver_after_commit(job_id)
    return len(job_ids)


def _overdue() -> Select[Any]:
    return (
        select(Job.id)
        .where(Job.state.in_((JobState.WAITING, JobState.RUNNING)), Job.deliver_at <= now())
        .order_by(Job.deliver_at, Job.id)
        .limit(MOST_AT_ONCE)
        .with_for_update(skip_locked=True)
    )


def _let_go_on() -> None:
    names = [name for name, handler in jobs.known().handlers.items() if handler.may_go_on and handler.may_go_on()]
    held = and_(Job.state == JobState.HELD, Job.name.in_(names), Job.created_at > now() - HELD_AT_MOST)
    db.session.execute(update(Job).where(held).values(state=JobState.WAITING, run_at=now(), deliver_at=now(), reason=""))


def give_up_everything(reason: str) -> int:
    """Cancel whatever is not over, inside a unit of work: the database is an older one again. Returns how many."""
    open_states = (JobState.WAITING, JobState.RUNNING, JobState.HELD)
    values = {"state": JobState.CANCELLED, "reason": reason, "finished_at": now(), "lease_token": None, "lease_until": None}
    db.session.execute(delete(Worker))
    return _execute(update(Job).where(Job.state.in_(open_states)).values(**values))


def make_scheduled_jobs() -> list[int]:
    """Make the jobs whose time has come. Of several processes exactly one makes each: the slot is their key."""
    due = [(name, handler.schedule.slot()) for name, handler in jobs.known().handlers.items() if handler.schedule]
    there = {
        tuple(row) for row in db.session.execute(
            select(Job.name, Job.key).where(Job.name.in_([name for name, _ in due]), Job.key.in_({slot for _, slot in due}))
        )
    }
    db.session.rollback()
    if not (missing := [one for one in due if one not in there]):
        return []
    with unit_of_work():
        made = [jobs.enqueue(name, {}, key=slot) for name, slot in missing]
    return [job_id for job_id in made if job_id is not None]


def show_life(worker: str) -> None:
    """The heartbeat of a worker's process: it is seen, and keeps the leases of what it runs."""
    with unit_of_work() as session:
        if not _execute(update(Worker).where(Worker.name == worker).values(seen_at=now())):
            session.add(Worker(name=worker, version=VERSION, started_at=now(), seen_at=now()))
            session.execute(delete(Worker).where(Worker.seen_at < now() - WORKER_GONE_AFTER))
        for attempt in list(_running.values()):
            _prolong(attempt)


def say_goodbye(worker: str) -> None:
    """A worker's process ends: what it still runs is anybody's from now on."""
    for attempt in list(_running.values()):
        with suppress(LeaseLost):
            _release(attempt)
    with unit_of_work() as session:
        session.execute(delete(Worker).where(Worker.name == worker))


def forget_old_jobs() -> int:
    """Take out what was done a month ago, and what was not a quarter ago. Inside a unit of work; returns how many."""
    done = and_(Job.state == JobState.DONE, Job.finished_at < now() - KEEP_DONE)
    undone = and_(
        Job.state.in_((JobState.HELD, JobState.FAILED, JobState.CANCELLED)), Job.created_at < now() - KEEP_UNDONE
    )
    return _execute(delete(Job).where(or_(done, undone)))


def _execute(statement: Update | Delete) -> int:
    """How many rows it changed."""
    result: Any = db.session.execute(statement)
    return int(result.rowcount)
