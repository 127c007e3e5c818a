"""Axes: round ticks around everything, months that can be read."""

from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.charts.scale import DayScale, day_scale, month_starts, value_scale

VALUES = st.lists(st.decimals(-(10**12), 10**12, places=6), min_size=1, max_size=60)
DAYS = st.lists(st.dates(), min_size=1, max_size=30)


@given(VALUES)
def test_every_value_lies_between_the_first_and_the_last_tick(values: list[Decimal]) -> None:
    scale = value_scale(values)
    assert scale.low <= min(values)
    assert scale.high >= max(values)


@given(VALUES)
def test_ticks_are_few_and_equally_far_apart(values: list[Decimal]) -> None:
    ticks = value_scale(values).ticks
    assert 2 <= len(ticks) <= 8
    assert len({b - a for a, b in pairwise(ticks)}) == 1


@given(VALUES)
def test_a_value_is_somewhere_between_bottom_and_top(values: list[Decimal]) -> None:
    scale = value_scale(values)
    assert all(0 <= scale.share(value) <= 1 for value in values)


@pytest.mark.parametrize(
    ("values", "ticks"),
    [
        (["48", "70"], ["45", "50", "55", "60", "65", "70"]),
        (["0", "1"], ["0", "0.2", "0.4", "0.6", "0.8", "1"]),
        (["-30", "12"], ["-30", "-20", "-10", "0", "10", "20"]),
        (["612000", "1310000"], ["600000", "800000", "1000000", "1200000", "1400000"]),
    ],
)
def test_ticks_are_numbers_that_people_would_choose(values: list[str], ticks: list[str]) -> None:
    assert list(value_scale([Decimal(v) for v in values]).ticks) == [Decimal(t) for t in ticks]


@pytest.mark.parametrize(("value", "lowest"), [("0", 0), ("100", 90), ("50", 44)])
def test_a_share_that_never_changes_stays_within_its_bounds(value: str, lowest: int) -> None:
    scale = value_scale([Decimal(value)] * 3, bounds=(Decimal(0), Decimal(100)))
    assert scale.low >= lowest
    assert scale.high <= 100


def test_no_values_have_an_axis_all_the_same() -> None:
    assert value_scale([]).ticks[0] == 0


@given(DAYS)
def test_days_lie_between_left_and_right(days: list[date]) -> None:
    scale = day_scale(days)
    assert all(0 <= scale.share(day) <= 1 for day in days)


@given(DAYS, st.integers(1, 20))
def test_months_are_never_more_than_fit(days: list[date], at_most: int) -> None:
    scale = day_scale(days)
    months = month_starts(scale, at_most=at_most)
    assert len(months) <= at_most
    assert all(scale.covers(month) for month in months)


def test_a_year_of_fortnights_begins_with_its_january() -> None:
    year = DayScale(date(2027, 1, 4), date(2027, 12, 20))
    assert [day.month for day in month_starts(year, at_most=12)] == list(range(1, 13))


def test_a_fiscal_year_keeps_its_own_first_month_when_every_second_is_named() -> None:
    year = DayScale(date(2026, 10, 1), date(2027, 9, 30))
    assert [day.month for day in month_starts(year, at_most=6)] == [10, 12, 2, 4, 6, 8]


def test_a_single_day_gets_a_fortnight_on_each_side() -> None:
    day = date(2027, 3, 1)
    assert day_scale([day]) == DayScale(day - timedelta(14), day + timedelta(14))
