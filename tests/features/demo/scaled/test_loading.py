"""The loaded company: everything fits together, and nothing is there that a command would have refused."""

import hashlib
import json
from collections import Counter
from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest
from click.testing import CliRunner
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import aliased, joinedload, selectinload

from planner import cli
from planner.domain.cycles import fortnights
from planner.domain.frozen import restored
from planner.domain.intake import REQUIRED_FIELDS, check_gap
from planner.domain.values import ActionState, Aggregation, Direction, NeedState, ReviewState, Status
from planner.features.account.queries import account_by_email, actor_of
from planner.features.admin.queries import chain_state
from planner.features.demo.commands import DEMO_ACCOUNTS, load_scaled_if_empty
from planner.features.people.queries import organization
from planner.features.targets.planning import check_plan
from planner.features.targets.queries import bounds_of, scale_of, standings, targets_of, value_in
from planner.features.targets.standing import is_share
from planner.infra.integrity import problems
from planner.models import (
    Account,
    Action,
    AuditEntry,
    Baseline,
    Brief,
    Cycle,
    Department,
    Goal,
    Indicator,
    Measure,
    Need,
    Observation,
    Person,
    Program,
    ProgramNeed,
    Review,
    Target,
    db,
)
from planner.permissions import SYSTEM
from tests.browser import Browser
from tests.conftest import NOW
from tests.demo import demo_people
from tests.scaled import TINY, scaled_application

TODAY = NOW.date()


def n(model: Any, *conditions: Any) -> int:
    return db.session.scalar(select(func.count()).select_from(model).where(*conditions)) or 0


def running() -> Cycle:
    return db.session.scalars(select(Cycle).order_by(Cycle.id.desc())).first()


def observations_hash() -> str:
    columns = [column for column in Observation.__table__.columns if column.name != "import_run_id"]
    rows = db.session.execute(select(*columns).order_by(Observation.id))
    return hashlib.sha256("\n".join(str(tuple(row)) for row in rows).encode()).hexdigest()


def test_everything_fits(scaled: Any) -> None:
    assert problems() == []
    assert chain_state(everything=True).broken_ids == []


def test_the_trail_tells_of_the_load_and_of_what_came_before(scaled: Any) -> None:
    loaded = db.session.scalars(select(AuditEntry).where(AuditEntry.event == "organization.demonstration_loaded")).one()
    assert loaded.changes["observations"] == [None, TINY.observations]
    instants = list(db.session.scalars(select(AuditEntry.at).where(AuditEntry.id <= loaded.id).order_by(AuditEntry.id)))
    assert instants == sorted(instants)
    assert len(instants) >= TINY.entries


def test_the_running_year_holds_today_and_the_others_lie_before_it(scaled: Any) -> None:
    cycles = list(db.session.scalars(select(Cycle).order_by(Cycle.id)))
    assert cycles[-1].starts_on <= TODAY <= cycles[-1].ends_on
    for earlier, later in pairwise(cycles):
        assert earlier.ends_on + timedelta(days=1) == later.starts_on
    assert [cycle.state.value for cycle in cycles] == ["closed", "closed", "approved"]
    assert n(Baseline) == TINY.cycles


def test_every_plan_is_one_that_a_person_could_have_saved(scaled: Any) -> None:
    query = select(Target).options(
        selectinload(Target.points), joinedload(Target.goal), joinedload(Target.cycle),
        joinedload(Target.indicator).joinedload(Indicator.measure), joinedload(Target.indicator).joinedload(Indicator.goal),
    )
    for target in db.session.scalars(query):
        values = {name: getattr(target, name) for name in (
            "baseline_value", "baseline_on", "target_value", "last_year_value", "starts_on", "due_on", "trajectory"
        )}
        points = [(point.on, point.value) for point in target.points]
        check_plan(target.cycle, target.indicator.measure, target.indicator.goal, values, points)


def test_what_belongs_together_is_of_one_year(scaled: Any) -> None:
    assert n(Target, Target.program_id == Program.id, Target.cycle_id != Program.cycle_id) == 0
    assert n(Target, Target.goal_id == Goal.id, Target.cycle_id != Goal.cycle_id) == 0
    assert n(Target, Target.need_id == Need.id, Target.cycle_id != Need.cycle_id) == 0
    linked = select(func.count()).select_from(ProgramNeed).join(ProgramNeed.program).join(ProgramNeed.need)
    assert db.session.scalar(linked.where(Program.cycle_id != Need.cycle_id)) == 0
    assert db.session.scalar(linked.where(Need.state != NeedState.APPROVED)) == 0


