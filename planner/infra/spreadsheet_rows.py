"""Rows of any source become a table: heading, width, limits, and what was odd about single rows."""

from collections.abc import Iterator
from dataclasses import dataclass

from planner.domain.errors import RuleBroken
from planner.domain.messages import N_, msg
from planner.domain.tabular.table import Cell, Row, RowNote, Table, is_blank, text_of


class UnreadableFile(RuleBroken):
    """The file as a whole cannot be read; the message says why, and what to do."""


class TooManyRows(UnreadableFile):
    """The table is longer than the limits allow."""


@dataclass(frozen=True)
class Limits:
    """What a file may take of the machine."""

    file_bytes: int = 20_000_000
    csv_rows: int = 200_000
    rows: int = 100_000
    columns: int = 200
    cells: int = 5_000_000
    entries: int = 2_000
    unpacked: int = 400_000_000
    ratio: int = 400
    memory: int = 2_000_000_000
    cpu_seconds: int = 60
    seconds: int = 90
    answer_bytes: int = 400_000_000


LIMITS = Limits()


def build_table(numbered: Iterator[tuple[int, list[Cell]]], *, max_rows: int, max_columns: int, tell_short: bool) -> Table:
    """The first row that is not empty names the columns; `tell_short` notes rows that end before the last column."""
    headers = _headers(numbered, max_columns)
    work = _Work(headers)
    for number, cells in numbered:
        if _is_empty(cells):
            continue
        if len(work.rows) + len(work.refused) >= max_rows:
            raise _too_many_rows(max_rows)
        if tell_short and len(cells) < len(headers):
            work.tell_short(number, len(cells))
        work.take(number, cells)
    return work.table()


class _Work:
    """The table while it is being made."""

    def __init__(self, headers: tuple[str, ...]) -> None:
        self.headers = headers
        self.rows: list[Row] = []
        self.mended: list[RowNote] = []
        self.refused: list[RowNote] = []
        self._blank: list[Cell] = [None] * len(headers)
        self._unnamed = [at for at, header in enumerate(headers) if not header]
        self._nameless: set[int] = set()

    def take(self, number: int, cells: list[Cell]) -> None:
        width = len(self.headers)
        if len(cells) > width and not _is_empty(cells[width:]):
            reason = N_(
                "The row has %(found)s values for %(expected)s columns: a separator inside a value, perhaps. "
                "Nothing of it was read."
            )
            self.refused.append(RowNote(number, msg(reason, found=len(cells), expected=width)))
            return
        row = Row(number, tuple(cells if len(cells) == width else (cells + self._blank)[:width]))
        if self._unnamed:
            self._nameless.update(at for at in self._unnamed if not is_blank(row.cells[at]))
        self.rows.append(row)

    def tell_short(self, number: int, n_cells: int) -> None:
        missing = len(self.headers) - n_cells
        if any(self.headers[n_cells:]):
            sentence = N_("The row ends early: the last %(missing)s columns were taken as empty.")
            self.mended.append(RowNote(number, msg(sentence, missing=missing)))

    def table(self) -> Table:
        if not self.rows and not self.refused:
            sentence = N_("The file has a heading but no rows below it. Choose the file that holds the list.")
            raise UnreadableFile(msg(sentence))
        warnings = tuple(
            msg(N_("Column %(column)s has values but no name in the first row, and was not read."), column=at + 1)
            for at in sorted(self._nameless)
        )
        return Table(self.headers, tuple(self.rows), None, None, None, warnings, tuple(self.mended), tuple(self.refused))


def _is_empty(cells: list[Cell]) -> bool:
    return all(map(is_blank, cells))


def _headers(numbered: Iterator[tuple[int, list[Cell]]], max_columns: int) -> tuple[str, ...]:
    for _, cells in numbered:
        headers = [text_of(cell) for cell in cells]
        n_columns = max((at for at, header in enumerate(headers, start=1) if header), default=0)
        if n_columns > max_columns:
            raise UnreadableFile(
                msg(
                    N_("The table has %(found)s columns; at most %(most)s can be read. Leave out those that are not used."),
                    found=n_columns,
                    most=max_columns,
                )
            )
        if n_columns:
            return tuple(headers[:max_columns])
    raise UnreadableFile(msg(N_("The file is empty. Choose the file that holds the list.")))


def _too_many_rows(most: int) -> TooManyRows:
    return TooManyRows(
        msg(
            N_("The table has more than %(most)s rows. Split the list and import the parts one after the other."),
            most=most,
        )
    )
