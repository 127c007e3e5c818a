"""Percent of plan, and what several parts come to, held against what a person works out on paper."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.domain.aggregation import Observed
from planner.domain.report import percent_of_plan, running_total, sum_of_all, together
from planner.domain.values import Aggregation, Direction

UP, DOWN, PLAN = Direction.UP, Direction.DOWN, Direction.PLAN


def number(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def period(value: str, n: int = 1, **parts: str | int) -> Observed:
    start = date(2027, 1, 1) + timedelta(days=14 * (n - 1))
    given_parts = {name: Decimal(part) if isinstance(part, str) else part for name, part in parts.items()}
    return Observed(start, start + timedelta(days=13), Decimal(value), **given_parts)


@pytest.mark.parametrize(
    ("actual", "plan", "direction", "baseline", "percent"),
    [
        ("57", "60", UP, "44", "95.0"),  # the plain ratio, whatever the baseline
        ("612", "640", PLAN, None, "95.6"),
        ("666", "640", PLAN, None, "104.1"),  # over plan stays over a hundred
        ("64", "55", DOWN, "74", "85.9"),  # turned: more than 100 is better
        ("50", "55", DOWN, "74", "110.0"),
        ("0", "40", UP, "0", "0.0"),
        ("-2", "4", UP, "-6", "40.0"),  # from −6 to 4 is ten; four are gone
        ("3", "4", UP, "-6", "90.0"),
        ("-5", "-10", DOWN, "0", "50.0"),
        ("0", "2", DOWN, "4", "200.0"),  # nothing to divide by: the way gone
        ("0", "2", DOWN, "0", None),
        ("5", "0", UP, None, None),
        ("5", "0", DOWN, "10", "50.0"),
        ("5", "0", UP, "0", None),
        ("5", None, UP, "1", None),
        (None, "5", UP, "1", None),
    ],
)
def test_percent_of_plan(actual: str, plan: str, direction: Direction, baseline: str, percent: str) -> None:
    found = percent_of_plan(number(actual), number(plan), direction, baseline=number(baseline))
    assert found == number(percent)


amounts = st.decimals(min_value=1, max_value=10_000, places=2)


@given(amounts, amounts, st.sampled_from([UP, DOWN]))
def test_a_hundred_is_as_planned_and_more_is_better(actual: Decimal, plan: Decimal, direction: Direction) -> None:
    percent = percent_of_plan(actual, plan, direction)
    is_better = actual >= plan if direction is UP else actual <= plan
    assert percent is not None
    assert (percent >= 100) if is_better else (percent <= 100)


def test_sums_of_programs_are_added() -> None:
    found = together([[period("3"), period("4", 2)], [period("10", 3)]], Aggregation.SUM)
    assert (found.value, found.until, found.n_parts) == (Decimal(17), date(2027, 2, 11), 2)


def test_rates_are_made_of_their_parts_and_not_of_each_other() -> None:
    small = [period("100", numerator="1", denominator="1")]
    large = [period("50", numerator="50", denominator="100")]
    found = together([small, large], Aggregation.RATIO_OF_SUMS, scale=100)
    assert found.value == Decimal("50.495050")


def test_scores_are_weighted_with_their_respondents() -> None:
    found = together([[period("80", respondents=10)], [period("60", respondents=30)]], Aggregation.WEIGHTED_MEAN)
    assert found.value == Decimal(65)


@pytest.mark.parametrize("how", [Aggregation.DISTINCT, Aggregation.LAST])
def test_what_is_not_additive_has_no_value_for_several_programs(how: Aggregation) -> None:
    one, other = [period("30", to_date="30")], [period("20", to_date="20")]
    assert (together([one, other], how).value, together([one, other], how).is_additive) == (None, False)
    assert together([one, []], how).value == Decimal(30)


def test_rates_without_their_parts_are_not_additive() -> None:
    assert not together([[period("80")], [period("60")]], Aggregation.RATIO_OF_SUMS, scale=100).is_additive


def test_nothing_comes_to_nothing() -> None:
    found = together([[], []], Aggregation.SUM)
    assert (found.value, found.until, found.n_parts, found.is_additive) == (None, None, 0, True)


def test_the_running_total_grows_with_every_program() -> None:
    points = running_total([[period("3"), period("4", 2)], [period("10", 2)]])
    assert [(point.on, point.value) for point in points] == [(date(2027, 1, 14), 3), (date(2027, 1, 28), 17)]


@given(st.lists(st.lists(st.integers(0, 1000), max_size=5), max_size=4))
def test_the_running_total_ends_at_the_sum(parts: list[list[int]]) -> None:
    observed = [[period(str(value), n) for n, value in enumerate(part, start=1)] for part in parts]
    points = running_total(observed)
    assert (points[-1].value if points else 0) == sum(sum(part) for part in parts)


def test_a_plan_for_some_is_no_plan_for_all() -> None:
    assert sum_of_all([Decimal(1), None]) is None
    assert sum_of_all([]) is None
    assert sum_of_all([Decimal(1), Decimal(2)]) == Decimal(3)
