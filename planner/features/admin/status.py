"""Reads for the page “Status”: how the house is doing, and its jobs. The number of statements does not grow with them."""

import shutil
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Select, func, select, text
from sqlalchemy.engine import make_url

from planner.domain.messages import Message
from planner.domain.values import JobState
from planner.features.admin.jobs import BACKUP
from planner.infra import jobs, mail, migrate
from planner.infra.backups import keeping
from planner.infra.clock import now
from planner.infra.keyset import FIRST, By, Order, Page, Seek, page_of, whole
from planner.models import Account, Job, Worker, db

LATE_AFTER = timedelta(minutes=5)
OLD_BACKUP = timedelta(hours=48)
ALIVE_WITHIN = timedelta(minutes=1)
LEAST_FREE_SHARE = 0.1  # of the disk; below it the page warns
NEWEST_FIRST = Order(By(Job.id, whole, is_descending=True))
# What the list shows when nothing is chosen: everything that is not over.
OPEN = (JobState.WAITING, JobState.RUNNING, JobState.HELD, JobState.FAILED)


@dataclass(frozen=True, slots=True)
class Database:
    """Its kind, its size in bytes, and the migration that it stands at beside the newest one."""

    kind: str
    n_bytes: int
    stands_at: str
    newest: str


@dataclass(frozen=True, slots=True)
class Disk:
    """The disk that the data folder lies on, in bytes."""

    n_free: int
    n_bytes: int

    @property
    def is_short(self) -> bool:
        return self.n_free < self.n_bytes * LEAST_FREE_SHARE


@dataclass(frozen=True, slots=True)
class Work:
    """How many jobs there are in each state, mail apart, and how many are late by more than five minutes."""

    by_state: Mapping[JobState, int]
    mail_by_state: Mapping[JobState, int]
    n_late: int
    last_sent_at: datetime | None

    def n(self, name: str) -> int:
        """Jobs in the state of this name, mail too."""
        state = JobState(name)
        return self.by_state.get(state, 0) + self.mail_by_state.get(state, 0)

    def n_mail(self, name: str) -> int:
        return self.mail_by_state.get(JobState(name), 0)


@dataclass(frozen=True, slots=True)
class LastBackup:
    """When the last whole backup was made, as the folder and the ledger tell, and how many bytes it has."""

    at: datetime
    n_bytes: int

    @property
    def is_old(self) -> bool:
        return self.at < now() - OLD_BACKUP


@dataclass(frozen=True, slots=True)
class Routine:
    """Work that is done every day: its newest job, what the last finished one found, and at what time it is due."""

    name: str
    label: str
    at: str
    newest: Job | None
    last: Job | None

    @property
    def is_fine(self) -> bool:
        """Whether the last finished one found nothing wrong."""
        return bool(self.last and (self.last.result or {}).get("is_fine", True))

    @property
    def found(self) -> Message | None:
        sentence = (self.last.result or {}).get("sentence") if self.last else None
        return Message.from_json(sentence) if sentence else None

    @property
    def details(self) -> list[Message]:
        return [Message.from_json(one) for one in (self.last.result or {}).get("details", ())] if self.last else []


def database() -> Database:
    """The database as it is now."""
    connection = db.session.connection()
    stands_at = str(connection.scalar(text("SELECT version_num FROM alembic_version")) or "")
    is_postgresql = connection.dialect.name == "postgresql"
    size = "SELECT pg_database_size(current_database())" if is_postgresql else (
        "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()"
    )
    n_bytes = int(connection.scalar(text(size)) or 0)
    return Database("PostgreSQL" if is_postgresql else "SQLite", n_bytes, stands_at, migrate.newest_number())


def disk(data_dir: Path, database_url: str) -> Disk:
    """The disk of the database's file, or of the data folder when the database is elsewhere."""
    url = make_url(database_url)
    folder = Path(url.database).parent if url.get_backend_name() == "sqlite" and url.database else data_dir
    usage = shutil.disk_usage(folder if folder.exists() else Path.cwd())
    return Disk(usage.free, usage.total)


def work() -> Work:
    """Numbers of jobs."""
    by_state: tuple[Counter[JobState], Counter[JobState]] = (Counter(), Counter())
    for name, state, n in db.session.execute(select(Job.name, Job.state, func.count()).group_by(Job.name, Job.state)):
        by_state[name == mail.JOB][state] += n
    late = select(func.count()).where(Job.state == JobState.WAITING, Job.run_at < now() - LATE_AFTER)
    sent = select(func.max(Job.finished_at)).where(Job.name == mail.JOB, Job.state == JobState.DONE)
    n_late, last_sent_at = db.session.execute(select(late.scalar_subquery(), sent.scalar_subquery())).one()
    return Work(by_state[0], by_state[1], n_late, last_sent_at)


def workers() -> list[tuple[Worker, bool]]:
    """The processes that run jobs, the youngest first, and whether they live."""
    found = db.session.scalars(select(Worker).order_by(Worker.started_at.desc(), Worker.id.desc()).limit(50))
    return [(worker, worker.seen_at > now() - ALIVE_WITHIN) for worker in found]


def routines() -> list[Routine]:
    """The work of every day, by its time."""
    daily = {name: handler for name, handler in jobs.known().handlers.items() if handler.schedule}
    newest = _newest(select(func.max(Job.id)).where(Job.name.in_(daily)).group_by(Job.name))
    last = _newest(
        select(func.max(Job.id)).where(Job.name.in_(daily), Job.state == JobState.DONE).group_by(Job.name)
    )
    found = [
        Routine(name, handler.label, handler.schedule.at.isoformat("minutes"), newest.get(name), last.get(name))
        for name, handler in daily.items() if handler.schedule
    ]
    return sorted(found, key=lambda routine: routine.at)


def _newest(ids: Select[Any]) -> dict[str, Job]:
    return {job.name: job for job in db.session.scalars(select(Job).where(Job.id.in_(ids)))}


def last_backup(folder: Path, daily: list[Routine]) -> LastBackup | None:
    """The newest of the folder, or of another machine's worker if that is newer."""
    found = keeping.last_backup(folder)
    known = [LastBackup(found.made_at, found.n_bytes)] if found else []
    for job in (routine.last for routine in daily if routine.name == BACKUP):
        if job and job.finished_at and "n_bytes" in (job.result or {}):
            known.append(LastBackup(job.finished_at, int((job.result or {})["n_bytes"])))
    return max(known, key=lambda one: one.at, default=None)


def jobs_in(states: tuple[JobState, ...], seek: Seek = FIRST) -> Page[Job]:
    """The jobs in these states, the newest first."""
    return page_of(select(Job).where(Job.state.in_(states)), NEWEST_FIRST, seek)


def addressees(shown: list[Job]) -> dict[int, str]:
    """To which address each of these jobs that are letters goes."""
    accounts = {job.id: job.args.get("account_id") for job in shown if job.name == mail.JOB}
    query = select(Account.id, Account.email).where(Account.id.in_(accounts.values()))
    emails: dict[Any, str] = dict(db.session.execute(query).all())
    return {job_id: emails.get(account_id, "") for job_id, account_id in accounts.items()}


def job_for_update(job_id: int) -> Job | None:
    """One job, held until the transaction ends."""
    return db.session.scalar(select(Job).where(Job.id == job_id).with_for_update())