def test_every_value_is_one_that_a_person_could_have_entered(scaled: Any) -> None:
    periods = {
        cycle.id: {(one.starts_on, one.ends_on) for one in fortnights(cycle.starts_on, cycle.ends_on)}
        for cycle in db.session.scalars(select(Cycle))
    }
    query = select(Observation).options(
        joinedload(Observation.indicator).joinedload(Indicator.measure),
        joinedload(Observation.indicator).joinedload(Indicator.goal)
    )
    for one in db.session.scalars(query):
        indicator, measure = one.indicator, one.indicator.measure
        assert (one.period_start, one.period_end) in periods[indicator.cycle_id]
        assert one.period_end < one.recorded_at.date() < TODAY
        assert one.source
        assert not is_share(measure) or 0 <= one.value <= 100
        least, _most = bounds_of(measure)
        assert least is None or one.value >= least
        if measure.aggregation is Aggregation.DISTINCT:
            assert one.to_date >= one.value
        if measure.aggregation is Aggregation.RATIO_OF_SUMS:
            assert abs(one.numerator / one.denominator * scale_of(indicator.unit) - one.value) < 1e-6
        assert bool(one.respondents) == (measure.aggregation is Aggregation.WEIGHTED_MEAN)


def test_a_correction_supersedes_another_value_of_the_same_period(scaled: Any) -> None:
    old = aliased(Observation)
    pairs = db.session.execute(select(old, Observation).join(Observation, Observation.supersedes_id == old.id)).all()
    assert 0.005 < len(pairs) / TINY.observations < 0.03
    assert n(Observation, Observation.superseded_at.is_not(None)) == len(pairs)
    for before, after in pairs:
        assert (before.indicator_id, before.period_start) == (after.indicator_id, after.period_start)
        assert before.superseded_at == after.recorded_at
        assert after.note
        assert before.value != after.value


def test_values_to_date_never_fall(scaled: Any) -> None:
    query = (
        select(Observation.indicator_id, Observation.to_date)
        .where(Observation.to_date.is_not(None), Observation.superseded_at.is_(None))
        .order_by(Observation.indicator_id, Observation.period_end)
    )
    before: dict[int, Any] = {}
    for indicator_id, to_date in db.session.execute(query):
        assert to_date >= before.get(indicator_id, 0)
        before[indicator_id] = to_date
    assert before


def test_needs_are_in_every_state_with_what_that_asks_for(scaled: Any) -> None:
    needs = list(db.session.scalars(select(Need).options(selectinload(Need.causes))))
    assert {need.state for need in needs} == set(NeedState)
    for need in needs:
        check_gap(need.current_value, need.desired_value, need.direction)
        if need.state is not NeedState.DRAFT:
            assert all(getattr(need, field) not in (None, "") for field in REQUIRED_FIELDS)
            assert need.submitted_at
        if need.decided_at:
            assert need.decision_reason
            assert need.submitted_at <= need.decided_at
    assert sum(bool(need.causes) for need in needs) > len(needs) / 2


def test_actions_are_in_every_state_and_some_are_late(scaled: Any) -> None:
    actions = list(db.session.scalars(select(Action).options(
        joinedload(Action.review), joinedload(Action.target).joinedload(Target.indicator).options(
            joinedload(Indicator.measure), joinedload(Indicator.goal)))))
    assert {action.state for action in actions} == set(ActionState)
    for action in actions:
        assert action.owner_id is not None
        assert action.review.held_on <= action.due_on
        assert action.verified_by_id is None or action.verified_by_id != action.owner_id
        assert action.done_on is None or action.review.held_on <= action.done_on < TODAY
        assert action.effect_by_on is None or action.effect_by_on >= action.due_on
        if action.expected_effect is not None and action.target.indicator.direction is not Direction.PLAN:
            assert (action.expected_effect > 0) == (action.target.indicator.direction is Direction.UP)
    done = [action for action in actions if action.done_on]
    assert 0.2 < sum(action.done_on > action.due_on for action in done) / len(done) < 0.6
    assert n(Action, Action.state == ActionState.OPEN, Action.due_on < TODAY) > 0


def test_targets_stand_everywhere_between_met_and_missed(scaled: Any) -> None:
    found = standings(targets_of(running().id, SYSTEM), TODAY, organization())
    statuses = Counter(standing.status for standing in found.values())
    assert set(statuses) == set(Status)
    good = statuses[Status.ON_TRACK] + statuses[Status.MET]
    assert 0.25 < good / len(found) < 0.8


