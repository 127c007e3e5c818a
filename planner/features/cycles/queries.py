"""Reads about cycles. Everybody who is signed in may see them."""

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from planner.models import Baseline, Cycle, db


def cycles() -> list[Cycle]:
    """All cycles, the newest first."""
    return list(db.session.scalars(select(Cycle).order_by(Cycle.starts_on.desc(), Cycle.id.desc())))


def cycle_by_id(cycle_id: int) -> Cycle | None:
    return db.session.get(Cycle, cycle_id)


def current_cycle(on: date) -> Cycle | None:
    """The cycle that contains the day; else the next to come; else the last that was. None when there is none."""
    containing = select(Cycle).where(Cycle.starts_on <= on, Cycle.ends_on >= on).order_by(Cycle.starts_on.desc())
    coming = select(Cycle).where(Cycle.starts_on > on).order_by(Cycle.starts_on)
    past = select(Cycle).where(Cycle.ends_on < on).order_by(Cycle.ends_on.desc())
    for query in (containing, coming, past):
        if (found := db.session.scalar(query.limit(1))) is not None:
            return found
    return None


def cycle_in_view(chosen_id: int | None, on: date) -> Cycle | None:
    """The cycle that somebody chose (`?cycle=`), or the current one."""
    chosen = cycle_by_id(chosen_id) if chosen_id is not None else None
    return chosen or current_cycle(on)


def baselines_of(cycle_id: int) -> list[Baseline]:
    """The approved plans of a cycle, the newest first."""
    query = (
        select(Baseline)
        .where(Baseline.cycle_id == cycle_id)
        .options(selectinload(Baseline.approved_by))
        .order_by(Baseline.number.desc())
    )
    return list(db.session.scalars(query))
