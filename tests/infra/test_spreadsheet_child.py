"""The look at a sheet's XML before it is read: a coarse sieve before slow patterns, which may not let anything through."""

import io
from typing import Any
from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.infra.spreadsheet_child import Refused, SheetScan

BLANK = st.sampled_from(["", " ", "\n", "\t "])
PLACES = st.builds(
    str.__add__, st.sampled_from(["A", "E", "F", "Z", "AA", "AB", "GR", "GS", "AAA", "XFD", "a", ""]),
    st.sampled_from(["1", "9", "10", "20", "21", "99", "100", "101", "102", "1000000", ""]),
)
CELLS = st.builds(
    "".join,
    st.tuples(
        st.sampled_from(["<c ", "<x:c ", "<row ", "<x:row ", "<v "]), st.sampled_from(["", "s='1' ", 'q="r=" ']), st.just("r"),
        BLANK, st.just("="), BLANK, st.sampled_from(['"', "'"]), PLACES, st.sampled_from(['"', "'"]),
        st.sampled_from([">", "/>", ' t="n">']),
        st.sampled_from(["<v>1</v>", "<c><v>1</v>", "<f>A1</f>", "<x:f/>", ""]), st.sampled_from(["</c>", "</row>", ""]),
    ),
)


def _verdict(text: str, **limits: int) -> Any:
    scan = SheetScan({"rows": 100, "columns": 200, **limits})
    try:
        scan.read(io.BytesIO(b"<worksheet>" + text.encode()))
    except Refused as refused:
        return refused.answer
    return scan.uncalculated


@given(st.lists(CELLS, max_size=4).map("".join), st.sampled_from([5, 26, 27, 200, 703]), st.sampled_from([9, 20, 100, 101]))
def test_the_sieve_lets_nothing_through(text: str, columns: int, rows: int) -> None:
    with patch.object(SheetScan, "_may_be_far", return_value=True):
        wanted = _verdict(text, columns=columns, rows=rows)
    assert _verdict(text, columns=columns, rows=rows) == wanted


@pytest.mark.parametrize(
    ("cell", "limits"),
    [
        ('<c r="A101"><v>1</v></c>', {}), ("<c\tr = 'A999'><v>1</v></c>", {}), ('<c s="1" r="GS1"><v>1</v></c>', {}),
        ('<c r="F1"><v>1</v></c>', {"columns": 5}), ('<c r="AB1"><v>1</v></c>', {"columns": 27}),
        ('<c r="AB101"><v>1</v></c>', {"columns": 703}), ('<row r="101"><c><v>1</v></c>', {}),
        ('<x:c r="ZZZ1"><x:v>1</x:v></x:c>', {}),
    ],
)
def test_what_lies_far_out_is_found_however_it_is_written(cell: str, limits: dict[str, int]) -> None:
    assert _verdict(cell, **limits)["error"] in ("rows", "columns")
