"""Fortnights, fiscal years and rhythms."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.domain.cycles import fiscal_year, fortnight_of, fortnights, review_dates

DAYS = st.dates(date(1990, 1, 1), date(2100, 1, 1))


@given(DAYS, st.integers(1, 1500))
def test_fortnights_tile_the_cycle_without_gap_or_overlap(start: date, n_days: int) -> None:
    end = start + timedelta(days=n_days)
    periods = fortnights(start, end)
    days = [p.starts_on + timedelta(days=n) for p in periods for n in range((p.ends_on - p.starts_on).days + 1)]
    assert days == [start + timedelta(days=n) for n in range(n_days + 1)]


@given(DAYS, st.integers(1, 800), st.integers(0, 800))
def test_the_fortnight_of_a_day_is_the_one_in_the_list(start: date, n_days: int, offset: int) -> None:
    end, day = start + timedelta(days=n_days), start + timedelta(days=offset)
    assert fortnight_of(day, start, end) == next((p for p in fortnights(start, end) if day in p), None)


def test_a_calendar_year_has_26_fortnights_and_a_last_day() -> None:
    periods = fortnights(date(2027, 1, 1), date(2027, 12, 31))
    assert (len(periods), periods[-1].starts_on, periods[-1].ends_on) == (27, date(2027, 12, 31), date(2027, 12, 31))


@pytest.mark.parametrize(
    ("day", "month", "name", "first", "last"),
    [
        (date(2027, 7, 13), 1, "FY2027", date(2027, 1, 1), date(2027, 12, 31)),
        (date(2027, 3, 31), 4, "FY2027", date(2026, 4, 1), date(2027, 3, 31)),
        (date(2027, 4, 1), 4, "FY2028", date(2027, 4, 1), date(2028, 3, 31)),
        (date(2024, 2, 29), 3, "FY2024", date(2023, 3, 1), date(2024, 2, 29)),
    ],
)
def test_a_fiscal_year_is_called_after_the_year_in_which_it_ends(
    day: date, month: int, name: str, first: date, last: date
) -> None:
    year = fiscal_year(day, month)
    assert (year.name, year.starts_on, year.ends_on) == (name, first, last)


@given(DAYS, st.integers(1, 12))
def test_each_day_lies_in_its_fiscal_year(day: date, month: int) -> None:
    year = fiscal_year(day, month)
    assert year.starts_on <= day <= year.ends_on
    assert 364 <= (year.ends_on - year.starts_on).days <= 365


def test_there_is_no_thirteenth_month() -> None:
    with pytest.raises(ValueError, match="13"):
        fiscal_year(date(2027, 1, 1), 13)


def test_a_rhythm_keeps_its_weekday_over_summer_time_and_new_year() -> None:
    days = review_dates(date(2026, 10, 6), date(2027, 4, 30))
    assert {day.weekday() for day in days} == {1}
    assert {(b - a).days for a, b in pairwise(days)} == {14}


def test_a_series_that_starts_after_the_end_has_no_meetings() -> None:
    assert review_dates(date(2027, 5, 1), date(2027, 4, 30)) == []


def test_a_meeting_on_the_last_day_still_belongs_to_the_series() -> None:
    assert review_dates(date(2027, 1, 5), date(2027, 2, 2)) == [date(2027, 1, 5), date(2027, 1, 19), date(2027, 2, 2)]
    assert review_dates(date(2027, 1, 5), date(2027, 2, 1)) == [date(2027, 1, 5), date(2027, 1, 19)]


def test_a_rhythm_below_a_day_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="at least one day"):
        review_dates(date(2027, 1, 5), date(2027, 2, 1), 0)
