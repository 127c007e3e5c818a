"""Values out of a file: to which indicator each belongs, and which are new, others, or not to be taken."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple, TypeVar

from sqlalchemy import select

from planner.domain.cycles import fortnight_of
from planner.domain.errors import RuleBroken
from planner.domain.messages import N_, Message, msg
from planner.domain.tabular.observations import COLUMNS, ObservationsReading, Subject
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


class _Home(NamedTuple):
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
    work = _Placing(reading, organization)
    values = tuple(work.values())
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

    def __init__(self, reading: ObservationsReading, organization: Organization | None) -> None:
        self.refused: list[Refusal] = []
        self.makings: list[_Making] = []
        self.n_too_early = 0
        self._reading, self._today = reading, today()
        self._said_cycles = [subject.cycle for subject in reading.subjects]
        self._stored = [millionths(number) for number in reading.numbers]
        self._currency = organization.currency if organization else ""
        self._cycles = list(db.session.scalars(select(Cycle).order_by(Cycle.starts_on)))
        self._by_id = {cycle.id: cycle for cycle in self._cycles}
        self._measures = {name_key(word): one for one in db.session.scalars(select(Measure)) for word in (one.name, one.code)}
        self._things: dict[int, _Things] = {}
        self._rules: dict[tuple[int, int | None], ValueRules] = {}
        self._homes: dict[tuple[int, int], _Home | _Refused] = {}
        self._cycle_ids: dict[tuple[str, int], int] = {}
        self._periods: dict[tuple[int, bool, int], tuple[date, date] | Message] = {}
        self._seen: dict[tuple[int, date, date], int] = {}

    def values(self) -> Iterator[BulkValue]:
        reading = self._reading
        for at, said in enumerate(zip(*(reading.columns[name] for name in COLUMNS), strict=True)):
            try:
                found = self._value(*said)
            except _Refused as refused:
                column = reading.report.columns.get(refused.field)
                shown = reading.said(at, refused.field) if column else None
                self.refused.append(Refusal(said[0], refused.reason, column, shown))
            else:
                if found is not None:
                    yield found

    def _value(
        self, row: int, subject: int, period: int, remark: int, value: int, to_date: int, numerator: int, denominator: int,
        respondents: int,
    ) -> BulkValue | None:
        """All are places, but the row."""
        reading, stored = self._reading, self._stored
        if reading.periods[period][1] > self._today:
            self.n_too_early += 1
            return None
        home = self._home(subject, period)
        starts_on, ends_on = self._period(period, home)
        numbers = reading.numbers
        n_answers = int(numbers[respondents] or 0) if respondents else None
        try:
            checked = home.rules.value_of(
                numbers[value], numbers[to_date], numbers[numerator], numbers[denominator], n_answers
            )
        except RuleBroken as error:
            raise _Refused(error.message, _FIELDS.get(error.field or "", error.field or "value")) from None
        place = (home.indicator_id, starts_on, ends_on)
        if (first := self._seen.setdefault(place, row)) != row:
            raise _Refused(msg(N_("Row %(row)s gives a value for the same thing and period."), row=first), "period_end")
        source, note = reading.remarks[remark]
        return BulkValue(
            *place, (stored[value] if checked is numbers[value] else millionths(checked)) or 0, stored[to_date],
            stored[numerator], stored[denominator], n_answers, source or home.source, note,
        )

    def _period(self, period: int, home: _Home) -> tuple[date, date]:
        key = (home.cycle_id, home.is_last, period)
        if (found := self._periods.get(key)) is None:
            found = self._periods[key] = self._checked_period(period, home)
        if isinstance(found, Message):
            raise _Refused(found, "period_end")
        return found

    def _checked_period(self, period: int, home: _Home) -> tuple[date, date] | Message:
        (starts_on, ends_on), cycle = self._reading.periods[period], home.cycle
        if starts_on is None:  # the fortnight that ends on this day, else the day itself
            fortnight = fortnight_of(ends_on, cycle.starts_on, cycle.ends_on)
            starts_on = fortnight.starts_on if fortnight and fortnight.ends_on == ends_on else ends_on
        try:
            check_period(starts_on, ends_on, cycle=cycle, aggregation=home.measure.aggregation, on=self._today)
        except RuleBroken as error:
            return error.message
        return starts_on, ends_on

    def _home(self, subject: int, period: int) -> _Home:
        day = (self._said_cycles[subject], period)
        if (cycle_id := self._cycle_ids.get(day)) is None:
            cycle_id = self._cycle_ids[day] = self._cycle(subject, period).id
        key = (subject, cycle_id)
        if (found := self._homes.get(key)) is None:
            try:
                found = self._found_home(self._reading.subjects[subject], self._by_id[cycle_id])
            except _Refused as refused:
                found = refused
            self._homes[key] = found
        if isinstance(found, _Refused):
            raise found
        return found

    def _cycle(self, subject: int, period: int) -> Cycle:
        wanted, ends_on = self._reading.subjects[subject].cycle, self._reading.periods[period][1]
        for cycle in self._cycles:
            if cycle.name == wanted if wanted else cycle.starts_on <= ends_on <= cycle.ends_on:
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
        indicator_id = things.indicator_ids.get(key)
        if indicator_id is None:
            indicator_id = self._to_be_made(measure, cycle, program, goal, subject.population)
        rules = self._rules_of(measure, goal)
        self._check_unit(subject.unit, rules.unit)
        is_last = measure.aggregation is Aggregation.LAST
        return _Home(indicator_id, cycle, measure, rules, measure.source or _NO_SOURCE, cycle.id, is_last)

    def _to_be_made(
        self, measure: Measure, cycle: Cycle, program: Program | None, goal: Goal | None, population: str
    ) -> int:
        if program is not None and goal is not None:
            raise _Refused(msg(N_("The row names a program and a goal. A value belongs to one of them.")), "goal")
        place = -1 - len(self.makings)
        self.makings.append(_Making(place, measure, cycle, program, goal, population))
        return place

    def _rules_of(self, measure: Measure, goal: Goal | None) -> ValueRules:
        key = (measure.id, goal.id if goal else None)
        if key not in self._rules:
            stand_in = Indicator()
            stand_in.__dict__.update(measure=measure, goal=goal)  # never in a session: it only lends its unit
            self._rules[key] = ValueRules.of(stand_in)
        return self._rules[key]

    def _check_unit(self, told: str, unit: str) -> None:
        ours = self._currency + unit.removeprefix("money") if unit.startswith("money") else unit
        if told and told not in (unit, ours) and spelled(told) not in (unit, spelled(ours)):
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
    indicator_ids: dict[tuple[int, int | None, int | None, str], int]

    @staticmethod
    def of(cycle: Cycle) -> "_Things":
        programs = db.session.scalars(select(Program).where(Program.cycle_id == cycle.id))
        goals = db.session.scalars(select(Goal).where(Goal.cycle_id == cycle.id))
        # By the ten thousand, of which only the number is asked: as plain rows.
        indicators = db.session.execute(
            select(Indicator.measure_id, Indicator.program_id, Indicator.goal_id, Indicator.population, Indicator.id)
            .where(Indicator.cycle_id == cycle.id)
        )
        return _Things(
            {name_key(one.name): one for one in programs}, {name_key(one.statement): one for one in goals},
            {(measure, program, goal, name_key(population)): key for measure, program, goal, population, key in indicators},
        )

    def program(self, name: str) -> Program | None:
        return self._named(self.programs, name, "program", _NO_PROGRAM)

    def goal(self, statement: str) -> Goal | None:
        return self._named(self.goals, statement, "goal", _NO_GOAL)

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
_NO_PROGRAM = msg(N_("There is no program of this name in the planning year."))
_NO_GOAL = msg(N_("There is no such goal in the planning year."))
_FIELDS = {"to_date": "value_to_date"}
