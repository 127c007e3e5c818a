"""Holding the reviews: what was said of targets, decided and started, each frozen when it closed."""

import re
from datetime import date, time, timedelta
from decimal import Decimal

from planner.domain.values import ActionState, Status
from planner.features.actions.commands import complete_action, create_action, drop_action, verify_action
from planner.features.demo.planning import APPROVED
from planner.features.demo.rows import ActionRow
from planner.features.demo.stage import Stage
from planner.features.demo.story.actions import ACTIONS
from planner.features.demo.story.reviews import (
    ATTENDEES,
    DECISIONS,
    LINES,
    NOTES,
    OVERRIDDEN,
    OVERRIDDEN_IN,
    OVERRIDE_REASON,
    SERIES,
)
from planner.features.people.queries import organization
from planner.features.reviews.commands import (
    close_review,
    create_series,
    note_meeting,
    open_review,
    record_decision,
    record_line,
)
from planner.features.reviews.queries import review_by_id
from planner.features.targets.commands import override_status
from planner.features.targets.queries import standings
from planner.infra.clock import today
from planner.models import Action, Review, Target
from planner.permissions import Actor


def prepare_reviews(stage: Stage) -> None:
    reviews: list[Review] = []
    actions: dict[str, Action] = {}
    stage.plan(stage.year.weekday(APPROVED), time(16), _series, stage, reviews)
    for number, day in enumerate(stage.year.reviews_held, start=1):
        stage.plan(day, time(14), _open, stage, reviews, number)
        stage.plan(day, time(14, 20), _discuss, stage, reviews, number)
        for row in ACTIONS:
            if row.review == number:
                stage.plan(day, time(14, 50), _start, stage, reviews, actions, row)
        if number == OVERRIDDEN_IN:
            stage.plan(day, time(14, 55), _override, stage)
        stage.plan(day, time(15), _close, stage, reviews, number)
    for row in ACTIONS:
        _prepare_end(stage, actions, row)


def _prepare_end(stage: Stage, actions: dict[str, Action], row: ActionRow) -> None:
    if row.done is None:
        return
    if row.state is ActionState.DROPPED:
        stage.plan(_from_today(stage, row.done), time(12), _drop, stage, actions, row)
        return
    stage.plan(_from_today(stage, row.done), time(12), _complete, stage, actions, row)
    if row.verified is not None:
        stage.plan(_from_today(stage, row.verified), time(12), _verify, stage, actions, row)


def _series(stage: Stage, reviews: list[Review]) -> None:
    values = {"name": SERIES, "chair_id": stage.person_id("ines"), "first_on": stage.year.first_review_on, "every_days": 14}
    series = create_series(stage.cycle, actor=stage.actor("ines"), values=values)
    reviews.extend(sorted(series.reviews, key=lambda one: one.number))


def _loaded(reviews: list[Review], number: int) -> Review:
    review = review_by_id(reviews[number - 1].id)
    assert review is not None
    return review


def _open(stage: Stage, reviews: list[Review], number: int) -> None:
    review, actor = _loaded(reviews, number), stage.actor("ines")
    open_review(review, actor=actor)
    attendees = ATTENDEES[(number - 1) % len(ATTENDEES)]
    note_meeting(review, actor=actor, attendees=attendees, notes=stage.year.told(NOTES[(number - 1) % len(NOTES)]))


def _discuss(stage: Stage, reviews: list[Review], number: int) -> None:
    review, actor = _loaded(reviews, number), stage.actor("tessa")
    for row in LINES:
        if row.review == number:
            target = stage.targets[row.target]
            values = {
                "analysis": _told(stage, row.analysis, target, review.held_on), "confidence": row.confidence,
                "recommendation": _told(stage, row.recommendation, target, review.held_on),
            }
            record_line(review, target, actor=actor, values=values)
    for decision in DECISIONS:
        if decision.review == number:
            record_decision(
                review, actor=actor, what=stage.year.told(decision.what), decided_by=stage.people[decision.decided_by],
                target=stage.targets[decision.target] if decision.target else None,
            )


def _close(stage: Stage, reviews: list[Review], number: int) -> None:
    close_review(_loaded(reviews, number), actor=stage.actor("ines"))


def _override(stage: Stage) -> None:
    override_status(stage.targets[OVERRIDDEN], actor=stage.actor("tessa"), status=Status.ON_TRACK, reason=OVERRIDE_REASON)


def _start(stage: Stage, reviews: list[Review], actions: dict[str, Action], row: ActionRow) -> None:
    values = {
        "what": row.what, "trigger": row.trigger, "root_cause": row.root_cause, "owner_id": stage.person_id(row.owner),
        "due_on": _from_today(stage, row.due), "expected_effect": Decimal(row.effect) if row.effect else None,
        "effect_by_on": None if row.effect_by is None else _from_today(stage, row.effect_by),
    }
    actions[row.key] = create_action(
        stage.targets[row.target], actor=_maker(stage), values=values, review=reviews[row.review - 1]
    )


def _complete(stage: Stage, actions: dict[str, Action], row: ActionRow) -> None:
    complete_action(actions[row.key], actor=_maker(stage), done_on=today())


def _drop(stage: Stage, actions: dict[str, Action], row: ActionRow) -> None:
    drop_action(actions[row.key], actor=_maker(stage), reason=row.outcome)


def _verify(stage: Stage, actions: dict[str, Action], row: ActionRow) -> None:
    note = _told(stage, row.outcome, stage.targets[row.target], today())
    verify_action(actions[row.key], actor=stage.actor("ines"), was_effective=row.was_effective, note=note)


def _maker(stage: Stage) -> Actor:
    return stage.actor("tessa")


def _from_today(stage: Stage, days: int) -> date:
    """So many days from today; the Friday before when that is a weekend."""
    day = stage.year.today + timedelta(days=days)
    return day - timedelta(days=max(day.weekday() - 4, 0))


def _told(stage: Stage, text: str, target: Target, day: date) -> str:
    """The sentence with the figures of the day in it."""
    standing = standings([target], day, organization())[target.id]
    ahead = standing.forecast.value if standing.forecast else None
    figures = {"actual": standing.actual, "expected": standing.expected, "forecast": ahead}
    named = re.sub(r"\{(actual|expected|forecast)\}", lambda found: _in_words(figures[found[1]], standing.unit), text)
    return stage.year.told(named)


def _in_words(value: Decimal | None, unit: str) -> str:
    if value is None:
        return "no value yet"
    if unit.startswith("money"):
        return f"€ {value:,.0f}"
    if unit == "percent":
        return f"{value:.1f} %"
    return f"{value:.1f} days" if unit == "days" else f"{value:.0f}"
