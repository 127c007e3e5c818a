"""Fortnightly reviews and the corrective actions that come of them."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Date, Index, Integer, String, Text, UniqueConstraint, select, text
from sqlalchemy.orm import Mapped, mapped_column

from planner.domain.values import ActionState, ReviewState, Status
from planner.models.base import (
    Base,
    Key,
    Stamped,
    UtcDateTime,
    Versioned,
    belongs_to,
    enum_column,
    quantity,
    related,
)
from planner.models.cycles import Cycle
from planner.models.people import Person
from planner.models.programs import Program
from planner.models.targets import Target


class ReviewSeries(Versioned, Base):
    """A rhythm of meetings: from a first day, every so many days, until the cycle ends."""

    __tablename__ = "review_series"
    __table_args__ = (
        UniqueConstraint("cycle_id", "name"),
        CheckConstraint("every_days BETWEEN 1 AND 366", name="every_days"),
    )

    id: Mapped[Key]
    cycle_id: Mapped[int] = belongs_to("cycles.id", index=False)
    program_id: Mapped[int | None] = belongs_to("programs.id")  # None: the whole portfolio
    name: Mapped[str] = mapped_column(String(200))
    chair_id: Mapped[int | None] = belongs_to("people.id", index=False)
    first_on: Mapped[date] = mapped_column(Date)
    every_days: Mapped[int] = mapped_column(Integer, default=14)

    cycle: Mapped[Cycle] = related()
    program: Mapped[Program | None] = related()
    chair: Mapped[Person | None] = related()
    reviews: Mapped[list["Review"]] = related(back_populates="series", order_by="Review.number")


class Review(Versioned, Base):
    """One meeting. Closing it freezes what was seen in `snapshot`, with its hash."""

    __tablename__ = "reviews"
    __table_args__ = (
        UniqueConstraint("series_id", "number"),
        CheckConstraint("state <> 'closed' OR sha256 IS NOT NULL", name="closed_is_frozen"),
        Index("ix_reviews_coming", "held_on", "id", sqlite_where=text("state <> 'closed'"),
              postgresql_where=text("state <> 'closed'")),
        Index("ix_reviews_series_id_state_held_on_id", "series_id", "state", "held_on", "id"),
    )

    id: Mapped[Key]
    series_id: Mapped[int] = belongs_to("review_series.id", index=False)
    number: Mapped[int] = mapped_column(Integer)
    held_on: Mapped[date] = mapped_column(Date, index=True)
    state: Mapped[ReviewState] = mapped_column(enum_column(ReviewState), default=ReviewState.PLANNED)
    attendees: Mapped[str] = mapped_column(Text, default="")
    notes: Mapped[str] = mapped_column(Text, default="")
    opened_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
    closed_by_id: Mapped[int | None] = belongs_to("people.id", index=False)
    sha256: Mapped[str | None] = mapped_column(String(64))
    # Megabytes in a review of everything, and the last column: SQLite reads through them to what stands behind.
    snapshot: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True), deferred=True)

    series: Mapped[ReviewSeries] = related(back_populates="reviews")
    closed_by: Mapped[Person | None] = related()
    lines: Mapped[list["ReviewLine"]] = related(
        back_populates="review", cascade="all, delete-orphan", order_by="ReviewLine.id"
    )
    decisions: Mapped[list["Decision"]] = related(
        back_populates="review", cascade="all, delete-orphan", order_by="Decision.id"
    )

    @property
    def ref(self) -> str:
        return f"R-{self.id:03d}"


class ReviewLine(Versioned, Base):
    """What the meeting says of one target: analysis, recommendation, confidence, perhaps another status, with a reason."""

    __tablename__ = "review_lines"
    __table_args__ = (
        UniqueConstraint("review_id", "target_id"),
        CheckConstraint("confidence IS NULL OR confidence BETWEEN 1 AND 10", name="confidence"),
        CheckConstraint("override_status IS NULL OR override_reason <> ''", name="override_has_a_reason"),
    )

    id: Mapped[Key]
    review_id: Mapped[int] = belongs_to("reviews.id", on_delete="CASCADE", index=False)
    target_id: Mapped[int] = belongs_to("targets.id")
    analysis: Mapped[str] = mapped_column(Text, default="")
    recommendation: Mapped[str] = mapped_column(Text, default="")
    confidence: Mapped[int | None] = mapped_column(Integer)
    override_status: Mapped[Status | None] = mapped_column(enum_column(Status))
    override_reason: Mapped[str] = mapped_column(Text, default="")

    review: Mapped[Review] = related(back_populates="lines")
    target: Mapped[Target] = related()


class Decision(Stamped, Base):
    """Something that the meeting decided, and by whom."""

    __tablename__ = "decisions"

    id: Mapped[Key]
    review_id: Mapped[int] = belongs_to("reviews.id", on_delete="CASCADE")
    target_id: Mapped[int | None] = belongs_to("targets.id")
    what: Mapped[str] = mapped_column(Text)
    decided_by_id: Mapped[int | None] = belongs_to("people.id", index=False)

    review: Mapped[Review] = related(back_populates="decisions")
    target: Mapped[Target | None] = related()
    decided_by: Mapped[Person | None] = related()


def _cycle_of_its_target(context: Any) -> int:
    targets = Target.__table__
    wanted = context.get_current_parameters()["target_id"]
    found: int = context.connection.scalar(select(targets.c.cycle_id).where(targets.c.id == wanted))
    return found


class Action(Versioned, Stamped, Base):
    """A corrective action: what set it off, the root cause, owner, due date, expected effect; later verified."""

    __tablename__ = "actions"
    __table_args__ = (
        CheckConstraint("state <> 'verified' OR verified_on IS NOT NULL", name="verified_has_a_day"),
        CheckConstraint("state <> 'dropped' OR outcome_note <> ''", name="dropped_has_a_reason"),
        # A year's lists and counts, for a part of the targets too, are read from these alone; so is what waits to be verified.
        Index("ix_actions_list", "cycle_id", "state", "due_on", "id", "target_id", "owner_id", "effect_by_on"),
        Index("ix_actions_by_day", "cycle_id", "due_on", "id", "target_id"),
    )

    id: Mapped[Key]
    target_id: Mapped[int] = belongs_to("targets.id")
    # As the target's, which never moves to another year: lists and counts of a year find their actions by it.
    cycle_id: Mapped[int] = belongs_to("cycles.id", index=False, default=_cycle_of_its_target)
    review_id: Mapped[int | None] = belongs_to("reviews.id")
    state: Mapped[ActionState] = mapped_column(enum_column(ActionState), default=ActionState.OPEN)
    what: Mapped[str] = mapped_column(String(300))
    trigger: Mapped[str] = mapped_column(Text, default="")
    root_cause: Mapped[str] = mapped_column(Text, default="")
    owner_id: Mapped[int | None] = belongs_to("people.id")
    due_on: Mapped[date] = mapped_column(Date)
    expected_effect: Mapped[Decimal | None] = mapped_column(quantity())  # change of the measure, in its unit
    effect_by_on: Mapped[date | None] = mapped_column(Date)
    done_on: Mapped[date | None] = mapped_column(Date)
    verified_on: Mapped[date | None] = mapped_column(Date)
    verified_by_id: Mapped[int | None] = belongs_to("people.id", index=False)
    was_effective: Mapped[bool | None] = mapped_column()
    outcome_note: Mapped[str] = mapped_column(Text, default="")

    target: Mapped[Target] = related()
    review: Mapped[Review | None] = related()
    owner: Mapped[Person | None] = related(foreign_keys=[owner_id])
    verified_by: Mapped[Person | None] = related(foreign_keys=[verified_by_id])

    @property
    def ref(self) -> str:
        return f"A-{self.id:03d}"
