"""Values out of a file: to which indicator each belongs, and which are new, others, or not to be taken."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from planner.domain.cycles import fortnight_of
from planner.domain.errors import RuleBroken
from planner.domain.messages import N_, Message, msg
from planner.domain.tabular.observations import ObservationsReading, Subject, ValueRecord
from planner.domain.tabular.report import Refusal, Report
from planner.domain.tabular.spelling import name_key
from planner.domain.units import spelled
from planner.domain.values import Aggregation
from planner.features.targets.commands import BulkValue, compared, indicator_for, millionths, record_in_bulk
from planner.features.targets.queries import ValueRules, check_cycle, check_period
from planner.infra.clock import today
from planner.models import Cycle, Goal, Indicator, Measure, Organization, Program, db
from planner.permissions import Actor

Thing = TypeVar("Thing", Program, Goal)


@dataclass(frozen=True)
class ObservationsPlan:
    """What the file means here and now. Values of indicators that are still to be made come with a place, not with an id."""

    report: Report
    file_name: str
    values: tuple[BulkValue, ...] = ()
    makings: tuple["_Making", ...] = ()
    n_too_early: int = 0

    def carry_out(self, *, actor: Actor, run_id: int | None) -> dict[str, int]:
        """Make the indicators that are missing, and keep the values. Returns how many of each."""
        ids = {
            making.place: indicator_for(
                making.measure, cycle=making.cycle, program=making.program, goal=making.goal, population=making.population
            ).id
            for making in self.makings
        }
        values = [one._replace(indicator_id=ids[one.indicator_id]) if one.indicator_id < 0 else one for one in self.values]
        note = f"Read from {self.file_name}, in the place of an earlier value."
        recorded = record_in_bulk(values, actor=actor, note=note, import_run_id=run_id)
        return {
            "indicators_made": len(self.makings), "values_added": recorded.n_added, "values_replaced": recorded.n_superseded,
            "values_unchanged": recorded.n_unchanged, "values_too_early": self.n_too_early,
        }

    def foreseen(self) -> dict[str, int]:
        """What `carry_out` would return now; nothing is written, and so nothing has to be undone."""
        recorded = compared(self.values).recorded
        return {
            "indicators_made": len(self.makings), "values_added": recorded.n_added, "values_replaced": recorded.n_superseded,
            "values_unchanged": recorded.n_unchanged, "values_too_early": self.n_too_early,
        }


@dataclass(frozen=True)
class _Making:
    """An indicator that nobody has followed yet. Its place, below zero, stands for its id until it has one."""

    place: int
    measure: Measure
    cycle: Cycle
    program: Program | None
    goal: Goal | None
    population: str


@dataclass(slots=True)
class _Home:
    """Where the values of one subject go in one planning year, and what they must be like."""

    indicator_id: int
    cycle: Cycle
    measure: Measure
    rules: ValueRules
    source: str
    # Asked for every row: kept apart from the things they belong to, which are slower to ask.
    cycle_id: int
    is_last: bool


def plan_observations(reading: ObservationsReading, file_name: str, organization: Organization | None) -> ObservationsPlan:
    """Hold the values against what is followed here. Writes nothing."""
    report = reading.report
    if report.problems:
        return ObservationsPlan(report, file_name)
    work = _Placing(organization, report.columns)
    values = tuple(work.values(reading.records))
    report = replace(
        report, n_taken=len(values),
        refused=tuple(sorted((*report.refused, *work.refused), key=lambda refusal: refusal.row)),
    )
    return ObservationsPlan(report, file_name, values, tuple(work.makings), work.n_too_early)


class _Refused(Exception):
    """Why a value is not taken, and which field is the reason."""

    def __init__(self, reason: Message, field_name: str) -> None:
        super().__init__(reason)
        self.reason, self.field = reason, field_name


class _Placing:
    """Finds a home for each value. What is alike for many rows is looked up once."""

    def __init__(self, organization: Organization | None, columns: dict[str, str]) -> None:
        self.refused: list[Refusal] = []
        self.makings: list[_Making] = []
        self.n_too_early = 0
        self._columns, self._today = columns, today()
        self._currency = organization.currency if organization else ""
        self._cycles = list(db.session.scalars(select(Cycle).order_by(Cycle.starts_on)))
        self._measures = {name_key(word): one for one in db.session.scalars(select(Measure)) for word in (one.name, one.code)}
        self._things: dict[int, _Things] = {}
        self._homes: dict[tuple[Subject, int], _Home | _Refused] = {}
        self._cycle_ids: dict[tuple[str, date], int] = {}
        self._periods: dict[tuple[int, bool, date | None, date], tuple[date, date] | Message] = {}
        self._seen: dict[tuple[int, date, date], int] = {}

    def values(self, records: tuple[ValueRecord, ...]) -> Iterator[BulkValue]:
        for record in records:
            try:
                found = self._value(record)
            except _Refused as refused:
                column = self._columns.get(refused.field)
                shown = _shown(record, refused.field) if column else None
                self.refused.append(Refusal(record.row, refused.reason, column, shown))
            else:
                if found is not None:
                    yield found

    def _value(self, record: ValueRecord) -> BulkValue | None:
        if record.period_end > self._today:
            self.n_too_early += 1
            return None
        home = self._home(record)
        starts_on, ends_on = self._period(record, home)
        try:
            value = home.rules.value_of(
                record.value, record.to_date, record.numerator, record.denominator, record.respondents
            )
        except RuleBroken as error:
            raise _Refused(error.message, _FIELDS.get(error.field or "", error.field or "value")) from None
        place = (home.indicator_id, starts_on, ends_on)
        if (first := self._seen.setdefault(place, record.row)) != record.row:
            raise _Refused(msg(N_("Row %(row)s gives a value for the same thing and period."), row=first), "period_end")
        return BulkValue(
            *place, millionths(value) or 0, millionths(record.to_date), millionths(record.numerator),
            millionths(record.denominator), record.respondents, record.source or home.source, record.note,
        )

    def _period(self, record: ValueRecord, home: _Home) -> tuple[date, date]:
        key = (home.cycle_id, home.is_last, record.period_start, record.period_end)
        if (found := self._periods.get(key)) is None:
            found = self._periods[key] = self._checked_period(record, home)
        if isinstance(found, Message):
            raise _Refused(found, "period_end")
        return found

    def _checked_period(self, record: ValueRecord, home: _Home) -> tuple[date, date] | Message:
        starts_on, ends_on, cycle = record.period_start, record.period_end, home.cycle
        if starts_on is None:  # the fortnight that ends on this day, else the day itself
            fortnight = fortnight_of(ends_on, cycle.starts_on, cycle.ends_on)
            starts_on = fortnight.starts_on if fortnight and fortnight.ends_on == ends_on else ends_on
        try:
            check_period(starts_on, ends_on, cycle=cycle, aggregation=home.measure.aggregation, on=self._today)
        except RuleBroken as error:
            return error.message
        return starts_on, ends_on

    def _home(self, record: ValueRecord) -> _Home:
        day = (record.subject.cycle, record.period_end)
        if (cycle_id := self._cycle_ids.get(day)) is None:
            cycle_id = self._cycle_ids[day] = self._cycle(record).id
        key = (record.subject, cycle_id)
        if (found := self._homes.get(key)) is None:
            try:
                found = self._found_home(record.subject, self._cycle(record))
            except _Refused as refused:
                found = refused
            self._homes[key] = found
        if isinstance(found, _Refused):
            raise found
        return found

    def _cycle(self, record: ValueRecord) -> Cycle:
        wanted = record.subject.cycle
        for cycle in self._cycles:
            if cycle.name == wanted if wanted else cycle.starts_on <= record.period_end <= cycle.ends_on:
                return cycle
        if wanted:
            raise _Refused(msg(N_("There is no planning year of this name.")), "cycle")
        raise _Refused(msg(N_("The day lies in no planning year.")), "period_end")

    def _found_home(self, subject: Subject, cycle: Cycle) -> _Home:
        try:
            check_cycle(cycle)
        except RuleBroken as error:
            raise _Refused(error.message, "period_end") from None
        measure = self._measures.get(name_key(subject.measure))
        if measure is None:
            raise _Refused(msg(N_("The measure library has no measure of this name or code.")), "measure")
        things = self._things_of(cycle)
        program, goal = things.program(subject.program), things.goal(subject.goal)
        key = (measure.id, program.id if program else None, goal.id if goal else None, name_key(subject.population))
        indicator = things.indicators.get(key)
        if indicator is None:
            indicator = self._to_be_made(measure, cycle, program, goal, subject.population)
        self._check_unit(subject.unit, indicator.unit)
        is_last = measure.aggregation is Aggregation.LAST
        return _Home(indicator.id, cycle, measure, ValueRules.of(indicator), measure.source or _NO_SOURCE, cycle.id, is_last)

    def _to_be_made(
        self, measure: Measure, cycle: Cycle, program: Program | None, goal: Goal | None, population: str
    ) -> Indicator:
        if program is not None and goal is not None:
            raise _Refused(msg(N_("The row names a program and a goal. A value belongs to one of them.")), "goal")
        place = -1 - len(self.makings)
        self.makings.append(_Making(place, measure, cycle, program, goal, population))
        stand_in = Indicator(id=place, population=population)
        for name, value in (("measure", measure), ("goal", goal), ("program", program), ("cycle", cycle)):
            stand_in.__dict__[name] = value  # never in a session: it only lends its unit and direction
        return stand_in

    def _check_unit(self, told: str, unit: str) -> None:
        ours = self._currency + unit.removeprefix("money") if unit.startswith("money") else unit
        if told and spelled(told) not in (unit, spelled(ours)) and told != ours:
            raise _Refused(msg(N_("The measure is in %(unit)s."), unit=ours), "unit")

    def _things_of(self, cycle: Cycle) -> "_Things":
        if cycle.id not in self._things:
            self._things[cycle.id] = _Things.of(cycle)
        return self._things[cycle.id]


@dataclass
class _Things:
    """What the values of one planning year can be about."""

    programs: dict[str, Program]
    goals: dict[str, Goal]
    indicators: dict[tuple[int, int | None, int | None, str], Indicator]

    @staticmethod
    def of(cycle: Cycle) -> "_Things":
        programs = db.session.scalars(select(Program).where(Program.cycle_id == cycle.id))
        goals = db.session.scalars(select(Goal).where(Goal.cycle_id == cycle.id))
        indicators = db.session.scalars(
            select(Indicator).where(Indicator.cycle_id == cycle.id)
            .options(joinedload(Indicator.measure), joinedload(Indicator.goal))
        )
        return _Things(
            {name_key(one.name): one for one in programs}, {name_key(one.statement): one for one in goals},
            {(one.measure_id, one.program_id, one.goal_id, name_key(one.population)): one for one in indicators},
        )

    def program(self, name: str) -> Program | None:
        return self._named(self.programs, name, "program", msg(N_("There is no program of this name in the planning year.")))

    def goal(self, statement: str) -> Goal | None:
        return self._named(self.goals, statement, "goal", msg(N_("There is no such goal in the planning year.")))

    def _named(self, known: dict[str, Thing], name: str, field_name: str, missing: Message) -> Thing | None:
        if not name:
            return None
        found = known.get(name_key(name))
        if found is None:
            raise _Refused(missing, field_name)
        if getattr(found, "archived_at", None) is not None:
            raise _Refused(msg(N_("It was put away; nothing is recorded for it.")), field_name)
        return found


_NO_SOURCE = "imported file"
_FIELDS = {"to_date": "value_to_date"}


def _shown(record: ValueRecord, field_name: str) -> str:
    """The cell that is the reason, as near as the record still knows it."""
    name = {"value_to_date": "to_date"}.get(field_name, field_name)
    value = getattr(record.subject, name) if name in Subject._fields else getattr(record, name, "")
    return "" if value is None else str(value)
