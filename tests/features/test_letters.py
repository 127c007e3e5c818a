"""The letters that the planner writes: to whom, and word by word, in English and in Dutch.

The files in letters/ are what is written; after a change that is meant, run with `--accept` and look at the difference.
"""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from planner.domain.values import CycleState, NeedState
from planner.features.account.commands import create_account
from planner.features.actions import commands as actions
from planner.features.actions.queries import action_for
from planner.features.briefs import commands as briefs
from planner.features.briefs.queries import brief_for
from planner.features.cycles import commands as cycles
from planner.features.needs import commands as needs
from planner.features.needs.queries import need_for
from planner.features.reviews import commands as reviews
from planner.features.reviews.queries import review_by_id
from planner.features.targets.queries import target_for
from planner.infra import jobs
from planner.infra.jobs_running import run_due_jobs
from planner.models import Action, Need, Person, Review, ReviewSeries, Sponsorship, Target, db
from planner.permissions import Role
from tests.actors import People
from tests.makers import (
    make_brief,
    make_cycle,
    make_goal,
    make_indicator,
    make_need,
    make_observation,
    make_program,
    make_target,
)
from tests.workers import Outbox

KEPT = Path(__file__).parent / "letters"


def need(people: People, state: NeedState = NeedState.SUBMITTED, **values: Any) -> Need:
    """A need that Mia of Sales asks for."""
    made = make_need(state=state, requester_id=people.persons["mia"].id, **values)
    found = need_for(people.paula, made.id)
    assert found is not None
    return found


def target(people: People, **of: Any) -> Target:
    indicator = make_indicator(**of)
    made = make_target(indicator)
    make_observation(indicator, value=Decimal(49), number=13)
    found = target_for(people.paula, made.id)
    assert found is not None
    return found


def submit_a_need(people: People) -> None:
    needs.submit_need(need(people, NeedState.DRAFT), actor=people.mia)


def decide_a_need(people: People) -> None:
    needs.decide_need(need(people), actor=people.paula, decision="waitlist", reason="First the tenders & the offers.")


def return_a_need(people: People) -> None:
    needs.return_need(need(people), actor=people.lena, reason="Which accounts are meant?")


def assign_an_action(people: People, owner: str = "lena", of: Target | None = None) -> None:
    values = {
        "what": "Coach the coaches", "root_cause": "No time set aside", "owner_id": people.persons[owner].id,
        "due_on": date(2027, 8, 31), "expected_effect": Decimal(4), "effect_by_on": date(2027, 10, 15),
    }
    actions.create_action(of or target(people), actor=people.paula, values=values)


def complete_an_action(people: People) -> None:
    assign_an_action(people)
    db.session.commit()
    run_due_jobs()
    action = action_for(people.lena, db.session.scalars(db.select(Action.id)).one())
    assert action is not None
    actions.complete_action(action, actor=people.lena, done_on=date(2027, 7, 12))


def close_a_review(people: People) -> None:
    cycle = make_cycle()
    program = make_program(cycle, department_id=people.departments["Sales"].id)
    indicator = make_indicator(program=program)
    make_target(indicator, owner_id=people.persons["mia"].id)
    make_observation(indicator, value=Decimal(49), number=13)
    values = {"name": "Portfolio review", "chair_id": people.persons["paula"].id, "program_id": None,
              "first_on": date(2027, 7, 13), "every_days": 14}
    series: ReviewSeries = reviews.create_series(cycle, actor=people.paula, values=values)
    review_id = db.session.scalar(db.select(Review.id).where(Review.series_id == series.id, Review.number == 1))
    db.session.commit()
    review = review_by_id(review_id or 0)
    assert review is not None
    reviews.open_review(review, actor=people.lena)
    reviews.close_review(review, actor=people.lena)


def issue_a_brief(people: People) -> None:
    made = make_brief(make_cycle())
    brief = brief_for(people.paula, made.id)
    assert brief is not None
    briefs.issue_brief(brief, actor=people.paula, snapshot={"verdict": "The year ends on plan."}, pdf=b"%PDF")


def approve_a_plan(people: People) -> None:
    cycle = make_cycle(state=CycleState.IN_REVIEW)
    goal = make_goal(cycle)
    db.session.add(Sponsorship(goal_id=goal.id, person_id=people.persons["mia"].id))
    db.session.commit()
    cycles.approve_cycle(cycle, actor=people.sam)


