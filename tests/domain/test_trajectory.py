"""The value planned for each day."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.domain.cycles import fortnights
from planner.domain.errors import RuleBroken
from planner.domain.trajectory import Trajectory, check, expected_on, plan_points, steps_of
from planner.domain.values import TrajectoryKind

START, DUE = date(2027, 1, 4), date(2027, 12, 31)
VALUES = st.decimals(-10_000, 10_000, places=2)
SHAPES = st.sampled_from([TrajectoryKind.LINEAR, TrajectoryKind.STEPPED, TrajectoryKind.S_CURVE])


def plan(kind: TrajectoryKind = TrajectoryKind.LINEAR, baseline: object = 48, target: object = 70, **more: object) -> Trajectory:
    return Trajectory(kind, START, DUE, Decimal(str(baseline)), Decimal(str(target)), **more)  # type: ignore[arg-type]


def test_a_straight_line_is_half_way_in_the_middle() -> None:
    line = Trajectory(TrajectoryKind.LINEAR, date(2027, 1, 1), date(2027, 1, 11), Decimal(0), Decimal(10))
    assert expected_on(line, date(2027, 1, 6)) == 5


def test_an_s_curve_is_half_way_in_the_middle_and_mirrored_around_it() -> None:
    curve = Trajectory(TrajectoryKind.S_CURVE, date(2027, 1, 1), date(2027, 1, 11), Decimal(0), Decimal(10))
    assert expected_on(curve, date(2027, 1, 6)) == 5
    assert expected_on(curve, date(2027, 1, 3)) + expected_on(curve, date(2027, 1, 9)) == 10


def test_an_s_curve_starts_slower_than_a_straight_line() -> None:
    early = START + timedelta(days=40)
    assert expected_on(plan(TrajectoryKind.S_CURVE), early) < expected_on(plan(), early)


def test_a_step_holds_until_the_next() -> None:
    steps = plan(TrajectoryKind.STEPPED, points=((date(2027, 4, 1), Decimal(55)), (date(2027, 7, 1), Decimal(62))))
    assert expected_on(steps, date(2027, 3, 31)) == 48
    assert expected_on(steps, date(2027, 4, 1)) == expected_on(steps, date(2027, 6, 30)) == 55


def test_custom_points_are_passed_through() -> None:
    custom = plan(TrajectoryKind.CUSTOM, points=((date(2027, 6, 1), Decimal(50)),))
    assert expected_on(custom, date(2027, 6, 1)) == 50


def test_steps_without_days_of_their_own_come_every_four_weeks() -> None:
    assert steps_of(plan(TrajectoryKind.STEPPED))[0][0] == START + timedelta(days=28)


def test_steps_of_ones_own_end_at_the_target() -> None:
    assert steps_of(plan(TrajectoryKind.STEPPED, points=((date(2027, 4, 1), Decimal(55)),)))[-1] == (DUE, Decimal(70))


@given(SHAPES, VALUES, VALUES)
def test_every_plan_starts_at_the_baseline_and_ends_at_the_target(kind: TrajectoryKind, low: Decimal, high: Decimal) -> None:
    made = plan(kind, low, high)
    assert (expected_on(made, START), expected_on(made, DUE)) == (low, high)


@given(SHAPES, VALUES, VALUES)
def test_before_the_start_is_the_baseline_and_after_the_due_date_the_target(
    kind: TrajectoryKind, low: Decimal, high: Decimal
) -> None:
    made = plan(kind, low, high)
    assert (expected_on(made, date(2020, 1, 1)), expected_on(made, date(2030, 1, 1))) == (low, high)


@given(SHAPES, VALUES, VALUES, st.integers(0, 361), st.integers(0, 361))
def test_monotone_kinds_stay_monotone(kind: TrajectoryKind, low: Decimal, high: Decimal, one: int, other: int) -> None:
    made = plan(kind, min(low, high), max(low, high))
    early, late = sorted((one, other))
    hair = Decimal("1e-12")
    assert expected_on(made, START + timedelta(days=early)) <= expected_on(made, START + timedelta(days=late)) + hair


@given(st.lists(st.tuples(st.integers(1, 361), VALUES), min_size=1, max_size=8, unique_by=lambda point: point[0]))
def test_a_custom_plan_stays_between_its_points(points: list[tuple[int, Decimal]]) -> None:
    days = tuple(sorted((START + timedelta(days=n), value) for n, value in points))
    made = plan(TrajectoryKind.CUSTOM, points=days)
    bounds = [Decimal(48), Decimal(70), *(value for _day, value in days)]
    hair = Decimal("1e-9")
    for n in range(0, 362, 7):
        assert min(bounds) - hair <= expected_on(made, START + timedelta(days=n)) <= max(bounds) + hair


def test_plan_points_are_derived_for_each_fortnight() -> None:
    points = plan_points(plan(), fortnights(date(2027, 1, 1), DUE))
    assert (points[0].on, points[-1].on) == (START, DUE)
    assert len(points) == 28


@pytest.mark.parametrize(
    ("points", "field"),
    [
        ((), "points"),
        (((date(2026, 1, 1), Decimal(1)),), "points"),
        (((date(2027, 5, 1), Decimal(1)), (date(2027, 5, 1), Decimal(2))), "points"),
        (((date(2027, 5, 1), Decimal(60)), (DUE, Decimal(69))), "points"),
    ],
)
def test_points_that_cannot_be_followed_are_refused(points: tuple[tuple[date, Decimal], ...], field: str) -> None:
    with pytest.raises(RuleBroken) as refused:
        check(plan(TrajectoryKind.CUSTOM, points=points))
    assert refused.value.field == field


def test_a_plan_that_ends_before_it_starts_is_refused() -> None:
    with pytest.raises(RuleBroken):
        check(Trajectory(TrajectoryKind.LINEAR, DUE, START, Decimal(1), Decimal(2)))
