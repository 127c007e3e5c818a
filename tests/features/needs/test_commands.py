"""What happens to needs."""

from decimal import Decimal

import pytest
from sqlalchemy import select

from planner.domain.errors import NotAllowed, RuleBroken, StaleEdit
from planner.domain.values import CauseCell, CycleState, Direction, NeedState
from planner.features.needs import commands, queries
from planner.models import AuditEntry, Need, db
from planner.permissions import Actor
from tests.actors import People
from tests.makers import make_cycle, make_goal, make_need


def _loaded(actor: Actor, need: Need) -> Need:
    db.session.expire_all()
    found = queries.need_for(actor, need.id)
    assert found is not None
    return found


def _last_event() -> str | None:
    return db.session.scalar(select(AuditEntry.event).order_by(AuditEntry.id.desc()).limit(1))


def test_a_head_logs_for_the_own_department_only(people: People) -> None:
    values = {"title": "X", "department_id": people.departments["Finance"].id}
    with pytest.raises(NotAllowed):
        commands.create_need(make_cycle(), actor=people.mia, values=values)


def test_a_draft_is_not_moved_into_a_department_of_others(people: People) -> None:
    need = _loaded(people.mia, make_need(state=NeedState.DRAFT))
    with pytest.raises(NotAllowed):
        commands.revise_need(need, actor=people.mia, values={"department_id": people.departments["Finance"].id})


@pytest.mark.parametrize("who", ["sam", "ada", "aud"])
def test_readers_log_nothing(people: People, who: str) -> None:
    values = {"title": "X", "department_id": people.departments["Sales"].id}
    with pytest.raises(NotAllowed):
        commands.create_need(make_cycle(), actor=people.actors[who], values=values)


def test_a_closed_year_takes_no_need(people: People) -> None:
    cycle = make_cycle(state=CycleState.CLOSED)
    values = {"title": "X", "department_id": people.departments["Sales"].id}
    with pytest.raises(RuleBroken, match="closed"):
        commands.create_need(cycle, actor=people.mia, values=values)


def test_the_goal_of_another_year_is_refused(people: People) -> None:
    goal = make_goal(make_cycle(name="Another"))
    values = {"title": "X", "department_id": people.departments["Sales"].id, "goal_id": goal.id}
    with pytest.raises(RuleBroken) as refused:
        commands.create_need(make_cycle(), actor=people.mia, values=values)
    assert refused.value.field == "goal_id"


def test_a_new_need_is_a_draft_of_who_logs_it(people: People) -> None:
    values = {"title": "X", "department_id": people.departments["Sales North"].id}
    need = commands.create_need(make_cycle(), actor=people.mia, values=values)
    assert (need.state, need.requester_id, _last_event()) == (NeedState.DRAFT, people.mia.person_id, "need.created")


def test_turning_the_direction_round_is_refused_while_the_values_stay(people: People) -> None:
    need = _loaded(people.mia, make_need(state=NeedState.DRAFT))
    with pytest.raises(RuleBroken, match="Lower is better"):
        commands.revise_need(need, actor=people.mia, values={"direction": Direction.DOWN})


def test_an_incomplete_draft_is_not_sent(people: People) -> None:
    need = _loaded(people.mia, make_need(state=NeedState.DRAFT, problem=""))
    with pytest.raises(RuleBroken, match="missing"):
        commands.submit_need(need, actor=people.mia)


def test_a_need_is_sent_once(people: People) -> None:
    need = _loaded(people.mia, make_need(state=NeedState.DRAFT))
    commands.submit_need(need, actor=people.mia)
    with pytest.raises(RuleBroken, match="already"):
        commands.submit_need(need, actor=people.mia)


def test_what_was_sent_no_longer_changes(people: People) -> None:
    need = _loaded(people.mia, make_need())
    with pytest.raises(RuleBroken, match="sent already"):
        commands.revise_need(need, actor=people.mia, values={"title": "Other"})


