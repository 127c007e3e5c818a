"""How it will end if nothing special is done."""

import random
from datetime import date, timedelta
from decimal import Decimal
from itertools import accumulate
from statistics import fmean

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.domain.aggregation import Point
from planner.domain.forecast import Forecast, forecast, path, probability_of

FIRST = date(2027, 1, 1)


def series(values: list[float]) -> list[Point]:
    return [Point(FIRST + timedelta(days=14 * n), Decimal(str(round(v, 4)))) for n, v in enumerate(values)]


def after(points: list[Point], n_fortnights: int) -> date:
    return points[-1].on + timedelta(days=14 * n_fortnights)


def test_three_points_carry_the_last_value_on_and_promise_nothing() -> None:
    made = forecast(series([10, 20, 30]), FIRST + timedelta(days=200))
    assert made is not None
    assert (made.value, made.low, made.probability) == (30, None, None)


def test_a_steady_rise_goes_on_but_ever_more_slowly() -> None:
    points = series([10, 12, 14, 16, 18])
    near, far = forecast(points, after(points, 1)), forecast(points, after(points, 20))
    assert near is not None
    assert far is not None
    assert Decimal("19.5") < near.value < 20
    assert 18 < far.value < 18 + 2 * 20


def test_a_running_sum_keeps_its_pace() -> None:
    points = series([20, 40, 60, 80])
    made = forecast(points, after(points, 10), is_cumulative=True)
    assert made is not None
    assert made.value == 280


def test_a_running_sum_never_goes_back() -> None:
    points = series([100, 101, 101, 101, 101])
    made = forecast(points, after(points, 5), is_cumulative=True)
    assert made is not None
    assert made.low is not None
    assert made.low >= 101


def test_one_odd_value_moves_the_forecast_little() -> None:
    calm, odd = series([50] * 9), series([50] * 4 + [90] + [50] * 4)
    assert forecast(calm, after(calm, 6)).value == forecast(odd, after(odd, 6)).value  # type: ignore[union-attr]


@given(st.lists(st.floats(-1000, 1000), min_size=4, max_size=30), st.integers(0, 20))
def test_the_interval_holds_the_value_and_widens(values: list[float], ahead: int) -> None:
    points = series(values)
    near, far = forecast(points, after(points, ahead)), forecast(points, after(points, ahead + 1))
    assert near is not None
    assert far is not None
    assert near.low is not None
    assert near.high is not None
    assert far.low is not None
    assert far.high is not None
    assert near.low <= near.value <= near.high
    assert near.high - near.low <= far.high - far.low + Decimal("0.00001")


def walk(rng: random.Random, n: int) -> list[float]:
    """A drift that stays, and steps of chance that stay too."""
    drift, value, values = rng.uniform(-0.5, 0.5), 50.0, []
    for _ in range(n):
        value += drift + rng.gauss(0, 1)
        values.append(value)
    return values


def noise(rng: random.Random, n: int) -> list[float]:
    """Nothing but chance around one level."""
    return [50 + rng.gauss(0, 2) for _ in range(n)]


def line(rng: random.Random, n: int) -> list[float]:
    """A straight way with chance around it."""
    slope = rng.uniform(-1, 1)
    return [50 + slope * i + rng.gauss(0, 2) for i in range(n)]


def total(rng: random.Random, n: int) -> list[float]:
    """A running total at an even pace."""
    return list(accumulate(max(0, round(rng.gauss(40, 15))) for _ in range(n)))


def bursts(rng: random.Random, n: int) -> list[float]:
    """A running total of a program that runs in two fortnights of five."""
    return list(accumulate(rng.randint(20, 60) if rng.random() < 0.4 else 0 for _ in range(n)))


KINDS = {"walk": walk, "noise": noise, "line": line, "total": total, "bursts": bursts}


