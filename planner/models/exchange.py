"""Imports that were run, with what they reported."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from planner.models.base import Base, Instant, Key, UtcDateTime, belongs_to, related
from planner.models.people import Person


class ImportRun(Base):
    """One file that was offered. Staged until a person approves it; content and reading are dropped once it is applied."""

    __tablename__ = "import_runs"
    __table_args__ = (Index("ix_import_runs_sha256", "sha256"),)

    id: Mapped[Key]
    kind: Mapped[str] = mapped_column(String(40))
    file_name: Mapped[str] = mapped_column(String(255))
    sha256: Mapped[str] = mapped_column(String(64))
    options: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    report: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    content: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    reading: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)  # of a long file, so that it is read only once
    created_at: Mapped[Instant]
    created_by_id: Mapped[int | None] = belongs_to("people.id", index=False)
    applied_at: Mapped[datetime | None] = mapped_column(UtcDateTime())

    created_by: Mapped[Person | None] = related()
