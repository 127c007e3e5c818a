"""What a change is worth."""

from decimal import Decimal

import pytest

from planner.domain.errors import RuleBroken
from planner.domain.impact import adjusted_impact, benefit_cost_ratio, roi


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
