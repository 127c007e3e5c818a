"""Where targets stand, from their values."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from planner.domain.values import Aggregation, Direction, Status, TrajectoryKind
from planner.features.targets import queries
from planner.features.targets.queries import Standing
from planner.models import Target
from tests.actors import People
from tests.makers import make_goal, make_indicator, make_measure, make_observation, make_program, make_target

TODAY = date(2027, 7, 13)
LATER = datetime(2027, 7, 2, tzinfo=UTC)


def _standing(people: People, target: Target, on: date = TODAY) -> Standing:
    found = queries.target_for(people.paula, target.id)
    assert found is not None
    return queries.standings([found], on, people.organization)[target.id]


def _followed(values: list[int], measure: dict[str, Any] | None = None, **target: Any) -> Target:
    """A target with a value for each of the fortnights until 1 July."""
    made = make_target(make_indicator(measure=make_measure(**(measure or {}))), **target)
    for number, value in enumerate(values, start=14 - len(values)):
        make_observation(made, value, number)
    return made


def test_a_target_without_values_has_no_data_and_is_not_green(people: People) -> None:
    standing = _standing(people, _followed([]))
    assert (standing.status, standing.actual, standing.points) == (Status.NO_DATA, None, ())


def test_a_target_that_follows_its_plan_is_on_track(people: People) -> None:
    standing = _standing(people, _followed([52, 54, 56, 58, 60]))
    assert (standing.status, standing.actual, standing.actual_on) == (Status.ON_TRACK, 60, date(2027, 7, 1))


def test_the_reason_names_unit_and_day(people: People) -> None:
    assert str(_standing(people, _followed([49, 49])).reason).startswith("On 2027-07-01 the value is 49 %; the plan")


def test_the_plan_for_the_day_of_the_value_is_given(people: People) -> None:
    standing = _standing(people, _followed([57], starts_on=date(2027, 6, 1), due_on=date(2027, 7, 31), baseline_value=Decimal(0)))
    assert standing.expected == Decimal(70) * 30 / 60


def test_without_a_baseline_there_is_no_plan_to_compare_with(people: People) -> None:
    standing = _standing(people, _followed([57], baseline_value=None))
    assert (standing.status, standing.actual, standing.expected, standing.plan) == (Status.NO_DATA, 57, None, ())
    assert "no baseline" in str(standing.reason)


def test_a_total_starts_from_zero_without_a_baseline(people: People) -> None:
    sums = {"aggregation": Aggregation.SUM, "unit": "count", "level": 0}
    target = _followed([10, 20, 30], sums, baseline_value=None, target_value=Decimal(200), is_cumulative=True)
    standing = _standing(people, target)
    assert ([point.value for point in standing.points], standing.actual) == ([10, 30, 60], 60)


def test_values_of_very_few_people_count_as_no_data(people: People) -> None:
    target = make_target(make_indicator(measure=make_measure(is_survey=True)))
    make_observation(target, 90, 12, respondents=4)
    make_observation(target, 57, 13, respondents=5)
    standing = _standing(people, target)
    assert ([point.value for point in standing.points], standing.n_suppressed) == ([57], 1)


def test_a_standing_as_of_a_day_knows_nothing_of_later_periods(people: People) -> None:
    target = _followed([54, 55, 56])
    assert _standing(people, target, date(2027, 6, 10)).actual == 54


def test_a_superseded_value_does_not_count(people: People) -> None:
    target = make_target()
    make_observation(target, 90, 13, superseded_at=LATER)
    make_observation(target, 57, 13)
    assert _standing(people, target).actual == 57


def test_an_override_is_shown_beside_what_was_computed(people: People) -> None:
    target = _followed([49, 49], override_status=Status.ON_TRACK, override_reason="Late survey", override_on=TODAY)
    standing = _standing(people, target)
    assert (standing.shown_status, standing.is_overridden) == (Status.ON_TRACK, True)
    assert standing.status is Status.OFF_TRACK


def test_an_override_did_not_hold_before_it_was_made(people: People) -> None:
    target = _followed([49, 49], override_status=Status.ON_TRACK, override_reason="Late survey", override_on=TODAY)
    assert not _standing(people, target, TODAY - timedelta(days=1)).is_overridden


def test_unit_and_direction_may_come_from_the_goal(people: People) -> None:
    goal = make_goal(unit="incidents", direction=Direction.DOWN)
    target = make_target(make_indicator(goal=goal, measure=make_measure(unit="goal")))
    standing = _standing(people, target)
    assert (standing.unit, standing.direction) == ("incidents", Direction.DOWN)


def test_a_stepped_plan_has_a_point_at_each_step(people: People) -> None:
    target = make_target(trajectory=TrajectoryKind.STEPPED)
    assert {date(2027, 1, 29), date(2027, 2, 26), date(2027, 12, 31)} <= {point.on for point in _standing(people, target).plan}


def test_the_forecast_line_begins_at_the_last_value_and_ends_on_the_due_date(people: People) -> None:
    points = queries.forecast_points(_standing(people, _followed([54, 55, 56, 57, 58])))
    assert (points[0].on, points[0].value, points[-1].on) == (date(2027, 7, 1), 58, date(2027, 12, 31))


def test_the_finding_says_how_far_from_plan_and_where_it_will_end(people: People) -> None:
    finding = str(queries.finding_of(_standing(people, _followed([50, 51, 52, 53, 54]))))
    assert "behind plan" in finding
    assert "will end near" in finding


def test_rows_tell_what_is_missing_and_what_was_corrected(people: People) -> None:
    target = make_target(starts_on=date(2027, 6, 4))
    old = make_observation(target, 90, 13, superseded_at=LATER)
    make_observation(target, 57, 13, supersedes_id=old.id, note="Digits swapped")
    rows = _rows(people, target)
    assert [(row.period_end, row.actual) for row in rows] == [(date(2027, 7, 1), 57), (date(2027, 6, 17), None)]
    assert [one.value for one in rows[0].corrected] == [90]


def test_a_row_of_very_few_people_shows_no_value(people: People) -> None:
    target = make_target(make_indicator(measure=make_measure(is_survey=True)), starts_on=date(2027, 6, 18))
    make_observation(target, 90, 13, respondents=3)
    assert [(row.is_hidden, row.actual) for row in _rows(people, target)] == [(True, None)]


def _rows(people: People, target: Target) -> list[queries.ValueRow]:
    found = queries.target_for(people.paula, target.id)
    assert found is not None
    observations = queries.observations_of(target.indicator_id)
    return queries.value_rows(found, _standing(people, target), observations, people.organization.minimum_respondents)


@pytest.mark.parametrize(("who", "sees"), [("paula", True), ("mia", True), ("otto", False), ("aud", True)])
def test_a_target_of_a_department_exists_for_those_who_may_see_it(people: People, who: str, sees: bool) -> None:
    target = _of_sales(people)
    assert (queries.target_for(people.actors[who], target.id) is not None) is sees


def _of_sales(people: People) -> Target:
    program = make_program(department=people.departments["Sales North"])
    return make_target(make_indicator(program=program))
