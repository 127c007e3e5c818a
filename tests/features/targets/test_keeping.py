"""What is kept of standings is what the values say, whatever changed them."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, update

from planner.domain.values import Aggregation, CauseCell, Direction, Status, TrajectoryKind
from planner.features.targets import keeping, queries
from planner.features.targets.checks import standings
from planner.features.targets.listing import ListedTarget, targets_by_attention
from planner.infra import jobs
from planner.infra.clock import Clock
from planner.infra.jobs_running import run_due_jobs
from planner.models import Cause, Job, Observation, Organization, Step, Target, TargetStanding, TrajectoryPoint, db
from tests.actors import People
from tests.makers import (
    make_cycle,
    make_goal,
    make_indicator,
    make_measure,
    make_need,
    make_observation,
    make_program,
    make_target,
)

TODAY, TOMORROW = date(2027, 7, 13), date(2027, 7, 14)
LATER = datetime(2027, 7, 2, tzinfo=UTC)


def _followed(values: list[int | str], measure: dict[str, Any] | None = None, **target: Any) -> Target:
    """A target with a value for each of the fortnights until 1 July."""
    made = make_target(make_indicator(measure=make_measure(**(measure or {}))), **target)
    for number, value in enumerate(values, start=14 - len(values)):
        make_observation(made, value, number)
    return made


def _rows(target: Target) -> list[TargetStanding]:
    query = select(TargetStanding).where(TargetStanding.target_id == target.id).order_by(TargetStanding.from_on)
    return list(db.session.scalars(query))


def _shown(people: People, target: Target, on: date = TODAY) -> Status:
    return _listed(people, target, on).shown_status


def _listed(people: People, target: Target, on: date) -> ListedTarget:
    """The target as the list of its year shows it."""
    page, _count = targets_by_attention(target.cycle_id, people.paula, on, organization=people.organization)
    (row,) = (row for row in page.rows if row.id == target.id)
    return row


def _is_smart(target: Target, on: date = TODAY) -> bool:
    return all(row.smart_until_on > on for row in _rows(target))


def test_a_new_target_is_kept_from_its_first_transaction_on(people: People) -> None:
    (first, second) = _rows(_followed([], starts_on=date(2027, 8, 1)))
    assert [first.status, first.from_on, first.until_on] == [Status.NO_DATA, date.min, date(2027, 8, 1)]
    assert second.until_on == date.max


def test_a_value_changes_the_status_in_its_own_transaction(people: People) -> None:
    target = _followed([52, 54, 57, 60])
    assert _shown(people, target) is Status.ON_TRACK
    make_observation(target, 49, 13, period_start=date(2027, 7, 2), period_end=date(2027, 7, 12))
    assert _shown(people, target) is Status.OFF_TRACK


def test_a_status_grows_old_by_itself(people: People) -> None:
    target, old_from = _followed([52, 54, 57, 60]), date(2027, 7, 1) + timedelta(days=29)
    assert _shown(people, target, old_from - timedelta(days=1)) is Status.ON_TRACK
    assert _shown(people, target, old_from) is Status.NO_DATA


def test_the_due_date_passes_by_itself(people: People) -> None:
    target = _followed([52, 54, 57, 60], due_on=date(2027, 7, 20))
    assert _shown(people, target, date(2027, 7, 20)) is Status.OFF_TRACK
    assert _shown(people, target, date(2027, 7, 21)) is Status.MISSED


def test_of_a_year_gone_by_only_the_end_is_kept(people: People) -> None:
    target = _followed([52, 54, 57, 60], starts_on=date(2026, 1, 1), due_on=date(2026, 12, 31))
    (row,) = _rows(target)
    assert (row.status, row.from_on, row.until_on) == (Status.NO_DATA, date.min, date.max)


def test_an_override_is_shown_from_its_day_on(people: People) -> None:
    target = _followed([52, 54, 57, 60])
    target.override_status, target.override_reason, target.override_on = Status.AT_RISK, "The trainer left", TOMORROW
    db.session.commit()
    assert _shown(people, target, TODAY) is Status.ON_TRACK
    assert _shown(people, target, TOMORROW) is Status.AT_RISK


def test_who_leaves_owns_no_smart_target_from_the_next_day_on(people: People) -> None:
    target = _smart(people)
    assert _is_smart(target)
    people.persons["mia"].left_on = date(2027, 7, 31)
    db.session.commit()
    assert (_is_smart(target, date(2027, 7, 31)), _is_smart(target, date(2027, 8, 1))) == (True, False)


def test_a_target_that_is_put_away_is_kept_no_longer(people: People) -> None:
    target = _followed([52])
    target.archived_at = LATER
    db.session.commit()
    assert _rows(target) == []


def test_a_clock_that_went_back_is_not_told_what_was_not_known_then(people: People) -> None:
    target = _followed([54, 56, 58, 20])
    assert _shown(people, target, date(2027, 6, 20)) is Status.ON_TRACK
    assert _shown(people, target) is Status.OFF_TRACK


def test_what_is_rolled_back_is_not_kept(people: People) -> None:
    target = _followed([52, 54, 57, 60])
    target.baseline_value = Decimal(-500)
    db.session.flush()
    db.session.rollback()
    db.session.commit()
    assert _shown(people, target) is Status.ON_TRACK


def test_a_savepoint_that_is_given_up_does_not_hide_what_came_before(people: People) -> None:
    target = _followed([52, 54, 57, 60])
    target.target_value = Decimal(90)
    db.session.flush()
    attempt = db.session.begin_nested()
    target.statement = "Something else"
    db.session.flush()
    attempt.rollback()
    db.session.commit()
    assert _shown(people, target) is Status.OFF_TRACK
    assert list(keeping.kept_wrongly()) == []


def _smart(people: People) -> Target:
    """A target that no SMART rule refuses, for a goal and a program, with a need whose cause is accepted."""
    cycle = make_cycle()
    goal = make_goal(cycle)
    need = make_need(cycle, causes=[Cause(cell=CauseCell.KNOWLEDGE, is_accepted=True)])
    program = make_program(cycle, goals=[goal], needs=[need], audience="account managers")
    measure = make_measure(name="Method application rate")
    indicator = make_indicator(cycle, measure, program_id=program.id)
    target = make_target(
        indicator, goal_id=goal.id, need_id=need.id, owner_id=people.persons["mia"].id,
        steps=[Step(what="Coach", owner_id=people.persons["mia"].id, due_on=date(2027, 8, 1))],
        statement="Raise the method application rate of account managers from 48 % to 70 % by 31 December 2027",
    )
    for number, value in enumerate([50, 52, 54, 57, 58, 59], start=8):
        make_observation(target, value, number)
    return target


# What anybody may do to what surrounds a target. Each is done in a transaction of its own.
CHANGES: dict[str, Callable[[Target, People], None]] = {
    "its baseline": lambda target, people: setattr(target, "baseline_value", Decimal(10)),
    "its due date": lambda target, people: setattr(target, "due_on", date(2027, 9, 1)),
    "its plan": lambda target, people: setattr(target, "trajectory", TrajectoryKind.S_CURVE),
    "its statement": lambda target, people: setattr(target, "statement", "Run workshops"),
    "a point of its plan": lambda target, people: db.session.add(
        TrajectoryPoint(target_id=target.id, on=date(2027, 5, 1), value=Decimal(69))
    ),
    "a step that goes": lambda target, people: db.session.delete(db.session.scalars(select(Step)).one()),
    "its owner": lambda target, people: setattr(target, "owner_id", None),
    "an owner who left": lambda target, people: setattr(people.persons["mia"], "left_on", date(2027, 7, 1)),
    "an owner put away": lambda target, people: setattr(people.persons["mia"], "archived_at", LATER),
    "a cause refused": lambda target, people: setattr(db.session.scalars(select(Cause)).one(), "is_accepted", False),
    "the need": lambda target, people: setattr(target, "need_id", None),
    "the direction of the measure": lambda target, people: setattr(target.indicator.measure, "direction", Direction.DOWN),
    "how the measure adds up": lambda target, people: setattr(target.indicator.measure, "aggregation", Aggregation.WEIGHTED_MEAN),
    "the population": lambda target, people: setattr(target.indicator, "population", "new account managers"),
    "the audience of the program": lambda target, people: setattr(target.program, "audience", "drivers"),
    "the year": lambda target, people: setattr(target.cycle, "ends_on", date(2027, 11, 30)),
    "the house rules": lambda target, people: setattr(people.organization, "band_on_track", Decimal(99)),
    "the smallest group": lambda target, people: setattr(people.organization, "minimum_respondents", 50),
    "a corrected value": lambda target, people: setattr(
        db.session.scalars(select(Observation).order_by(Observation.id.desc()).limit(1)).one(), "superseded_at", LATER
    ),
    "an override": lambda target, people: [
        setattr(target, "override_status", Status.MET), setattr(target, "override_reason", "Seen"),
        setattr(target, "override_on", TODAY),
    ],
}


def _loaded(people: People, target: Target) -> Target:
    found = queries.target_for(people.paula, target.id)
    assert found is not None
    return found


@pytest.mark.parametrize("name", CHANGES)
def test_whatever_changes_what_is_kept_is_what_would_be_worked_out(name: str, people: People) -> None:
    target = _smart(people)
    CHANGES[name](_loaded(people, target), people)
    db.session.commit()
    assert list(keeping.kept_wrongly()) == []
    found = _loaded(people, target)
    organization = db.session.get(Organization, people.organization.id)
    for on in (TODAY, date(2027, 7, 31), date(2027, 9, 2), date(2028, 1, 1)):
        worked_out = queries.standings([found], on, organization)[found.id]
        assert _as_listed(_listed(people, found, on)) == _as_listed(worked_out), on
        verdict = queries.assessments([found], {found.id: worked_out})[found.id]
        assert _is_smart(found, on) == verdict.is_smart, [one for one in verdict.findings if one.grade == "fail"]


def _as_listed(standing: Any) -> dict[str, Any]:
    """What a list shows of a standing: six decimals, and no plan where there is no value to compare with it."""
    names = ("measure", "unit", "status", "shown_status", "reason", "is_overridden", "actual_on")
    forecast = getattr(standing.forecast, "value", standing.forecast)
    numbers = {
        "actual": standing.actual, "share": standing.share, "forecast": forecast, "forecast_share": standing.forecast_share,
        "expected": standing.expected if standing.actual is not None else None,
    }
    places = Decimal("0.000001")
    rounded = {name: None if value is None else value.quantize(places) for name, value in numbers.items()}
    return {name: getattr(standing, name) for name in names} | rounded


def test_a_change_past_the_session_is_found(people: People) -> None:
    target = _smart(people)
    db.session.execute(update(TargetStanding).where(TargetStanding.target_id == target.id).values(shown_status=Status.MET))
    db.session.commit()
    assert list(keeping.kept_wrongly()) == [target.id]


def test_all_can_be_made_anew_and_missing_ones_alone(people: People) -> None:
    target = _smart(people)
    db.session.execute(TargetStanding.__table__.delete())
    assert (keeping.keep_missing(), keeping.keep_missing()) == (1, 0)
    db.session.execute(update(TargetStanding).values(status=Status.MET))
    assert keeping.keep_all() == 1
    db.session.commit()
    assert list(keeping.kept_wrongly()) == []
    assert _rows(target)[0].status is not Status.MET


def test_what_a_clock_that_was_ahead_made_of_targets_is_worked_out_anew(people: People, clock: Clock) -> None:
    target = _smart(people)
    before = _told(_rows(target))
    clock.set(datetime(2028, 8, 20, 9, tzinfo=UTC))  # after it is due
    keeping.keep_all()
    db.session.commit()
    clock.set(datetime(2027, 7, 13, 9, tzinfo=UTC))
    assert _told(_rows(target)) != before
    assert [problem.values["id"] for problem in standings()] == [target.id]
    assert (keeping.renew(), keeping.renew()) == (1, 0)
    assert _told(_rows(target)) == before
    assert list(standings()) == []


def test_a_night_works_out_anew_what_somebody_meddled_with_and_says_so(people: People) -> None:
    target = _smart(people)
    db.session.execute(update(TargetStanding).where(TargetStanding.target_id == target.id).values(shown_status=Status.MET))
    db.session.commit()
    told = []
    for _night in range(2):
        job_id = jobs.enqueue("targets.renew", {})
        db.session.commit()
        run_due_jobs()
        result = db.session.get_one(Job, job_id).result
        told.append((result["is_fine"], result["sentence"]["values"]["n"]))
    assert told == [(False, 1), (True, 0)]
    assert list(standings()) == []


def test_the_command_line_works_them_out_anew(app: Flask, people: People) -> None:
    target = _smart(people)
    db.session.execute(update(TargetStanding).where(TargetStanding.target_id == target.id).values(shown_status=Status.MET))
    db.session.commit()
    answer = app.test_cli_runner().invoke(args=["standings", "renew"])
    assert (answer.exit_code, answer.output) == (0, "Targets that were worked out anew: 1\n")
    assert list(standings()) == []


def _told(rows: list[TargetStanding]) -> list[tuple[Any, ...]]:
    return [(row.from_on, row.until_on, row.status, row.reason) for row in rows]


def test_a_forecast_that_shoots_past_every_column_is_kept_at_its_edge(people: People) -> None:
    values = ["1", "400000000000", "2", "900000000000", "1", "800000000000"]
    target = _followed(values, {"unit": "EUR", "level": 4}, baseline_value=Decimal("0.000001"), target_value=Decimal("0.000002"))
    assert _rows(target)
    assert list(keeping.kept_wrongly()) == []
