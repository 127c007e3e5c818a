"""Lettering does not hide lettering."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from planner.charts.labels import Box, free_spot, push_apart
from planner.charts.lettering import fitted, printable, text_width

CENTRES = st.lists(st.floats(0, 200), min_size=1, max_size=6)


@given(CENTRES)
def test_labels_pushed_apart_do_not_overlap_and_stay_inside(centres: list[float]) -> None:
    placed = push_apart(centres, [20.0] * len(centres), top=0, bottom=200)
    assert all(b - a >= 20 - 1e-6 for a, b in pairwise(sorted(placed)))
    assert min(placed) >= 10 - 1e-6
    assert max(placed) <= 190 + 1e-6


@given(CENTRES)
def test_labels_keep_the_order_of_their_lines(centres: list[float]) -> None:
    placed = push_apart(centres, [20.0] * len(centres), top=0, bottom=200)
    order = sorted(range(len(centres)), key=lambda i: centres[i])
    assert [placed[i] for i in order] == sorted(placed)


def test_labels_with_room_stay_where_they_are() -> None:
    assert push_apart([30, 90], [20, 20], top=0, bottom=200) == [30, 90]


def test_a_crossing_line_is_noticed_even_when_both_ends_are_outside() -> None:
    box = Box(10, 10, 10, 10)
    assert box.is_crossed_by(((0, 15), (40, 15)))
    assert not box.is_crossed_by(((0, 5), (40, 5)))


def test_words_go_where_no_line_runs() -> None:
    above, below = Box(0, 0, 10, 10), Box(0, 20, 10, 10)
    assert free_spot([above, below], within=Box(0, 0, 50, 50), taken=[], lines=[((0, 5), (50, 5))]) == below


def test_words_never_go_where_words_are() -> None:
    box = Box(0, 0, 10, 10)
    assert free_spot([box], within=Box(0, 0, 50, 50), taken=[Box(5, 5, 10, 10)], lines=[]) is None


@given(st.text(max_size=80), st.floats(0, 200))
def test_a_fitted_text_fits(text: str, room: float) -> None:
    assert text_width(fitted(printable(text), 12, room), 12) <= room


@given(st.text())
def test_printable_text_has_one_line_and_no_controls(text: str) -> None:
    assert not set(printable(text)) & set("\n\r\t\x00\x08\x1f\x7f\ufffe\uffff")
