"""Performance gaps that departments log, why they exist, and what was decided."""

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import Boolean, CheckConstraint, Date, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from planner.domain.values import CauseCell, Direction, NeedState
from planner.models.base import (
    Base,
    Findable,
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
from planner.models.goals import Goal
from planner.models.people import Department, Person

SCORES = ("impact", "reach", "urgency", "exposure", "effort")


class Need(Findable, Versioned, Stamped, Base):
    """A problem in how work goes, with current and desired value. A course is not a need."""

    __tablename__ = "needs"
    __found_by__ = ("title",)
    __found_within__ = "cycle_id"
    __table_args__ = (
        CheckConstraint("audience_size IS NULL OR audience_size >= 0", name="audience_size"),
        CheckConstraint(
            "state NOT IN ('approved','waitlisted','declined') OR decision_reason <> ''", name="decision_has_a_reason"
        ),
        Index("ix_needs_cycle_id_id", "cycle_id", "id"),
        Index("ix_needs_cycle_id_state_id", "cycle_id", "state", "id"),
        *(CheckConstraint(f"{score} IS NULL OR {score} BETWEEN 1 AND 5", name=score) for score in SCORES),
    )

    id: Mapped[Key]
    cycle_id: Mapped[int] = belongs_to("cycles.id", index=False)
    department_id: Mapped[int] = belongs_to("departments.id")
    requester_id: Mapped[int | None] = belongs_to("people.id")
    goal_id: Mapped[int | None] = belongs_to("goals.id")
    state: Mapped[NeedState] = mapped_column(enum_column(NeedState), default=NeedState.DRAFT)

    title: Mapped[str] = mapped_column(String(200))
    problem: Mapped[str] = mapped_column(Text, default="")
    indicator_name: Mapped[str] = mapped_column(String(200), default="")  # what current and desired are values of
    unit: Mapped[str] = mapped_column(String(40), default="")
    direction: Mapped[Direction] = mapped_column(enum_column(Direction), default=Direction.UP)
    current_value: Mapped[Decimal | None] = mapped_column(quantity())
    current_on: Mapped[date | None] = mapped_column(Date)
    desired_value: Mapped[Decimal | None] = mapped_column(quantity())
    evidence: Mapped[str] = mapped_column(Text, default="")
    consequence: Mapped[str] = mapped_column(Text, default="")
    audience: Mapped[str] = mapped_column(String(200), default="")
    audience_size: Mapped[int | None] = mapped_column(Integer)
    needed_by_on: Mapped[date | None] = mapped_column(Date)
    submitted_at: Mapped[datetime | None] = mapped_column(UtcDateTime())

    impact: Mapped[int | None] = mapped_column(Integer)
    reach: Mapped[int | None] = mapped_column(Integer)
    urgency: Mapped[int | None] = mapped_column(Integer)
    exposure: Mapped[int | None] = mapped_column(Integer)
    effort: Mapped[int | None] = mapped_column(Integer)

    decision_reason: Mapped[str] = mapped_column(Text, default="")
    decided_by_id: Mapped[int | None] = belongs_to("people.id", index=False)
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime())

    expectation_can: Mapped[str] = mapped_column(Text, default="")
    expectation_cannot: Mapped[str] = mapped_column(Text, default="")
    expectation_agreed_on: Mapped[date | None] = mapped_column(Date)

    cycle: Mapped[Cycle] = related()
    department: Mapped[Department] = related()
    requester: Mapped[Person | None] = related(foreign_keys=[requester_id])
    decided_by: Mapped[Person | None] = related(foreign_keys=[decided_by_id])
    goal: Mapped[Goal | None] = related()
    causes: Mapped[list["Cause"]] = related(back_populates="need", cascade="all, delete-orphan", order_by="Cause.id")

    @property
    def ref(self) -> str:
        return f"N-{self.id:03d}"

    @property
    def gap(self) -> Decimal | None:
        """Desired minus current, in the need's unit; None while either is unknown."""
        if self.current_value is None or self.desired_value is None:
            return None
        return self.desired_value - self.current_value


class Cause(Base):
    """Why the gap exists, in one of Gilbert's six cells. Only a knowledge cause is answered by training."""

    __tablename__ = "causes"
    __table_args__ = (UniqueConstraint("need_id", "cell"),)

    id: Mapped[Key]
    need_id: Mapped[int] = belongs_to("needs.id", on_delete="CASCADE", index=False)
    cell: Mapped[CauseCell] = mapped_column(enum_column(CauseCell))
    finding: Mapped[str] = mapped_column(Text, default="")
    is_accepted: Mapped[bool] = mapped_column(Boolean, default=False)

    need: Mapped[Need] = related(back_populates="causes")
