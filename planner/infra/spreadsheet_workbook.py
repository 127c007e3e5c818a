"""Workbooks, read by a child process with limits, and its answers turned into cells."""

import json
import subprocess
import sys
import threading
from collections.abc import Generator, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from itertools import chain
from pathlib import Path
from typing import IO, Any

from planner.domain.messages import N_, Message, msg
from planner.domain.tabular.table import Cell, Table
from planner.infra.spreadsheet_rows import Limits, TooManyRows, UnreadableFile, build_table

_CHILD = Path(__file__).with_name("spreadsheet_child.py")

_REFUSALS = {
    "bomb": N_("The workbook unpacks to far more than its size. Copy the table alone into a new workbook, or save it as CSV."),
    "broken": N_(
        "The workbook is damaged. Open it in a spreadsheet application, save it again as .xlsx or CSV, and choose that file."
    ),
    "entities": N_("The workbook holds XML that spreadsheet applications do not write. Save it again as .xlsx or CSV."),
    "macros": N_("The workbook holds macros. They have no use here: save it as “Excel workbook (.xlsx)” and choose that file."),
    "binary_workbook": N_("Binary workbooks (.xlsb) cannot be read. Save it as “Excel workbook (.xlsx)” or CSV."),
    "not_a_workbook": N_(
        "The file holds no workbook. Save the list as CSV or as an Excel workbook (.xlsx) and choose that file."
    ),
    "password": N_("The workbook is protected by a password. Save it without one, and choose that file."),
    "too_much": N_("Reading the workbook takes too much memory. Copy the table alone into a new workbook, or save it as CSV."),
    "empty": N_("The workbook has no sheet that can be seen. Choose the file that holds the list."),
    "rows": N_(
        "A cell in row %(row)s lies beyond the %(most)s rows that can be read from a workbook. "
        "Delete what lies below the table, or save the list as CSV."
    ),
    "columns": N_(
        "A cell in row %(row)s lies in column %(column)s, beyond the %(most)s columns that can be read. "
        "Delete what lies right of the table."
    ),
    "cells": N_(
        "The sheet has %(cells)s cells; at most %(most)s can be read. Leave out columns that are not used, or split the list."
    ),
    "no_such_sheet": N_("The workbook has no sheet “%(wanted)s”. Its sheets are: %(sheets)s."),
    "too_long": N_("Reading the workbook takes too long. Copy the table alone into a new workbook, or save it as CSV."),
}


def read_workbook(file: IO[bytes], sheet: str | None, limits: Limits) -> Table:
    """The chosen sheet, or the first one that can be seen."""
    with closing(_ask_child(file, sheet, limits)) as lines:
        heading = next(lines)
        numbered = _numbered_cells(lines)
        table = build_table(numbered, max_rows=limits.rows, max_columns=limits.columns, tell_short=False)
    warnings = _warnings_about(heading, was_chosen=sheet is not None)
    return replace(table, sheet=heading["sheet"], warnings=(*warnings, *table.warnings))


def _warnings_about(heading: dict[str, Any], *, was_chosen: bool) -> Iterator[Message]:
    others = [name for name in heading["sheets"] if name != heading["sheet"]]
    if others and not was_chosen:
        yield msg(
            N_("The workbook has several sheets; “%(sheet)s” was read, not: %(others)s."),
            sheet=heading["sheet"],
            others=", ".join(others),
        )
    if heading["uncalculated"]:
        yield msg(
            N_(
                "%(count)s formulas were never calculated and count as empty. Open the workbook in a spreadsheet "
                "application and save it."
            ),
            count=heading["uncalculated"],
        )


def _numbered_cells(lines: Iterator[Any]) -> Iterator[tuple[int, list[Cell]]]:
    return enumerate(chain.from_iterable(lines), start=1)


class _Numbers(dict[str, Cell]):
    """The same numbers come again and again: each is kept once."""

    def __missing__(self, text: str) -> Cell:
        self[text] = _number(text)
        return self[text]


_NO_NUMBERS = {"NaN": "nan", "Infinity": "inf", "-Infinity": "-inf"}


def _day(told: dict[str, str]) -> Cell:
    (kind, text), = told.items()
    return date.fromisoformat(text) if kind == "d" else datetime.fromisoformat(text)


def _number(text: str) -> Cell:
    """The number as a person typed it: the shortest decimal that stands for the stored fraction."""
    try:
        number = Decimal(text)
    except InvalidOperation:
        return text
    if not number.is_finite():
        return text
    return number.quantize(Decimal(1)) if number == number.to_integral_value() and abs(number) < 10**20 else number


def _ask_child(file: IO[bytes], sheet: str | None, limits: Limits) -> Generator[Any, None, None]:
    """First the heading, then blocks of rows; the child is gone when the last one was given, or when nobody asks any more."""
    options = {
        "sheet": sheet,
        "rows": limits.rows + 1,
        "columns": limits.columns,
        "cells": limits.cells,
        "memory": limits.memory,
        "cpu_seconds": limits.cpu_seconds,
        "entries": limits.entries,
        "unpacked": limits.unpacked,
        "ratio": limits.ratio,
    }
    child = subprocess.Popen(  # noqa: S603 - our own interpreter and file; the argument is JSON
        [sys.executable, "-I", "-X", "utf8", str(_CHILD), json.dumps(options)],
        stdin=file,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={},
        cwd="/",
        close_fds=True,
    )
    late = threading.Event()

    def stop() -> None:
        late.set()
        child.kill()

    timer = threading.Timer(limits.seconds, stop)
    timer.start()
    try:
        assert child.stdout is not None
        yield from _answers(child.stdout, limits)
    except _BrokenOff:
        raise _refusal("too_long" if late.is_set() or child.wait() in (-9, -24) else "too_much") from None
    finally:
        timer.cancel()
        child.kill()
        child.wait()
        if child.stdout is not None:
            child.stdout.close()


class _BrokenOff(Exception):
    """The child stopped in the middle of its answer."""


def _answers(lines: IO[bytes], limits: Limits) -> Iterator[Any]:
    n_left = limits.answer_bytes
    numbers = _Numbers()
    rows = json.JSONDecoder(
        object_hook=_day, parse_float=numbers.__getitem__, parse_int=numbers.__getitem__, parse_constant=_NO_NUMBERS.__getitem__
    )
    while line := lines.readline(n_left + 1):
        n_left -= len(line)
        if n_left < 0:
            raise _refusal("bomb")
        if not line.endswith(b"\n"):
            raise _BrokenOff
        if line.startswith(b"["):
            yield rows.decode(line.decode())
            continue
        answer = json.loads(line)
        if "error" in answer:
            raise _refusal(answer.pop("error"), limits=limits, **answer)
        if "end" in answer:
            return
        yield answer
    raise _BrokenOff


def _refusal(code: str, *, limits: Limits | None = None, **values: Any) -> UnreadableFile:
    if limits is not None and code in ("rows", "columns", "cells"):
        values["most"] = getattr(limits, code)
    if "sheets" in values:
        values["sheets"] = ", ".join(values["sheets"])
    kind = TooManyRows if code == "rows" else UnreadableFile
    return kind(msg(_REFUSALS[code], **values), field="sheet" if code == "no_such_sheet" else None)
