"""Triage of needs."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.domain.errors import RuleBroken
from planner.domain.priority import CRITERIA, need_score

NAMES = [criterion.name for criterion in CRITERIA]
SCORES = st.fixed_dictionaries({name: st.integers(1, 5) for name in NAMES})
MIDDLE: dict[str, int | None] = dict.fromkeys(NAMES, 3)


def test_the_middle_of_everything_is_the_middle() -> None:
    assert need_score(MIDDLE) == 3


def test_little_effort_counts_for_a_need() -> None:
    assert need_score({**MIDDLE, "effort": 1}) == Decimal("3.40")
    assert need_score({**MIDDLE, "effort": 5}) == Decimal("2.60")


def test_a_missing_score_makes_no_total() -> None:
    assert need_score({**MIDDLE, "reach": None}) is None


@pytest.mark.parametrize("score", [0, 6])
def test_a_score_off_the_scale_is_refused_at_its_field(score: int) -> None:
    with pytest.raises(RuleBroken) as refused:
        need_score({**MIDDLE, "urgency": score})
    assert refused.value.field == "urgency"


def test_weights_decide_what_counts() -> None:
    assert need_score({**MIDDLE, "impact": 5}, {"impact": Decimal(1)}) == 5


def test_weights_that_come_to_nothing_are_a_mistake() -> None:
    with pytest.raises(ValueError, match="nothing"):
        need_score(MIDDLE, {"impact": Decimal(0)})


@given(SCORES)
def test_the_total_stays_on_the_scale(scores: dict[str, int | None]) -> None:
    total = need_score(scores)
    assert total is not None
    assert 1 <= total <= 5


def test_every_criterion_describes_its_scale() -> None:
    assert all(len(criterion.anchors) == 3 and all(criterion.anchors) for criterion in CRITERIA)