def test_a_returned_need_can_be_changed_and_sent_again(people: People) -> None:
    need = _loaded(people.mia, make_need())
    commands.return_need(need, actor=people.lena, reason="Which accounts?")
    commands.revise_need(need, actor=people.mia, values={"title": "Proposals for the ten largest"})
    commands.submit_need(need, actor=people.mia)
    assert (need.state, _last_event()) == (NeedState.SUBMITTED, "need.submitted")


@pytest.mark.parametrize(("decision", "state"), [
    ("approve", NeedState.APPROVED), ("waitlist", NeedState.WAITLISTED), ("decline", NeedState.DECLINED),
])
def test_a_decision_keeps_its_reason_and_who_took_it(people: People, decision: str, state: NeedState) -> None:
    need = _loaded(people.paula, make_need())
    commands.decide_need(need, actor=people.paula, decision=decision, reason="Because")
    assert (need.state, need.decision_reason, need.decided_by_id) == (state, "Because", people.paula.person_id)
    assert _last_event() == f"need.{state.value}"


def test_a_waitlisted_need_may_still_be_approved(people: People) -> None:
    need = _loaded(people.paula, make_need(state=NeedState.WAITLISTED))
    commands.decide_need(need, actor=people.paula, decision="approve", reason="There is room now")
    assert need.state is NeedState.APPROVED


@pytest.mark.parametrize("state", [NeedState.APPROVED, NeedState.DECLINED, NeedState.DRAFT])
def test_what_is_decided_or_a_draft_is_not_decided(people: People, state: NeedState) -> None:
    need = _loaded(people.paula, make_need(state=state))
    with pytest.raises(RuleBroken) as refused:
        commands.decide_need(need, actor=people.paula, decision="decline", reason="No")
    assert (refused.value.field, need.state) == ("decision", state)


def test_only_the_chief_learning_officer_decides(people: People) -> None:
    need = _loaded(people.paula, make_need())
    for who in ("lena", "sam", "mia", "ada", "aud"):
        with pytest.raises(NotAllowed):
            commands.decide_need(need, actor=people.actors[who], decision="approve", reason="Yes")


def test_two_who_analyse_at_once_are_told(people: People) -> None:
    need = _loaded(people.lena, make_need())
    loaded = need.version
    commands.analyse_need(need, actor=people.lena, findings={CauseCell.DATA: ("No debrief", True)}, version=loaded)
    with pytest.raises(StaleEdit):
        commands.analyse_need(need, actor=people.lena, findings={CauseCell.DATA: ("Mine", True)}, version=loaded)


def test_a_finding_that_is_emptied_goes(people: People) -> None:
    need = _loaded(people.lena, make_need())
    commands.analyse_need(need, actor=people.lena, findings={CauseCell.DATA: ("No debrief", False)})
    commands.analyse_need(need, actor=people.lena, findings={CauseCell.DATA: ("", False)})
    assert (need.causes, _last_event()) == ([], "need.analysed")


def test_an_analysis_that_changes_nothing_leaves_no_trace(people: People) -> None:
    need = _loaded(people.lena, make_need())
    commands.analyse_need(need, actor=people.lena, findings={CauseCell.DATA: ("", False)})
    assert _last_event() is None


def test_scores_are_given_before_the_decision(people: People) -> None:
    need = _loaded(people.lena, make_need(state=NeedState.APPROVED))
    with pytest.raises(RuleBroken, match="waits for a decision"):
        commands.score_need(need, actor=people.lena, scores={"impact": 5})


def test_the_score_inverts_the_effort(people: People) -> None:
    need = _loaded(people.lena, make_need())
    scores = {"impact": 5, "reach": 5, "urgency": 5, "exposure": 5, "effort": 1}
    commands.score_need(need, actor=people.lena, scores=scores)
    assert queries.score_of(need) == Decimal(5)


def test_an_agreement_names_both_sides(people: People) -> None:
    need = _loaded(people.lena, make_need())
    values = {"expectation_can": "Answering", "expectation_cannot": "", "expectation_agreed_on": need.current_on}
    with pytest.raises(RuleBroken) as refused:
        commands.agree_expectation(need, actor=people.lena, values=values)
    assert refused.value.field == "expectation_agreed_on"
