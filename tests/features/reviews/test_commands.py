"""What happens in reviews."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select

from planner.domain.errors import NotAllowed, RuleBroken, StaleEdit
from planner.domain.frozen import restored
from planner.domain.values import CycleState, ReviewState, Status
from planner.features.actions.commands import create_action
from planner.features.reviews import commands, queries
from planner.features.reviews.seen import seen_in
from planner.features.targets.queries import target_for
from planner.infra.keyset import FIRST
from planner.models import Observation, Review, Target, db
from tests.actors import People
from tests.makers import make_cycle, make_indicator, make_observation, make_target

FIRST_PAGES = {"lines": FIRST, "actions": FIRST}


def planned(people: People, cycle: Any = None, **changes: Any) -> Review:
    """The first review of a fortnightly series that starts on the day on which the clock stands."""
    values = {"name": "Portfolio review", "chair_id": people.persons["paula"].id, "program_id": None,
              "first_on": date(2027, 7, 13), "every_days": 14}
    series = commands.create_series(cycle or make_cycle(), actor=people.paula, values={**values, **changes})
    first = db.session.scalars(select(Review.id).where(Review.series_id == series.id).order_by(Review.number)).first()
    db.session.commit()
    review = queries.review_by_id(first or 0)
    assert review is not None
    return review


def opened(people: People, target: Target) -> Review:
    review = planned(people, target.cycle)
    commands.open_review(review, actor=people.paula)
    return review


@pytest.fixture
def target(people: People) -> Target:
    indicator = make_indicator()
    made = make_target(indicator)
    make_observation(indicator, value=Decimal(57), number=13)
    loaded = target_for(people.paula, made.id)
    assert loaded is not None
    return loaded


def test_a_series_puts_a_meeting_on_every_second_tuesday_until_the_year_ends(people: People) -> None:
    review = planned(people)
    days = db.session.scalars(select(Review.held_on).where(Review.series_id == review.series_id)).all()
    assert (len(days), min(days), max(days)) == (13, date(2027, 7, 13), date(2027, 12, 28))


@pytest.mark.parametrize(
    ("changes", "field"), [({"first_on": date(2028, 1, 4)}, "first_on"), ({"first_on": date(2026, 12, 31)}, "first_on")]
)
def test_a_series_lies_inside_its_year(people: People, changes: dict[str, Any], field: str) -> None:
    with pytest.raises(RuleBroken) as refused:
        planned(people, **changes)
    assert refused.value.field == field


def test_two_series_of_a_year_have_two_names(people: People) -> None:
    cycle = make_cycle()
    planned(people, cycle)
    with pytest.raises(RuleBroken, match="already"):
        planned(people, cycle)


def test_a_closed_year_takes_no_series(people: People) -> None:
    with pytest.raises(RuleBroken, match="closed"):
        planned(people, make_cycle(state=CycleState.CLOSED))


def test_nothing_is_written_before_the_review_is_open(people: People, target: Target) -> None:
    review = planned(people, target.cycle)
    with pytest.raises(RuleBroken, match="Open the review first"):
        commands.record_line(review, target, actor=people.paula, values={"analysis": "Too early"})


def test_a_line_is_recorded_and_revised(people: People, target: Target) -> None:
    review = opened(people, target)
    line = commands.record_line(review, target, actor=people.paula, values={"analysis": "Teams differ", "confidence": 6})
    commands.record_line(review, target, actor=people.lena, values={"analysis": "Coached teams are ahead"}, version=line.version)
    assert (line.analysis, line.confidence) == ("Coached teams are ahead", 6)


def test_the_second_writer_of_a_line_is_told(people: People, target: Target) -> None:
    review = opened(people, target)
    line = commands.record_line(review, target, actor=people.paula, values={"analysis": "Mine"})
    loaded = line.version
    commands.record_line(review, target, actor=people.lena, values={"analysis": "Yours"}, version=loaded)
    with pytest.raises(StaleEdit):
        commands.record_line(review, target, actor=people.paula, values={"analysis": "Mine again"}, version=loaded)


def test_another_status_needs_a_reason(people: People, target: Target) -> None:
    review = opened(people, target)
    with pytest.raises(RuleBroken) as refused:
        commands.record_line(review, target, actor=people.paula, values={"override_status": Status.AT_RISK})
    assert refused.value.field == "override_reason"


def test_closing_freezes_what_was_seen(people: People, target: Target) -> None:
    review = opened(people, target)
    commands.record_line(review, target, actor=people.paula, values={"analysis": "Coached teams are ahead"})
    commands.record_decision(review, actor=people.paula, what="Coaching enters the goals", decided_by=people.persons["sam"])
    create_action(target, actor=people.paula, review=review, values={
        "what": "Coach the coaches", "root_cause": "No time", "owner_id": people.persons["lena"].id, "due_on": date(2027, 8, 31),
    })
    commands.close_review(review, actor=people.paula)
    seen = restored(review.snapshot)
    assert [(line["actual"], line["analysis"]) for line in seen["lines"]] == [(57, "Coached teams are ahead")]
    assert seen["decisions"] == [{"what": "Coaching enters the goals", "by": "Sam Sponsor", "target_id": None}]
    assert [(action["what"], action["is_new"]) for action in seen["actions"]] == [("Coach the coaches", True)]


def test_a_closed_review_stays_as_it_was_when_values_change(people: People, target: Target) -> None:
    review = opened(people, target)
    commands.close_review(review, actor=people.paula)
    before = review.sha256
    for observation in db.session.scalars(select(Observation)):
        observation.value = Decimal(99)
    target.statement = "Something else"
    db.session.commit()
    db.session.expire_all()
    again = queries.review_by_id(review.id)
    assert again is not None
    assert (again.sha256, restored(again.snapshot)["lines"][0]["actual"]) == (before, 57)
    assert seen_in(again, FIRST_PAGES).is_unchanged


def test_a_closed_review_refuses_everything(people: People, target: Target) -> None:
    review = opened(people, target)
    commands.close_review(review, actor=people.paula)
    for change in (
        lambda: commands.close_review(review, actor=people.paula),
        lambda: commands.open_review(review, actor=people.paula),
        lambda: commands.record_line(review, target, actor=people.paula, values={"analysis": "Late"}),
        lambda: commands.record_decision(review, actor=people.paula, what="Late", decided_by=None),
        lambda: commands.note_meeting(review, actor=people.paula, attendees="", notes="Late"),
        lambda: commands.move_review(review, actor=people.paula, held_on=date(2027, 8, 1)),
    ):
        with pytest.raises(RuleBroken):
            change()
    assert review.state is ReviewState.CLOSED


def test_tampering_with_the_frozen_content_is_noticed(people: People, target: Target) -> None:
    review = opened(people, target)
    commands.close_review(review, actor=people.paula)
    review.snapshot = {**(review.snapshot or {}), "closed_by": "Somebody Else"}
    assert not seen_in(review, FIRST_PAGES).is_unchanged


def test_a_meeting_of_next_month_is_not_closed_today(people: People, target: Target) -> None:
    review = opened(people, target)
    commands.move_review(review, actor=people.paula, held_on=date(2027, 8, 13))
    with pytest.raises(RuleBroken, match="Move it to today"):
        commands.close_review(review, actor=people.paula)


@pytest.mark.parametrize("who", ["sam", "mia", "otto", "ada", "aud"])
def test_only_planners_run_reviews(people: People, who: str) -> None:
    review = planned(people)
    with pytest.raises(NotAllowed):
        commands.open_review(review, actor=people.actors[who])
