"""What happens to targets."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import func, select

from planner.domain.errors import NotAllowed, RuleBroken, StaleEdit
from planner.domain.values import Aggregation, CycleState, Direction, Status, TrajectoryKind
from planner.features.targets import commands, queries
from planner.infra.clock import Clock
from planner.models import AuditEntry, Baseline, Cycle, Measure, Target, db
from tests.actors import People
from tests.makers import make_cycle, make_goal, make_indicator, make_measure, make_program, make_target

COUNT = {"unit": "count", "aggregation": Aggregation.SUM, "level": 0}


def _values(**values: Any) -> dict[str, Any]:
    default = {
        "statement": "Raise it from 48 % to 70 %", "baseline_value": Decimal(48), "baseline_on": date(2027, 1, 1),
        "target_value": Decimal(70), "starts_on": date(2027, 1, 1), "due_on": date(2027, 12, 31),
        "trajectory": TrajectoryKind.LINEAR, "program_id": None, "goal_id": None,
    }
    return {**default, **values}


def _set(people: People, cycle: Cycle | None = None, measure: Measure | None = None, **rest: Any) -> Target:
    points = rest.pop("points", ())
    return commands.create_target(
        cycle or make_cycle(), actor=people.lena, measure=measure or make_measure(), values=_values(**rest), points=points
    )


def _loaded(people: People, target: Target) -> Target:
    found = queries.target_for(people.paula, target.id)
    assert found is not None
    return found


def test_a_new_target_takes_from_its_measure_what_was_left_open(people: People) -> None:
    target = _set(people, measure=make_measure(**COUNT, collected_every_days=28))
    assert (target.is_cumulative, target.source, target.collected_every_days) == (True, "survey at 60 days", 28)


def test_two_targets_on_one_measure_of_one_program_follow_the_same_values(people: People) -> None:
    cycle, measure = make_cycle(), make_measure()
    program = make_program(cycle)
    targets = [_set(people, cycle, measure, program_id=program.id) for _ in range(2)]
    assert targets[0].indicator_id == targets[1].indicator_id


def test_a_part_of_the_audience_has_values_of_its_own(people: People) -> None:
    cycle, measure = make_cycle(), make_measure()
    whole = commands.indicator_for(measure, cycle=cycle)
    assert commands.indicator_for(measure, cycle=cycle, population="Region North").id != whole.id
    assert commands.indicator_for(measure, cycle=cycle).id == whole.id


def test_the_whole_function_of_another_cycle_has_values_of_its_own(people: People) -> None:
    measure = make_measure()
    other = make_cycle(name="FY2028", starts_on=date(2028, 1, 1), ends_on=date(2028, 12, 31))
    assert commands.indicator_for(measure, cycle=make_cycle()).id != commands.indicator_for(measure, cycle=other).id


def test_a_measure_in_the_unit_of_a_goal_takes_unit_and_direction_from_it(people: People) -> None:
    cycle = make_cycle()
    goal = make_goal(cycle, unit="incidents", direction=Direction.DOWN)
    values = {"goal_id": goal.id, "baseline_value": Decimal(70), "target_value": Decimal(48)}
    target = _set(people, cycle, make_measure(unit="goal"), **values)
    assert (target.indicator.unit, target.indicator.direction) == ("incidents", Direction.DOWN)


def test_a_measure_in_the_unit_of_a_goal_needs_the_goal(people: People) -> None:
    with pytest.raises(RuleBroken, match="takes its unit from a goal") as refused:
        _set(people, measure=make_measure(unit="goal"))
    assert refused.value.field == "goal_id"


@pytest.mark.parametrize(("direction", "baseline", "target", "sentence"), [
    (Direction.UP, 60, 50, "the target of 50 % is below the baseline of 60 %"),
    (Direction.DOWN, 50, 60, "the target of 60 % is above the baseline of 50 %"),
])
def test_a_target_on_the_wrong_side_of_the_baseline_is_refused_with_both_values(
    people: People, direction: Direction, baseline: int, target: int, sentence: str
) -> None:
    with pytest.raises(RuleBroken, match=sentence) as refused:
        _set(people, measure=make_measure(direction=direction), baseline_value=Decimal(baseline), target_value=Decimal(target))
    assert refused.value.field == "target_value"


def test_where_closest_to_plan_is_best_a_target_may_lie_on_either_side(people: People) -> None:
    measure = make_measure(direction=Direction.PLAN)
    assert _set(people, measure=measure, baseline_value=Decimal(60), target_value=Decimal(50)).target_value == 50


@pytest.mark.parametrize(("values", "field"), [
    ({"due_on": date(2027, 1, 1)}, "due_on"),
    ({"starts_on": date(2027, 6, 1), "due_on": date(2027, 5, 1)}, "due_on"),
    ({"starts_on": date(2026, 12, 31)}, "starts_on"),
    ({"due_on": date(2028, 1, 1)}, "due_on"),
    ({"baseline_on": date(2028, 1, 1)}, "baseline_on"),
    ({"target_value": Decimal(101)}, "target_value"),
    ({"baseline_value": Decimal(-1)}, "baseline_value"),
    ({"last_year_value": Decimal(120)}, "last_year_value"),
    ({"trajectory": TrajectoryKind.CUSTOM}, "points"),
    ({"points": ((date(2027, 6, 1), Decimal(60)),)}, "points"),
])
def test_a_plan_that_makes_no_sense_is_refused(people: People, values: dict[str, Any], field: str) -> None:
    with pytest.raises(RuleBroken) as refused:
        _set(people, **values)
    assert refused.value.field == field


@pytest.mark.parametrize(("points", "why"), [
    (((date(2027, 1, 1), 50),), "does not lie between"),
    (((date(2028, 1, 1), 50),), "does not lie between"),
    (((date(2027, 6, 1), 50), (date(2027, 6, 1), 60)), "same day"),
    (((date(2027, 6, 1), 150),), "between 0 and 100"),
])
def test_points_that_make_no_sense_are_refused(people: People, points: tuple[tuple[date, int], ...], why: str) -> None:
    made = tuple((on, Decimal(value)) for on, value in points)
    with pytest.raises(RuleBroken, match=why) as refused:
        _set(people, trajectory=TrajectoryKind.CUSTOM, points=made)
    assert refused.value.field == "points"


def test_a_target_over_several_years_may_leave_its_cycle(people: People) -> None:
    assert _set(people, due_on=date(2029, 12, 31), is_multi_year=True).due_on == date(2029, 12, 31)


@pytest.mark.parametrize("values", [{"level": 5}, {"direction": Direction.PLAN}, {"level": 4}])
def test_a_return_or_a_variance_may_be_above_a_hundred_percent(people: People, values: dict[str, Any]) -> None:
    assert _set(people, measure=make_measure(**values), target_value=Decimal(150)).target_value == 150


@pytest.mark.parametrize("subject", ["program_id", "goal_id"])
def test_program_and_goal_are_of_the_same_year(people: People, subject: str) -> None:
    other = make_cycle(name="FY2028", starts_on=date(2028, 1, 1), ends_on=date(2028, 12, 31))
    thing = make_program(other) if subject == "program_id" else make_goal(other)
    with pytest.raises(RuleBroken) as refused:
        _set(people, **{subject: thing.id})
    assert refused.value.field == subject


def test_a_closed_cycle_takes_no_new_target(people: People) -> None:
    with pytest.raises(RuleBroken, match="closed"):
        _set(people, make_cycle(state=CycleState.CLOSED))


def _revise(people: People, target: Target, *, version: int | None = None, **values: Any) -> None:
    points = values.pop("points", ())
    commands.revise_target(
        target, actor=people.paula, measure=target.indicator.measure, values=_values(**values), points=points, version=version
    )


def test_a_revision_is_in_the_audit_trail_with_points(people: People) -> None:
    target = _loaded(people, _set(people))
    points = ((date(2027, 6, 1), Decimal(60)),)
    _revise(people, target, target_value=Decimal(72), trajectory=TrajectoryKind.CUSTOM, points=points)
    entry = _last_entry()
    assert entry.changes["target_value"] == ["70", "72"]
    assert entry.changes["points"] == [[], [["2027-06-01", "60"]]]


def test_other_points_alone_make_another_version(people: People) -> None:
    day = date(2027, 6, 1)
    target = _loaded(people, _set(people, trajectory=TrajectoryKind.CUSTOM, points=((day, Decimal(60)),)))
    loaded = target.version
    _revise(people, target, trajectory=TrajectoryKind.CUSTOM, points=((day, Decimal(65)),), version=loaded)
    assert ([point.value for point in target.points], target.version) == ([65], loaded + 1)
    with pytest.raises(StaleEdit):
        _revise(people, target, version=loaded)


def test_a_target_that_is_saved_unchanged_leaves_no_trace(people: People) -> None:
    target = _loaded(people, _set(people))
    before = db.session.scalar(select(func.count()).select_from(AuditEntry))
    _revise(people, target, is_cumulative=False)
    assert db.session.scalar(select(func.count()).select_from(AuditEntry)) == before


def test_a_target_moved_to_another_program_follows_that_program(people: People) -> None:
    target = _loaded(people, _set(people))
    program_id = make_program(target.cycle).id
    target = _loaded(people, target)
    _revise(people, target, program_id=program_id)
    assert (target.indicator.program_id, target.indicator_id) == (program_id, target.indicator.id)


def test_the_plan_that_was_approved_can_be_read_back(people: People, clock: Clock) -> None:
    target = _loaded(people, _set(people))
    approved_at = datetime(2027, 7, 13, 9, tzinfo=UTC)
    db.session.add(Baseline(cycle_id=target.cycle_id, number=1, approved_at=approved_at, snapshot={}, sha256=""))
    assert queries.original_plan_of(target) is None
    clock.set(datetime(2027, 7, 13, 10, tzinfo=UTC))
    commands.revise_target(
        target, actor=people.paula, measure=target.indicator.measure, values=_values(target_value=Decimal(60))
    )
    original = queries.original_plan_of(target)
    assert original is not None
    assert (original.trajectory.target, original.until) == (70, date(2027, 7, 13))


def test_a_target_is_put_away_with_a_reason(people: People) -> None:
    target = _loaded(people, _set(people))
    with pytest.raises(RuleBroken, match="Say why"):
        commands.archive_target(target, actor=people.lena, reason="")
    commands.archive_target(target, actor=people.lena, reason="Program cancelled")
    assert queries.targets_of(target.cycle_id, people.paula) == []


def test_a_status_by_hand_has_a_reason_and_can_be_lifted(people: People) -> None:
    target = _loaded(people, _set(people))
    with pytest.raises(RuleBroken, match="Say why"):
        commands.override_status(target, actor=people.lena, status=Status.AT_RISK, reason="")
    commands.override_status(target, actor=people.lena, status=Status.AT_RISK, reason="Trainer left")
    assert (target.override_status, target.override_by_id) == (Status.AT_RISK, people.lena.person_id)
    commands.lift_override(target, actor=people.lena)
    assert (target.override_status, target.override_reason) == (None, "")


def test_steps_are_added_done_and_opened_again(people: People) -> None:
    target = _loaded(people, _set(people))
    step = commands.add_step(target, actor=people.lena, what="Coach managers", owner_id=None, due_on=date(2027, 9, 1))
    commands.complete_step(target, step.id, actor=people.lena)
    assert step.done_on == date(2027, 7, 13)
    commands.reopen_step(target, step.id, actor=people.lena)
    assert (step.done_on, _last_entry().event) == (None, "target.step_reopened")


@pytest.mark.parametrize("who", ["sam", "mia", "otto", "ada", "aud"])
def test_only_planners_set_targets(people: People, who: str) -> None:
    with pytest.raises(NotAllowed):
        commands.create_target(make_cycle(), actor=people.actors[who], measure=make_measure(), values=_values())


def test_smart_says_what_is_missing(people: People) -> None:
    target = _loaded(people, make_target(make_indicator(), baseline_value=None))
    standing = queries.standings([target], date(2027, 7, 13), people.organization)
    found = queries.assessments([target], standing)[target.id]
    fails = {finding.rule for finding in found.findings if finding.grade == "fail"}
    assert {"M1", "A1", "A2", "L1"} <= fails


def _last_entry() -> AuditEntry:
    return db.session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc())).first()
