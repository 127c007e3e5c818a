"""Values of measures out of a table: one row for each value, as the export of observations writes them."""

from array import array
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
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
REMARKS = ("source", "note")
NUMBERS = ("value", "value_to_date", "numerator", "denominator", "respondents")
# A value is a row of whole numbers: the row of the file, then the place of each thing it says among the things said.
COLUMNS = ("row", "subject", "period", "remark", *NUMBERS)
NOTHING = 0  # the place of a number that is not given

Period = tuple[date | None, date]  # the first day is None when only the last one is given
Remark = tuple[str, str]  # source and note


class Subject(NamedTuple):
    """What a value is about, in the words of the file; empty where the file does not say."""

    measure: str
    program: str
    goal: str
    cycle: str
    population: str
    unit: str


@dataclass(frozen=True)
class ObservationsReading:
    """The values of a file, in its order. What many of them say alike is kept once, and `columns` tell its place.

    A hundred thousand objects are slow to make and to keep; nine columns of whole numbers are not. Numbers are in the
    measure's unit. There are no values when the report has problems.
    """

    report: Report
    subjects: Sequence[Subject] = ()
    periods: Sequence[Period] = ()
    remarks: Sequence[Remark] = ()
    numbers: Sequence[Decimal | None] = (None,)
    columns: Mapping[str, Sequence[int]] = field(default_factory=lambda: dict.fromkeys(COLUMNS, ()))

    def said(self, at: int, name: str) -> str:
        """What the value at a place says in one field, as near as it is still known."""
        if name in NUMBERS:
            number = self.numbers[self.columns[name][at]]
            return "" if number is None else str(number)
        if name in DATES:
            day = self.periods[self.columns["period"][at]][DATES.index(name)]
            return "" if day is None else str(day)
        return str(getattr(self.subjects[self.columns["subject"][at]], name, ""))


def read_observations(table: Table, file_name: str, options: ReadingOptions | None = None) -> ObservationsReading:
    """Every row that can be taken. A hundred thousand rows are read in a second."""
    reader = Reader(table, OBSERVATIONS, options or ReadingOptions(), dates=DATES, numbers=NUMBERS)
    if reader.problems:
        return ObservationsReading(reader.report(KIND, file_name))
    work = _Values(reader)
    for row in table.rows:
        try:
            work.take(row)
        except RowRefused as refused:
            reader.refuse(row, refused)
    return work.reading(file_name)


class _Values:
    """The values while row after row is read; what many rows say alike is read once, by the cells that say it."""

    def __init__(self, reader: Reader) -> None:
        self.reader = reader
        self._subjects, self._periods, self._remarks = list[Subject](), list[Period](), list[Remark]()
        self._numbers: list[Decimal | None] = [None]
        self._texts: dict[str, str] = {}
        self._whole = {NOTHING}
        self._values = array("i")  # one row after the other
        self._subject_cells, self._subject_places = self._given(Subject._fields), dict[tuple[Cell, ...], int]()
        self._period_cells, self._period_places = self._given(DATES), dict[tuple[Cell, ...], int]()
        self._remark_cells, self._remark_places = self._given(REMARKS), dict[tuple[Cell, ...], int]()
        self._number_cells = reader.cells_of(*NUMBERS)
        self._number_places: list[dict[Cell, int]] = [{None: NOTHING, "": NOTHING} for _ in NUMBERS]

    def take(self, row: Row) -> None:
        subject = self._subject_places.get(key := self._subject_cells(row))
        if subject is None:
            subject = self._subject_places[key] = self._subject(row)
        period = self._period_places.get(key := self._period_cells(row))
        if period is None:
            period = self._period_places[key] = self._period(row)
        remark = self._remark_places.get(key := self._remark_cells(row))
        if remark is None:
            remark = self._remark_places[key] = self._remark(row)
        cells = self._number_cells(row)
        # A truth equals one for a dictionary, and is no number.
        numbers = [
            None if cell.__class__ is bool else known.get(cell) for known, cell in zip(self._number_places, cells, strict=True)
        ]
        if None in numbers:
            numbers = [self._number(row, at, cell) for at, cell in enumerate(cells)]
        value, _to_date, numerator, denominator, respondents = numbers
        if not value and not numerator and not denominator:
            raise RowRefused(msg(N_("The row has no value.")), "value")
        if respondents not in self._whole:
            self._check_whole(respondents)
        self._values.extend((row.number, subject, period, remark, *numbers))  # type: ignore[arg-type]

    def reading(self, file_name: str) -> ObservationsReading:
        columns = {name: self._values[at :: len(COLUMNS)] for at, name in enumerate(COLUMNS)}
        report = self.reader.report(KIND, file_name, n_taken=len(columns["row"]))
        return ObservationsReading(report, self._subjects, self._periods, self._remarks, self._numbers, columns)

    def _given(self, names: tuple[str, ...]) -> Callable[[Row], tuple[Cell, ...]]:
        """The cells by which rows that say the same are known: of the columns that there are."""
        return self.reader.cells_of(*(name for name in names if self.reader.has(name)))

    def _subject(self, row: Row) -> int:
        subject = Subject(*[self._text(row, name) for name in Subject._fields])
        if not subject.measure:
            raise RowRefused(msg(N_("The row does not name a measure.")), "measure")
        self._subjects.append(subject)
        return len(self._subjects) - 1

    def _period(self, row: Row) -> int:
        end = self.reader.day(row, "period_end")
        if end is None:
            raise RowRefused(msg(N_("The row does not say when the period ends.")), "period_end")
        self._periods.append((self.reader.day(row, "period_start"), end))
        return len(self._periods) - 1

    def _remark(self, row: Row) -> int:
        self._remarks.append((self._text(row, "source"), self._text(row, "note")))
        return len(self._remarks) - 1

    def _text(self, row: Row, name: str) -> str:
        cell = self.reader.cell(row, name)
        if isinstance(cell, str) and cell in self._texts:
            return self._texts[cell]
        text = self.reader.text(row, name)
        if text == cell:  # nothing was mended that would have to be told again
            self._texts[text] = _without_mark(text)
        return _without_mark(text)

    def _number(self, row: Row, at: int, cell: Cell) -> int:
        known = self._number_places[at]
        if cell.__class__ is not bool and cell in known:
            return known[cell]
        number = self.reader.number(row, NUMBERS[at])
        if number is None:
            return NOTHING
        self._numbers.append(number)
        known[cell] = len(self._numbers) - 1
        return known[cell]

    def _check_whole(self, place: int | None) -> None:
        number = self._numbers[place or NOTHING]
        if number is not None and (number < 0 or number != int(number)):
            raise RowRefused(msg(N_("People are counted in whole numbers, from zero on.")), "respondents")
        self._whole.add(place or NOTHING)


def _without_mark(text: str) -> str:
    """Our own export puts an apostrophe before what a spreadsheet program would take for a formula."""
    return text[1:] if text.startswith("'") and text[1:].lstrip(" ").startswith(("=", "+", "-", "@")) else text
