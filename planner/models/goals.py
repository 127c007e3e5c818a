"""Organizational goals and those who answer for them."""

from datetime import date
from decimal import Decimal

from sqlalchemy import Boolean, CheckConstraint, Date, Index, Integer, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from planner.domain.values import Direction
from planner.models.base import (
    Archivable,
    Base,
    Findable,
    Key,
    Stamped,
    Versioned,
    belongs_to,
    enum_column,
    quantity,
    related,
)
from planner.models.cycles import Cycle
from planner.models.people import Person


class Goal(Findable, Archivable, Versioned, Stamped, Base):
    """What the organization wants this year, in rank order; listed even when no learning is planned for it."""

    __tablename__ = "goals"
    __found_by__ = ("statement",)
    __found_within__ = "cycle_id"
    __table_args__ = (
        CheckConstraint("rank > 0", name="rank"),
        CheckConstraint("weight IS NULL OR (weight >= 0 AND weight <= 100000000)", name="weight"),
        CheckConstraint("learning_is_planned OR no_learning_reason <> ''", name="no_learning_has_a_reason"),
        Index("ix_goals_cycle_id_rank", "cycle_id", "rank"),
    )

    id: Mapped[Key]
    cycle_id: Mapped[int] = belongs_to("cycles.id", index=False)
    rank: Mapped[int] = mapped_column(Integer)
    weight: Mapped[Decimal | None] = mapped_column(quantity())  # percent of the cycle's attention, 0 to 100
    statement: Mapped[str] = mapped_column(String(300))
    rationale: Mapped[str] = mapped_column(Text, default="")
    outcome_measure: Mapped[str] = mapped_column(String(200), default="")
    unit: Mapped[str] = mapped_column(String(40), default="")
    direction: Mapped[Direction] = mapped_column(enum_column(Direction), default=Direction.UP)
    baseline_value: Mapped[Decimal | None] = mapped_column(quantity())
    baseline_on: Mapped[date | None] = mapped_column(Date)
    target_value: Mapped[Decimal | None] = mapped_column(quantity())
    due_on: Mapped[date | None] = mapped_column(Date)
    owner_id: Mapped[int | None] = belongs_to("people.id")
    learning_is_planned: Mapped[bool] = mapped_column(Boolean, default=True)
    no_learning_reason: Mapped[str] = mapped_column(Text, default="")

    cycle: Mapped[Cycle] = related()
    owner: Mapped[Person | None] = related()
    sponsorships: Mapped[list["Sponsorship"]] = related(
        back_populates="goal", cascade="all, delete-orphan", order_by="Sponsorship.is_lead.desc()"
    )

    @property
    def ref(self) -> str:
        return f"G-{self.id:03d}"


class Sponsorship(Base):
    """A person answers for a goal. `agreed_on` is the day on which they agreed; one sponsor leads."""

    __tablename__ = "sponsorships"
    __table_args__ = (
        UniqueConstraint("goal_id", "person_id"),
        Index("uq_sponsorships_one_lead", "goal_id", unique=True,
              sqlite_where=text("is_lead"), postgresql_where=text("is_lead")),
    )

    id: Mapped[Key]
    goal_id: Mapped[int] = belongs_to("goals.id", on_delete="CASCADE", index=False)
    person_id: Mapped[int] = belongs_to("people.id")
    is_lead: Mapped[bool] = mapped_column(Boolean, default=False)
    agreed_on: Mapped[date | None] = mapped_column(Date)
    agreement: Mapped[str] = mapped_column(Text, default="")

    goal: Mapped[Goal] = related(back_populates="sponsorships")
    person: Mapped[Person] = related()
