"""What is checked of closed reviews."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import select

from planner.domain.messages import N_, Message
from planner.domain.values import ReviewState
from planner.features.reviews.freezing import is_long, parts_of, rows_of
from planner.infra.integrity import Check, unlike_frozen
from planner.models import Review, ReviewRow, db


def closed_reviews() -> Iterator[Message]:
    frozen = select(Review.id, Review.snapshot, Review.sha256, Review.id).where(Review.state == ReviewState.CLOSED)
    in_rows = set(db.session.scalars(select(ReviewRow.review_id).distinct()))

    def fit(review_id: int, seen: dict[str, Any]) -> bool:
        """A long review has its rows, a short one has none."""
        return rows_of(review_id).fit(parts_of(seen)) if is_long(seen) else review_id not in in_rows

    yield from unlike_frozen("Review", "reviews", frozen.order_by(Review.id), fit=fit)


CHECKS = (Check("reviews", N_("Closed reviews"), closed_reviews),)
