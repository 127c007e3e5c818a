"""What the demonstration promises."""

import hashlib
from collections import Counter
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from pypdf import PdfReader
from sqlalchemy import func, select
from sqlalchemy.orm import undefer

from planner.domain.frozen import sha256
from planner.domain.values import ActionState, BriefState, NeedState, ProgramState, ReviewState, Status
from planner.features.actions.queries import is_late
from planner.features.admin.queries import chain_state
from planner.features.demo.commands import DEMO_ACCOUNTS, load_if_empty
from planner.features.demo.year import Year
from planner.features.people.queries import organization
from planner.features.targets.queries import Standing, assessments, standings, targets_of
from planner.infra.integrity import problems
from planner.models import (
    Action,
    AuditEntry,
    Baseline,
    Brief,
    Cycle,
    Decision,
    Department,
    Goal,
    Measure,
    Need,
    Observation,
    Person,
    Program,
    Review,
    ReviewLine,
    Sponsorship,
    Target,
    db,
)
from planner.permissions import SYSTEM
from tests.conftest import NOW
from tests.demo import demo_application

TODAY = NOW.date()


def n(model: Any, *conditions: Any) -> int:
    return db.session.scalar(select(func.count()).select_from(model).where(*conditions)) or 0


def standings_today() -> dict[int, Standing]:
    cycle = db.session.scalars(select(Cycle)).one()
    return standings(targets_of(cycle.id, SYSTEM), TODAY, organization())


def observations_hash() -> str:
    columns = (
        Observation.indicator_id, Observation.period_start, Observation.period_end, Observation.value, Observation.to_date,
        Observation.numerator, Observation.denominator, Observation.respondents, Observation.recorded_at,
    )
    rows = db.session.execute(select(*columns).order_by(Observation.id))
    return hashlib.sha256("\n".join(str(tuple(row)) for row in rows).encode()).hexdigest()


def test_it_has_what_it_promises(demo: Any) -> None:
    counts = {model: n(model) for model in (Department, Goal, Need, Program, Target, Action)}
    assert counts == {Department: 12, Goal: 5, Need: 20, Program: 15, Target: 60, Action: 12}
    assert 40 <= n(Person) <= 50
    assert n(Observation) > 500


def test_about_half_of_the_year_has_passed(demo: Any) -> None:
    cycle = db.session.scalars(select(Cycle)).one()
    assert cycle.starts_on.day == 1
    assert 182 <= (TODAY - cycle.starts_on).days <= 213
    assert organization().fiscal_year_start_month == cycle.starts_on.month
    assert organization().is_demonstration


def test_needs_are_in_all_states_and_three_wait(demo: Any) -> None:
    states = Counter(db.session.scalars(select(Need.state)))
    assert set(states) == set(NeedState)
    assert states[NeedState.SUBMITTED] == 3


def test_programs_are_in_all_states(demo: Any) -> None:
    assert set(db.session.scalars(select(Program.state))) == set(ProgramState)


def test_one_goal_has_no_learning_and_one_sponsor_has_not_agreed(demo: Any) -> None:
    assert n(Goal, ~Goal.learning_is_planned) == 1
    assert n(Sponsorship, Sponsorship.agreed_on.is_(None)) == 1
    assert db.session.scalar(select(func.sum(Goal.weight))) == 100


def test_two_thirds_of_the_targets_are_on_track_and_some_are_not(demo: Any) -> None:
    statuses = Counter(standing.status for standing in standings_today().values())
    assert 36 <= statuses[Status.ON_TRACK] + statuses[Status.MET] <= 44
    assert statuses[Status.AT_RISK] >= 6
    assert 2 <= statuses[Status.OFF_TRACK] + statuses[Status.MISSED] <= 8
    assert 3 <= statuses[Status.NO_DATA] <= 8


def test_nothing_is_green_without_data(demo: Any) -> None:
    for standing in standings_today().values():
        if standing.actual is None:
            assert standing.status is Status.NO_DATA


def test_most_targets_are_smart(demo: Any) -> None:
    cycle = db.session.scalars(select(Cycle)).one()
    targets = targets_of(cycle.id, SYSTEM, for_assessment=True)
    verdicts = assessments(targets, standings(targets, TODAY, organization()))
    assert sum(verdict.is_smart for verdict in verdicts.values()) >= 50
    assert n(Target, Target.baseline_value.is_(None)) == 2


def test_values_are_such_as_people_could_have_counted(demo: Any) -> None:
    query = select(Observation, Measure).join(Observation.indicator).join(Measure)
    for observation, measure in db.session.execute(query):
        assert observation.value >= 0
        if measure.unit == "percent":
            assert observation.value <= 100
        if measure.code in ("total_participants", "unique_participants"):
            assert observation.value == int(observation.value)
        assert observation.period_end < observation.recorded_at.date() < TODAY


