"""How values of periods make one value."""

from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from planner.domain.aggregation import Observed, actuals, aggregate, is_suppressed
from planner.domain.values import Aggregation

AMOUNTS = st.decimals(0, 100_000, places=2)
FIRST = date(2027, 1, 1)


def seen(number: int, value: object, **more: object) -> Observed:
    start = FIRST + timedelta(days=14 * number)
    return Observed(start, start + timedelta(days=13), Decimal(str(value)), **more)  # type: ignore[arg-type]


@given(st.lists(st.lists(AMOUNTS, min_size=1, max_size=6), min_size=1, max_size=6))
def test_the_sum_of_all_equals_the_sum_of_the_parts(parts: list[list[Decimal]]) -> None:
    everything = aggregate([seen(n, v) for part in parts for n, v in enumerate(part)], Aggregation.SUM)
    of_parts = [aggregate([seen(n, v) for n, v in enumerate(part)], Aggregation.SUM) for part in parts]
    assert everything == sum(total for total in of_parts if total is not None)


@given(st.lists(st.tuples(st.integers(0, 500), st.integers(1, 500)), min_size=1, max_size=12))
def test_a_ratio_of_sums_is_the_ratio_of_the_totals(parts: list[tuple[int, int]]) -> None:
    rows = [
        seen(n, Decimal(top) / bottom * 100, numerator=Decimal(top), denominator=Decimal(bottom))
        for n, (top, bottom) in enumerate(parts)
    ]
    totals = Decimal(sum(top for top, _ in parts)) / sum(bottom for _, bottom in parts) * 100
    assert aggregate(rows, Aggregation.RATIO_OF_SUMS, scale=100) == totals


@given(st.lists(st.tuples(st.integers(0, 100), st.integers(5, 90)), min_size=1, max_size=12))
def test_a_weighted_mean_lies_between_the_least_and_the_most(rows: list[tuple[int, int]]) -> None:
    mean = aggregate([seen(n, v, respondents=r) for n, (v, r) in enumerate(rows)], Aggregation.WEIGHTED_MEAN)
    assert mean is not None
    assert min(v for v, _ in rows) <= mean <= max(v for v, _ in rows)


def test_distinct_persons_are_never_added_up() -> None:
    assert aggregate([seen(0, 10), seen(1, 12)], Aggregation.DISTINCT) is None


def test_distinct_persons_to_date_are_their_own_observation() -> None:
    assert aggregate([seen(0, 10, to_date=Decimal(10)), seen(1, 12, to_date=Decimal(15))], Aggregation.DISTINCT) == 15


def test_the_last_value_is_the_one_of_the_latest_period() -> None:
    assert aggregate([seen(1, 7), seen(0, 3)], Aggregation.LAST) == 7


def test_a_mean_without_the_number_of_answers_cannot_be_made() -> None:
    assert aggregate([seen(0, 80, respondents=9), seen(1, 90)], Aggregation.WEIGHTED_MEAN) is None


def test_nothing_aggregates_to_nothing_and_not_to_zero() -> None:
    assert [aggregate([], how) for how in Aggregation] == [None] * len(Aggregation)


@given(st.lists(AMOUNTS, min_size=1, max_size=27))
def test_the_running_sum_ends_at_the_sum(values: list[Decimal]) -> None:
    rows = [seen(n, v) for n, v in enumerate(values)]
    assert actuals(rows, Aggregation.SUM, is_cumulative=True)[-1].value == aggregate(rows, Aggregation.SUM)


def test_a_series_that_is_not_cumulative_keeps_each_period() -> None:
    assert [p.value for p in actuals([seen(0, 5), seen(1, 3)], Aggregation.SUM, is_cumulative=False)] == [5, 3]


def test_four_answers_are_suppressed_and_five_are_not() -> None:
    assert (is_suppressed(4), is_suppressed(5), is_suppressed(None)) == (True, False, False)