def coverage(kind: str, n_points: int, n_trials: int = 150) -> float:
    """The share of true outcomes, 1 to 10 fortnights ahead, that lay inside the interval."""
    rng, hits = random.Random(f"{kind} {n_points}"), 0
    for trial in range(n_trials):
        ahead = (1, 3, 6, 10)[trial % 4]
        values = KINDS[kind](rng, n_points + ahead)
        points = series(values[:n_points])
        made = forecast(points, after(points, ahead), is_cumulative=kind in ("total", "bursts"))
        assert made is not None
        assert made.low is not None
        assert made.high is not None
        hits += made.low <= Decimal(str(round(values[-1], 4))) <= made.high
    return hits / n_trials


@pytest.mark.parametrize("kind", KINDS)
def test_the_interval_is_never_far_too_narrow_nor_a_certainty(kind: str) -> None:
    covered = [coverage(kind, n) for n in (5, 8, 13, 20)]
    assert min(covered) >= 0.70
    assert fmean(covered) <= 0.96


def test_over_all_kinds_the_interval_covers_about_four_of_five_outcomes() -> None:
    covered = fmean(coverage(kind, n, 60) for kind in KINDS for n in (5, 8, 13, 20))
    assert 0.75 <= covered <= 0.92


def test_a_share_is_never_forecast_beyond_the_whole() -> None:
    points = series([60, 70, 80, 90, 97])
    made = forecast(points, after(points, 10), bounds=(Decimal(0), Decimal(100)))
    assert made is not None
    assert (made.value, made.high) == (100, 100)


def test_a_count_is_never_forecast_below_nothing() -> None:
    points = series([20, 14, 9, 4, 1])
    made = forecast(points, after(points, 10), bounds=(Decimal(0), None))
    assert made is not None
    assert (made.low, made.value) == (0, 0)


def test_chance_around_a_level_is_not_carried_on() -> None:
    points = series([50, 48, 52, 49, 51, 50, 48, 52, 49, 60])
    made = forecast(points, after(points, 6))
    assert made is not None
    assert 49 < made.value < 57


def test_a_pace_that_clearly_rises_goes_on_rising() -> None:
    points = series(list(accumulate(10 + 3 * i for i in range(14))))
    made = forecast(points, after(points, 4), is_cumulative=True)
    assert made is not None
    assert made.value > points[-1].value + 4 * 49


def test_three_points_of_a_running_total_carry_the_pace_on_without_an_interval() -> None:
    points = series([10, 20, 30])
    made = forecast(points, after(points, 5), is_cumulative=True)
    assert made is not None
    assert (made.value, made.low) == (80, None)


def test_on_the_day_of_the_last_value_the_forecast_is_that_value() -> None:
    points = series([50, 55, 49, 52])
    made = forecast(points, points[-1].on)
    assert made is not None
    assert (made.low, made.value, made.high) == (52, 52, 52)


def test_monthly_values_are_forecast_like_fortnightly_ones() -> None:
    monthly = [Point(date(2027, month, 28), Decimal(50 + month)) for month in range(1, 9)]
    made = forecast(monthly, date(2027, 10, 28))
    assert made is not None
    assert 58 < made.value < 61


def test_a_forecast_for_yesterday_is_none() -> None:
    points = series([1, 2, 3, 4])
    assert forecast(points, points[-1].on - timedelta(days=1)) is None
    assert forecast([], FIRST) is None


def test_a_path_has_a_value_for_each_day_that_is_asked() -> None:
    points = series([1, 2, 3, 4])
    assert [one.on for one in path(points, [after(points, 1), after(points, 2)])] == [after(points, 1), after(points, 2)]


@pytest.mark.parametrize(("target", "chance"), [("60", "0.5"), ("80", "0.1"), ("40", "0.9")])
def test_a_probability_is_told_in_tenths_and_never_certain(target: str, chance: str) -> None:
    made = Forecast(FIRST, Decimal(60), Decimal(55), Decimal(65), None, "", 9)
    assert probability_of(made, Decimal(target), higher_is_better=True) == Decimal(chance)
