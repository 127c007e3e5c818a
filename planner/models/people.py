"""The organization, its departments and its people."""

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import Boolean, CheckConstraint, Date, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from planner.models.base import Archivable, Base, Findable, Key, Name, UtcDateTime, Versioned, belongs_to, quantity, related


class Organization(Base):
    """The one organization that this installation serves, and its house rules."""

    __tablename__ = "organizations"
    __table_args__ = (
        CheckConstraint("fiscal_year_start_month BETWEEN 1 AND 12", name="fiscal_year_start_month"),
        CheckConstraint("band_at_risk < band_on_track", name="bands"),
    )

    id: Mapped[Key]
    name: Mapped[Name]
    currency: Mapped[str] = mapped_column(String(3), default="EUR")
    fiscal_year_start_month: Mapped[int] = mapped_column(Integer, default=1)
    is_demonstration: Mapped[bool] = mapped_column(Boolean, default=False)
    band_on_track: Mapped[Decimal] = mapped_column(quantity(), default=Decimal(95))
    band_at_risk: Mapped[Decimal] = mapped_column(quantity(), default=Decimal(80))
    minimum_respondents: Mapped[int] = mapped_column(Integer, default=5)


class Department(Findable, Archivable, Versioned, Base):
    """A part of the organization; departments form a tree."""

    __tablename__ = "departments"
    __found_by__ = ("name",)
    __table_args__ = (
        CheckConstraint("parent_id IS NULL OR parent_id <> id", name="not_its_own_parent"),
        Index("ix_departments_parent_id_name_id", "parent_id", "name", "id"),
    )

    id: Mapped[Key]
    name: Mapped[str] = mapped_column(String(200), unique=True)
    parent_id: Mapped[int | None] = belongs_to("departments.id", index=False)
    head_id: Mapped[int | None] = belongs_to("people.id", on_delete="SET NULL", is_circular=True)

    parent: Mapped["Department | None"] = related(remote_side="Department.id", foreign_keys=[parent_id])
    head: Mapped["Person | None"] = related(foreign_keys=[head_id])


class Person(Findable, Archivable, Versioned, Base):
    """Somebody who works here; may own, sponsor, ask and learn. Signing in needs an `Account` too."""

    __tablename__ = "people"
    __found_by__ = ("name", "email", "employee_number")
    __table_args__ = (
        CheckConstraint("left_on IS NULL OR started_on IS NULL OR left_on >= started_on", name="dates"),
        Index("ix_people_name_id", "name", "id"),
        Index("ix_people_department_id_name_id", "department_id", "name", "id"),
    )

    id: Mapped[Key]
    name: Mapped[str] = mapped_column(String(200))
    employee_number: Mapped[str | None] = mapped_column(String(64), unique=True)
    email: Mapped[str | None] = mapped_column(String(254), index=True)
    job_title: Mapped[str] = mapped_column(String(200), default="")
    department_id: Mapped[int | None] = belongs_to("departments.id", index=False)
    started_on: Mapped[date | None] = mapped_column(Date)
    left_on: Mapped[date | None] = mapped_column(Date)
    erased_at: Mapped[datetime | None] = mapped_column(UtcDateTime())  # from then on a number without a person

    department: Mapped[Department | None] = related(foreign_keys=[department_id])

    def found_text(self) -> str:
        # What all addresses of a house have in common would find everybody.
        return " ".join((self.name, (self.email or "").partition("@")[0], self.employee_number or ""))

    def is_active_on(self, day: date) -> bool:
        """Whether the person is not archived and has not left."""
        return self.archived_at is None and (self.left_on is None or self.left_on >= day)
