"""Planning years and the plans that were approved in them."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Date, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from planner.domain.values import CycleState
from planner.models.base import Base, Key, Stamped, UtcDateTime, Versioned, belongs_to, enum_column, related


class Cycle(Versioned, Stamped, Base):
    """A planning year: draft, in review, approved, closed. Days are inclusive."""

    __tablename__ = "cycles"
    __table_args__ = (CheckConstraint("ends_on > starts_on", name="dates"),)

    id: Mapped[Key]
    name: Mapped[str] = mapped_column(String(80), unique=True)
    starts_on: Mapped[date] = mapped_column(Date, index=True)
    ends_on: Mapped[date] = mapped_column(Date)
    purpose: Mapped[str] = mapped_column(Text, default="")
    state: Mapped[CycleState] = mapped_column(enum_column(CycleState), default=CycleState.DRAFT)
    submitted_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
    submitted_by_id: Mapped[int | None] = belongs_to("people.id", index=False)


class Baseline(Base):
    """The plan as it was approved: a frozen copy with its hash. A new baseline needs a reason; the old one stays."""

    __tablename__ = "baselines"
    __table_args__ = (UniqueConstraint("cycle_id", "number"),)

    id: Mapped[Key]
    cycle_id: Mapped[int] = belongs_to("cycles.id")
    number: Mapped[int] = mapped_column(Integer)
    approved_at: Mapped[datetime] = mapped_column(UtcDateTime())
    approved_by_id: Mapped[int | None] = belongs_to("people.id", index=False)
    reason: Mapped[str] = mapped_column(Text, default="")
    sha256: Mapped[str] = mapped_column(String(64))
    # Megabytes, and the last column: SQLite reads through them to what stands behind.
    snapshot: Mapped[dict[str, Any]] = mapped_column(JSON, deferred=True)

    cycle: Mapped[Cycle] = related()
    approved_by = related("Person")
