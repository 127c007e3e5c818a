"""Reads about reviews."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from planner.domain.frozen import sha256
from planner.domain.values import ReviewState, Status
from planner.models import Decision, Indicator, Review, ReviewLine, ReviewSeries, Target, db
from planner.permissions import Actor, visible_rows

# What needs talking about comes first.
AGENDA = (Status.MISSED, Status.OFF_TRACK, Status.AT_RISK, Status.NO_DATA, Status.ON_TRACK, Status.MET)


def series_of(cycle_id: int) -> list[ReviewSeries]:
    """The series of a cycle with their reviews and chair."""
    query = (
        select(ReviewSeries)
        .where(ReviewSeries.cycle_id == cycle_id)
        .options(
            joinedload(ReviewSeries.chair), joinedload(ReviewSeries.program), selectinload(ReviewSeries.reviews)
        )
        .order_by(ReviewSeries.name)
    )
    return list(db.session.scalars(query))


def review_by_id(review_id: int) -> Review | None:
    """One review with its series, lines and decisions."""
    query = (
        select(Review)
        .where(Review.id == review_id)
        .options(
            joinedload(Review.series).joinedload(ReviewSeries.cycle),
            joinedload(Review.series).joinedload(ReviewSeries.chair),
            joinedload(Review.series).joinedload(ReviewSeries.program),
            joinedload(Review.closed_by),
            selectinload(Review.lines),
            selectinload(Review.decisions).joinedload(Decision.decided_by),
        )
    )
    review: Review | None = db.session.scalar(query)
    return review


def targets_under_review(review: Review, viewer: Actor) -> list[Target]:
    """The targets of the series' program, or of the whole cycle, that have started by the day of the meeting."""
    query = (
        select(Target)
        .where(
            Target.cycle_id == review.series.cycle_id, Target.archived_at.is_(None), Target.starts_on <= review.held_on,
            visible_rows(viewer, Target),
        )
        .options(
            joinedload(Target.cycle), joinedload(Target.program), joinedload(Target.owner),
            joinedload(Target.indicator).joinedload(Indicator.measure),
            joinedload(Target.indicator).joinedload(Indicator.goal),
            selectinload(Target.points),
        )
        .order_by(Target.id)
    )
    if review.series.program_id is not None:
        query = query.where(Target.program_id == review.series.program_id)
    return list(db.session.scalars(query))


def previous_lines(review: Review) -> dict[int, ReviewLine]:
    """What the closed review before this one said of each target."""
    before = (
        select(Review.id)
        .where(Review.series_id == review.series_id, Review.number < review.number, Review.state == ReviewState.CLOSED)
        .order_by(Review.number.desc())
        .limit(1)
        .scalar_subquery()
    )
    lines = db.session.scalars(select(ReviewLine).where(ReviewLine.review_id == before))
    return {line.target_id: line for line in lines}


def is_unchanged(review: Review) -> bool:
    """Whether the frozen content still fits its hash; True for a review that is not closed."""
    content: Mapping[str, Any] | None = review.snapshot
    return content is None or sha256(content) == review.sha256
