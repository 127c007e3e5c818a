"""Planning years, their fortnights, and the days of meetings. All days are inclusive; there are no clocks and no zones here,
so daylight saving changes nothing."""

from dataclasses import dataclass
from datetime import date, timedelta

FORTNIGHT_DAYS = 14
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Period:
    """A fortnight of a cycle; `number` counts from 1. The last one is cut at the cycle's end."""

    number: int
    starts_on: date
    ends_on: date

    def __contains__(self, day: date) -> bool:
        return self.starts_on <= day <= self.ends_on


@dataclass(frozen=True, slots=True)
class FiscalYear:
    """A year of the organization, called after the calendar year in which it ends: FY2027."""

    name: str
    starts_on: date
    ends_on: date


def fortnights(starts_on: date, ends_on: date) -> list[Period]:
    """The fortnights that tile the cycle without gap or overlap, counted from its first day."""
    periods: list[Period] = []
    start = starts_on
    while start <= ends_on:
        end = min(start + timedelta(days=FORTNIGHT_DAYS - 1), ends_on)
        periods.append(Period(len(periods) + 1, start, end))
        start = end + ONE_DAY
    return periods


def fortnight_of(day: date, starts_on: date, ends_on: date) -> Period | None:
    """The fortnight in which the day lies; None outside the cycle."""
    if not starts_on <= day <= ends_on:
        return None
    index = (day - starts_on).days // FORTNIGHT_DAYS
    start = starts_on + timedelta(days=index * FORTNIGHT_DAYS)
    return Period(index + 1, start, min(start + timedelta(days=FORTNIGHT_DAYS - 1), ends_on))


def fiscal_year(day: date, start_month: int) -> FiscalYear:
    """The fiscal year that contains the day. Raises ValueError for a month outside 1–12."""
    if not 1 <= start_month <= 12:
        raise ValueError(f"there is no month {start_month}")
    first_year = day.year if day.month >= start_month else day.year - 1
    starts_on = date(first_year, start_month, 1)
    ends_on = date(first_year + 1, start_month, 1) - ONE_DAY
    return FiscalYear(f"FY{ends_on.year}", starts_on, ends_on)


def review_dates(first_on: date, until: date, every_days: int = FORTNIGHT_DAYS) -> list[date]:
    """The days of a series of meetings, the first and the last included. Raises ValueError for a rhythm below one day."""
    if every_days < 1:
        raise ValueError("a rhythm has at least one day")
    n_meetings = max((until - first_on).days // every_days + 1, 0)
    return [first_on + timedelta(days=every_days * number) for number in range(n_meetings)]
