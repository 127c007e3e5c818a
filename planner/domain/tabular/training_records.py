"""Training records out of a table: clean records, and an account of what was mended, refused and left out."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from planner.domain.messages import N_, msg
from planner.domain.tabular.fields import TRAINING_RECORDS
from planner.domain.tabular.options import ReadingOptions
from planner.domain.tabular.outcomes import OutcomeMapping, OutcomeMeaning, unknown_outcomes
from planner.domain.tabular.people import employee_number_reader
from planner.domain.tabular.reading import Reader, RowRefused
from planner.domain.tabular.report import Report
from planner.domain.tabular.spelling import name_key, usual_spellings
from planner.domain.tabular.table import Row, Table
from planner.domain.training import TrainingRecord

KIND = "training-records"
HOURS_PER_DAY = Decimal(8)
IDENTITIES = ("employee_number", "email", "full_name")  # the first that the file has
_NOUGHT = Decimal(0)


@dataclass(frozen=True)
class TrainingReading:
    """`records` is empty when the report has problems. Amounts are in `currency` when the file says so."""

    records: tuple[TrainingRecord, ...]
    report: Report
    currency: str | None = None


def read_training_records(
    table: Table,
    file_name: str,
    options: ReadingOptions | None = None,
    *,
    today: date | None = None,
    hours_per_day: Decimal = HOURS_PER_DAY,
) -> TrainingReading:
    """Every row that can be taken; rows after `today` are refused: what has not happened was not observed."""
    options = options or ReadingOptions()
    reader = Reader(table, TRAINING_RECORDS, options, dates=("date",), numbers=("days", "hours", "cost"))
    mapping = OutcomeMapping(options.outcomes)
    outcomes = mapping.lines(cell for _, cell in reader.column("outcome")) if reader.has("outcome") else ()
    if (question := unknown_outcomes(outcomes)) is not None:
        reader.problems.append(question)
    _leave_out_what_is_not_used(reader)
    if reader.problems:
        return TrainingReading((), reader.report(KIND, file_name, outcomes=outcomes))
    if not reader.has("outcome"):
        reader.warnings.append(
            msg(N_("The file does not say how trainings ended, so no completion rate can be computed."))
        )
    if reader.has("hours"):
        reader.decisions.append(msg(N_("Hours were turned into days of %(hours)s hours."), hours=hours_per_day))
    work = _Work(reader, mapping, today, hours_per_day)
    records = _with_usual_programs(reader, work.records())
    report = reader.report(KIND, file_name, n_taken=len(records), outcomes=outcomes)
    return TrainingReading(tuple(records), report, reader.currency_of("cost"))


def _leave_out_what_is_not_used(reader: Reader) -> None:
    known = [name for name in IDENTITIES if reader.has(name)]
    reader.leave_out("training_type", *known[1:])


class _Work:
    """Turns rows into records."""

    def __init__(self, reader: Reader, mapping: OutcomeMapping, today: date | None, hours_per_day: Decimal) -> None:
        self.reader = reader
        self.mapping = mapping
        self.today = today
        self.hours_per_day = hours_per_day
        self._employee_number = employee_number_reader(reader)
        self._identity = next(name for name in IDENTITIES if reader.has(name))

    def records(self) -> list[TrainingRecord]:
        records: list[TrainingRecord] = []
        for row in self.reader.refuse_repeated_rows():
            try:
                records.append(self._record(row))
            except RowRefused as refused:
                self.reader.refuse(row, refused)
        return records

    def _record(self, row: Row) -> TrainingRecord:
        return TrainingRecord(
            row=row.number,
            person=self._person(row),
            on=self._day(row),
            program=self._program(row),
            counts_as_completed=self._counts_as_completed(row),
            days=self._days(row),
            cost=self.reader.number(row, "cost", least=_NOUGHT),
        )

    def _person(self, row: Row) -> str:
        """Who it was. One column tells it for all rows: two ways to name people would count some of them twice."""
        if self._identity == "employee_number":
            person = self._employee_number(row)
        else:
            person = name_key(self.reader.text(row, self._identity))
        if not person:
            raise RowRefused(msg(N_("The row does not say who was trained.")), self._identity)
        return person

    def _day(self, row: Row) -> date:
        day = self.reader.day(row, "date")
        if day is None:
            raise RowRefused(msg(N_("The row has no date.")), "date")
        if self.today is not None and day > self.today:
            raise RowRefused(msg(N_("The date lies after today, %(today)s."), today=self.today), "date")
        return day

    def _program(self, row: Row) -> str:
        program = self.reader.text(row, "program")
        if not program:
            raise RowRefused(msg(N_("The row does not name a program.")), "program")
        return program

    def _counts_as_completed(self, row: Row) -> bool | None:
        if not self.reader.has("outcome"):
            return None
        meaning = self.mapping.meaning_of(self.reader.cell(row, "outcome"))
        if meaning is OutcomeMeaning.LEFT_OUT:
            raise RowRefused(msg(N_("Rows with this outcome are left out, as you said.")), "outcome")
        return meaning is OutcomeMeaning.COMPLETED

    def _days(self, row: Row) -> Decimal | None:
        days = self.reader.number(row, "days", least=_NOUGHT)
        hours = self.reader.number(row, "hours", least=_NOUGHT)
        if days is None and hours is not None:
            return hours / self.hours_per_day
        return days


def _with_usual_programs(reader: Reader, records: Sequence[TrainingRecord]) -> list[TrainingRecord]:
    spellings = usual_spellings(record.program for record in records)
    mended: list[TrainingRecord] = []
    for record in records:
        usual = spellings[name_key(record.program)]
        if usual != record.program:
            reader.mend(record.row, msg(N_("Written as most rows write it: “%(name)s”."), name=usual), "program")
            record = replace(record, program=usual)
        mended.append(record)
    return mended
