"""How it will end if nothing special is done."""

import random
from datetime import date, timedelta
from decimal import Decimal

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
    assert Decimal("19.8") < near.value < 20
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
    """A drift that stays, and steps of chance."""
    drift, value, values = rng.uniform(-0.5, 0.5), 50.0, []
    for _ in range(n):
        value += drift + rng.gauss(0, 1)
        values.append(value)
    return values


def saturating(rng: random.Random, n: int) -> list[float]:
    """What comes near its ceiling."""
    return [50 + 20 * (1 - 0.85**i) + rng.gauss(0, 1) for i in range(n)]


@pytest.mark.parametrize("kind", [walk, saturating])
@pytest.mark.parametrize("n_points", [5, 9, 13, 20])
def test_the_interval_covers_about_four_of_five_outcomes(kind: object, n_points: int) -> None:
    rng = random.Random(20271113)
    hits, n_trials = 0, 300
    for _ in range(n_trials):
        ahead = rng.choice([1, 3, 6, 10])
        values = kind(rng, n_points + ahead)  # type: ignore[operator]
        points = series(values[:n_points])
        made = forecast(points, after(points, ahead))
        assert made is not None
        assert made.low is not None
        assert made.high is not None
        hits += made.low <= Decimal(str(values[-1])) <= made.high
    assert 0.75 <= hits / n_trials <= 0.99, "shorter histories are given wider intervals, never narrower ones"


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
