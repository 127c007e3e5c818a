"""Numbers, settled for a whole column."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.domain.messages import Message
from planner.domain.tabular.numbers import DecimalSign, NumberColumn, settle_numbers
from planner.domain.tabular.questions import Answer, Question
from planner.domain.tabular.table import Cell

AMOUNTS = st.decimals(-999_999_999, 999_999_999, places=2)


def settled(*cells: Cell, sign: DecimalSign | None = None) -> NumberColumn | Question:
    return settle_numbers("Cost", list(enumerate(cells, start=2)), sign)


def column(*cells: Cell, sign: DecimalSign | None = None) -> NumberColumn:
    found = settled(*cells, sign=sign)
    assert isinstance(found, NumberColumn), str(found)
    return found


@pytest.mark.parametrize(("cell", "expected"), [
    ("510.83", "510.83"), ("510,83", "510.83"), ("1,234.56", "1234.56"), ("1.234,56", "1234.56"), ("1 234,56", "1234.56"),
    ("1'234.50", "1234.5"), ("€ 1.234,56", "1234.56"), ("€1,234.56", "1234.56"), ("1.234.567", "1234567"), ("12,-", "12"),
    ("€ 1.250.000,--", "1250000"), ("-5.5", "-5.5"), ("5.5-", "-5.5"), ("(5.5)", "-5.5"), ("− 5,5", "-5.5"), ("$-3.20", "-3.2"),
    ("12.50 EUR", "12.5"), ("0.500", "0.5"), ("1234.567", "1234.567"), ("7", "7"), (" 7 ", "7"), ("1\u202f234", "1234"),
    (".5", "0.5"), (Decimal("12.30"), "12.3"), ("+4.5", "4.5"),
])
def test_a_number_that_says_what_it_means_is_read(cell: Cell, expected: str) -> None:
    assert column(cell).read(cell) == Decimal(expected)


@pytest.mark.parametrize("cell", [
    "free", "12%", "1e3", "1.2.3", "1,23,45", "€ 5 $", "--5", "(5", "5)", "1 2", "12 345 67", "0x10", "nan", "Infinity", "٣x",
    True, date(2020, 1, 1),
])
def test_what_is_no_number_is_refused_with_a_reason(cell: Cell) -> None:
    reason = column(cell, "1.5").read(cell)
    assert isinstance(reason, Message)
    assert "digits only" in str(reason) or "decimal point" in str(reason)


def test_a_blank_is_no_number_and_no_fault() -> None:
    assert column("", None).read("") is None


def test_one_plain_row_settles_the_column() -> None:
    numbers = column("1.234", "5,5")
    assert numbers.read("1.234") == Decimal(1234)
    assert "row 3 (5,5) is a number in that way only" in str(numbers.decision.message)
    assert column("1.234", "5.5").read("1.234") == Decimal("1.234")


def test_an_open_column_is_asked_about() -> None:
    found = settled("1.234", "2.500")
    assert isinstance(found, Question)
    assert "1.234 (row 2), 2.500 (row 3)" in str(found)
    assert (found.answer, found.examples) == (Answer.DECIMAL, ("Cost=point", "Cost=comma"))


def test_an_open_column_is_read_as_told() -> None:
    assert column("1.234", sign=DecimalSign.COMMA).read("1.234") == Decimal(1234)
    assert column("1.234", sign=DecimalSign.POINT).read("1.234") == Decimal("1.234")


def test_a_contradiction_is_refused_with_rows_of_both_kinds() -> None:
    found = settled("1.5", "1,5", "7")
    assert isinstance(found, Question)
    assert "decimal points, 1.5 (row 2), and decimal commas, 1,5 (row 3)" in str(found)


def test_told_the_sign_rows_that_do_not_fit_are_refused_one_by_one() -> None:
    numbers = column("1.5", "1,5", sign=DecimalSign.COMMA)
    assert numbers.read("1,5") == Decimal("1.5")
    assert "no number when read with a decimal comma" in str(numbers.read("1.5"))


def test_whole_numbers_need_no_question() -> None:
    assert column("1", "2", "300").decision.sign is None


def test_the_currency_of_a_column_is_known() -> None:
    assert column("€ 5,50", "7").decision.currency == "EUR"
    assert column("5,50").decision.currency is None


def test_two_currencies_in_a_column_are_refused() -> None:
    found = settled("€ 5.50", "$ 7.20")
    assert isinstance(found, Question)
    assert "€ 5.50 (row 2), $ 7.20 (row 3)" in str(found)


def test_a_number_beyond_all_measure_is_refused() -> None:
    assert "too large" in str(column("1000000000000").read("1000000000000"))


def english(amount: Decimal) -> str:
    return f"{amount:,.2f}"


def dutch(amount: Decimal) -> str:
    return "€ " + english(amount).translate(str.maketrans(",.", ".,"))


@given(amount=AMOUNTS)
def test_an_amount_written_in_full_reads_back_exactly(amount: Decimal) -> None:
    for text in (english(amount), dutch(amount), str(amount)):
        assert column(text).read(text) == amount


@given(amounts=st.lists(AMOUNTS, min_size=1))
def test_a_column_reads_the_same_in_any_order_of_rows(amounts: list[Decimal]) -> None:
    texts = [dutch(amount) for amount in amounts]
    backwards = column(*reversed(texts))
    assert [backwards.read(text) for text in texts] == [column(*texts).read(text) for text in texts] == amounts
