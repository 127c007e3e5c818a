"""Training records out of a file: values per program and fortnight, and which programs and planning years are missing."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby

from sqlalchemy import select

from planner.domain.cycles import fiscal_year, fortnight_of
from planner.domain.messages import N_, Message, msg
from planner.domain.tabular.questions import Question
from planner.domain.tabular.report import Proposal, Refusal, Report
from planner.domain.tabular.spelling import name_key
from planner.domain.tabular.training_records import TrainingReading
from planner.domain.training import TrainingRecord, fortnight_figures
from planner.domain.values import CycleState
from planner.features.cycles.commands import create_cycle
from planner.features.cycles.queries import overlapping_cycle
from planner.features.exchange.values import entries_of, first_periods, measures
from planner.features.programs.commands import create_program
from planner.features.targets.commands import Entry, Recorded, indicator_for, record_observations
from planner.infra.clock import today
from planner.models import Cycle, Organization, Person, Program, db
from planner.permissions import Actor


@dataclass(frozen=True, slots=True)
class Year:
    """A planning year that is here, or that would be made, with its records."""

    name: str
    starts_on: date
    ends_on: date
    cycle: Cycle | None
    records: tuple[TrainingRecord, ...]


@dataclass(frozen=True)
class TrainingPlan:
    """What the file means here and now."""

    report: Report
    file_name: str
    years: tuple[Year, ...] = ()

    def carry_out(self, *, actor: Actor, run_id: int | None) -> dict[str, int]:
        """Make the years and programs that are missing, and keep the values. Returns how many of each."""
        effects = Counter(cycles_made=0, programs_made=0)
        for year in self.years:
            cycle = year.cycle
            if cycle is None:
                values = {"name": year.name, "starts_on": year.starts_on, "ends_on": year.ends_on}
                cycle = create_cycle(actor=actor, values=values)
                effects["cycles_made"] += 1
            programs, first_days = _programs_of(cycle.id), first_periods([cycle.id])
            figures = fortnight_figures(year.records, cycle.starts_on, cycle.ends_on)
            for name, group in groupby(figures, key=lambda one: one.program):
                program = programs.get(name_key(name))
                if program is None:
                    program = create_program(cycle, actor=actor, values={"name": name})
                    effects["programs_made"] += 1
                of_program = list(group)
                starts_on = of_program[0].period.starts_on
                knows_the_start = first_days.get(program.id, starts_on) >= starts_on
                entries = entries_of(of_program, self.file_name, knows_the_start=knows_the_start)
                for recorded in self._record(entries, cycle, program, actor, run_id):
                    effects.update(_counted(recorded))
        return dict(effects)

    def _record(
        self, entries: Mapping[str, Sequence[Entry]], cycle: Cycle, program: Program, actor: Actor, run_id: int | None
    ) -> Iterator[Recorded]:
        """Keep the values of one program in one year, measure by measure."""
        library = measures()
        note = f"Read from {self.file_name}, in the place of an earlier value."
        for code, listed in entries.items():
            if any(entry.period_end <= today() for entry in listed):
                indicator = indicator_for(library[code], cycle=cycle, program=program)
                yield record_observations(indicator, listed, actor=actor, note=note, import_run_id=run_id)
            else:  # nothing to keep yet, so nothing to follow either
                yield Recorded(n_too_early=len(listed))


def _counted(recorded: Recorded) -> dict[str, int]:
    return {
        "values_added": recorded.n_added, "values_replaced": recorded.n_superseded,
        "values_unchanged": recorded.n_unchanged, "values_too_early": recorded.n_too_early,
    }


def plan_training_records(reading: TrainingReading, file_name: str, organization: Organization | None) -> TrainingPlan:
    """Hold the records against the planning years and programs that are here. Writes nothing."""
    report = reading.report
    if report.problems:
        return TrainingPlan(report, file_name)
    placing = _Placing(reading, organization.fiscal_year_start_month if organization else 1)
    years, refused = placing.years(), placing.refused
    problems = (*placing.problems, *_other_currency(reading, organization))
    n_taken = sum(len(year.records) for year in years)
    report = replace(
        report, problems=problems, n_taken=n_taken, proposals=tuple(_proposals(years)),
        refused=tuple(sorted((*report.refused, *refused), key=lambda refusal: refusal.row)),
        warnings=(*report.warnings, *_unknown_people(reading), *_parts_of_years(years)),
    )
    if problems:
        return TrainingPlan(replace(report, n_taken=0, proposals=()), file_name)
    return TrainingPlan(report, file_name, years)


class _Placing:
    """Puts each record into the planning year that holds its day, else into the organization's fiscal year."""

    def __init__(self, reading: TrainingReading, start_month: int) -> None:
        self.refused: list[Refusal] = []
        self.problems: list[Question] = []
        self._start_month = start_month
        self._columns = reading.report.columns
        self._cycles = list(db.session.scalars(select(Cycle).order_by(Cycle.starts_on)))
        self._records: dict[tuple[str, date, date], list[TrainingRecord]] = {}
        self._cycle_of: dict[tuple[str, date, date], Cycle | None] = {}
        for record in reading.records:
            self._place(record)

    def _place(self, record: TrainingRecord) -> None:
        cycle = next((one for one in self._cycles if one.starts_on <= record.on <= one.ends_on), None)
        if cycle is not None and cycle.state is CycleState.CLOSED:
            reason = msg(N_("%(cycle)s is closed; its values no longer change."), cycle=cycle.name)
            self.refused.append(Refusal(record.row, reason, self._columns.get("date"), record.on.isoformat()))
            return
        year = cycle or fiscal_year(record.on, self._start_month)
        key = (year.name, year.starts_on, year.ends_on)
        self._cycle_of[key] = cycle
        self._records.setdefault(key, []).append(record)

    def years(self) -> tuple[Year, ...]:
        years = []
        for key, records in sorted(self._records.items(), key=lambda item: item[0][1]):
            cycle = self._cycle_of[key]
            if cycle is None:
                self._check_free(*key, records)
            years.append(Year(*key, cycle, tuple(self._without_archived(records, cycle))))
        return tuple(year for year in years if year.records)

    def _check_free(self, name: str, starts_on: date, ends_on: date, records: Sequence[TrainingRecord]) -> None:
        """A year of that name, or one that shares days with it, is in the way: a person has to decide."""
        other = overlapping_cycle(starts_on, ends_on) or next((one for one in self._cycles if one.name == name), None)
        if other is not None:
            sentence = N_(
                "Records of %(day)s and other days lie in no planning year, and %(name)s cannot be opened for them beside "
                "%(other)s (%(first)s to %(last)s). Open a year for these days, or change the days of %(other)s."
            )
            day = min(record.on for record in records)
            self.problems.append(Question(
                msg(sentence, day=day, name=name, other=other.name, first=other.starts_on, last=other.ends_on)
            ))

    def _without_archived(self, records: Iterable[TrainingRecord], cycle: Cycle | None) -> Iterable[TrainingRecord]:
        programs = _programs_of(cycle.id) if cycle else {}
        for record in records:
            program = programs.get(name_key(record.program))
            if program is None or program.archived_at is None:
                yield record
                continue
            reason = msg(N_("This program was put away; nothing is recorded for it."))
            self.refused.append(Refusal(record.row, reason, self._columns.get("program"), record.program))


