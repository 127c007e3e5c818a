"""Reads a table from a CSV file or a workbook that a stranger made.

The content decides what a file is, not its name. CSV is decoded piece by piece; workbooks are read by a child process
with limits (`spreadsheet_child`), because a file of five kilobytes can take all memory of the process that parses it.
"""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from decimal import Decimal
from pathlib import Path, PurePath
from typing import IO

from planner.domain.messages import N_, Message, msg
from planner.domain.tabular.table import Cell, Table
from planner.infra.spreadsheet_csv import (
    DELIMITERS,
    find_delimiter,
    find_encoding,
    lines_of,
    records,
    refuse_foreign,
    refuse_markup,
)
from planner.infra.spreadsheet_rows import LIMITS, Limits, TooManyRows, UnreadableFile, build_table
from planner.infra.spreadsheet_workbook import read_workbook

__all__ = ["LIMITS", "Limits", "TooManyRows", "UnreadableFile", "read_table"]

_WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
_TABLE_SUFFIXES = {".xlsx", ".xls", ".ods", ".xlsm", ".xlsb"}


def read_table(
    source: Path | bytes,
    filename: str,
    *,
    encoding: str | None = None,
    sheet: str | None = None,
    delimiter: str | None = None,
    limits: Limits = LIMITS,
) -> Table:
    """The table in the file, or `UnreadableFile` with a sentence that says what to do."""
    with _opened(source, limits) as file:
        start = file.read(8)
        file.seek(0)
        if not start:
            raise UnreadableFile(msg(N_("The file is empty. Choose the file that holds the list.")))
        if start.startswith(_WORKBOOKS):
            table = read_workbook(file, sheet, limits)
        else:
            refuse_foreign(start)
            table = _read_csv(file, encoding, delimiter, limits)
    misnamed = _misnamed(filename, is_workbook=table.sheet is not None)
    return replace(table, warnings=(*misnamed, *table.warnings))


@contextmanager
def _opened(source: Path | bytes, limits: Limits) -> Iterator[IO[bytes]]:
    """The file, open; bytes become a real file first, so that the child process can search in it."""
    size = len(source) if isinstance(source, bytes) else _size(source)
    if size > limits.file_bytes:
        raise UnreadableFile(
            msg(
                N_(
                    "The file is %(size)s MB; at most %(most)s MB can be read. Leave out columns that are not used, "
                    "or split the list."
                ),
                size=_megabytes(size),
                most=_megabytes(limits.file_bytes),
            )
        )
    with source.open("rb") if isinstance(source, Path) else tempfile.TemporaryFile() as file:
        if isinstance(source, bytes):
            file.write(source)
            file.seek(0)
        yield file


def _size(path: Path) -> int:
    try:
        if not path.is_file():
            raise UnreadableFile(msg(N_("There is no file “%(path)s”. Check the name and the folder."), path=str(path)))
        return path.stat().st_size
    except OSError:
        raise UnreadableFile(msg(N_("The file “%(path)s” cannot be opened."), path=str(path))) from None


def _megabytes(size: int) -> Decimal:
    return (Decimal(size) / 1_000_000).quantize(Decimal("0.1"))


def _misnamed(filename: str, *, is_workbook: bool) -> tuple[Message, ...]:
    suffix = PurePath(filename).suffix.casefold()
    if is_workbook and suffix not in _TABLE_SUFFIXES:
        return (
            msg(
                N_("The file is a workbook although its name ends in “%(suffix)s”; it was read as a workbook."),
                suffix=suffix,
            ),
        )
    if not is_workbook and suffix in _TABLE_SUFFIXES:
        return (msg(N_("The file is text although its name ends in “%(suffix)s”; it was read as CSV."), suffix=suffix),)
    return ()


def _read_csv(file: IO[bytes], encoding: str | None, delimiter: str | None, limits: Limits) -> Table:
    found = find_encoding(file, encoding)
    lines = lines_of(file, found.encoding)
    try:
        start = lines.read(200_000)
        refuse_markup(start)
        told, heading = _heading_of(start)
        mark = find_delimiter(heading, delimiter or told)
        lines.seek(0)
        if told:
            lines.readline()
        numbered: Iterator[tuple[int, list[Cell]]] = (
            (number, list(values)) for number, values in enumerate(records(lines, mark), start=1)
        )
        table = build_table(numbered, max_rows=limits.csv_rows, max_columns=limits.columns, tell_short=True)
    finally:
        lines.detach()
    return replace(table, encoding=found.encoding, delimiter=mark, warnings=(*found.warnings, *table.warnings))


def _heading_of(start: str) -> tuple[str | None, str]:
    """What the file says about its separator (Excel's first line `sep=;`), and the text from the heading on."""
    text = start.lstrip("\r\n")
    first = text.split("\n", 1)[0].strip("\r")
    if first.casefold().startswith("sep=") and len(first) == 5 and first[4] in DELIMITERS and text == start:
        return first[4], text.partition("\n")[2]
    return None, text
