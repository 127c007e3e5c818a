"""What a change is worth."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.domain.errors import RuleBroken
from planner.domain.impact import Costs, adjusted_impact, benefit_cost_ratio, roi


def test_a_change_is_cut_by_isolation_and_confidence() -> None:
    assert adjusted_impact(Decimal(100), Decimal("0.4"), Decimal("0.8")) == 32


@pytest.mark.parametrize("share", ["-0.1", "1.1"])
def test_a_share_beyond_everything_is_refused(share: str) -> None:
    with pytest.raises(RuleBroken):
        adjusted_impact(Decimal(100), Decimal(share), Decimal(1))


def test_a_return_is_what_remains_over_what_was_spent() -> None:
    assert roi(Decimal(150), Decimal(100), isolation_method="control group") == 50
    assert benefit_cost_ratio(Decimal(150), Decimal(100), isolation_method="control group") == Decimal("1.5")


def test_without_an_isolation_method_no_return_is_claimed() -> None:
    assert roi(Decimal(150), Decimal(100), isolation_method="") is None


def test_a_blank_is_no_isolation_method() -> None:
    assert benefit_cost_ratio(Decimal(150), Decimal(100), isolation_method=" ") is None


def test_the_time_of_participants_and_their_travel_make_a_cost_fully_loaded() -> None:
    assert Costs(Decimal(100), participants_time=Decimal(40), travel=Decimal(10)).fully_loaded == 150


@given(st.decimals(0, 10_000, places=2), st.decimals(1, 10_000, places=2))
def test_return_and_ratio_tell_the_same(benefits: Decimal, cost: Decimal) -> None:
    ratio = benefit_cost_ratio(benefits, cost, isolation_method="trend line")
    percent = roi(benefits, cost, isolation_method="trend line")
    assert ratio is not None
    assert percent is not None
    assert abs((ratio - 1) * 100 - percent) < Decimal("1e-15")