def make_an_account(people: People) -> None:
    nina = Person(name="Nina New", department=people.departments["Sales"])
    create_account(nina, actor=people.ada, email="nina@example.org", password="a long enough one", roles={Role.AUDITOR})


# What happens, and who is written to about it: nobody else.
OCCASIONS: dict[str, tuple[Callable[[People], None], list[str]]] = {
    "need_submitted": (submit_a_need, ["paula"]),
    "need_decided": (decide_a_need, ["mia"]),
    "need_returned": (return_a_need, ["mia"]),
    "action_assigned": (assign_an_action, ["lena"]),
    "action_done": (complete_an_action, ["paula"]),
    "review_closed": (close_a_review, ["paula", "mia"]),
    "brief_issued": (issue_a_brief, ["sam"]),
    "plan_approved": (approve_a_plan, ["paula", "mia"]),
    "account_made": (make_an_account, ["nina"]),
}


@pytest.mark.parametrize("locale", ["en", "nl"])
@pytest.mark.parametrize("occasion", OCCASIONS)
def test_those_it_concerns_are_written_to(
    people: People, outbox: Outbox, keeps: Callable[[Path, str], None], occasion: str, locale: str
) -> None:
    for account in people.accounts.values():
        account.locale = locale
    db.session.commit()
    happen, readers = OCCASIONS[occasion]
    happen(people)
    outbox.letters.clear()
    db.session.commit()
    run_due_jobs()
    assert [str(letter["To"]) for letter in outbox.letters] == [f"{reader}@example.org" for reader in readers]
    if occasion != "account_made" or locale == "en":  # a new account has no language of its own yet
        keeps(KEPT / f"{occasion}.{locale}.txt", outbox.as_text())


def readers(outbox: Outbox) -> list[str]:
    db.session.commit()
    run_due_jobs()
    return [str(letter["To"]).removesuffix("@example.org") for letter in outbox.letters]


def test_nobody_is_written_to_about_what_they_may_not_see(people: People, outbox: Outbox) -> None:
    program = make_program(department_id=people.departments["Sales"].id)
    assign_an_action(people, "otto", of=target(people, program=program))
    assert readers(outbox) == []


def test_nobody_is_told_what_they_did_themselves(people: People, outbox: Outbox) -> None:
    needs.submit_need(need(people, NeedState.DRAFT), actor=people.paula)
    assign_an_action(people, "paula", of=target(people, cycle=make_cycle(name="Later")))
    assert readers(outbox) == []


def test_what_was_taken_back_before_the_letter_was_written_is_not_told(people: People, outbox: Outbox) -> None:
    asked = need(people, NeedState.DRAFT)
    needs.submit_need(asked, actor=people.mia)
    needs.return_need(asked, actor=people.lena, reason="Which accounts?")
    assert readers(outbox) == ["mia"]


def test_a_new_owner_is_told_of_an_action_that_was_somebody_elses(people: People, outbox: Outbox) -> None:
    assign_an_action(people)
    assert readers(outbox) == ["lena"]
    action = action_for(people.paula, db.session.scalars(db.select(Action.id)).one())
    assert action is not None
    actions.revise_action(action, actor=people.paula, values={"owner_id": people.persons["mia"].id})
    actions.revise_action(action, actor=people.paula, values={"owner_id": people.persons["mia"].id})
    assert readers(outbox) == ["lena", "mia"]


def test_who_cannot_sign_in_any_more_is_not_written_to(people: People, outbox: Outbox) -> None:
    people.accounts["mia"].is_active = False
    decide_a_need(people)
    assert readers(outbox) == []


def test_who_owns_very_many_targets_gets_one_letter_that_can_be_read(people: People, outbox: Outbox) -> None:
    targets = [target(people, cycle=make_cycle(name=f"Year {n}", starts_on=date(2030 + n, 1, 1), ends_on=date(2030 + n, 12, 31)))
               for n in range(2)]
    lines = [{"target_id": one.id, "statement": one.statement, "recommendation": ""} for one in targets]
    told = {"owner_id": people.persons["lena"].id, "lines": lines, "n": 40, "series": "Portfolio", "held_on": "2027-07-13"}
    jobs.enqueue("review.off_track", told)
    assert readers(outbox) == ["lena"]
    assert outbox.letters[0]["Subject"] == "40 targets of yours are off track"
    assert "and 38 more" in outbox.as_text()
