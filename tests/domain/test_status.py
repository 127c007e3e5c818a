"""Where a target stands, and why."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.domain.aggregation import Point
from planner.domain.status import SCALE, StatusAssessment, combined_status, share_of, status_on
from planner.domain.trajectory import Trajectory
from planner.domain.values import Direction, Status, TrajectoryKind

START, DUE = date(2027, 1, 1), date(2027, 12, 31)
TODAY = date(2027, 7, 2)  # half-way: 182 of 364 days
VALUES = st.decimals(-1_000, 1_000, places=2)


def plan(baseline: object = 48, target: object = 70) -> Trajectory:
    return Trajectory(TrajectoryKind.LINEAR, START, DUE, Decimal(str(baseline)), Decimal(str(target)))


def points(*values: object, last_on: date = TODAY) -> list[Point]:
    n = len(values)
    return [Point(last_on - timedelta(days=14 * (n - 1 - i)), Decimal(str(v))) for i, v in enumerate(values)]


def judge(*values: object, direction: Direction = Direction.UP, on: date = TODAY, **more: object) -> StatusAssessment:
    trajectory = plan(more.pop("baseline", 48), more.pop("target", 70))
    return status_on(trajectory, points(*values), on, direction=direction, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("actual", "status"),
    [(59, Status.ON_TRACK), (58.5, Status.ON_TRACK), (57.5, Status.AT_RISK), (56.7, Status.OFF_TRACK), (48, Status.OFF_TRACK)],
)
def test_half_way_the_share_of_the_gap_closed_decides(actual: float, status: Status) -> None:
    assert judge(actual).status is status


def test_a_raw_ratio_does_not_flatter() -> None:
    """49 is 83 % of the 59 planned, but only 9 % of the way from 48."""
    assert round(judge(49).share or 0, 6) == round(Decimal(100) / 11, 6)


@pytest.mark.parametrize(("actual", "status"), [(64.5, Status.ON_TRACK), (66.3, Status.AT_RISK), (70, Status.OFF_TRACK)])
def test_lower_is_better_turns_it_round(actual: float, status: Status) -> None:
    assert judge(actual, direction=Direction.DOWN, baseline=74, target=55).status is status


@pytest.mark.parametrize(("baseline", "target"), [(0, 100), (-50, 50), (-10, 0)])
def test_zero_and_negative_baselines_are_judged_by_the_way_gone(baseline: int, target: int) -> None:
    half = (Decimal(baseline) + target) / 2
    assert judge(half, baseline=baseline, target=target).share == 100


@pytest.mark.parametrize(("actual", "status"), [(100, Status.ON_TRACK), (110, Status.AT_RISK), (75, Status.OFF_TRACK)])
def test_closest_to_plan_punishes_both_sides(actual: int, status: Status) -> None:
    assert judge(actual, direction=Direction.PLAN, baseline=100, target=100).status is status


def test_a_bad_forecast_outweighs_a_good_moment() -> None:
    found = judge(66, 64, 62, 60.5, 59)
    assert (found.share, found.status) == (100, Status.OFF_TRACK)
    assert "nothing special" in str(found.reason)


def test_without_a_value_there_is_no_data() -> None:
    assert judge().status is Status.NO_DATA


def test_a_value_older_than_two_collections_is_no_data() -> None:
    assert status_on(plan(), points(59), TODAY + timedelta(days=28), direction=Direction.UP).status is not Status.NO_DATA
    assert status_on(plan(), points(59), TODAY + timedelta(days=29), direction=Direction.UP).status is Status.NO_DATA


def test_values_of_the_future_do_not_count() -> None:
    assert status_on(plan(), points(59), TODAY - timedelta(days=1), direction=Direction.UP).status is Status.NO_DATA


@pytest.mark.parametrize(("actual", "status"), [(70, Status.MET), (71, Status.MET), (69.9, Status.MISSED)])
def test_after_the_due_date_it_is_met_or_missed(actual: float, status: Status) -> None:
    assert status_on(plan(), points(actual, last_on=DUE), DUE, direction=Direction.UP).status is status


@given(st.lists(VALUES, max_size=14), st.integers(0, 400), st.sampled_from(list(Direction)), VALUES, VALUES)
def test_it_is_never_green_without_fresh_data(
    values: list[Decimal], age: int, direction: Direction, baseline: Decimal, target: Decimal
) -> None:
    found = status_on(plan(baseline, target), points(*values), TODAY + timedelta(days=age), direction=direction)
    if not values or (age > 28 and TODAY + timedelta(days=28) < DUE):
        assert found.status is Status.NO_DATA


@given(st.lists(VALUES, max_size=8), VALUES, VALUES, st.sampled_from([Direction.UP, Direction.DOWN]), VALUES, VALUES)
def test_a_better_value_never_gives_a_worse_status(
    before: list[Decimal], one: Decimal, other: Decimal, direction: Direction, baseline: Decimal, target: Decimal
) -> None:
    if (target > baseline) != (direction is Direction.UP):
        baseline, target = target, baseline
    worse, better = sorted((one, other)) if direction is Direction.UP else sorted((one, other), reverse=True)
    ranks = [
        SCALE.index(status_on(plan(baseline, target), points(*before, value), TODAY, direction=direction).status)
        for value in (worse, better)
    ]
    assert ranks[0] <= ranks[1]


@given(st.sampled_from([Direction.UP, Direction.DOWN]), VALUES, VALUES, VALUES)
def test_as_planned_is_always_a_whole_share(direction: Direction, planned: Decimal, low: Decimal, high: Decimal) -> None:
    assert share_of(planned, planned, plan(low, high), direction) == Decimal(100)


@given(st.sampled_from([Direction.UP, Direction.DOWN]), VALUES, VALUES, VALUES, VALUES)
def test_worse_than_planned_is_never_a_whole_share_whatever_the_plan(
    direction: Direction, actual: Decimal, planned: Decimal, low: Decimal, high: Decimal
) -> None:
    is_worse = actual < planned if direction is Direction.UP else actual > planned
    assert (share_of(actual, planned, plan(low, high), direction) < 100) is is_worse


def test_a_dip_that_was_planned_is_judged_by_the_dip() -> None:
    """The plan falls to 45 before it rises from 50 to 70: 44 is behind, although it is below the baseline as planned."""
    dip = Trajectory(TrajectoryKind.CUSTOM, START, DUE, Decimal(50), Decimal(70), ((TODAY, Decimal(45)),))
    assert status_on(dip, points(44), TODAY, direction=Direction.UP).status is Status.AT_RISK
    assert status_on(dip, points(46), TODAY, direction=Direction.UP).status is Status.ON_TRACK


@pytest.mark.parametrize(("total", "status"), [(99, Status.ON_TRACK), (100, Status.MET), (120, Status.MET)])
def test_a_running_total_is_met_as_soon_as_it_is_reached(total: int, status: Status) -> None:
    assert judge(90, total, baseline=0, target=100, is_cumulative=True).status is status


def test_a_rate_that_reaches_its_target_early_may_still_lose_it() -> None:
    assert judge(70).status is Status.ON_TRACK


def test_a_total_that_should_stay_low_is_not_met_before_its_date() -> None:
    found = judge(1, 2, baseline=10, target=6, direction=Direction.DOWN, is_cumulative=True)
    assert found.status is not Status.MET


def test_what_comes_after_the_due_date_does_not_count() -> None:
    late = [Point(DUE, Decimal(65)), Point(DUE + timedelta(days=60), Decimal(71))]
    found = status_on(plan(), late, DUE + timedelta(days=90), direction=Direction.UP)
    assert (found.status, found.actual) == (Status.MISSED, 65)
    assert "reached later" in str(found.reason)


def test_what_was_reached_on_the_due_date_stays_reached() -> None:
    later = [Point(DUE, Decimal(71)), Point(DUE + timedelta(days=60), Decimal(50))]
    assert status_on(plan(), later, DUE + timedelta(days=90), direction=Direction.UP).status is Status.MET


def test_the_period_that_holds_the_due_date_decides_although_it_ends_later() -> None:
    held = [Point(DUE - timedelta(days=7), Decimal(69)), Point(DUE + timedelta(days=7), Decimal(70))]
    assert status_on(plan(), held, DUE + timedelta(days=8), direction=Direction.UP).status is Status.MET


def test_on_the_due_date_itself_the_last_value_may_still_come() -> None:
    assert status_on(plan(), points(69.5, last_on=DUE - timedelta(days=3)), DUE, direction=Direction.UP).status is Status.ON_TRACK


def test_values_only_from_long_after_the_due_date_are_no_data() -> None:
    found = status_on(plan(), [Point(DUE + timedelta(days=60), Decimal(90))], DUE + timedelta(days=61), direction=Direction.UP)
    assert found.status is Status.NO_DATA


def test_a_forecast_stays_within_what_the_measure_can_be() -> None:
    found = judge(60, 70, 80, 90, baseline=50, target=95, bounds=(Decimal(0), Decimal(100)))
    assert found.forecast is not None
    assert found.forecast.value == 100


def test_the_chance_is_reckoned_before_the_interval_is_cut() -> None:
    values, whole = (88, 93, 90, 95, 92, 97), (Decimal(0), Decimal(100))
    free, cut = judge(*values, baseline=80, target=99), judge(*values, baseline=80, target=99, bounds=whole)
    assert free.forecast is not None
    assert cut.forecast is not None
    assert cut.forecast.high == 100
    assert free.forecast.probability == cut.forecast.probability


@pytest.mark.parametrize("direction", list(Direction))
def test_every_reason_can_be_said(direction: Direction) -> None:
    series = [(59,), (66, 64, 62, 60.5, 59), (50, 52, 54, 56), ()]
    days = [TODAY, TODAY + timedelta(days=60), DUE + timedelta(days=1)]
    for values in series:
        for day in days:
            assert str(status_on(plan(), points(*values), day, direction=direction).reason)


def test_a_goal_shows_its_weakest_target_beside_the_weighted_view() -> None:
    parts = [(Status.ON_TRACK, Decimal(9)), (Status.OFF_TRACK, Decimal(1)), (Status.NO_DATA, Decimal(5))]
    assert combined_status(parts) == (Status.AT_RISK, Status.OFF_TRACK)


def test_a_goal_whose_targets_have_no_data_has_none() -> None:
    assert combined_status([(Status.NO_DATA, Decimal(1))]) == (Status.NO_DATA, Status.NO_DATA)
