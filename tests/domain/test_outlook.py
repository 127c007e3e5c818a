"""How a target will end when what is planned goes on and nothing special is done."""

import random
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.domain.aggregation import Point
from planner.domain.outlook import AS_PLANNED, followed, outlook, outlook_path
from planner.domain.status import status_on
from planner.domain.trajectory import Trajectory, expected_on
from planner.domain.values import Direction, Status, TrajectoryKind

START, DUE = date(2027, 1, 1), date(2027, 12, 31)
HAIR = Decimal("0.001")


def plan(kind: TrajectoryKind = TrajectoryKind.LINEAR, baseline: int = 48, target: int = 70) -> Trajectory:
    return Trajectory(kind, START, DUE, Decimal(baseline), Decimal(target))


def days(n: int) -> list[date]:
    return [START + timedelta(days=14 * number) for number in range(1, n + 1)]


def on_plan(trajectory: Trajectory, n: int) -> list[Point]:
    return [Point(day, expected_on(trajectory, day)) for day in days(n)]


def _trust(trajectory: Trajectory, points: list[Point]) -> Decimal:
    return followed([Point(point.on, expected_on(trajectory, point.on)) for point in points], points)


@given(
    st.sampled_from([TrajectoryKind.LINEAR, TrajectoryKind.STEPPED, TrajectoryKind.S_CURVE]), st.integers(1, 25),
    st.integers(-500, 500), st.integers(1, 500),
)
def test_a_target_that_keeps_to_its_plan_will_reach_it(kind: TrajectoryKind, n: int, baseline: int, change: int) -> None:
    trajectory = plan(kind, baseline, baseline + change)
    points = on_plan(trajectory, n)
    ahead = outlook(trajectory, points, DUE)
    assert ahead is not None
    assert abs(ahead.value - trajectory.target) < HAIR
    assert status_on(trajectory, points, points[-1].on, direction=Direction.UP).status is Status.ON_TRACK


def test_one_that_stands_still_is_not_expected_to_arrive() -> None:
    points = [Point(day, Decimal(48)) for day in days(13)]
    ahead = outlook(plan(), points, DUE)
    assert ahead is not None
    assert ahead.value == 48
    assert status_on(plan(), points, points[-1].on, direction=Direction.UP).status is Status.OFF_TRACK


@pytest.mark.parametrize("distance", [-3, 4])
def test_a_distance_that_stays_the_same_is_kept(distance: int) -> None:
    points = [Point(point.on, point.value + distance) for point in on_plan(plan(), 9)]
    ahead = outlook(plan(), points, DUE)
    assert ahead is not None
    assert abs(ahead.value - (70 + distance)) < HAIR


def test_one_that_moves_half_as_fast_is_half_believed() -> None:
    points = [Point(point.on, 48 + (point.value - 48) / 2) for point in on_plan(plan(), 13)]
    ahead = outlook(plan(), points, DUE)
    assert abs(_trust(plan(), points) - Decimal("0.5")) < HAIR
    assert ahead is not None
    assert 56 < ahead.value < 60


def test_a_plan_that_stands_still_is_followed() -> None:
    assert _trust(plan(target=48), on_plan(plan(), 9)) == 1


def test_one_that_goes_back_gets_no_help_from_the_plan() -> None:
    points = [Point(day, Decimal(48) - number) for number, day in enumerate(days(9))]
    assert _trust(plan(), points) == 0


@pytest.mark.parametrize("pace", [0.0, 0.5, 1.0, 1.2])
@pytest.mark.parametrize("kind", [TrajectoryKind.LINEAR, TrajectoryKind.S_CURVE])
def test_the_interval_covers_about_four_of_five_outcomes_whatever_the_pace(kind: TrajectoryKind, pace: float) -> None:
    rng, hits, n_trials = random.Random(f"{kind} {pace}"), 0, 160
    for trial in range(n_trials):
        n_points, ahead = (6, 9, 13, 18)[trial % 4], rng.choice([1, 3, 6])
        planned = [float(point.value) for point in on_plan(plan(kind), n_points + ahead)]
        points = [
            Point(day, Decimal(str(round(48 + pace * (value - 48) + rng.gauss(0, 1), 4))))
            for day, value in zip(days(n_points + ahead), planned, strict=True)
        ]
        made = outlook(plan(kind), points[:n_points], points[-1].on)
        assert made is not None
        assert made.low is not None
        assert made.high is not None
        hits += made.low <= points[-1].value <= made.high
    assert 0.70 <= hits / n_trials <= 0.97


def test_what_is_counted_does_not_go_back() -> None:
    points = [Point(day, Decimal(60)) for day in days(13)]
    ahead = outlook(plan(baseline=0, target=70), points, days(14)[-1], is_cumulative=True)
    assert ahead is not None
    assert ahead.value >= 60


def test_three_values_carry_the_plan_on_and_promise_nothing() -> None:
    ahead = outlook(plan(), on_plan(plan(), 3), DUE)
    assert ahead is not None
    assert (ahead.method, ahead.low, ahead.high) == (AS_PLANNED, None, None)


def test_the_path_ends_where_the_outlook_ends() -> None:
    points = on_plan(plan(), 9)
    path = outlook_path(plan(), points, [days(12)[-1], DUE])
    assert path[-1] == outlook(plan(), points, DUE)


def test_the_bounds_of_a_measure_hold() -> None:
    points = [Point(point.on, point.value + 40) for point in on_plan(plan(), 9)]
    ahead = outlook(plan(), points, DUE, bounds=(Decimal(0), Decimal(100)))
    assert ahead is not None
    assert ahead.value == 100
