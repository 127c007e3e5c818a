"""Units of measure."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.domain.units import UNITS, spelled, unit_of


@pytest.mark.parametrize("typed", ["%", "Percent", " procent ", "per  cent", "percent"])
def test_a_percentage_is_known_however_it_is_spelled(typed: str) -> None:
    assert spelled(typed) == "percent"


def test_a_unit_of_ones_own_is_kept() -> None:
    assert spelled(" errors per  1,000 orders ") == "errors per 1,000 orders"


def test_a_share_lies_between_nothing_and_the_whole() -> None:
    assert unit_of("%").bounds == (Decimal(0), Decimal(100))


def test_points_are_not_percent() -> None:
    assert {unit_of("percentage points").name, unit_of("percent").name, unit_of("points").name} == {
        "percentage points", "percent", "points",
    }


@pytest.mark.parametrize(("name", "is_money"), [("money", True), ("money per hour", True), ("moneyed guests", False)])
def test_money_is_money_for_each_of_something_too(name: str, is_money: bool) -> None:
    assert unit_of(name).is_money is is_money


def test_no_spelling_means_two_units() -> None:
    words = [word for unit in UNITS.values() for word in (unit.name, *unit.spellings)]
    assert len(words) == len(set(words))


@given(st.text(max_size=60))
def test_spelling_twice_changes_nothing_more(text: str) -> None:
    assert spelled(spelled(text)) == spelled(text)
