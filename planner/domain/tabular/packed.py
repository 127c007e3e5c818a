"""What was read of a file of values, as bytes: kept until somebody approves it, so that the file is read only once.

JSON and zlib, both of the standard library: a stranger who could write to the database gets no code run by unpacking.
"""

import json
import zlib
from array import array
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from planner.domain.tabular.observations import COLUMNS, ObservationsReading, Subject
from planner.domain.tabular.report import Report

VERSION = 1  # to be raised when a file would be read otherwise, or when the form changes


def pack(reading: ObservationsReading, of: str) -> bytes:
    """The reading, which has no problems; `of` says what it was read from and how."""
    data = {
        "version": VERSION, "of": of, "report": reading.report.to_json(), "subjects": reading.subjects,
        "periods": [(starts_on and starts_on.isoformat(), ends_on.isoformat()) for starts_on, ends_on in reading.periods],
        "remarks": reading.remarks, "numbers": [None if number is None else str(number) for number in reading.numbers],
        "columns": [list(reading.columns[name]) for name in COLUMNS],
    }
    return zlib.compress(json.dumps(data, separators=(",", ":")).encode(), level=1)


def unpack(packed: bytes, of: str) -> ObservationsReading | None:
    """What was packed; None when it is something else than was asked for, of another version, or damaged."""
    try:
        data = json.loads(zlib.decompress(packed))
        return _reading(data) if (data["version"], data["of"]) == (VERSION, of) else None
    except (zlib.error, ValueError, KeyError, TypeError, InvalidOperation):
        return None


def _reading(data: dict[str, Any]) -> ObservationsReading:
    return ObservationsReading(
        Report.from_json(data["report"]),
        [Subject(*words) for words in data["subjects"]],
        [(starts_on and date.fromisoformat(starts_on), date.fromisoformat(ends_on)) for starts_on, ends_on in data["periods"]],
        [(source, note) for source, note in data["remarks"]],
        [None if number is None else Decimal(number) for number in data["numbers"]],
        {name: array("i", column) for name, column in zip(COLUMNS, data["columns"], strict=True)},
    )
