"""Programs: what is done about needs, for goals, with whom, when and for how much."""

from datetime import date
from decimal import Decimal

from sqlalchemy import CheckConstraint, Date, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from planner.domain.values import ImpactKind, ProgramState
from planner.models.base import (
    Archivable,
    Base,
    Findable,
    Key,
    Stamped,
    Versioned,
    belongs_to,
    enum_column,
    money,
    quantity,
    related,
)
from planner.models.cycles import Cycle
from planner.models.goals import Goal
from planner.models.needs import Need
from planner.models.people import Department, Person


class Program(Findable, Archivable, Versioned, Stamped, Base):
    """A set of solutions with an owner, dates, a budget and expected participants."""

    __tablename__ = "programs"
    __found_by__ = ("name",)
    __found_within__ = "cycle_id"
    __table_args__ = (
        UniqueConstraint("cycle_id", "name"),
        # How many there are, and what each of them lacks, is counted from this index alone.
        Index("ix_programs_counts", "cycle_id", "archived_at", "state", "department_id", "id"),
        Index("ix_programs_cycle_id_starts_on_name_id", "cycle_id", "starts_on", "name", "id"),
        CheckConstraint("starts_on IS NULL OR ends_on IS NULL OR ends_on >= starts_on", name="dates"),
        CheckConstraint("budget IS NULL OR budget >= 0", name="budget"),
        CheckConstraint("expected_participants IS NULL OR expected_participants >= 0", name="participants"),
    )

    id: Mapped[Key]
    cycle_id: Mapped[int] = belongs_to("cycles.id", index=False)
    name: Mapped[str] = mapped_column(String(200))
    purpose: Mapped[str] = mapped_column(Text, default="")
    audience: Mapped[str] = mapped_column(String(200), default="")
    state: Mapped[ProgramState] = mapped_column(enum_column(ProgramState), default=ProgramState.PROPOSED)
    department_id: Mapped[int | None] = belongs_to("departments.id")  # None: for the whole organization
    owner_id: Mapped[int | None] = belongs_to("people.id")
    sponsor_id: Mapped[int | None] = belongs_to("people.id", index=False)
    starts_on: Mapped[date | None] = mapped_column(Date)
    ends_on: Mapped[date | None] = mapped_column(Date)
    budget: Mapped[Decimal | None] = mapped_column(money())
    expected_participants: Mapped[int | None] = mapped_column(Integer)

    cycle: Mapped[Cycle] = related()
    department: Mapped[Department | None] = related()
    owner: Mapped[Person | None] = related(foreign_keys=[owner_id])
    sponsor: Mapped[Person | None] = related(foreign_keys=[sponsor_id])
    impacts: Mapped[list["Impact"]] = related(
        back_populates="program", cascade="all, delete-orphan", order_by="Impact.id"
    )
    answers: Mapped[list["ProgramNeed"]] = related(
        back_populates="program", cascade="all, delete-orphan", order_by="ProgramNeed.id"
    )

    @property
    def ref(self) -> str:
        return f"P-{self.id:03d}"


class Impact(Base):
    """The program serves the goal; what the sponsor expects of that, and since when it is agreed."""

    __tablename__ = "impacts"
    __table_args__ = (
        UniqueConstraint("program_id", "goal_id"),
        CheckConstraint("rating IS NULL OR rating IN ('high','medium','low')", name="rating"),
    )

    id: Mapped[Key]
    program_id: Mapped[int] = belongs_to("programs.id", on_delete="CASCADE", index=False)
    goal_id: Mapped[int] = belongs_to("goals.id")
    kind: Mapped[ImpactKind | None] = mapped_column(enum_column(ImpactKind))
    planned_value: Mapped[Decimal | None] = mapped_column(quantity())
    unit: Mapped[str] = mapped_column(String(40), default="")
    rating: Mapped[str | None] = mapped_column(String(8))
    agreed_by_id: Mapped[int | None] = belongs_to("people.id", index=False)
    agreed_on: Mapped[date | None] = mapped_column(Date)
    note: Mapped[str] = mapped_column(Text, default="")

    program: Mapped[Program] = related(back_populates="impacts")
    goal: Mapped[Goal] = related()
    agreed_by: Mapped[Person | None] = related()


class ProgramNeed(Base):
    """The program answers the need."""

    __tablename__ = "program_needs"
    __table_args__ = (UniqueConstraint("program_id", "need_id"),)

    id: Mapped[Key]
    program_id: Mapped[int] = belongs_to("programs.id", on_delete="CASCADE", index=False)
    need_id: Mapped[int] = belongs_to("needs.id")

    program: Mapped[Program] = related(back_populates="answers")
    need: Mapped[Need] = related()
