"""What is checked of closed reviews."""

from collections.abc import Iterator

from sqlalchemy import select

from planner.domain.messages import N_, Message
from planner.domain.values import ReviewState
from planner.infra.integrity import Check, unlike_frozen
from planner.models import Review


def closed_reviews() -> Iterator[Message]:
    frozen = select(Review.id, Review.snapshot, Review.sha256, Review.id).where(Review.state == ReviewState.CLOSED)
    yield from unlike_frozen("Review", "reviews", frozen.order_by(Review.id))


CHECKS = (Check("reviews", N_("Closed reviews"), closed_reviews),)
