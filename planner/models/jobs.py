"""The ledger of work to be done after a change or at a time, and the workers that do it. The row is the truth."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from planner.domain.values import JobState
from planner.models.base import Base, Instant, Key, Stamped, UtcDateTime, enum_column


class Job(Stamped, Base):
    """One piece of work. At most one of a name has a given key, for as long as the row is kept.

    Who has its `lease_token` runs it, until `lease_until`. At `deliver_at` its id is handed to a worker again, if nobody
    has finished it by then.
    """

    __tablename__ = "jobs"
    __table_args__ = (
        UniqueConstraint("name", "key"),
        Index("ix_jobs_state_deliver_at", "state", "deliver_at"),
        Index("ix_jobs_state_id", "state", "id"),
        Index("ix_jobs_name_state_finished_at", "name", "state", "finished_at"),
    )

    id: Mapped[Key]
    name: Mapped[str] = mapped_column(String(80))
    key: Mapped[str | None] = mapped_column(String(200))
    args: Mapped[dict[str, Any]] = mapped_column(JSON)
    state: Mapped[JobState] = mapped_column(enum_column(JobState), default=JobState.WAITING)
    run_at: Mapped[Instant]
    deliver_at: Mapped[Instant]
    attempts: Mapped[int] = mapped_column(Integer, default=0)
    lease_token: Mapped[str | None] = mapped_column(String(32))
    lease_until: Mapped[datetime | None] = mapped_column(UtcDateTime())
    worker: Mapped[str] = mapped_column(String(120), default="")
    started_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
    reason: Mapped[str] = mapped_column(Text, default="")
    result: Mapped[dict[str, Any] | None] = mapped_column(JSON)


class Worker(Base):
    """A process that runs jobs; `seen_at` moves on while it lives."""

    __tablename__ = "workers"

    id: Mapped[Key]
    name: Mapped[str] = mapped_column(String(120), unique=True)
    version: Mapped[str] = mapped_column(String(40))
    started_at: Mapped[Instant]
    seen_at: Mapped[Instant]