def test_a_value_was_corrected_and_a_small_group_is_hidden(demo: Any) -> None:
    assert n(Observation, Observation.superseded_at.is_not(None)) == 1
    assert any(standing.n_suppressed for standing in standings_today().values())


def test_reviews_are_held_on_every_second_tuesday(demo: Any) -> None:
    closed = list(db.session.scalars(select(Review).where(Review.state == ReviewState.CLOSED).order_by(Review.number)))
    assert [review.held_on for review in closed] == [closed[0].held_on + timedelta(days=14 * k) for k in range(13)]
    assert {review.held_on.weekday() for review in closed} == {1}
    following = db.session.scalars(select(Review).where(Review.number == 14)).one()
    assert (following.state, following.held_on) == (ReviewState.PLANNED, TODAY)
    assert n(ReviewLine) >= 25
    assert n(Decision) >= 8


def test_actions_are_in_all_states_and_two_are_late(demo: Any) -> None:
    actions = list(db.session.scalars(select(Action)))
    assert {action.state for action in actions} == set(ActionState)
    assert sum(is_late(action, TODAY) for action in actions) == 2
    assert any(action.was_effective for action in actions)


def test_the_plan_was_approved_and_baselined_again_with_a_reason(demo: Any) -> None:
    baselines = list(db.session.scalars(select(Baseline).order_by(Baseline.number)))
    assert [baseline.number for baseline in baselines] == [1, 2]
    assert baselines[1].reason


def test_two_briefs_are_issued_in_two_languages_and_one_is_a_draft(demo: Any) -> None:
    briefs = list(db.session.scalars(select(Brief).order_by(Brief.number).options(undefer(Brief.pdf))))
    assert [(brief.locale, brief.state) for brief in briefs] == [
        ("en", BriefState.ISSUED), ("nl", BriefState.ISSUED), ("en", BriefState.DRAFT)
    ]
    assert all(len(PdfReader(BytesIO(brief.pdf)).pages) <= 2 for brief in briefs if brief.pdf)


def test_everything_that_was_frozen_fits_its_seal(demo: Any) -> None:
    assert problems() == []
    assert chain_state(everything=True).broken_ids == []
    frozen = [*db.session.scalars(select(Review).where(Review.sha256.is_not(None))), *db.session.scalars(select(Baseline))]
    assert all(sha256(one.snapshot) == one.sha256 for one in frozen)


def test_the_trail_runs_forward_and_ends_before_today(demo: Any) -> None:
    query = select(AuditEntry.at).where(AuditEntry.event != "account.signed_in").order_by(AuditEntry.id)
    instants = list(db.session.scalars(query))
    assert instants == sorted(instants)
    assert instants[-1].date() < TODAY


def test_no_sentence_has_a_gap_left(demo: Any) -> None:
    for model in (Need, Program, Target, Review, ReviewLine, Action, Goal, Decision, Baseline, Brief):
        for row in db.session.execute(select(*(column for column in model.__table__.columns if column.name != "pdf"))):
            assert "{" not in "".join(value for value in row if isinstance(value, str)), row
            assert "no value yet" not in str(row)


def test_a_second_load_changes_nothing(demo: Any, demo_app: Flask) -> None:
    before = n(AuditEntry)
    assert not load_if_empty()
    assert n(AuditEntry) == before


def test_the_accounts_are_one_for_each_role_and_a_second_head() -> None:
    assert len(DEMO_ACCOUNTS) == 7
    assert len({row.role for row in DEMO_ACCOUNTS}) == 6


@pytest.mark.parametrize("day", ["2027-01-01", "2028-02-29", "2027-07-31", "2026-11-22"])
def test_thirteen_to_fifteen_fortnights_have_passed_whatever_the_day(day: str) -> None:
    today = type(TODAY).fromisoformat(day)
    year = Year.around(today)
    assert year.starts_on.day == 1
    assert 13 <= len(year.fortnights_passed) <= 15
    assert 12 <= len(year.reviews_held) <= 15
    assert year.name == f"FY{year.ends_on.year}"


@pytest.mark.parametrize("demo_app", [pytest.param("postgresql", marks=pytest.mark.postgres)], indirect=True)
def test_the_same_day_tells_the_same_story_on_the_other_database(demo: Any, demo_app: Flask, tmp_path: Any) -> None:
    first = observations_hash()
    with demo_application(tmp_path, f"sqlite:///{tmp_path / 'again.db'}", NOW) as again, again.app_context():
        assert observations_hash() == first


def test_a_baseline_names_who_agreed_and_who_decided(demo: Any) -> None:
    baseline = db.session.scalars(select(Baseline).where(Baseline.number == 2)).one()
    impacts = [impact for program in baseline.snapshot["programs"] for impact in program["impacts"] if impact["agreed_on"]]
    assert len(impacts) >= 10
    assert all(impact["agreed_by"] for impact in impacts)
    assert all(need["decided_by"] for need in baseline.snapshot["needs"])
