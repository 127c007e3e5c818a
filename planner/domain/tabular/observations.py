"""Values of measures out of a table: one row for each value, as the export of observations writes them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from planner.domain.messages import N_, msg
from planner.domain.tabular.fields import OBSERVATIONS
from planner.domain.tabular.options import ReadingOptions
from planner.domain.tabular.reading import Reader, RowRefused
from planner.domain.tabular.report import Report
from planner.domain.tabular.table import Cell, Row, Table

KIND = "observations"
DATES = ("period_start", "period_end")
NUMBERS = ("value", "value_to_date", "numerator", "denominator", "respondents")
MOST_REMARKS = 10_000  # so many different ones are remembered


class Subject(NamedTuple):
    """What a value is about, in the words of the file; empty where the file does not say."""

    measure: str
    program: str
    goal: str
    cycle: str
    population: str
    unit: str


class ValueRecord(NamedTuple):
    """One value of a file. Values are in the measure's unit; `period_start` is None when only the last day is given."""

    row: int
    subject: Subject
    period_start: date | None
    period_end: date
    value: Decimal | None
    to_date: Decimal | None
    numerator: Decimal | None
    denominator: Decimal | None
    respondents: int | None
    source: str
    note: str


@dataclass(frozen=True)
class ObservationsReading:
    """`records` is empty when the report has problems."""

    records: tuple[ValueRecord, ...]
    report: Report


def read_observations(table: Table, file_name: str, options: ReadingOptions | None = None) -> ObservationsReading:
    """Every row that can be taken. A hundred thousand rows are read in a second or two."""
    reader = Reader(table, OBSERVATIONS, options or ReadingOptions(), dates=DATES, numbers=NUMBERS)
    if reader.problems:
        return ObservationsReading((), reader.report(KIND, file_name))
    records = tuple(_records(reader))
    return ObservationsReading(records, reader.report(KIND, file_name, n_taken=len(records)))


def _records(reader: Reader) -> Iterator[ValueRecord]:
    read = _RowReader(reader)
    for row in reader.table.rows:
        try:
            yield read(row)
        except RowRefused as refused:
            reader.refuse(row, refused)


class _RowReader:
    """Reads row after row; what many rows say alike is read once, by the cells that say it."""

    def __init__(self, reader: Reader) -> None:
        self.reader = reader
        self._subject_cells, self._subjects = reader.cells_of(*Subject._fields), dict[tuple[Cell, ...], Subject]()
        self._period_cells, self._periods = reader.cells_of(*DATES), dict[tuple[Cell, ...], tuple[date | None, date]]()
        self._remark_cells, self._remarks = reader.cells_of("source", "note"), dict[tuple[Cell, ...], tuple[str, str]]()
        self._number_cells = reader.cells_of(*NUMBERS)

    def __call__(self, row: Row) -> ValueRecord:
        subject = self._subjects.get(key := self._subject_cells(row)) or self._subject(row, key)
        start, end = self._periods.get(key := self._period_cells(row)) or self._period(row, key)
        source, note = self._remarks.get(key := self._remark_cells(row)) or self._remark(row, key)
        value, to_date, numerator, denominator, respondents = [
            None if cell in (None, "") else self.reader.number(row, name)
            for name, cell in zip(NUMBERS, self._number_cells(row), strict=True)
        ]
        if value is None and numerator is None and denominator is None:
            raise RowRefused(msg(N_("The row has no value.")), "value")
        return ValueRecord(
            row.number, subject, start, end, value, to_date, numerator, denominator, _whole(respondents), source, note
        )

    def _subject(self, row: Row, key: tuple[Cell, ...]) -> Subject:
        subject = Subject(*(_without_mark(self.reader.text(row, name)) for name in Subject._fields))
        if not subject.measure:
            raise RowRefused(msg(N_("The row does not name a measure.")), "measure")
        return self._subjects.setdefault(key, subject)

    def _period(self, row: Row, key: tuple[Cell, ...]) -> tuple[date | None, date]:
        end = self.reader.day(row, "period_end")
        if end is None:
            raise RowRefused(msg(N_("The row does not say when the period ends.")), "period_end")
        return self._periods.setdefault(key, (self.reader.day(row, "period_start"), end))

    def _remark(self, row: Row, key: tuple[Cell, ...]) -> tuple[str, str]:
        source, note = (_without_mark(self.reader.text(row, name)) for name in ("source", "note"))
        if len(self._remarks) < MOST_REMARKS:
            self._remarks[key] = (source, note)
        return source, note


def _whole(number: Decimal | None) -> int | None:
    if number is None:
        return None
    if number < 0 or number != int(number):
        raise RowRefused(msg(N_("People are counted in whole numbers, from zero on.")), "respondents")
    return int(number)


def _without_mark(text: str) -> str:
    """Our own export puts an apostrophe before what a spreadsheet program would take for a formula."""
    return text[1:] if text.startswith("'") and text[1:].lstrip(" ").startswith(("=", "+", "-", "@")) else text


