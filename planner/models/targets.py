"""The measure library, the indicators that are followed, SMART targets and what was observed."""

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import Boolean, CheckConstraint, Date, Index, Integer, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from planner.domain.values import Aggregation, Direction, MeasureType, Status, TrajectoryKind
from planner.models.base import (
    Archivable,
    Base,
    Findable,
    Instant,
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
from planner.models.needs import Need
from planner.models.people import Person
from planner.models.programs import Program

GOAL_UNIT = "goal"  # a measure with this unit takes unit and direction from the goal it is applied to


class Measure(Archivable, Versioned, Base):
    """A definition in the measure library."""

    __tablename__ = "measures"
    __table_args__ = (
        CheckConstraint("level BETWEEN 0 AND 5", name="level"),
        CheckConstraint("collected_every_days > 0", name="collected_every_days"),
    )

    id: Mapped[Key]
    code: Mapped[str] = mapped_column(String(64), unique=True)  # stable name for imports and exports
    name: Mapped[str] = mapped_column(String(200), unique=True)
    type: Mapped[MeasureType] = mapped_column(enum_column(MeasureType))
    level: Mapped[int] = mapped_column(Integer)  # Kirkpatrick/Phillips: 0 input … 5 return
    unit: Mapped[str] = mapped_column(String(40))
    direction: Mapped[Direction] = mapped_column(enum_column(Direction))
    aggregation: Mapped[Aggregation] = mapped_column(enum_column(Aggregation))
    formula: Mapped[str] = mapped_column(Text, default="")
    source: Mapped[str] = mapped_column(String(200), default="")
    is_survey: Mapped[bool] = mapped_column(Boolean, default=False)  # small groups are suppressed
    collected_every_days: Mapped[int] = mapped_column(Integer, default=14)
    steward_id: Mapped[int | None] = belongs_to("people.id", index=False)

    steward: Mapped[Person | None] = related()


class Indicator(Base):
    """A measure applied to one subject: a program, a goal, or the whole learning function of a cycle."""

    __tablename__ = "indicators"
    __table_args__ = (
        CheckConstraint("program_id IS NULL OR goal_id IS NULL", name="one_subject"),
        Index("uq_indicators_program", "measure_id", "program_id", "population", unique=True,
              sqlite_where=text("program_id IS NOT NULL"), postgresql_where=text("program_id IS NOT NULL")),
        Index("uq_indicators_goal", "measure_id", "goal_id", "population", unique=True,
              sqlite_where=text("goal_id IS NOT NULL"), postgresql_where=text("goal_id IS NOT NULL")),
        Index("uq_indicators_function", "measure_id", "cycle_id", "population", unique=True,
              sqlite_where=text("program_id IS NULL AND goal_id IS NULL"),
              postgresql_where=text("program_id IS NULL AND goal_id IS NULL")),
    )

    id: Mapped[Key]
    cycle_id: Mapped[int] = belongs_to("cycles.id")
    measure_id: Mapped[int] = belongs_to("measures.id")
    program_id: Mapped[int | None] = belongs_to("programs.id")
    goal_id: Mapped[int | None] = belongs_to("goals.id")
    population: Mapped[str] = mapped_column(String(200), default="")  # a part of the subject's audience, if not all

    cycle: Mapped[Cycle] = related()
    measure: Mapped[Measure] = related()
    program: Mapped[Program | None] = related()
    goal: Mapped[Goal | None] = related()

    @property
    def unit(self) -> str:
        """The measure's unit, or the goal's own where the measure says so (needs measure and goal loaded)."""
        return self.goal.unit if self.measure.unit == GOAL_UNIT and self.goal else self.measure.unit

    @property
    def direction(self) -> Direction:
        """Which way is better: the measure's direction, or the goal's own."""
        return self.goal.direction if self.measure.unit == GOAL_UNIT and self.goal else self.measure.direction


class Target(Findable, Archivable, Versioned, Stamped, Base):
    """A SMART target: one indicator from a baseline to a value by a date, along a trajectory, with one owner."""

    __tablename__ = "targets"
    __found_by__ = ("statement",)
    __found_within__ = "cycle_id"
    __table_args__ = (
        CheckConstraint("due_on > starts_on", name="dates"),
        Index("ix_targets_counts", "cycle_id", "archived_at", "goal_id", "program_id"),
        # What a plan still lacks is counted on each start page. The columns that are always empty here are named all the same:
        # otherwise SQLite holds an index that has them for the better one.
        Index("ix_targets_without_baseline", "cycle_id", "archived_at", "program_id",
              sqlite_where=text("baseline_value IS NULL AND archived_at IS NULL"),
              postgresql_where=text("baseline_value IS NULL AND archived_at IS NULL")),
        Index("ix_targets_without_need", "cycle_id", "archived_at", "need_id", "program_id",
              sqlite_where=text("need_id IS NULL AND no_need_reason = '' AND archived_at IS NULL"),
              postgresql_where=text("need_id IS NULL AND no_need_reason = '' AND archived_at IS NULL")),
        Index("ix_targets_indicator_id", "indicator_id", "archived_at"),  # those of a measure are counted
        Index("ix_targets_cycle_id_program_id_id", "cycle_id", "program_id", "id"),
        Index(None, "program_id", "archived_at"),
        CheckConstraint("override_status IS NULL OR override_reason <> ''", name="override_has_a_reason"),
    )

    id: Mapped[Key]
    cycle_id: Mapped[int] = belongs_to("cycles.id", index=False)
    indicator_id: Mapped[int] = belongs_to("indicators.id", index=False)
    goal_id: Mapped[int | None] = belongs_to("goals.id")
    program_id: Mapped[int | None] = belongs_to("programs.id", index=False)
    need_id: Mapped[int | None] = belongs_to("needs.id")
    no_need_reason: Mapped[str] = mapped_column(Text, default="")
    owner_id: Mapped[int | None] = belongs_to("people.id")
    collector_id: Mapped[int | None] = belongs_to("people.id")

    statement: Mapped[str] = mapped_column(String(300))
    baseline_value: Mapped[Decimal | None] = mapped_column(quantity())
    baseline_on: Mapped[date | None] = mapped_column(Date)
    target_value: Mapped[Decimal] = mapped_column(quantity())
    last_year_value: Mapped[Decimal | None] = mapped_column(quantity())
    starts_on: Mapped[date] = mapped_column(Date)
    due_on: Mapped[date] = mapped_column(Date)
    trajectory: Mapped[TrajectoryKind] = mapped_column(enum_column(TrajectoryKind), default=TrajectoryKind.LINEAR)
    is_cumulative: Mapped[bool] = mapped_column(Boolean, default=False)
    is_lagging: Mapped[bool] = mapped_column(Boolean, default=False)
    is_stretch: Mapped[bool] = mapped_column(Boolean, default=False)
    is_milestone: Mapped[bool] = mapped_column(Boolean, default=False)
    is_multi_year: Mapped[bool] = mapped_column(Boolean, default=False)
    source: Mapped[str] = mapped_column(String(200), default="")
    collected_every_days: Mapped[int] = mapped_column(Integer, default=14)

    override_status: Mapped[Status | None] = mapped_column(enum_column(Status))
    override_reason: Mapped[str] = mapped_column(Text, default="")
    override_by_id: Mapped[int | None] = belongs_to("people.id", index=False)
    override_on: Mapped[date | None] = mapped_column(Date)

    cycle: Mapped[Cycle] = related()
    indicator: Mapped[Indicator] = related()
    goal: Mapped[Goal | None] = related()
    program: Mapped[Program | None] = related()
    need: Mapped[Need | None] = related()
    owner: Mapped[Person | None] = related(foreign_keys=[owner_id])
    collector: Mapped[Person | None] = related(foreign_keys=[collector_id])
    override_by: Mapped[Person | None] = related(foreign_keys=[override_by_id])
    points: Mapped[list["TrajectoryPoint"]] = related(
        back_populates="target", cascade="all, delete-orphan", order_by="TrajectoryPoint.on"
    )
    steps: Mapped[list["Step"]] = related(back_populates="target", cascade="all, delete-orphan", order_by="Step.due_on")

    @property
    def ref(self) -> str:
        return target_ref(self.id)


def target_ref(target_id: int) -> str:
    """How people call a target."""
    return f"T-{target_id:03d}"


class TrajectoryPoint(Base):
    """A planned value on a day, for stepped and custom trajectories."""

    __tablename__ = "trajectory_points"
    __table_args__ = (UniqueConstraint("target_id", "on"),)

    id: Mapped[Key]
    target_id: Mapped[int] = belongs_to("targets.id", on_delete="CASCADE", index=False)
    on: Mapped[date] = mapped_column("on", Date)
    value: Mapped[Decimal] = mapped_column(quantity())

    target: Mapped[Target] = related(back_populates="points")


class Step(Base):
    """An action step towards a target: what, who, by when."""

    __tablename__ = "steps"

    id: Mapped[Key]
    target_id: Mapped[int] = belongs_to("targets.id", on_delete="CASCADE")
    what: Mapped[str] = mapped_column(String(300))
    owner_id: Mapped[int | None] = belongs_to("people.id", index=False)
    due_on: Mapped[date | None] = mapped_column(Date)
    done_on: Mapped[date | None] = mapped_column(Date)

    target: Mapped[Target] = related(back_populates="steps")
    owner: Mapped[Person | None] = related()


class Observation(Base):
    """An actual value for a period, with its source. Never changed: a correction supersedes it and says why.

    `value` is in the measure's unit. `to_date` is the value since the cycle's start, given for measures whose periods
    cannot be added up (distinct persons). Rates carry numerator and denominator.
    """

    __tablename__ = "observations"
    __table_args__ = (
        CheckConstraint("period_end >= period_start", name="period"),
        CheckConstraint("respondents IS NULL OR respondents >= 0", name="respondents"),
        CheckConstraint("denominator IS NULL OR denominator <> 0", name="denominator"),
        Index("ix_observations_indicator_id_period_end", "indicator_id", "period_end"),
        # One valid value for each period: the second of two people who enter it at once is told.
        Index("uq_observations_current", "indicator_id", "period_start", "period_end", unique=True,
              sqlite_where=text("superseded_at IS NULL"), postgresql_where=text("superseded_at IS NULL")),
    )

    id: Mapped[Key]
    indicator_id: Mapped[int] = belongs_to("indicators.id", index=False)
    period_start: Mapped[date] = mapped_column(Date)
    period_end: Mapped[date] = mapped_column(Date)
    value: Mapped[Decimal] = mapped_column(quantity())
    to_date: Mapped[Decimal | None] = mapped_column(quantity())
    numerator: Mapped[Decimal | None] = mapped_column(quantity())
    denominator: Mapped[Decimal | None] = mapped_column(quantity())
    respondents: Mapped[int | None] = mapped_column(Integer)
    source: Mapped[str] = mapped_column(String(200))
    note: Mapped[str] = mapped_column(Text, default="")
    recorded_at: Mapped[Instant]
    recorded_by_id: Mapped[int | None] = belongs_to("people.id", index=False)
    supersedes_id: Mapped[int | None] = belongs_to("observations.id", index=False, unique=True)
    superseded_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
    import_run_id: Mapped[int | None] = belongs_to("import_runs.id")

    indicator: Mapped[Indicator] = related()
    recorded_by: Mapped[Person | None] = related()
