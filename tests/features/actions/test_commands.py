"""What happens to corrective actions."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select

from planner.domain.errors import NotAllowed, RuleBroken, StaleEdit
from planner.domain.values import ActionState
from planner.features.actions import commands, queries
from planner.features.targets.queries import target_for
from planner.infra.clock import Clock
from planner.models import Action, AuditEntry, Target, db
from tests.actors import People
from tests.makers import make_target


def loaded_target(people: People) -> Target:
    target = target_for(people.paula, make_target().id)
    assert target is not None
    return target


def started(people: People, **changes: Any) -> Action:
    typed = {
        "what": "Coach the coaches", "root_cause": "No time set aside", "owner_id": people.persons["lena"].id,
        "due_on": date(2027, 8, 31), "expected_effect": Decimal(4), "effect_by_on": date(2027, 10, 15),
    }
    return commands.create_action(loaded_target(people), actor=people.paula, values={**typed, **changes})


def test_an_action_starts_open_and_is_in_the_trail(people: People) -> None:
    action = started(people)
    assert action.state is ActionState.OPEN
    assert db.session.scalars(select(AuditEntry.event).order_by(AuditEntry.id.desc())).first() == "action.created"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"owner_id": None}, "owner_id"),
        ({"expected_effect": Decimal(-4)}, "expected_effect"),
        ({"effect_by_on": date(2027, 8, 1)}, "effect_by_on"),
    ],
)
def test_what_makes_no_sense_is_refused_at_its_field(people: People, changes: dict[str, Any], field: str) -> None:
    with pytest.raises(RuleBroken) as refused:
        started(people, **changes)
    assert refused.value.field == field


def test_an_action_is_done_verified_and_kept(people: People, clock: Clock) -> None:
    action = started(people)
    commands.complete_action(action, actor=people.lena, done_on=date(2027, 7, 12))
    commands.verify_action(action, actor=people.paula, was_effective=True, note="57 to 61 % in two fortnights")
    assert (action.state, action.was_effective, action.verified_on) == (ActionState.VERIFIED, True, date(2027, 7, 13))


def test_it_cannot_be_done_tomorrow(people: People) -> None:
    with pytest.raises(RuleBroken, match="has not come"):
        commands.complete_action(started(people), actor=people.lena, done_on=date(2027, 7, 14))


def test_the_owner_does_not_verify_the_own_action(people: People) -> None:
    action = started(people)
    commands.complete_action(action, actor=people.lena, done_on=date(2027, 7, 12))
    with pytest.raises(RuleBroken, match="other than the owner"):
        commands.verify_action(action, actor=people.lena, was_effective=True, note="It worked")


def test_what_is_not_done_cannot_be_verified(people: People) -> None:
    with pytest.raises(RuleBroken, match="cannot be done"):
        commands.verify_action(started(people), actor=people.paula, was_effective=True, note="It worked")


def test_dropping_needs_a_reason_and_can_be_taken_back(people: People) -> None:
    action = started(people)
    with pytest.raises(RuleBroken, match="Say why"):
        commands.drop_action(action, actor=people.paula, reason="")
    commands.drop_action(action, actor=people.paula, reason="Overtaken by the new sales tool")
    commands.reopen_action(action, actor=people.paula)
    assert action.state is ActionState.OPEN


def test_only_an_open_action_changes(people: People) -> None:
    action = started(people)
    commands.complete_action(action, actor=people.lena, done_on=date(2027, 7, 12))
    with pytest.raises(RuleBroken, match="Reopen"):
        commands.revise_action(action, actor=people.paula, values={"what": "Something else"})


def test_the_second_editor_is_told(people: People) -> None:
    action = started(people)
    version = action.version
    values = {"what": "Mine", "owner_id": action.owner_id}
    commands.revise_action(action, actor=people.paula, values=values, version=version)
    with pytest.raises(StaleEdit):
        commands.revise_action(action, actor=people.lena, values={**values, "what": "Yours"}, version=version)


@pytest.mark.parametrize("who", ["sam", "mia", "otto", "ada", "aud"])
def test_others_start_no_actions(people: People, who: str) -> None:
    with pytest.raises(NotAllowed):
        commands.create_action(loaded_target(people), actor=people.actors[who], values={})


@pytest.mark.parametrize(("due_on", "is_late"), [(date(2027, 7, 12), True), (date(2027, 7, 13), False)])
def test_it_is_late_the_day_after_it_was_due(people: People, due_on: date, is_late: bool) -> None:
    assert queries.is_late(started(people, due_on=due_on), date(2027, 7, 13)) is is_late
