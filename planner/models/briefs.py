"""Documents for executives, frozen when issued."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Date, Integer, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from planner.domain.values import BriefState
from planner.models.base import Base, Key, Stamped, UtcDateTime, Versioned, belongs_to, enum_column, related
from planner.models.cycles import Cycle
from planner.models.goals import Goal
from planner.models.people import Person
from planner.models.programs import Program
from planner.models.targets import Target


class Brief(Versioned, Stamped, Base):
    """A brief of one or two pages. Issuing stores the snapshot, its hash and the PDF; after that nothing changes."""

    __tablename__ = "briefs"
    __table_args__ = (
        UniqueConstraint("cycle_id", "number"),
        CheckConstraint(
            "state <> 'issued' OR (sha256 IS NOT NULL AND pdf IS NOT NULL AND issued_at IS NOT NULL)",
            name="issued_is_frozen",
        ),
    )

    id: Mapped[Key]
    cycle_id: Mapped[int] = belongs_to("cycles.id", index=False)
    number: Mapped[int] = mapped_column(Integer)
    state: Mapped[BriefState] = mapped_column(enum_column(BriefState), default=BriefState.DRAFT)
    title: Mapped[str] = mapped_column(String(200))
    audience: Mapped[str] = mapped_column(String(200), default="")
    locale: Mapped[str] = mapped_column(String(8), default="en")
    as_of_on: Mapped[date] = mapped_column(Date)
    program_id: Mapped[int | None] = belongs_to("programs.id")  # None with no goal: the whole strategy
    goal_id: Mapped[int | None] = belongs_to("goals.id")
    chart_target_id: Mapped[int | None] = belongs_to("targets.id")
    verdict: Mapped[str] = mapped_column(Text, default="")
    ask: Mapped[str] = mapped_column(Text, default="")  # what we ask the reader to decide
    conclusions: Mapped[str] = mapped_column(Text, default="")
    recommendations: Mapped[str] = mapped_column(Text, default="")
    issued_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
    issued_by_id: Mapped[int | None] = belongs_to("people.id", index=False)
    snapshot: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True), deferred=True)
    sha256: Mapped[str | None] = mapped_column(String(64))
    pdf_sha256: Mapped[str | None] = mapped_column(String(64))
    pdf: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)

    cycle: Mapped[Cycle] = related()
    program: Mapped[Program | None] = related()
    goal: Mapped[Goal | None] = related()
    chart_target: Mapped[Target | None] = related()
    issued_by: Mapped[Person | None] = related()

    @property
    def ref(self) -> str:
        return f"B-{self.id:03d}"
