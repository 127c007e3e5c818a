"""Reads about the measure library. Everybody who is signed in may see it."""

from sqlalchemy import case, func, select
from sqlalchemy.orm import joinedload

from planner.domain.values import MeasureType
from planner.infra.keyset import FIRST, By, Count, Order, Page, Seek, count_of, page_of, text, whole
from planner.models import Indicator, Measure, Target, db


def measures(*, with_archived: bool = False) -> list[Measure]:
    """The library, by level and name, with stewards."""
    query = select(Measure).options(joinedload(Measure.steward)).order_by(Measure.level, Measure.name)
    if not with_archived:
        query = query.where(Measure.archived_at.is_(None))
    return list(db.session.scalars(query))


_KIND = case(*((Measure.type == kind, place) for place, kind in enumerate(MeasureType)))
BY_KIND = Order(By(_KIND, whole), By(Measure.level, whole), By(Measure.name, text), By(Measure.id, whole))


def page_of_measures(seek: Seek = FIRST, *, with_archived: bool = False) -> Page[Measure]:
    """The library, by type, level and name."""
    query = select(Measure)
    if not with_archived:
        query = query.where(Measure.archived_at.is_(None))
    return page_of(query, BY_KIND, seek)


def measure_by_id(measure_id: int) -> Measure | None:
    """One measure with its steward."""
    query = select(Measure).where(Measure.id == measure_id).options(joinedload(Measure.steward))
    return db.session.scalar(query)


def measure_by_code(code: str) -> Measure | None:
    """The measure that imports and exports call by this code."""
    return db.session.scalar(select(Measure).where(Measure.code == code))


def measures_by_code(codes: list[str]) -> dict[str, Measure]:
    """Several measures by their codes, in one question."""
    return {measure.code: measure for measure in db.session.scalars(select(Measure).where(Measure.code.in_(codes)))}


def measures_to_choose(*, keep: int | None = None) -> list[Measure]:
    """Measures for a list to choose from, by name; `keep` stays in it although it was put away."""
    query = select(Measure).where(Measure.archived_at.is_(None) | (Measure.id == keep)).order_by(Measure.name)
    return list(db.session.scalars(query))


def is_in_use(measure_id: int) -> bool:
    """Whether anything is followed with this measure: then its values have a unit that must not change."""
    return db.session.scalar(select(Indicator.id).where(Indicator.measure_id == measure_id).limit(1)) is not None


def n_targets_by_measure(cycle_id: int) -> dict[int, int]:
    """How many targets of a cycle are set with each measure."""
    query = (
        select(Indicator.measure_id, func.count())
        .join(Target, Target.indicator_id == Indicator.id)
        .where(Target.archived_at.is_(None), Target.cycle_id == cycle_id)
        .group_by(Indicator.measure_id)
    )
    return dict(db.session.execute(query).all())


def n_targets_with(measure_id: int) -> Count:
    """How many targets were ever set with a measure."""
    query = select(Target.id).join(Target.indicator).where(Indicator.measure_id == measure_id, Target.archived_at.is_(None))
    return count_of(query)


def is_taken(column: str, text: str, *, but_for: int | None = None) -> bool:
    """Whether another measure has this code or name, whatever its capitals. One that is put away counts too."""
    query = select(Measure.id).where(func.lower(getattr(Measure, column)) == text.lower())
    if but_for is not None:
        query = query.where(Measure.id != but_for)
    return db.session.scalar(query.limit(1)) is not None
