"""What is checked of values: one that counts for each period, corrections that lead somewhere, and what is kept of standings."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.orm import aliased

from planner.domain.messages import N_, Message, msg
from planner.features.targets.keeping import kept_wrongly
from planner.infra.integrity import Check
from planner.models import Observation, db

_NEWER, _OLDER = aliased(Observation), aliased(Observation)


def one_value_a_period() -> Iterator[Message]:
    period = (Observation.indicator_id, Observation.period_start, Observation.period_end)
    twice = select(*period, func.count()).where(Observation.superseded_at.is_(None)).group_by(*period).having(func.count() > 1)
    for indicator_id, start, end, n in db.session.execute(twice.order_by(*period).execution_options(yield_per=100)):
        yield msg("Indicator %(id)s has %(n)s values that count for %(start)s to %(end)s; only one may.", id=indicator_id, n=n,
                  start=start, end=end)


def corrections() -> Iterator[Message]:
    """Each value that no longer counts has exactly one that took its place, later, for the same period."""
    replaced = select(_NEWER.id, _OLDER.id).join(_OLDER, _OLDER.id == _NEWER.supersedes_id).order_by(_NEWER.id)
    still = replaced.where(_OLDER.superseded_at.is_(None))
    for newer, older in _each(still):
        yield msg("Value %(newer)s corrects value %(older)s, which still counts.", newer=newer, older=older)
    elsewhere = replaced.where(or_(
        _OLDER.indicator_id != _NEWER.indicator_id, _OLDER.period_start != _NEWER.period_start,
        _OLDER.period_end != _NEWER.period_end,
    ))
    for newer, older in _each(elsewhere):
        yield msg("Value %(newer)s corrects value %(older)s, which is of something else.", newer=newer, older=older)
    for newer, older in _each(replaced.where(_OLDER.id >= _NEWER.id)):
        yield msg("Value %(newer)s corrects value %(older)s, which came later.", newer=newer, older=older)
    successor = select(_NEWER.id).where(_NEWER.supersedes_id == _OLDER.id).exists()
    dangling = select(_OLDER.id).where(_OLDER.superseded_at.is_not(None), ~successor).order_by(_OLDER.id)
    for (older,) in _each(dangling):
        yield msg("Value %(older)s no longer counts, but nothing took its place.", older=older)


def _each(query: Any) -> Iterator[Any]:
    yield from db.session.execute(query.execution_options(yield_per=100))


def standings() -> Iterator[Message]:
    for target_id in kept_wrongly():
        yield msg(
            "What is kept of the standing of target %(id)s is not what its values say. `planner standings renew` works it out "
            "anew, as every night does.", id=target_id,
        )


CHECKS = (
    Check("values", N_("One value for each period"), one_value_a_period),
    Check("corrections", N_("Corrected values"), corrections),
    Check("standings", N_("Kept standings of targets"), standings),
)
