"""Writes about reviews."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import select

from planner.domain.cycles import review_dates
from planner.domain.errors import RuleBroken
from planner.domain.frozen import sha256, to_plain
from planner.domain.messages import msg
from planner.domain.values import CycleState, ReviewState
from planner.domain.workflow import REVIEW_MOVES, move
from planner.features.actions.queries import actions_on
from planner.features.people.queries import organization
from planner.features.reviews.freezing import frozen_action as frozen_action
from planner.features.reviews.freezing import frozen_decision as frozen_decision
from planner.features.reviews.freezing import frozen_line as frozen_line
from planner.features.reviews.freezing import frozen_review as frozen_review
from planner.features.reviews.freezing import is_long as is_long
from planner.features.reviews.freezing import parts_of as parts_of
from planner.features.reviews.freezing import rows_of
from planner.features.reviews.queries import targets_under_review
from planner.features.targets.queries import standings
from planner.infra import audit, jobs
from planner.infra.clock import now, today
from planner.infra.editing import check_version, revise
from planner.models import Cycle, Decision, Person, Review, ReviewLine, ReviewSeries, Target, db
from planner.permissions import Actor, Permission, authorize


def create_series(cycle: Cycle, *, actor: Actor, values: Mapping[str, Any]) -> ReviewSeries:
    """Start a rhythm of reviews and put its meetings on the calendar until the cycle ends. Raises `RuleBroken`."""
    authorize(actor, Permission.REVIEW_RUN)
    if cycle.state is CycleState.CLOSED:
        raise RuleBroken(msg("%(cycle)s is closed; it takes no new reviews.", cycle=cycle.name))
    first_on = values["first_on"]
    if not cycle.starts_on <= first_on <= cycle.ends_on:
        raise RuleBroken(
            msg("The first review must lie between %(start)s and %(end)s.", start=cycle.starts_on, end=cycle.ends_on),
            field="first_on",
        )
    taken = select(ReviewSeries.id).where(ReviewSeries.cycle_id == cycle.id, ReviewSeries.name == values["name"])
    if db.session.scalar(taken) is not None:
        raise RuleBroken(msg("There is a series of this name already. Use another name."), field="name")
    series = ReviewSeries(cycle=cycle, **values)
    days = review_dates(first_on, cycle.ends_on, series.every_days)
    db.session.add_all([series, *(Review(series=series, number=n, held_on=day) for n, day in enumerate(days, start=1))])
    db.session.flush()
    audit.record(actor, "review.series_created", series, changes={"n_reviews": [None, len(days)]})
    return series


def open_review(review: Review, *, actor: Actor) -> None:
    """Begin the meeting."""
    authorize(actor, Permission.REVIEW_RUN, review)
    state = move(REVIEW_MOVES, review.state, "open")
    revise(review, {"state": state, "opened_at": now()}, actor=actor, event="review.opened")


def move_review(review: Review, *, actor: Actor, held_on: date) -> None:
    """Hold the meeting on another day, between its neighbours in the series."""
    authorize(actor, Permission.REVIEW_RUN, review)
    _check_not_closed(review)
    cycle = review.series.cycle
    if not cycle.starts_on <= held_on <= cycle.ends_on:
        raise RuleBroken(msg("Choose a day within %(cycle)s.", cycle=cycle.name), field="held_on")
    revise(review, {"held_on": held_on}, actor=actor, event="review.moved")


def note_meeting(review: Review, *, actor: Actor, attendees: str, notes: str, version: int | None = None) -> None:
    """Who was there, and what was said beside the targets."""
    authorize(actor, Permission.REVIEW_RUN, review)
    _check_open(review)
    check_version(review, version)
    revise(review, {"attendees": attendees, "notes": notes}, actor=actor, event="review.noted")


def record_line(
    review: Review, target: Target, *, actor: Actor, values: Mapping[str, Any], version: int | None = None
) -> ReviewLine:
    """What the meeting says of one target (lines of the review loaded). `version` 0: there was no line yet."""
    authorize(actor, Permission.REVIEW_RUN, review)
    _check_open(review)
    if values.get("override_status") is not None and not values.get("override_reason"):
        raise RuleBroken(msg("Say why the status should be another one."), field="override_reason")
    line = next((one for one in review.lines if one.target_id == target.id), None)
    if line is None:
        line = ReviewLine(review=review, target_id=target.id, **values)
        db.session.add(line)
        db.session.flush()
        audit.record(actor, "review.line_recorded", line)
        return line
    check_version(line, version)
    revise(line, values, actor=actor, event="review.line_recorded")
    return line


def record_decision(
    review: Review, *, actor: Actor, what: str, decided_by: Person | None, target: Target | None = None
) -> Decision:
    """Something was decided."""
    authorize(actor, Permission.REVIEW_RUN, review)
    _check_open(review)
    decision = Decision(
        review=review, what=what, decided_by_id=decided_by.id if decided_by else None,
        target_id=target.id if target else None,
    )
    db.session.add(decision)
    db.session.flush()
    audit.record(actor, "review.decided", decision)
    return decision


def close_review(review: Review, *, actor: Actor) -> None:
    """End the meeting and freeze what was seen: every target's standing, lines, decisions and actions, with a hash."""
    authorize(actor, Permission.REVIEW_RUN, review)
    state = move(REVIEW_MOVES, review.state, "close")
    if review.held_on > today():
        raise RuleBroken(msg("This review is planned for %(day)s. Move it to today before you close it.", day=review.held_on))
    content = to_plain(_content(review, actor))
    values = {"state": state, "closed_at": now(), "closed_by_id": actor.person_id, "snapshot": content, "sha256": sha256(content)}
    with db.session.no_autoflush:  # comparing loads what is deferred; half a closed review must not be written before that
        revise(review, values, actor=actor, event="review.closed")
    if is_long(content):
        rows_of(review.id).keep(parts_of(content))
    jobs.enqueue("review.closed", {"review_id": review.id, "who": actor.name, "person_id": actor.person_id})


def _content(review: Review, actor: Actor) -> dict[str, Any]:
    targets = targets_under_review(review, actor)
    found = standings(targets, review.held_on, organization())
    lines = {line.target_id: line for line in review.lines}
    return frozen_review(
        review, review.series, closed_by=actor.name,
        lines=[frozen_line(target, found[target.id], lines.get(target.id)) for target in targets],
        decisions=[
            frozen_decision(one.what, one.decided_by.name if one.decided_by else "", one.target_id) for one in review.decisions
        ],
        actions=[
            frozen_action(one, one.owner.name if one.owner else "", one.state, is_new=one.review_id == review.id)
            for one in actions_on(target.id for target in targets)
        ],
    )


def _check_not_closed(review: Review) -> None:
    if review.state is ReviewState.CLOSED:
        raise RuleBroken(msg("This review is closed; what was seen in it no longer changes."))


def _check_open(review: Review) -> None:
    _check_not_closed(review)
    if review.state is not ReviewState.OPEN:
        raise RuleBroken(msg("Open the review first."))
