"""Planned impact, and the dates of a program."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from planner.domain.errors import RuleBroken
from planner.domain.programs import check_dates, checked_impact, warning_on_dates
from planner.domain.values import ImpactKind

TODAY, YEAR = date(2027, 7, 13), (date(2027, 1, 1), date(2027, 12, 31))
QUANTITY = {"kind": ImpactKind.QUANTITY, "planned_value": Decimal(3), "unit": "points"}


@pytest.mark.parametrize(("values", "field"), [
    ({"planned_value": Decimal(3)}, "kind"),
    ({"agreed_on": TODAY, "agreed_by_id": 1}, "kind"),
    ({"kind": ImpactKind.QUANTITY, "unit": "points"}, "planned_value"),
    ({"kind": ImpactKind.QUANTITY, "planned_value": Decimal(3)}, "unit"),
    ({"kind": ImpactKind.HIGH_MEDIUM_LOW, "planned_value": Decimal(3)}, "rating"),
    ({"kind": ImpactKind.HIGH_MEDIUM_LOW, "rating": "huge"}, "rating"),
    ({"kind": ImpactKind.RATE, "planned_value": Decimal(101)}, "planned_value"),
    ({"kind": ImpactKind.PREDICTION, "planned_value": Decimal(-1)}, "planned_value"),
    ({**QUANTITY, "agreed_on": date(2027, 7, 14), "agreed_by_id": 1}, "agreed_on"),
    ({**QUANTITY, "agreed_on": TODAY}, "agreed_by_id"),
    ({**QUANTITY, "agreed_by_id": 1}, "agreed_on"),
])
def test_an_impact_that_says_too_little_or_too_much_is_refused(values: dict[str, Any], field: str) -> None:
    with pytest.raises(RuleBroken) as refused:
        checked_impact(values, TODAY)
    assert refused.value.field == field


def test_a_rating_has_no_value_and_a_value_no_rating() -> None:
    rated = checked_impact({**QUANTITY, "kind": ImpactKind.HIGH_MEDIUM_LOW, "rating": "high"}, TODAY)
    valued = checked_impact({**QUANTITY, "rating": "high"}, TODAY)
    assert (rated["planned_value"], rated["unit"], valued["rating"]) == (None, "", None)


def test_a_rate_is_a_percentage_unless_it_says_otherwise() -> None:
    assert checked_impact({"kind": ImpactKind.RATE, "planned_value": Decimal(70)}, TODAY)["unit"] == "percent"


def test_a_return_may_be_negative_or_above_a_hundred() -> None:
    for value in (Decimal(-20), Decimal(250)):
        checked_impact({"kind": ImpactKind.RETURN, "planned_value": value}, TODAY)


@pytest.mark.parametrize(("starts_on", "ends_on", "field"), [
    (date(2027, 5, 2), date(2027, 5, 1), "ends_on"), (date(2028, 1, 1), None, "starts_on"), (None, date(2026, 12, 31), "ends_on"),
    (date(2028, 1, 1), date(2028, 3, 1), "starts_on"), (date(2026, 1, 1), date(2026, 3, 1), "ends_on"),
])
def test_dates_in_the_wrong_order_or_wholly_outside_the_year_are_refused(
    starts_on: date | None, ends_on: date | None, field: str
) -> None:
    with pytest.raises(RuleBroken) as refused:
        check_dates(starts_on, ends_on, YEAR)
    assert refused.value.field == field


@pytest.mark.parametrize(("starts_on", "ends_on", "words"), [
    (date(2026, 12, 31), date(2027, 1, 1), "starts before"), (date(2027, 12, 31), date(2028, 1, 1), "ends after"),
])
def test_dates_partly_outside_the_year_get_a_warning(starts_on: date, ends_on: date, words: str) -> None:
    check_dates(starts_on, ends_on, YEAR)
    assert words in str(warning_on_dates(starts_on, ends_on, YEAR))


@pytest.mark.parametrize(("starts_on", "ends_on"), [YEAR, (None, None), (date(2027, 3, 1), date(2027, 3, 1))])
def test_dates_within_the_year_get_none(starts_on: date | None, ends_on: date | None) -> None:
    assert warning_on_dates(starts_on, ends_on, YEAR) is None
