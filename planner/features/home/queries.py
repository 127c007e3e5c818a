"""What comes next and what was last in a cycle."""

from typing import Any

from sqlalchemy import select, text

from planner.models import Brief, Review, ReviewSeries, db

# Spelled out, so that the index of reviews that are still to be held is found.
_IS_COMING = text("reviews.state <> 'closed'")


def next_review(cycle_id: int) -> Any | None:
    """The open review, or the next that is planned."""
    query = (
        select(Review.id, Review.number, Review.held_on, Review.state, ReviewSeries.name, ReviewSeries.chair_id)
        .join(Review.series)
        .where(ReviewSeries.cycle_id == cycle_id, _IS_COMING)
        .order_by(Review.held_on, Review.id)
        .limit(1)
    )
    return db.session.execute(query).first()


def last_brief(cycle_id: int) -> Any | None:
    """The brief that was issued last."""
    query = (
        select(Brief.id, Brief.number, Brief.title, Brief.issued_at)
        .where(Brief.cycle_id == cycle_id, Brief.issued_at.is_not(None))
        .order_by(Brief.number.desc())
        .limit(1)
    )
    return db.session.execute(query).first()
