"""The part that reading people and reading training records share: settled columns, cell by cell."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from operator import itemgetter

from planner.domain.messages import N_, Message, msg
from planner.domain.tabular.dates import DateColumn, settle_dates
from planner.domain.tabular.headers import FieldSet, IgnoredColumn, recognise
from planner.domain.tabular.numbers import NumberColumn, settle_numbers
from planner.domain.tabular.options import ReadingOptions
from planner.domain.tabular.outcomes import OutcomeLine
from planner.domain.tabular.questions import Question
from planner.domain.tabular.report import N_FIRST_ROWS, Mending, Refusal, Report, opening_report
from planner.domain.tabular.table import Cell, Row, Table, text_of

_TRIMMED = N_("Spaces and invisible signs around or inside the value were taken away.")


class RowRefused(Exception):
    """This row is not taken; the rest of the file is."""

    def __init__(self, reason: Message, field: str | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.field = field


class Reader:
    """Knows where the fields of a table stand and how each column is written."""

    def __init__(
        self,
        table: Table,
        fields: FieldSet,
        options: ReadingOptions,
        *,
        dates: Iterable[str] = (),
        numbers: Iterable[str] = (),
    ) -> None:
        self.table = table
        self.fields = fields
        self.recognition = recognise(table.headers, fields, options.mapping)
        self.problems: list[Question] = [*options.problems, *self.recognition.problems]
        self.decisions: list[Message] = [*self.recognition.notes]
        self.warnings: list[Message] = [*table.warnings]
        self.refused: list[Refusal] = [Refusal(note.number, note.message) for note in table.refused]
        self._dates: dict[str, DateColumn] = {}
        self._numbers: dict[str, NumberColumn] = {}
        self._mended: dict[tuple[str | None, str], tuple[Message, list[int]]] = {}
        for note in table.mended:
            self.mend(note.number, note.message)
        for name in dates:
            self._settle_dates(name, options)
        for name in numbers:
            self._settle_numbers(name, options)

    def leave_out(self, *names: str) -> None:
        """These columns were recognised, but nothing of them is used: they are told among those not needed."""
        columns = {name: at for name, at in self.recognition.columns.items() if name not in names}
        dropped = [IgnoredColumn(self.recognition.header_of(name), False) for name in names if self.has(name)]
        self.recognition = replace(self.recognition, columns=columns, ignored=(*self.recognition.ignored, *dropped))

    def has(self, name: str) -> bool:
        return name in self.recognition.columns

    def column(self, name: str) -> list[tuple[int, Cell]]:
        at = self.recognition.columns[name]
        return [(row.number, row.cells[at]) for row in self.table.rows]

    def _each_cell(self, name: str) -> Iterator[tuple[int, Cell]]:
        """What stands in a column, each thing once, with the first row that says it."""
        at = self.recognition.columns[name]
        first = {row.cells[at]: row.number for row in reversed(self.table.rows)}
        return ((number, cell) for cell, number in first.items())

    def _settle_dates(self, name: str, options: ReadingOptions) -> None:
        if not self.has(name):
            return
        header = self.recognition.header_of(name)
        settled = settle_dates(header, self._each_cell(name), options.date_order(header, name))
        if isinstance(settled, Question):
            self.problems.append(settled)
            return
        self._dates[name] = settled
        self.decisions.append(settled.decision.message)
        if settled.decision.warning is not None:
            self.warnings.append(settled.decision.warning)

    def _settle_numbers(self, name: str, options: ReadingOptions) -> None:
        if not self.has(name):
            return
        header = self.recognition.header_of(name)
        settled = settle_numbers(header, self._each_cell(name), options.decimal_sign(header, name))
        if isinstance(settled, Question):
            self.problems.append(settled)
            return
        self._numbers[name] = settled
        self.decisions.append(settled.decision.message)

    def currency_of(self, name: str) -> str | None:
        return self._numbers[name].decision.currency if name in self._numbers else None

    def cell(self, row: Row, name: str) -> Cell:
        return row.cells[self.recognition.columns[name]] if self.has(name) else None

    def text(self, row: Row, name: str, *, longest: int = 200) -> str:
        """The cell's text, trimmed; what was trimmed is told."""
        cell = self.cell(row, name)
        text = text_of(cell)
        if isinstance(cell, str) and text != cell and text:
            self.mend(row.number, msg(_TRIMMED), name)
        if len(text) > longest:
            raise RowRefused(msg(N_("The value is longer than %(most)s characters."), most=longest), name)
        return text

    def day(self, row: Row, name: str) -> date | None:
        if name not in self._dates:
            return None
        found = self._dates[name].read(self.cell(row, name))
        if isinstance(found, Message):
            raise RowRefused(found, name)
        return found

    def number(self, row: Row, name: str, *, least: Decimal | None = None) -> Decimal | None:
        if name not in self._numbers:
            return None
        found = self._numbers[name].read(self.cell(row, name))
        if isinstance(found, Message):
            raise RowRefused(found, name)
        if found is not None and least is not None and found < least:
            raise RowRefused(msg(N_("The number is below %(least)s."), least=least), name)
        return found

    def cells_of(self, *names: str) -> Callable[[Row], tuple[Cell, ...]]:
        """The raw cells of several fields at once, nothing for a field that the file does not have: for very long tables."""
        places = [self.recognition.columns.get(name) for name in names]
        if None in places or len(places) < 2:
            return lambda row: tuple([None if at is None else row.cells[at] for at in places])
        pick = itemgetter(*places)
        return lambda row: pick(row.cells)

    def mend(self, row: int, what: Message, name: str | None = None) -> None:
        column = self.recognition.header_of(name) if name else None
        self._mended.setdefault((column, repr(what)), (what, []))[1].append(row)

    def refuse(self, row: Row, refused: RowRefused) -> None:
        if refused.field is None or not self.has(refused.field):
            self.refused.append(Refusal(row.number, refused.reason))
            return
        value = text_of(self.cell(row, refused.field))
        self.refused.append(Refusal(row.number, refused.reason, self.recognition.header_of(refused.field), value))

    def report(self, kind: str, file_name: str, *, n_taken: int = 0, outcomes: tuple[OutcomeLine, ...] = ()) -> Report:
        """The account so far. Problems mean that nothing was taken."""
        mended = (
            Mending(what, len(rows), tuple(rows[:N_FIRST_ROWS]), column)
            for (column, _), (what, rows) in self._mended.items()
        )
        return replace(
            opening_report(kind, file_name, self.table, self.recognition),
            n_taken=n_taken,
            decisions=tuple(self.decisions),
            warnings=tuple(self.warnings),
            problems=tuple(self.problems),
            mended=tuple(mended),
            refused=tuple(sorted(self.refused, key=lambda refusal: refusal.row)),
            outcomes=outcomes,
        )

    def refuse_repeated_rows(self) -> list[Row]:
        """The rows, each once: one that repeats an earlier one in every cell is refused."""
        first: dict[tuple[str, ...], int] = {}
        rows: list[Row] = []
        for row in self.table.rows:
            key = tuple(text_of(cell) for cell in row.cells)
            if key in first:
                self.refused.append(
                    Refusal(row.number, msg(N_("The row repeats row %(row)s in every column."), row=first[key]))
                )
            else:
                first[key] = row.number
                rows.append(row)
        return rows