def _programs_of(cycle_id: int) -> dict[str, Program]:
    """The programs of a cycle by the key of their name; those that were put away only where no other has it."""
    query = select(Program).where(Program.cycle_id == cycle_id).order_by(Program.archived_at.is_(None), Program.id.desc())
    return {name_key(program.name): program for program in db.session.scalars(query)}


def _proposals(years: Iterable[Year]) -> Iterable[Proposal]:
    for year in years:
        if year.cycle is None:
            yield Proposal("cycle", year.name, len(year.records))
    for year in years:
        known = _programs_of(year.cycle.id) if year.cycle else {}
        for name, n in sorted(Counter(record.program for record in year.records).items()):
            if name_key(name) not in known:
                yield Proposal("program", name, n, within=year.name)


def _other_currency(reading: TrainingReading, organization: Organization | None) -> list[Question]:
    if organization is None or reading.currency is None or reading.currency == organization.currency:
        return []
    sentence = N_("The costs are in %(theirs)s, and the organization counts in %(ours)s. Convert them first, or leave them out.")
    return [Question(msg(sentence, theirs=reading.currency, ours=organization.currency))]


def _unknown_people(reading: TrainingReading) -> list[Message]:
    """A word on participants who are not in the directory. They count all the same."""
    columns = reading.report.columns
    column = Person.employee_number if "employee_number" in columns else Person.email if "email" in columns else None
    if column is None:
        return []
    known = {name_key(value) for value in db.session.scalars(select(column).where(column.is_not(None))) if value}
    persons = {name_key(record.person) for record in reading.records}
    if not (n_unknown := len(persons - known)):
        return []
    sentence = N_("Of %(n)s participants, %(unknown)s are not among the people here. They count all the same.")
    return [msg(sentence, n=len(persons), unknown=n_unknown)]


def _parts_of_years(years: Iterable[Year]) -> list[Message]:
    """A word on programs whose values began before this file does."""
    warnings = []
    for year in years:
        programs = _programs_of(year.cycle.id) if year.cycle else {}
        known = first_periods([year.cycle.id]) if year.cycle else {}
        parts = set()
        for name, first_on in _first_days(year).items():
            program = programs.get(name_key(name))
            fortnight = fortnight_of(first_on, year.starts_on, year.ends_on)
            if program and fortnight and known.get(program.id, fortnight.starts_on) < fortnight.starts_on:
                parts.add(program.name)
        if parts:
            warnings.append(msg(_PART_OF_A_YEAR, cycle=year.name, names=", ".join(sorted(parts))))
    return warnings


_PART_OF_A_YEAR = N_(
    "In %(cycle)s, these programs have values from before the first record of this file: %(names)s. From a part of a year "
    "it cannot be told how many different persons took part since its start, and the first fortnight may be counted too "
    "low. Better read one file that holds the whole year."
)


def _first_days(year: Year) -> dict[str, date]:
    days: dict[str, date] = {}
    for record in year.records:
        days[record.program] = min(days.get(record.program, record.on), record.on)
    return days