def test_fortnights_are_missing_series_fall_silent_and_groups_are_small(scaled: Any) -> None:
    found = standings(targets_of(running().id, SYSTEM), TODAY, organization())
    assert any(standing.age_days and standing.age_days > 28 for standing in found.values())
    assert any(standing.n_suppressed for standing in found.values())
    past = running().id - 1
    counts = Counter(len(standing.points) for standing in standings(targets_of(past, SYSTEM), TODAY, organization()).values())
    assert len(counts) > 8


def test_every_review_until_today_is_closed_and_the_others_are_planned(scaled: Any) -> None:
    assert n(Review, Review.state == ReviewState.CLOSED, Review.held_on >= TODAY) == 0
    assert n(Review, Review.state != ReviewState.CLOSED, Review.held_on < TODAY) == 0
    assert n(Review, Review.state == ReviewState.CLOSED) > TINY.reviews / 2


def test_a_closed_review_shows_what_stood_there_on_its_day(scaled: Any) -> None:
    closed = select(Review).where(Review.state == ReviewState.CLOSED).order_by(Review.id.desc()).limit(60)
    reviews = list(db.session.scalars(closed))
    lines = [(review, line) for review in reviews for line in restored(review.snapshot)["lines"]]
    cycle = running()
    targets = {target.id: target for target in targets_of(cycle.id, SYSTEM)}
    same = 0
    for review, line in lines:
        seen = standings([targets[line["target_id"]]], review.held_on, organization())[line["target_id"]]
        same += seen.actual == line["actual"] and seen.expected == line["expected"]
    assert len(lines) > 50
    assert same > 0.75 * len(lines)  # the others were entered or corrected after the meeting


def test_people_can_sign_in_in_each_role(scaled: Any) -> None:
    assert n(Account) == TINY.accounts
    for row in DEMO_ACCOUNTS:
        account = account_by_email(row.email)
        assert account is not None
        assert row.role in actor_of(account).roles


def test_the_department_head_heads_a_branch_of_middling_size(scaled: Any) -> None:
    head = actor_of(account_by_email("head@example.org"))
    assert 2 <= len(head.department_ids) <= TINY.departments / 3
    assert n(Department, Department.head_id == head.person_id) >= 1


def test_the_learning_manager_has_many_values_to_enter(scaled: Any) -> None:
    manager = actor_of(account_by_email("manager@example.org"))
    mine = n(Target, Target.owner_id == manager.person_id, Target.cycle_id == running().id)
    assert mine >= TINY.manager_targets / 2


def test_a_brief_is_issued_in_the_running_year(scaled: Any) -> None:
    assert [brief.state.value for brief in db.session.scalars(select(Brief))] == ["issued"] * TINY.briefs


def test_people_have_addresses_of_their_own(scaled: Any) -> None:
    assert n(Person, Person.email.is_not(None)) == len(set(db.session.scalars(select(Person.email))))
    assert all(address.isascii() for address in db.session.scalars(select(Account.email)))


def test_the_next_rows_follow_the_loaded_ones(scaled: Any) -> None:
    with db.session.begin_nested() as nested:
        measure = Measure(code="new", name="New", type="outcome", level=4, unit="count", direction="up", aggregation="last")
        program = Program(cycle_id=running().id, name="One more", created_at=NOW)
        db.session.add_all([measure, program])
        db.session.flush()
        assert program.id == TINY.programs + 1
        nested.rollback()


def test_a_frozen_meeting_can_be_read(scaled: Any, scaled_app: Flask) -> None:
    browser = Browser(scaled_app, demo_people())
    review = db.session.scalars(select(Review).where(Review.state == ReviewState.CLOSED).order_by(Review.id.desc())).first()
    page = browser.fetch(f"/reviews/{review.id}")
    assert json.dumps(review.snapshot["series"], ensure_ascii=False).strip('"').split(",")[0] in page.text


def test_a_second_load_changes_nothing(scaled: Any) -> None:
    before = n(AuditEntry)
    assert not load_scaled_if_empty(TINY)
    assert n(AuditEntry) == before


def test_the_command_line_says_why_it_loads_nothing(scaled_app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cli, "create_app", lambda: scaled_app)
    found = CliRunner().invoke(cli.main, ["demo", "load", "--scale=large"])
    assert found.exit_code == 1
    assert "nothing was loaded" in found.output


@pytest.mark.parametrize("scaled_app", [pytest.param("postgresql", marks=pytest.mark.postgres)], indirect=True)
def test_the_same_day_makes_the_same_values_on_the_other_database(scaled: Any, scaled_app: Flask, tmp_path: Any) -> None:
    first = observations_hash()
    with scaled_application(tmp_path, f"sqlite:///{tmp_path / 'again.db'}", NOW) as again, again.app_context():
        assert observations_hash() == first
        assert value_in(1, TODAY, TODAY) is None
