"""Reads about reviews."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import ColumnElement, ScalarSelect, Select, func, select
from sqlalchemy import text as text_of
from sqlalchemy.orm import joinedload, selectinload

from planner.domain.values import ReviewState
from planner.infra.keyset import FIRST, By, Count, Order, Page, Seek, count_of, page_of, text, whole
from planner.models import Cycle, Decision, Indicator, Review, ReviewLine, ReviewSeries, Target, db
from planner.permissions import Actor, visible_rows

BY_NAME = Order(By(ReviewSeries.name, text), By(ReviewSeries.id, whole))
BY_NUMBER = Order(By(Review.number, whole), By(Review.id, whole))
# Spelled out, so that the index of reviews that are still to be held is found.
_IS_COMING = text_of("reviews.state <> 'closed'")


@dataclass(frozen=True, slots=True)
class SeriesRow:
    """A series with how many of its meetings were held, and the next one (or the one that is open)."""

    series: ReviewSeries
    n_reviews: int
    n_held: int
    coming: Review | None


def series_of(cycle_id: int, seek: Seek = FIRST) -> Page[SeriesRow]:
    """The series of a cycle by name, with program, chair and the next review."""
    mine = Review.series_id == ReviewSeries.id
    coming = select(Review.id).where(mine, _IS_COMING).order_by(Review.held_on, Review.id).limit(1)
    query = (
        select(ReviewSeries, _n(mine), _n(mine, Review.state == ReviewState.CLOSED), Review)
        .outerjoin(Review, Review.id == coming.correlate(ReviewSeries).scalar_subquery())
        .where(ReviewSeries.cycle_id == cycle_id)
        .options(joinedload(ReviewSeries.chair), joinedload(ReviewSeries.program))
    )
    page = page_of(query, BY_NAME, seek)
    return page.with_rows([SeriesRow(*row[:4]) for row in page.rows])


def _n(*conditions: ColumnElement[bool]) -> ScalarSelect[int]:
    return select(func.count()).select_from(Review).where(*conditions).correlate(ReviewSeries).scalar_subquery()


def series_by_id(cycle_id: int, series_id: int) -> ReviewSeries | None:
    """One series of a cycle with its chair and program."""
    query = (
        select(ReviewSeries)
        .where(ReviewSeries.id == series_id, ReviewSeries.cycle_id == cycle_id)
        .options(joinedload(ReviewSeries.chair), joinedload(ReviewSeries.program))
    )
    found: ReviewSeries | None = db.session.scalar(query)
    return found


def meetings_of(series_id: int, seek: Seek = FIRST) -> Page[Review]:
    """The reviews of a series, by number."""
    return page_of(select(Review).where(Review.series_id == series_id), BY_NUMBER, seek)


def coming_review(cycle: Cycle) -> Review | None:
    """The review of a cycle that is open, or is to be held next."""
    query = (
        select(Review)
        .join(Review.series)
        # No review is held before its cycle begins, so the walk along the days can begin there.
        .where(ReviewSeries.cycle_id == cycle.id, Review.held_on >= cycle.starts_on, _IS_COMING)
        .order_by(Review.held_on, Review.id)
        .limit(1)
    )
    found: Review | None = db.session.scalar(query)
    return found


def review_by_id(review_id: int) -> Review | None:
    """One review with its series, lines and decisions; what was frozen of it is loaded when it is asked for."""
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
    query = _with_standing(select(Target).where(*_under_review(review, viewer)).order_by(Target.id))
    return list(db.session.scalars(query.options(selectinload(Target.points))))


def target_under_review(review: Review, viewer: Actor, target_id: int) -> Target | None:
    """One of the targets of the meeting, with what its standing needs; None when it is not among them."""
    # The points of one plan are few: joined, they take no statement of their own.
    query = _with_standing(select(Target).where(*_under_review(review, viewer), Target.id == target_id))
    found: Target | None = db.session.scalars(query.options(joinedload(Target.points))).unique().one_or_none()
    return found


def n_under_review(review: Review, viewer: Actor) -> Count:
    """How many targets the meeting looks at."""
    return count_of(select(Target.id).where(*_under_review(review, viewer)))


def _under_review(review: Review, viewer: Actor) -> list[ColumnElement[bool]]:
    conditions = [
        Target.cycle_id == review.series.cycle_id, Target.archived_at.is_(None), Target.starts_on <= review.held_on,
        visible_rows(viewer, Target),
    ]
    return [*conditions, Target.program_id == review.series.program_id] if review.series.program_id else conditions


def _with_standing(query: Select[Target]) -> Select[Target]:
    return query.options(
        joinedload(Target.cycle), joinedload(Target.program), joinedload(Target.owner),
        joinedload(Target.indicator).joinedload(Indicator.measure),
        joinedload(Target.indicator).joinedload(Indicator.goal),
    )


def previous_line(review: Review, target_id: int) -> ReviewLine | None:
    """What the closed review before this one said of a target."""
    before = (
        select(Review.id)
        .where(Review.series_id == review.series_id, Review.number < review.number, Review.state == ReviewState.CLOSED)
        .order_by(Review.number.desc())
        .limit(1)
        .scalar_subquery()
    )
    line: ReviewLine | None = db.session.scalar(
        select(ReviewLine).where(ReviewLine.review_id == before, ReviewLine.target_id == target_id)
    )
    return line


def owners_of(target_ids: Iterable[int]) -> dict[int, int]:
    """Who owns each of these targets, in the order of the targets; those that nobody owns are left out."""
    query = select(Target.id, Target.owner_id).where(Target.id.in_(set(target_ids)), Target.owner_id.is_not(None))
    return {target_id: owner_id for target_id, owner_id in db.session.execute(query.order_by(Target.id)) if owner_id is not None}


def visible_targets(target_ids: Iterable[int], viewer: Actor) -> list[int]:
    """Which of these targets the viewer may see."""
    query = select(Target.id).where(Target.id.in_(set(target_ids)), visible_rows(viewer, Target))
    return list(db.session.scalars(query.order_by(Target.id)))
