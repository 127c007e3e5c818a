"""The ledger of work to be done after a request: the row is the truth, the engine only delivers its id."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from planner.models.base import Base, Instant, Key, Stamped, UtcDateTime


class Job(Stamped, Base):
    """One piece of work: waiting, running (with a lease), done or failed."""

    __tablename__ = "jobs"
    __table_args__ = (
        CheckConstraint("state IN ('waiting','running','done','failed')", name="state"),
        Index("ix_jobs_state_run_after", "state", "run_after"),
    )

    id: Mapped[Key]
    name: Mapped[str] = mapped_column(String(80))
    arguments: Mapped[dict[str, Any]] = mapped_column(JSON)
    state: Mapped[str] = mapped_column(String(16), default="waiting")
    run_after: Mapped[Instant]
    attempts: Mapped[int] = mapped_column(Integer, default=0)
    leased_until: Mapped[datetime | None] = mapped_column(UtcDateTime())
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
    last_error: Mapped[str] = mapped_column(Text, default="")
