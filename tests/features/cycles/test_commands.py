"""What happens to cycles."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from planner.domain.errors import NotAllowed, RuleBroken, StaleEdit
from planner.domain.frozen import sha256
from planner.domain.values import CycleState
from planner.features.cycles import commands, queries
from planner.features.cycles.plan import plan_snapshot
from planner.models import AuditEntry, Baseline, Cycle, Goal, Impact, Need, Program, Sponsorship, db
from tests.actors import People
from tests.makers import make_cycle, make_goal

YEAR: dict[str, Any] = {"name": "FY2028", "starts_on": date(2028, 1, 1), "ends_on": date(2028, 12, 31)}


def _in_review(**values: Any) -> Cycle:
    cycle = make_cycle(state=CycleState.IN_REVIEW, **values)
    make_goal(cycle)
    return cycle


def _events() -> list[str]:
    return list(db.session.scalars(select(AuditEntry.event).order_by(AuditEntry.id)))


def test_a_new_cycle_is_a_draft(people: People) -> None:
    assert commands.create_cycle(actor=people.paula, values=YEAR).state is CycleState.DRAFT


def test_a_cycle_is_in_the_audit_trail_from_its_first_moment(people: People) -> None:
    commands.create_cycle(actor=people.paula, values=YEAR)
    assert _events() == ["cycle.created"]


@pytest.mark.parametrize(
    ("values", "field", "words"),
    [
        ({"ends_on": date(2028, 1, 1)}, "ends_on", "after the first"),
        ({"ends_on": date(2027, 12, 31)}, "ends_on", "after the first"),
        ({"ends_on": date(2031, 1, 1)}, "ends_on", "at most two years"),
        ({"name": "fy2027"}, "name", "already"),
        ({"starts_on": date(2027, 12, 31)}, "starts_on", "cannot share a day"),
    ],
)
def test_a_cycle_that_makes_no_sense_is_refused(people: People, values: dict[str, Any], field: str, words: str) -> None:
    make_cycle()
    with pytest.raises(RuleBroken, match=words) as refused:
        commands.create_cycle(actor=people.paula, values={**YEAR, **values})
    assert refused.value.field == field


def test_two_cycles_may_touch(people: People) -> None:
    make_cycle()
    assert commands.create_cycle(actor=people.paula, values=YEAR).id


def test_a_cycle_does_not_overlap_with_itself(people: People) -> None:
    cycle = make_cycle()
    commands.revise_cycle(cycle, actor=people.paula, values={"ends_on": date(2027, 12, 30)})
    assert cycle.ends_on == date(2027, 12, 30)


def test_the_days_of_an_approved_cycle_stay(people: People) -> None:
    cycle = make_cycle(state=CycleState.APPROVED)
    with pytest.raises(RuleBroken, match="fortnights"):
        commands.revise_cycle(cycle, actor=people.paula, values={"starts_on": date(2027, 1, 2)})


def test_the_purpose_of_an_approved_cycle_may_still_change(people: People) -> None:
    cycle = make_cycle(state=CycleState.APPROVED)
    commands.revise_cycle(cycle, actor=people.paula, values={"purpose": "Grow"})
    assert cycle.purpose == "Grow"


def test_a_closed_cycle_no_longer_changes(people: People) -> None:
    cycle = make_cycle(state=CycleState.CLOSED)
    with pytest.raises(RuleBroken, match="closed"):
        commands.revise_cycle(cycle, actor=people.paula, values={"purpose": "Late"})


def test_the_second_of_two_editors_is_told(people: People) -> None:
    cycle = make_cycle()
    loaded = cycle.version
    commands.revise_cycle(cycle, actor=people.paula, values={"purpose": "Mine"}, version=loaded)
    with pytest.raises(StaleEdit):
        commands.revise_cycle(cycle, actor=people.paula, values={"purpose": "Yours"}, version=loaded)


def test_a_plan_without_goals_cannot_be_submitted(people: People) -> None:
    with pytest.raises(RuleBroken, match="no goal"):
        commands.submit_cycle(make_cycle(), actor=people.paula)


def test_the_road_of_a_cycle(people: People) -> None:
    cycle = make_cycle()
    make_goal(cycle)
    commands.submit_cycle(cycle, actor=people.paula)
    commands.return_cycle(cycle, actor=people.sam, reason="Name a sponsor")
    commands.submit_cycle(cycle, actor=people.paula)
    commands.approve_cycle(cycle, actor=people.sam)
    commands.rebaseline_cycle(cycle, actor=people.sam, reason="A goal was dropped")
    commands.close_cycle(cycle, actor=people.paula)
    assert cycle.state is CycleState.CLOSED
    assert _events() == [
        "cycle.submitted", "cycle.returned", "cycle.submitted", "cycle.approved", "cycle.baselined", "cycle.baselined",
        "cycle.closed",
    ]


def test_a_second_approval_is_refused_and_freezes_nothing(people: People) -> None:
    cycle = _in_review()
    commands.approve_cycle(cycle, actor=people.sam)
    with pytest.raises(RuleBroken, match="done already"):
        commands.approve_cycle(cycle, actor=people.paula)
    assert len(queries.baselines_of(cycle.id).rows) == 1


@pytest.mark.parametrize(
    ("move", "state", "who"),
    [
        ("submit", CycleState.APPROVED, "paula"), ("approve", CycleState.DRAFT, "sam"), ("return", CycleState.DRAFT, "sam"),
        ("rebaseline", CycleState.DRAFT, "sam"), ("close", CycleState.DRAFT, "paula"), ("close", CycleState.CLOSED, "paula"),
    ],
)
def test_a_move_in_the_wrong_state_is_refused(people: People, move: str, state: CycleState, who: str) -> None:
    cycle = make_cycle(state=state)
    make_goal(cycle)
    moves: dict[str, Any] = {
        "submit": commands.submit_cycle, "approve": commands.approve_cycle, "close": commands.close_cycle,
        "return": lambda c, actor: commands.return_cycle(c, actor=actor, reason="x"),
        "rebaseline": lambda c, actor: commands.rebaseline_cycle(c, actor=actor, reason="x"),
    }
    with pytest.raises(RuleBroken, match="state is"):
        moves[move](cycle, actor=people.actors[who])
    assert cycle.state is state


def test_a_plan_is_returned_with_a_reason(people: People) -> None:
    with pytest.raises(RuleBroken, match="what should change") as refused:
        commands.return_cycle(_in_review(), actor=people.sam, reason="")
    assert refused.value.field == "reason"


def test_a_new_baseline_needs_a_reason(people: People) -> None:
    cycle = make_cycle(state=CycleState.APPROVED)
    with pytest.raises(RuleBroken, match="why the approved plan") as refused:
        commands.rebaseline_cycle(cycle, actor=people.sam, reason="")
    assert refused.value.field == "reason"


def test_a_new_baseline_leaves_the_old_one_as_it_was(people: People) -> None:
    cycle = _in_review()
    first = commands.approve_cycle(cycle, actor=people.sam)
    before = dict(first.snapshot)
    goal = db.session.scalars(select(Goal)).one()
    goal.statement = "Win every account"
    db.session.commit()
    second = commands.rebaseline_cycle(cycle, actor=people.sam, reason="The board aims higher")
    db.session.expire_all()
    assert (first.number, second.number) == (1, 2)
    assert first.snapshot == before
    assert second.snapshot["goals"][0]["statement"] == "Win every account"


def test_the_fingerprint_of_a_baseline_fits_what_the_database_gives_back(people: People) -> None:
    baseline = commands.approve_cycle(_in_review(), actor=people.sam)
    db.session.commit()
    db.session.expire_all()
    stored = db.session.scalars(select(Baseline)).one()
    assert stored.id == baseline.id
    assert sha256(stored.snapshot) == stored.sha256


@pytest.mark.parametrize("who", ["lena", "mia", "otto", "ada", "aud"])
def test_others_do_not_approve(people: People, who: str) -> None:
    with pytest.raises(NotAllowed):
        commands.approve_cycle(_in_review(), actor=people.actors[who])


@pytest.mark.parametrize("who", ["lena", "sam", "mia", "otto", "ada", "aud"])
def test_only_the_chief_learning_officer_opens_and_closes(people: People, who: str) -> None:
    cycle = make_cycle(state=CycleState.APPROVED)
    with pytest.raises(NotAllowed):
        commands.create_cycle(actor=people.actors[who], values=YEAR)
    with pytest.raises(NotAllowed):
        commands.close_cycle(cycle, actor=people.actors[who])


@pytest.mark.parametrize(
    ("start_month", "last_end", "proposed"),
    [
        (1, None, ("FY2027", date(2027, 1, 1))),
        (1, date(2027, 12, 31), ("FY2028", date(2028, 1, 1))),
        (7, None, ("FY2028", date(2027, 7, 1))),
        (7, date(2027, 12, 31), ("FY2029", date(2028, 7, 1))),
    ],
)
def test_the_next_fiscal_year_is_proposed(
    people: People, start_month: int, last_end: date | None, proposed: tuple[str, date]
) -> None:
    people.organization.fiscal_year_start_month = start_month
    if last_end:
        make_cycle(ends_on=last_end)
    year = queries.proposed_cycle(date(2027, 7, 13))
    assert (year.name, year.starts_on) == proposed


def _plan_of_sales(people: People) -> Cycle:
    cycle = make_cycle(state=CycleState.IN_REVIEW)
    goal = make_goal(cycle)
    sales = people.departments["Sales"].id
    db.session.add(Sponsorship(goal=goal, person=people.persons["sam"], is_lead=True, agreed_on=date(2027, 1, 5)))
    program = Program(cycle_id=cycle.id, name="Negotiation", department_id=sales)
    program.impacts = [Impact(goal=goal, rating="high")]
    need = Need(cycle_id=cycle.id, department_id=sales, title="Deals slip", state="approved", decision_reason="It pays")
    db.session.add_all([program, need])
    db.session.commit()
    return cycle


def test_a_snapshot_holds_the_plan(people: People) -> None:
    plan = plan_snapshot(_plan_of_sales(people))
    assert [g["sponsorships"][0]["person"]["name"] for g in plan["goals"]] == ["Sam Sponsor"]
    assert [(p["name"], p["impacts"][0]["rating"]) for p in plan["programs"]] == [("Negotiation", "high")]
    assert [n["decision_reason"] for n in plan["needs"]] == ["It pays"]


def test_what_is_missing_is_counted(people: People) -> None:
    cycle = make_cycle()
    make_goal(cycle, weight=40)
    db.session.add(Program(cycle_id=cycle.id, name="Alone"))
    db.session.commit()
    said = [str(gap.message).replace("40.000000", "40") for gap in queries.gaps_of(cycle, people.paula)]
    assert said == [
        "Goals without a lead sponsor who agreed: 1", "Goals with learning planned but no program: 1",
        "Programs without an owner: 1", "Programs that serve no goal: 1", "Programs without a target: 1",
        "The weights of the goals add up to 40 percent, not to 100.",
    ]
