"""The planning year of the demonstration, about half of which has passed."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from planner.domain.cycles import FORTNIGHT_DAYS, Period, fiscal_year, fortnights, review_dates

PASSED = timedelta(days=13 * FORTNIGHT_DAYS)
TUESDAY = 1
NO_BREAK_SPACE = "\u00a0"
MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December",
)


def in_words(day: date) -> str:
    """As people write a day in a sentence: 31 December 2027."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


@dataclass(frozen=True, slots=True)
class Year:
    """A fiscal year that begins with a month; `today` lies just past its middle."""

    name: str
    starts_on: date
    ends_on: date
    today: date

    @staticmethod
    def around(today: date) -> "Year":
        """The year that begins with the latest month since which thirteen fortnights have passed."""
        first = (today - PASSED).replace(day=1)
        year = fiscal_year(first, first.month)
        return Year(year.name, year.starts_on, year.ends_on, today)

    @property
    def n_days(self) -> int:
        """How many days of the year have passed."""
        return (self.today - self.starts_on).days

    def day(self, offset: int) -> date:
        """A day counted from the first; never later than the last day of the year."""
        return min(self.starts_on + timedelta(days=offset), self.ends_on)

    def weekday(self, offset: int) -> date:
        """The same, moved to Monday from a weekend: nobody decides on a Sunday."""
        day = self.day(offset)
        return day + timedelta(days=max(7 - day.weekday(), 0) % 7 if day.weekday() > 4 else 0)

    def told(self, text: str) -> str:
        """The text with the names of months in it: {m0} is the month in which the year begins, {m-1} the one before.

        Numbers stay with their signs at the end of a line.
        """
        named = re.sub(r"\{m(-?\d+)\}", lambda found: MONTHS[(self.starts_on.month - 1 + int(found[1])) % 12], text)
        return re.sub(r"(?<=€) (?=\d)|(?<=\d) (?=%)", NO_BREAK_SPACE, named)

    @property
    def fortnights_passed(self) -> list[Period]:
        """The fortnights that ended before today."""
        return [period for period in fortnights(self.starts_on, self.ends_on) if period.ends_on < self.today]

    @property
    def first_review_on(self) -> date:
        """The Tuesday in the second week."""
        second_week = self.starts_on + timedelta(days=7)
        return second_week + timedelta(days=(TUESDAY - second_week.weekday()) % 7)

    @property
    def reviews_held(self) -> list[date]:
        """The days of the reviews before today."""
        return [day for day in review_dates(self.first_review_on, self.ends_on) if day < self.today]
