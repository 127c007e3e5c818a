"""Dates, settled for a whole column."""

import random
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.domain.messages import Message
from planner.domain.tabular.dates import DateColumn, DateOrder, settle_dates
from planner.domain.tabular.questions import Answer, Question
from planner.domain.tabular.table import Cell

DUTCH = [
    "januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september", "oktober", "november",
    "december",
]
SHORT_DUTCH = [
    "jan", "feb", "mrt", "apr", "mei", "jun", "jul", "aug", "sep", "okt", "nov", "dec",
]
DAYS = st.dates(date(1969, 1, 1), date(2068, 12, 31))


def settled(*cells: Cell, order: DateOrder | None = None) -> DateColumn | Question:
    return settle_dates("Date", list(enumerate(cells, start=2)), order)


def column(*cells: Cell, order: DateOrder | None = None) -> DateColumn:
    found = settled(*cells, order=order)
    assert isinstance(found, DateColumn), str(found)
    return found


def question(*cells: Cell) -> Question:
    found = settled(*cells)
    assert isinstance(found, Question)
    return found


@pytest.mark.parametrize("cell", [
    "20-Sep-19", "20 Sep 2019", "20 September 2019", "20 september 2019", "20. September 2019", "September 20, 2019",
    "Sep 20 2019", "20th September 2019", "2019-09-20", "2019/09/20", "2019.9.20", "20190920",
    "2019-Sep-20",
    "2019-09-20T08:30", "2019-09-20T08:30:00Z", "2019-09-20 08:30:00.000", "2019-09-20T08:30:00+02:00", "20-Sep-2019 13:45",
    "vrijdag 20 september 2019", "Fri 20 Sep 2019", "Friday, September 20, 2019", "20sep2019", "20-sep.-'19", "43728", "43728.5",
    " 20-Sep-19 ", date(2019, 9, 20), datetime.fromisoformat("2019-09-20T23:59:00"), Decimal(43728), Decimal("43728.75"),
    Decimal(20190920),
])
def test_a_date_that_says_what_it_means_is_read(cell: Cell) -> None:
    assert column(cell).read(cell) == date(2019, 9, 20)


@pytest.mark.parametrize(("text", "expected"), [
    ("1 jan 1969", date(1969, 1, 1)), ("1-Jan-69", date(1969, 1, 1)), ("1-Jan-68", date(2068, 1, 1)),
    ("31-Dec-99", date(1999, 12, 31)), ("1-Jan-00", date(2000, 1, 1)),
])
def test_years_of_two_digits_lie_between_1969_and_2068(text: str, expected: date) -> None:
    assert column(text).read(text) == expected


@pytest.mark.parametrize("cell", [
    "yesterday", "30-Feb-2020", "2019-13-01",
    "31/04/2020", "00/00/0000", "2019", "Q3 2019", "20-Xyz-19", "0219-09-20", "12345678",
    Decimal(2019), Decimal(-5), True, "32/01/2020", "1/2/3/4", "99-01-05",
])
def test_what_is_no_date_is_refused_with_a_reason(cell: Cell) -> None:
    reason = column(cell, "2019-09-20").read(cell)
    assert isinstance(reason, Message)
    assert "Write it as 2019-09-20" in str(reason)


@pytest.mark.parametrize("cell", [None, "", "  ", "\u00a0"])
def test_a_blank_is_no_date_and_no_fault(cell: Cell) -> None:
    assert column(cell).read(cell) is None


def test_one_plain_row_settles_the_column() -> None:
    dates = column("07-10-1969", "30-08-1965")
    assert dates.read("07-10-1969") == date(1969, 10, 7)
    assert str(dates.decision.message) == (
        "“Date” is read as day, month, year: row 3 (30-08-1965) is a date in that order only."
    )


def test_the_other_order_is_settled_as_well() -> None:
    assert column("07/10/1969", "08/30/1965").read("07/10/1969") == date(1969, 7, 10)


def test_an_open_column_is_asked_about() -> None:
    asked = question("07-10-1969", "08-11-1970")
    assert "every date could be day first or month first: 07-10-1969 (row 2), 08-11-1970 (row 3)" in str(asked)
    assert (asked.answer, asked.examples) == (Answer.DATE_ORDER, ("Date=dmy", "Date=mdy"))


