"""What was read of a file of values is the same after it was kept as bytes."""

import json
import zlib
from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from planner.domain.tabular import packed
from planner.domain.tabular.observations import COLUMNS, ObservationsReading, read_observations
from planner.domain.tabular.packed import pack, unpack
from planner.domain.tabular.table import Cell
from tests.domain.tables import table

HEADERS = "measure,program,period_start,period_end,value,value_to_date,numerator,denominator,respondents,unit,source,note"
NUMBERS = st.one_of(st.none(), st.sampled_from(["", "0", "12.5", "1e3", "x", "0.1234567"]), st.decimals(-10**6, 10**6, places=3))
DAYS = st.sampled_from(["2027-01-14", "2027-01-28", date(2027, 2, 11), "no day", ""])
WORDS = st.sampled_from(["nps", " nps ", "Habit rate", "", "'=1", "“é”", "x" * 201])
ROWS = st.lists(st.tuples(WORDS, WORDS, DAYS, DAYS, NUMBERS, NUMBERS, NUMBERS, NUMBERS, NUMBERS, WORDS, WORDS, WORDS), min_size=1)


def _read(*rows: tuple[Cell, ...]) -> ObservationsReading:
    return read_observations(table(HEADERS, *rows), "values.csv")


def _told(reading: ObservationsReading) -> tuple[object, ...]:
    columns = [list(reading.columns[name]) for name in COLUMNS]
    return (reading.report.to_json(), list(reading.subjects), list(reading.periods), list(reading.remarks),
            [str(number) for number in reading.numbers], columns)


ONE = ("nps", "Selling", date(2027, 1, 1), date(2027, 1, 14), Decimal("12.50"), None, None, None, "7", "", "survey", "")


@given(ROWS)
def test_every_reading_comes_back_as_it_was(rows: list[tuple[Cell, ...]]) -> None:
    reading = _read(*rows)
    if not reading.report.problems:
        back = unpack(pack(reading, "this file"), "this file")
        assert back is not None
        assert _told(back) == _told(reading)


def test_what_many_rows_say_is_kept_once() -> None:
    reading = _read(*[(*ONE[:4], Decimal(value), *ONE[5:]) for value in (1, 2, 1)])
    assert (len(reading.subjects), len(reading.periods), len(reading.remarks)) == (1, 1, 1)
    assert [list(reading.columns[name]) for name in ("row", "value", "respondents")] == [[2, 3, 4], [1, 3, 1], [2, 2, 2]]
    assert reading.numbers == [None, 1, 7, 2]


def test_a_truth_is_no_number_although_it_equals_one() -> None:
    reading = _read((*ONE[:4], Decimal(1), *ONE[5:]), (*ONE[:3], date(2027, 1, 28), True, *ONE[5:]))
    assert [(one.row, one.column) for one in reading.report.refused] == [(3, "value")]


def test_of_another_file_nothing_is_taken() -> None:
    assert unpack(pack(_read(ONE), "this file"), "that file") is None


def test_of_another_version_nothing_is_taken() -> None:
    data = json.loads(zlib.decompress(pack(_read(ONE), "this file")))
    older = zlib.compress(json.dumps({**data, "version": packed.VERSION - 1}).encode())
    assert unpack(older, "this file") is None


def test_what_is_damaged_is_not_taken() -> None:
    whole = pack(_read(ONE), "this file")
    assert [unpack(broken, "this file") for broken in (whole[:-9], whole[:20] + b"\0" + whole[21:], b"", b"x")] == [None] * 4
