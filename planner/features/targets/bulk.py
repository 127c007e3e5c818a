"""Values by the hundred thousand, as a file brings them: compared with what is there, then written past the session.

Nothing here decides what a value may be (`value_rules`) or where a target stands afterwards (`keeping`); it only does for many
indicators at once what `recording` does for one.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import chain, islice
from typing import Any, NamedTuple, TypeVar

from sqlalchemy import BigInteger, select, type_coerce, update
from sqlalchemy.exc import IntegrityError

from planner.domain.errors import RuleBroken
from planner.domain.messages import msg
from planner.features.targets.keeping import note_values
from planner.features.targets.recording import Recorded
from planner.infra.bulk import Row, insert_rows, instant
from planner.infra.clock import now
from planner.models import Observation, db
from planner.permissions import Actor, Permission, authorize

CHUNK = 5_000
_NUMBERS = ("value", "to_date", "numerator", "denominator")
_KEPT = (*_NUMBERS, "respondents")
_COLUMNS = (
    "indicator_id", "period_start", "period_end", *_KEPT, "source", "note", "recorded_at", "recorded_by_id", "import_run_id",
    "supersedes_id",
)

Item = TypeVar("Item")


class BulkValue(NamedTuple):
    """One value, checked. Numbers are in millionths of the measure's unit, as `millionths` makes them."""

    indicator_id: int
    period_start: date
    period_end: date
    value: int
    to_date: int | None = None
    numerator: int | None = None
    denominator: int | None = None
    respondents: int | None = None
    source: str = ""
    note: str = ""


@dataclass(frozen=True)
class Comparison:
    """What many values come to beside those that are there: new ones, and others with the id that they supersede."""

    added: list[BulkValue]
    changed: list[tuple[int, BulkValue]]
    n_unchanged: int

    @property
    def recorded(self) -> Recorded:
        return Recorded(len(self.added), self.n_unchanged, len(self.changed))


def millionths(value: Decimal | None) -> int | None:
    """A quantity as the database keeps it."""
    return None if value is None else int(value.scaleb(6).to_integral_value())


def compared(values: Sequence[BulkValue]) -> Comparison:
    """Hold values, each for another period of its indicator, against the valid ones that are there. Writes nothing."""
    present = _present(values)
    added: list[BulkValue] = []
    changed: list[tuple[int, BulkValue]] = []
    for one in values:
        found = present.get(one[:3])
        if found is None:
            added.append(one)
        elif found[1:] != one[3:8]:
            changed.append((found[0], one))
    return Comparison(added, changed, len(values) - len(added) - len(changed))


def record_in_bulk(values: Sequence[BulkValue], *, actor: Actor, note: str, import_run_id: int | None) -> Recorded:
    """Keep many values at once. One that differs from what is there supersedes it, with `note`. Raises `RuleBroken`.

    The import run is in the audit trail, and each value names its run: there is no entry for each indicator besides.
    """
    authorize(actor, Permission.DATA_IMPORT)
    found = compared(values)
    if not found.added and not found.changed:
        return found.recorded
    at = now()
    for ids in _chunks(old_id for old_id, _new in found.changed):
        db.session.execute(update(Observation).where(Observation.id.in_(ids)).values(superseded_at=at))
    written = (instant(at), actor.person_id, import_run_id)
    rows = ((*_stored(one), *written, None) for one in found.added)
    others = ((*_stored(one._replace(note=one.note or note)), *written, old_id) for old_id, one in found.changed)
    try:
        with db.session.begin_nested():
            insert_rows(db.session.connection(), "observations", _COLUMNS, chain(rows, others))
    except IntegrityError as error:
        raise RuleBroken(msg("Somebody entered values at the same moment. Nothing was kept; do it once more.")) from error
    note_values({one.indicator_id for one in values})
    return found.recorded


def _present(values: Sequence[BulkValue]) -> dict[tuple[Any, ...], tuple[Any, ...]]:
    """The valid values of these indicators in the span of these periods: id and numbers by indicator and period."""
    if not values:
        return {}
    first, last = min(one.period_end for one in values), max(one.period_end for one in values)
    numbers = [type_coerce(getattr(Observation, name), BigInteger) for name in _NUMBERS]
    present: dict[tuple[Any, ...], tuple[Any, ...]] = {}
    for ids in _chunks({one.indicator_id for one in values}):
        query = select(
            Observation.indicator_id, Observation.period_start, Observation.period_end, Observation.id, *numbers,
            Observation.respondents,
        ).where(
            Observation.indicator_id.in_(ids), Observation.superseded_at.is_(None), Observation.period_end.between(first, last)
        )
        present.update({tuple(row[:3]): tuple(row[3:]) for row in db.session.execute(query)})
    return present


def _stored(one: BulkValue) -> Row:
    return (one.indicator_id, one.period_start.isoformat(), one.period_end.isoformat(), *one[3:])


def _chunks(items: Iterable[Item]) -> Iterator[list[Item]]:
    iterator = iter(items)
    while chunk := list(islice(iterator, CHUNK)):
        yield chunk
