"""What was frozen, once more row by row.

The sealed snapshot stays the truth: `planner check` holds these rows against it, and triggers on both databases refuse to
change or delete them.
"""

from typing import Any

from sqlalchemy import JSON, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from planner.models.base import Base, Key, belongs_to


class FrozenRow:
    """A row of a list in its place; the section without a name has one row, what is no list."""

    id: Mapped[Key]
    section: Mapped[str] = mapped_column(String(20))
    position: Mapped[int] = mapped_column(Integer)
    department_id: Mapped[int | None] = mapped_column(Integer)  # as it was: no reference, so that it never changes
    content: Mapped[dict[str, Any]] = mapped_column(JSON)


class BaselineRow(FrozenRow, Base):
    """A row of an approved plan."""

    __tablename__ = "baseline_rows"
    __table_args__ = (
        UniqueConstraint("baseline_id", "section", "position"),
        # With the department at the end a list is narrowed and counted without reading the rows themselves.
        Index(None, "baseline_id", "section", "position", "department_id"),
    )

    baseline_id: Mapped[int] = belongs_to("baselines.id", index=False)


class ReviewRow(FrozenRow, Base):
    """A row of a long closed review; of a short one nothing is kept but its snapshot."""

    __tablename__ = "review_rows"
    __table_args__ = (UniqueConstraint("review_id", "section", "position"),)

    review_id: Mapped[int] = belongs_to("reviews.id", index=False)
