"""What happens to values."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import func, select

from planner.domain.cycles import fortnights
from planner.domain.errors import NotAllowed, RuleBroken
from planner.domain.values import Aggregation, CycleState
from planner.features.targets import commands, queries, recording
from planner.features.targets.commands import Entry, ValuesRefused
from planner.models import AuditEntry, Observation, Target, db
from tests.actors import People
from tests.makers import make_cycle, make_indicator, make_measure, make_target
from tests.statements import count_statements

RATIO = {"aggregation": Aggregation.RATIO_OF_SUMS}
LAST = {"period_start": date(2027, 6, 18), "period_end": date(2027, 7, 1)}  # the fortnight before the one that runs


def _entry(value: Any = 57, **values: Any) -> Entry:
    return Entry(**{**LAST, "value": None if value is None else Decimal(value), **values})


def _target(people: People, measure: dict[str, Any] | None = None, **values: Any) -> Target:
    target = make_target(make_indicator(measure=make_measure(**(measure or {}))), **values)
    found = queries.target_for(people.paula, target.id)
    assert found is not None
    return found


def _targets(people: People, n: int) -> list[Target]:
    cycle = make_cycle()
    ids = [make_target(make_indicator(cycle)).id for _ in range(n)]
    return queries.targets_by_id(ids, people.paula)


def test_a_value_is_kept_with_who_and_where_from(people: People) -> None:
    target = _target(people)
    kept = commands.record_observation(target, _entry(note="few answers"), actor=people.lena)
    assert (kept.value, kept.source, kept.note) == (57, "survey at 60 days", "few answers")
    assert kept.recorded_by_id == people.lena.person_id


def test_a_second_value_for_the_period_is_refused_with_the_first(people: People) -> None:
    target = _target(people)
    commands.record_observation(target, _entry(57), actor=people.lena)
    with pytest.raises(RuleBroken, match="Lena Lindt entered 57 % for this period already"):
        commands.record_observation(target, _entry(60), actor=people.paula)


def _looked_before_the_other_wrote(monkeypatch: pytest.MonkeyPatch) -> None:
    """The first look finds nothing; the next ones see what is there."""
    looks = iter([lambda entries: {}])
    see = recording._taken_among
    monkeypatch.setattr(recording, "_taken_among", lambda entries: next(looks, see)(entries))


def test_the_database_itself_knows_one_valid_value_for_a_period(people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    one, two = _targets(people, 2)
    commands.record_observation(one, _entry(57), actor=people.lena)
    _looked_before_the_other_wrote(monkeypatch)
    with pytest.raises(ValuesRefused) as refused:
        commands.record_values({two: _entry(58), one: _entry(60)}, actor=people.paula)
    assert {key: error.message.values["who"] for key, error in refused.value.errors.items()} == {one.id: "Lena Lindt"}
    assert [kept.value for kept in db.session.scalars(select(Observation))] == [57]


def test_one_period_twice_in_one_save_is_refused(people: People) -> None:
    target = _target(people)
    twin = make_target(target.indicator)
    found = queries.target_for(people.paula, twin.id)
    assert found is not None
    with pytest.raises(RuleBroken, match="at the same moment"):
        commands.record_values({target: _entry(57), found: _entry(58)}, actor=people.paula)


def test_a_value_of_few_people_is_not_told_to_who_comes_second(people: People) -> None:
    target = _target(people, {"is_survey": True})
    commands.record_observation(target, _entry(57, respondents=2), actor=people.lena)
    with pytest.raises(RuleBroken) as refused:
        commands.record_observation(target, _entry(60, respondents=2), actor=people.paula)
    assert refused.value.message.values == {"who": "Lena Lindt"}


@pytest.mark.parametrize("n", [1, 12])
def test_many_values_take_as_many_statements_as_one(people: People, n: int) -> None:
    entries = dict.fromkeys(_targets(people, n), _entry(57))
    with count_statements() as counted:
        commands.record_values(entries, actor=people.paula)
    on_postgres = db.session.get_bind().dialect.name == "postgresql"
    assert len(counted) == (6 if on_postgres else 5)  # look, write, the turn of the trail, its last entry, the trail, look again


def test_a_period_that_has_not_ended_has_no_value_yet(people: People) -> None:
    running = {"period_start": date(2027, 7, 2), "period_end": date(2027, 7, 15)}
    with pytest.raises(RuleBroken, match="when its period is over"):
        commands.record_observation(_target(people), Entry(value=Decimal(57), **running), actor=people.lena)


@pytest.mark.parametrize(("start", "end", "why"), [
    (date(2027, 6, 20), date(2027, 7, 3), "Choose a fortnight"),
    (date(2026, 12, 1), date(2026, 12, 14), "lies outside FY2027"),
    (date(2027, 6, 1), date(2027, 5, 1), "must end after"),
])
def test_a_period_is_a_fortnight_of_the_planning_year(people: People, start: date, end: date, why: str) -> None:
    with pytest.raises(RuleBroken, match=why) as refused:
        commands.record_observation(_target(people), Entry(start, end, Decimal(57)), actor=people.lena)
    assert refused.value.field == "period"


def test_where_the_last_value_counts_a_single_day_will_do(people: People) -> None:
    day = date(2027, 6, 30)
    kept = commands.record_observation(_target(people), Entry(day, day, Decimal(57)), actor=people.lena)
    assert kept.period_start == kept.period_end == day


def test_where_periods_are_added_up_a_single_day_will_not_do(people: People) -> None:
    target = _target(people, {"aggregation": Aggregation.SUM, "unit": "count", "level": 0})
    with pytest.raises(RuleBroken, match="Choose a fortnight"):
        commands.record_observation(target, Entry(date(2027, 6, 30), date(2027, 6, 30), Decimal(5)), actor=people.lena)


def test_a_ratio_is_worked_out_from_its_parts(people: People) -> None:
    target = _target(people, {"aggregation": Aggregation.RATIO_OF_SUMS, "level": 0})
    kept = commands.record_observation(
        target, _entry(None, numerator=Decimal(31), denominator=Decimal(40)), actor=people.lena
    )
    assert kept.value == Decimal("77.5")


@pytest.mark.parametrize(("measure", "entry", "field"), [
    ({}, {"value": None}, "value"),
    ({}, {"value": 101}, "value"),
    ({}, {"value": -1}, "value"),
    ({"unit": "count", "level": 0}, {"value": -1}, "value"),
    (RATIO, {"value": None, "numerator": Decimal(3)}, "denominator"),
    (RATIO, {"value": None, "denominator": Decimal(3)}, "numerator"),
    (RATIO, {"value": None, "numerator": Decimal(3), "denominator": Decimal(0)}, "denominator"),
    (RATIO, {"value": None, "numerator": Decimal(5), "denominator": Decimal(4)}, "numerator"),
    ({"aggregation": Aggregation.DISTINCT, "unit": "persons"}, {"value": 40, "to_date": Decimal(30)}, "to_date"),
    ({"aggregation": Aggregation.WEIGHTED_MEAN}, {"value": 60}, "respondents"),
    ({"aggregation": Aggregation.WEIGHTED_MEAN}, {"value": 60, "respondents": 0}, "respondents"),
])
def test_a_value_that_cannot_be_is_refused(people: People, measure: dict[str, Any], entry: dict[str, Any], field: str) -> None:
    with pytest.raises(RuleBroken) as refused:
        commands.record_observation(_target(people, measure), _entry(**entry), actor=people.lena)
    assert refused.value.field == field


def test_a_correction_supersedes_and_keeps_what_was_there(people: People) -> None:
    target = _target(people)
    old = commands.record_observation(target, _entry(75), actor=people.lena)
    new = commands.correct_observation(target, old, _entry(57), actor=people.paula, reason="Digits swapped")
    assert (old.value, new.value, new.supersedes_id, new.note) == (75, 57, old.id, "Digits swapped")
    assert old.superseded_at is not None


def test_a_correction_needs_a_reason(people: People) -> None:
    target = _target(people)
    old = commands.record_observation(target, _entry(75), actor=people.lena)
    with pytest.raises(RuleBroken) as refused:
        commands.correct_observation(target, old, _entry(57), actor=people.paula, reason="")
    assert refused.value.field == "reason"


def test_what_is_corrected_already_is_not_corrected_from_the_old_value(people: People) -> None:
    target = _target(people)
    old = commands.record_observation(target, _entry(75), actor=people.lena)
    commands.correct_observation(target, old, _entry(57), actor=people.paula, reason="Digits swapped")
    with pytest.raises(RuleBroken, match="in the meantime"):
        commands.correct_observation(target, old, _entry(58), actor=people.lena, reason="Mine")


def test_a_correction_to_the_same_value_changes_nothing(people: People) -> None:
    target = _target(people)
    old = commands.record_observation(target, _entry(75), actor=people.lena)
    with pytest.raises(RuleBroken, match="stands there already"):
        commands.correct_observation(target, old, _entry(75), actor=people.paula, reason="?")


def test_several_values_are_kept_all_or_none(people: People) -> None:
    cycle = make_cycle()
    good, bad = (make_target(make_indicator(cycle)) for _ in range(2))
    good, bad = queries.targets_by_id([good.id, bad.id], people.paula)
    with pytest.raises(commands.ValuesRefused) as refused:
        commands.record_values({good: _entry(57), bad: _entry(570)}, actor=people.lena)
    assert (list(refused.value.errors), _n_observations()) == ([bad.id], 0)


def test_a_closed_cycle_takes_no_more_values(people: People) -> None:
    target = _target(people)
    target.cycle.state = CycleState.CLOSED
    with pytest.raises(RuleBroken, match="closed"):
        commands.record_observation(target, _entry(), actor=people.lena)


@pytest.mark.parametrize("who", ["sam", "ada", "aud", "otto"])
def test_who_has_nothing_to_do_with_a_target_records_no_value(people: People, who: str) -> None:
    with pytest.raises(NotAllowed):
        commands.record_observation(_target(people), _entry(), actor=people.actors[who])


@pytest.mark.parametrize("role", ["owner_id", "collector_id"])
def test_a_department_head_records_what_it_owns_or_collects(people: People, role: str) -> None:
    target = _target(people, **{role: people.mia.person_id})
    assert commands.record_observation(target, _entry(), actor=people.mia).value == 57


def test_a_value_is_in_the_audit_trail_of_its_target(people: People) -> None:
    target = _target(people)
    commands.record_observation(target, _entry(57), actor=people.lena)
    entry = db.session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc())).first()
    assert entry is not None
    assert (entry.event, entry.thing_id, entry.changes["value"]) == ("target.value_recorded", target.id, [None, "57"])


def _rows(n: int, value: int = 50) -> list[Entry]:
    periods = fortnights(date(2027, 1, 1), date(2027, 12, 31))[:n]
    return [Entry(p.starts_on, p.ends_on, Decimal(value + i), source="file") for i, p in enumerate(periods)]


def test_many_values_are_kept_at_once_and_doing_it_again_changes_nothing(people: People) -> None:
    indicator = _target(people).indicator
    first = commands.record_observations(indicator, _rows(3), actor=people.lena)
    again = commands.record_observations(indicator, _rows(3), actor=people.lena)
    assert (first.n_added, again.n_added, again.n_unchanged, _n_observations()) == (3, 0, 3, 3)


def test_a_value_that_differs_from_the_imported_one_is_superseded(people: People) -> None:
    indicator = _target(people).indicator
    commands.record_observations(indicator, _rows(1, 50), actor=people.lena)
    result = commands.record_observations(indicator, _rows(2, 60), actor=people.lena, note="Imported again")
    assert (result.n_added, result.n_superseded) == (1, 1)
    values = [(o.value, o.superseded_at is None, o.note) for o in queries.observations_of(indicator.id)]
    assert sorted(values) == [(50, False, ""), (60, True, "Imported again"), (61, True, "")]


def test_an_imported_rate_with_endless_decimals_is_the_same_again(people: People) -> None:
    indicator = _target(people, RATIO).indicator
    rows = [Entry(date(2027, 1, 1), date(2027, 1, 14), numerator=Decimal(2), denominator=Decimal(3))]
    commands.record_observations(indicator, rows, actor=people.lena)
    assert commands.record_observations(indicator, rows, actor=people.lena).n_unchanged == 1


def test_a_fortnight_that_still_runs_is_left_out_and_counted(people: People) -> None:
    rows = [Entry(date(2027, 7, 2), date(2027, 7, 15), Decimal(5))]
    assert commands.record_observations(_target(people).indicator, rows, actor=people.lena).n_too_early == 1


def test_importing_values_needs_the_right_to_import(people: People) -> None:
    with pytest.raises(NotAllowed):
        commands.record_observations(_target(people).indicator, _rows(1), actor=people.mia)


def _n_observations() -> int:
    return db.session.scalar(select(func.count()).select_from(Observation)) or 0
