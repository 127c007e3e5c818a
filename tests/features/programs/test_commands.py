"""What happens to programs."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select

from planner.domain.errors import NotAllowed, RuleBroken, StaleEdit
from planner.domain.values import CycleState, ImpactKind, NeedState, ProgramState
from planner.features.programs import commands, queries
from planner.models import AuditEntry, Cycle, Program, db
from planner.permissions import Actor
from tests.actors import People
from tests.makers import make_cycle, make_goal, make_need, make_program


def _loaded(actor: Actor, program: Program) -> Program:
    db.session.expire_all()
    found = queries.program_for(actor, program.id)
    assert found is not None
    return found


def _last_entry() -> AuditEntry:
    entry = db.session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc())).first()
    assert entry is not None
    return entry


def _create(people: People, cycle: Cycle, **values: Any) -> Program:
    return commands.create_program(cycle, actor=people.lena, values={"name": "Selling", **values})


def test_a_program_serves_goals_and_answers_needs(people: People) -> None:
    cycle = make_cycle()
    goals, need = [make_goal(cycle), make_goal(cycle, statement="Two")], make_need(cycle)
    program = commands.create_program(
        cycle, actor=people.lena, values={"name": "Selling"}, goal_ids=[goal.id for goal in goals], need_ids=[need.id]
    )
    assert ([i.goal_id for i in program.impacts], [a.need_id for a in program.answers]) == ([g.id for g in goals], [need.id])
    assert _last_entry().changes["goals"] == ["", "Win larger accounts; Two"]


@pytest.mark.parametrize("who", ["sam", "mia", "otto", "ada", "aud"])
def test_only_planners_make_programs(people: People, who: str) -> None:
    with pytest.raises(NotAllowed):
        commands.create_program(make_cycle(), actor=people.actors[who], values={"name": "Mine"})


@pytest.mark.parametrize("name", ["Selling", "selling", "SELLING"])
def test_a_name_is_used_once_a_year(people: People, name: str) -> None:
    cycle = make_cycle()
    make_program(cycle, name="Selling")
    with pytest.raises(RuleBroken) as refused:
        _create(people, cycle, name=name)
    assert refused.value.field == "name"


def test_a_name_with_other_letters_is_used_once_too(people: People) -> None:
    cycle = make_cycle()
    make_program(cycle, name="Überzeugen")
    with pytest.raises(RuleBroken):
        _create(people, cycle, name="Überzeugen")


def test_another_year_may_use_the_name_again(people: People) -> None:
    make_program(make_cycle(name="FY2026"), name="Selling")
    assert _create(people, make_cycle()).name == "Selling"


def test_a_program_keeps_its_own_name(people: People) -> None:
    program = _loaded(people.lena, make_program(name="Selling"))
    commands.revise_program(program, actor=people.lena, values={"name": "SELLING"}, goal_ids=[], need_ids=[])
    assert program.name == "SELLING"


@pytest.mark.parametrize(("values", "field"), [
    ({"starts_on": date(2027, 5, 2), "ends_on": date(2027, 5, 1)}, "ends_on"),
    ({"starts_on": date(2028, 1, 1)}, "starts_on"), ({"ends_on": date(2026, 12, 31)}, "ends_on"),
    ({"budget": Decimal(-1)}, "budget"), ({"expected_participants": -1}, "expected_participants"),
])
def test_wrong_values_are_refused_at_their_field(people: People, values: dict[str, Any], field: str) -> None:
    with pytest.raises(RuleBroken) as refused:
        _create(people, make_cycle(), **values)
    assert refused.value.field == field


def test_dates_partly_outside_the_year_are_taken(people: People) -> None:
    program = _create(people, make_cycle(), starts_on=date(2026, 11, 1), ends_on=date(2027, 2, 1))
    assert program.starts_on == date(2026, 11, 1)


def test_the_goal_of_another_year_is_not_served(people: People) -> None:
    goal = make_goal(make_cycle(name="FY2026"))
    with pytest.raises(RuleBroken) as refused:
        commands.create_program(make_cycle(), actor=people.lena, values={"name": "X"}, goal_ids=[goal.id])
    assert refused.value.field == "goal_ids"


@pytest.mark.parametrize("state", [NeedState.DRAFT, NeedState.DECLINED])
def test_a_need_that_nobody_asked_or_wanted_is_not_answered(people: People, state: NeedState) -> None:
    need = make_need(state=state)
    cycle = db.session.get_one(Cycle, need.cycle_id)
    with pytest.raises(RuleBroken) as refused:
        commands.create_program(cycle, actor=people.lena, values={"name": "X"}, need_ids=[need.id])
    assert refused.value.field == "need_ids"


def test_a_goal_that_stays_keeps_its_planned_impact(people: People) -> None:
    cycle = make_cycle()
    goal, other = make_goal(cycle), make_goal(cycle, statement="Two")
    program = _loaded(people.lena, make_program(goals=[goal]))
    values = {"kind": ImpactKind.QUANTITY, "planned_value": Decimal(3), "unit": "points"}
    commands.plan_impact(program, goal.id, actor=people.lena, values=values)
    commands.revise_program(program, actor=people.lena, values={}, goal_ids=[goal.id, other.id], need_ids=[])
    assert {impact.goal_id: impact.planned_value for impact in program.impacts} == {goal.id: Decimal(3), other.id: None}


def test_the_second_of_two_who_choose_goals_is_told(people: People) -> None:
    cycle = make_cycle()
    goal = make_goal(cycle)
    program = _loaded(people.lena, make_program(cycle))
    loaded = program.version
    commands.revise_program(program, actor=people.lena, values={}, goal_ids=[goal.id], need_ids=[], version=loaded)
    with pytest.raises(StaleEdit):
        commands.revise_program(program, actor=people.lena, values={}, goal_ids=[], need_ids=[], version=loaded)


def test_the_trail_tells_the_impact_with_its_goal(people: People) -> None:
    goal = make_goal()
    program = _loaded(people.lena, make_program(goals=[goal]))
    commands.plan_impact(program, goal.id, actor=people.lena, values={"kind": ImpactKind.HIGH_MEDIUM_LOW, "rating": "high"})
    entry = _last_entry()
    assert (entry.event, entry.changes["goal"], entry.changes["rating"]) == (
        "program.impact_planned", [None, "Win larger accounts"], [None, "high"],
    )


def test_the_impact_on_a_goal_that_is_not_served_is_refused(people: People) -> None:
    program = _loaded(people.lena, make_program())
    with pytest.raises(RuleBroken, match="no longer serves"):
        commands.plan_impact(program, 1, actor=people.lena, values={})


def test_a_program_goes_through_its_states(people: People) -> None:
    program = _loaded(people.lena, make_program())
    for name in ("plan", "start", "complete"):
        commands.move_program(program, actor=people.lena, name=name)
    assert (program.state, _last_entry().event) == (ProgramState.COMPLETED, "program.completed")


def test_a_move_that_is_not_possible_is_refused(people: People) -> None:
    program = _loaded(people.lena, make_program())
    with pytest.raises(RuleBroken, match="while the state is"):
        commands.move_program(program, actor=people.lena, name="complete")


def test_cancelling_needs_a_reason(people: People) -> None:
    program = _loaded(people.lena, make_program())
    with pytest.raises(RuleBroken) as refused:
        commands.move_program(program, actor=people.lena, name="cancel")
    assert (refused.value.field, program.state) == ("reason", ProgramState.PROPOSED)


def test_what_is_put_away_no_longer_changes(people: People) -> None:
    program = _loaded(people.lena, make_program())
    commands.archive_program(program, actor=people.lena, reason="Entered twice")
    with pytest.raises(RuleBroken, match="put away"):
        commands.move_program(program, actor=people.lena, name="plan")


def test_programs_of_a_closed_year_no_longer_change(people: People) -> None:
    cycle = make_cycle(state=CycleState.CLOSED)
    program = _loaded(people.lena, make_program(cycle))
    with pytest.raises(RuleBroken, match="closed"):
        commands.archive_program(program, actor=people.lena, reason="Late")
