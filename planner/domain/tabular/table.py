"""A table as it came out of a file: a heading, rows with the numbers a person sees, and what was odd about them."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple

from planner.domain.messages import Message

Cell = str | Decimal | date | datetime | bool | None

_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad"))


class Row(NamedTuple):
    """One row; `number` counts as a spreadsheet program does, the heading being row 1."""

    number: int
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class RowNote:
    """What was noticed about one row as a whole."""

    number: int
    message: Message


@dataclass(frozen=True)
class Table:
    """Every row has a cell for each header. CSV has encoding and delimiter, a workbook has a sheet."""

    headers: tuple[str, ...]
    rows: tuple[Row, ...]
    encoding: str | None = None
    delimiter: str | None = None
    sheet: str | None = None
    warnings: tuple[Message, ...] = ()
    mended: tuple[RowNote, ...] = ()
    refused: tuple[RowNote, ...] = ()


def text_of(cell: Cell) -> str:
    """The cell as one line of text: composed letters, no invisible signs, single spaces, nothing at either end."""
    if cell is None:
        return ""
    if isinstance(cell, str):
        if cell.isascii() and cell.isprintable() and "  " not in cell:
            return cell.strip(" ")
        return re.sub(r"\s+", " ", unicodedata.normalize("NFC", cell).translate(_INVISIBLE)).strip()
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, Decimal):
        text = format(cell, "f")
        return text.rstrip("0").rstrip(".") if "." in text else text
    return cell.isoformat()


def is_blank(cell: Cell) -> bool:
    if not isinstance(cell, str):
        return cell is None
    return not cell or (not "!" <= cell[0] <= "~" and not text_of(cell))
