"""What happens to goals."""

from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import select

from planner.domain.errors import NotAllowed, RuleBroken, StaleEdit
from planner.domain.values import CycleState, Direction
from planner.features.goals import commands, queries
from planner.models import AuditEntry, db
from tests.actors import People
from tests.makers import make_cycle, make_goal


def _statements(cycle_id: int, people: People) -> list[str]:
    return [goal.statement for goal in queries.goals_of(cycle_id, people.paula)]


def test_a_new_goal_comes_last_in_the_ranking(people: People) -> None:
    cycle = make_cycle()
    make_goal(cycle, statement="First")
    goal = commands.create_goal(cycle, actor=people.paula, values={"statement": "Second"})
    assert goal.rank == 2


def test_a_goal_moved_to_the_top_pushes_the_others_down(people: People) -> None:
    cycle = make_cycle()
    for statement in ("One", "Two", "Three"):
        last = make_goal(cycle, statement=statement)
    commands.rank_goal(last, actor=people.paula, rank=1)
    assert _statements(cycle.id, people) == ["Three", "One", "Two"]


def test_a_goal_put_away_leaves_no_hole(people: People) -> None:
    cycle = make_cycle()
    first = make_goal(cycle, statement="One")
    make_goal(cycle, statement="Two")
    goal = queries.goal_for(people.paula, first.id)
    assert goal is not None
    commands.archive_goal(goal, actor=people.paula, reason="Dropped by the board")
    assert [g.rank for g in queries.goals_of(cycle.id, people.paula)] == [1]


@pytest.mark.parametrize(("direction", "baseline", "target"), [(Direction.UP, 20, 10), (Direction.DOWN, 10, 20)])
def test_a_target_on_the_wrong_side_of_the_baseline_is_refused(
    people: People, direction: Direction, baseline: int, target: int
) -> None:
    values = {
        "statement": "Win", "outcome_measure": "Win rate", "direction": direction,
        "baseline_value": Decimal(baseline), "target_value": Decimal(target),
    }
    with pytest.raises(RuleBroken) as refused:
        commands.create_goal(make_cycle(), actor=people.paula, values=values)
    assert refused.value.field == "target_value"


def test_a_goal_without_learning_needs_a_reason(people: People) -> None:
    with pytest.raises(RuleBroken, match="no learning"):
        commands.create_goal(make_cycle(), actor=people.paula, values={"statement": "X", "learning_is_planned": False})


def test_a_closed_cycle_takes_no_new_goal(people: People) -> None:
    cycle = make_cycle(state=CycleState.CLOSED)
    with pytest.raises(RuleBroken, match="closed"):
        commands.create_goal(cycle, actor=people.paula, values={"statement": "Too late"})


def test_only_one_sponsor_leads(people: People) -> None:
    goal = queries.goal_for(people.paula, make_goal().id)
    assert goal is not None
    for who in ("sam", "mia"):
        commands.name_sponsor(goal, people.persons[who], actor=people.paula, is_lead=True, agreed_on=None)
    assert [(s.person_id, s.is_lead) for s in goal.sponsorships if s.is_lead] == [(people.persons["mia"].id, True)]


def test_a_sponsor_cannot_have_agreed_tomorrow(people: People) -> None:
    goal = queries.goal_for(people.paula, make_goal().id)
    assert goal is not None
    with pytest.raises(RuleBroken, match="future"):
        commands.name_sponsor(
            goal, people.persons["sam"], actor=people.paula, is_lead=True, agreed_on=date(2027, 7, 14)
        )


def test_the_second_of_two_editors_is_told(people: People) -> None:
    goal = queries.goal_for(people.paula, make_goal().id)
    assert goal is not None
    loaded = goal.version
    commands.revise_goal(goal, actor=people.paula, values={"statement": "Mine"}, version=loaded)
    with pytest.raises(StaleEdit):
        commands.revise_goal(goal, actor=people.lena and people.paula, values={"statement": "Yours"}, version=loaded)


@pytest.mark.parametrize("who", ["lena", "sam", "mia", "otto", "ada", "aud"])
def test_only_the_chief_learning_officer_edits_goals(people: People, who: str) -> None:
    with pytest.raises(NotAllowed):
        commands.create_goal(make_cycle(), actor=people.actors[who], values={"statement": "Not mine to make"})


def test_a_change_is_in_the_audit_trail_with_old_and_new(people: People) -> None:
    goal = queries.goal_for(people.paula, make_goal().id)
    assert goal is not None
    commands.revise_goal(goal, actor=people.paula, values={"target_value": Decimal(25)})
    entry = db.session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc())).first()
    assert entry is not None
    assert (entry.event, entry.changes) == ("goal.revised", {"target_value": ["24", "25"]})