def test_an_open_column_is_read_as_told() -> None:
    assert column("07-10-1969", order=DateOrder.DMY).read("07-10-1969") == date(1969, 10, 7)
    assert column("07-10-1969", order=DateOrder.MDY).read("07-10-1969") == date(1969, 7, 10)


def test_a_contradiction_is_refused_with_rows_of_both_kinds() -> None:
    asked = str(question("30-08-1965", "08-30-1965", "01-02-2020"))
    assert "30-08-1965 (row 2) can only be day, month, year" in asked
    assert "08-30-1965 (row 3) only month, day, year" in asked


def test_told_the_order_rows_that_do_not_fit_are_refused_one_by_one() -> None:
    dates = column("30-08-1965", "08-30-1965", order=DateOrder.DMY)
    assert dates.read("30-08-1965") == date(1965, 8, 30)
    assert "no date when read as day, month, year" in str(dates.read("08-30-1965"))


def test_dates_that_are_the_same_either_way_need_no_question() -> None:
    dates = column("07-07-2020", "2020-03-01")
    assert dates.read("07-07-2020") == date(2020, 7, 7)
    assert dates.decision.order is None


def test_plain_styles_may_be_mixed() -> None:
    dates = column("20-Sep-19", "2019-09-20", Decimal(43728))
    assert {dates.read(cell) for cell in ("20-Sep-19", "2019-09-20", Decimal(43728))} == {date(2019, 9, 20)}


def test_two_digits_of_the_year_first_are_read_only_when_told() -> None:
    assert column("20-09-19", "13-01-20").read("20-09-19") == date(2019, 9, 20)
    assert column("20-09-19", order=DateOrder.YMD).read("20-09-19") == date(2020, 9, 19)


def test_a_workbook_that_understood_half_of_a_column_is_warned_about() -> None:
    assert "compare a few rows" in str(column(date(2020, 7, 10), "30-08-2020").decision.warning)
    assert column(date(2020, 7, 10), "2020-08-30").decision.warning is None


STYLES: dict[str, Callable[[date], Cell]] = {
    "short English": lambda day: f"{day.day}-{day:%b-%y}",
    "ISO": date.isoformat,
    "ISO instant": lambda day: f"{day.isoformat()}T23:59:59+02:00",
    "compact": lambda day: f"{day:%Y%m%d}",
    "long English": lambda day: f"{day:%B} {day.day}, {day.year}",
    "long Dutch": lambda day: f"{day.day} {DUTCH[day.month - 1]} {day.year}",
    "short Dutch": lambda day: f"{day.day:02d}-{SHORT_DUTCH[day.month - 1]}-{day:%y}",
    "year first": lambda day: f"{day.year}/{day.month}/{day.day}",
    "typed": lambda day: day,
    "serial": lambda day: Decimal((day - date(1899, 12, 30)).days),
}


@pytest.mark.parametrize("style", STYLES)
@given(day=DAYS)
def test_a_day_written_in_a_plain_style_reads_back(style: str, day: date) -> None:
    cell = STYLES[style](day)
    assert column(cell).read(cell) == day


@pytest.mark.parametrize(("order", "pattern"), [
    (DateOrder.DMY, "%d-%m-%Y"), (DateOrder.DMY, "%d/%m/%y"), (DateOrder.DMY, "%d.%m.%Y 08:00"), (DateOrder.MDY, "%m/%d/%Y"),
    (DateOrder.MDY, "%m-%d-%y"), (DateOrder.YMD, "%y-%m-%d"),
])
@given(day=DAYS)
def test_a_day_written_in_a_settled_order_reads_back(order: DateOrder, pattern: str, day: date) -> None:
    text = day.strftime(pattern)
    assert column(text, order=order).read(text) == day


@given(days=st.lists(DAYS, min_size=1), pattern=st.sampled_from(["%d-%m-%Y", "%m/%d/%Y"]), seed=st.integers())
def test_a_column_is_read_rightly_or_asked_about_in_any_order_of_rows(days: list[date], pattern: str, seed: int) -> None:
    texts = [day.strftime(pattern) for day in days]
    mixed = random.Random(seed).sample(texts, len(texts))
    found, shuffled = settled(*texts), settled(*mixed)
    assert isinstance(found, DateColumn) == isinstance(shuffled, DateColumn)
    if isinstance(found, DateColumn) and isinstance(shuffled, DateColumn):
        assert [found.read(text) for text in texts] == days
        assert found.decision.order == shuffled.decision.order
