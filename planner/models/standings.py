"""Where targets stand now, kept beside them so that lists and counts need not work it out for each reader."""

from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Date, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from planner.domain.values import Status
from planner.models.base import Base, Key, belongs_to, enum_column, quantity


class TargetStanding(Base):
    """What is true of a target from `from_on` until the day before `until_on`, as long as nothing else is recorded.

    A status changes by itself when a value grows old or the due date passes, so a target has a row for each such stretch, and
    today's row is found by today's date: no job has to run at midnight. The rows are made in the transaction of whatever
    changes them (`planner.features.targets.keeping`). Targets that are put away have none. Days gone by are not kept: they
    are worked out from the values. Values are in the measure's unit, shares in percent.
    """

    __tablename__ = "target_standings"
    __table_args__ = (
        UniqueConstraint("target_id", "from_on"),
        CheckConstraint("until_on > from_on", name="days"),
        # The list of a cycle in the order of attention, and its counts, are read from this index alone.
        Index(
            "ix_target_standings_list", "cycle_id", "attention", "due_on", "target_id", "from_on", "until_on", "smart_until_on",
        ),
    )

    id: Mapped[Key]
    target_id: Mapped[int] = belongs_to("targets.id", on_delete="CASCADE", index=False)
    cycle_id: Mapped[int] = belongs_to("cycles.id", index=False)  # as the target's
    due_on: Mapped[date] = mapped_column(Date)  # as the target's
    from_on: Mapped[date] = mapped_column(Date)
    until_on: Mapped[date] = mapped_column(Date)

    status: Mapped[Status] = mapped_column(enum_column(Status))
    shown_status: Mapped[Status] = mapped_column(enum_column(Status, "shown_status"))  # the override, where there is one
    attention: Mapped[int] = mapped_column(Integer)  # place of the shown status in lists; 0 asks for most
    reason: Mapped[dict[str, Any]] = mapped_column(JSON)  # a message of the domain
    actual: Mapped[Decimal | None] = mapped_column(quantity())
    actual_on: Mapped[date | None] = mapped_column(Date)
    expected: Mapped[Decimal | None] = mapped_column(quantity())
    share: Mapped[Decimal | None] = mapped_column(quantity())
    forecast: Mapped[Decimal | None] = mapped_column(quantity())
    forecast_on: Mapped[date | None] = mapped_column(Date)
    forecast_low: Mapped[Decimal | None] = mapped_column(quantity())
    forecast_high: Mapped[Decimal | None] = mapped_column(quantity())
    forecast_share: Mapped[Decimal | None] = mapped_column(quantity())
    probability: Mapped[Decimal | None] = mapped_column(quantity())
    method: Mapped[str] = mapped_column(String(200), default="")
    n_points: Mapped[int] = mapped_column(Integer, default=0)  # behind the forecast
    n_suppressed: Mapped[int] = mapped_column(Integer, default=0)
    # The first day on which it is no longer SMART; the beginning of time when a rule fails. Only an owner who leaves
    # makes this a day in between.
    smart_until_on: Mapped[date] = mapped_column(Date)
    rules_version: Mapped[int] = mapped_column(Integer)
