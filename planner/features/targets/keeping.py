"""Keeps where targets stand, in the transaction of whatever changes it.

Whatever is flushed is looked at: a new value, another baseline, an owner who leaves. The targets that it touches are noted, and
just before the transaction commits their rows are made anew from the values. A command cannot forget it, and a reader never
meets one without the other. What is written past the session (bulk inserts) calls `note_values` or `keep_all` itself.

Watched is what can change a status or make a SMART rule fail; what only makes a rule warn is worked out on the target's page.
`planner check` compares all that is kept with what the values say.
"""

import json
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from datetime import date, timedelta
from decimal import Decimal
from itertools import islice
from typing import Any

from sqlalchemy import ColumnElement, delete, event, false, inspect, or_, select, true
from sqlalchemy.orm import Session, SessionTransaction, UOWTransaction

from planner.domain.smart import RULES_VERSION
from planner.domain.values import Status
from planner.features.targets.assessing import assessments
from planner.features.targets.kept import ATTENTION
from planner.features.targets.queries import ready_to_assess, ready_to_stand
from planner.features.targets.standing import Standing, stretches_of, values_of
from planner.infra import audit
from planner.infra.bulk import Cell, Row, insert_rows
from planner.infra.clock import today
from planner.infra.database import unit_of_work
from planner.models import (
    Cause,
    Cycle,
    Goal,
    Indicator,
    Measure,
    Observation,
    Organization,
    Person,
    Program,
    Step,
    Target,
    TargetStanding,
    TrajectoryPoint,
    db,
)

CHUNK = 400  # so many targets are worked out at once
_NOTED = "targets whose standing is to be kept"
_LARGEST = Decimal(9_000_000_000_000)  # what a quantity column holds; a forecast may shoot past it
EVER = date.max

# Scope → the targets in it.
_SCOPES: dict[str, Callable[[Collection[int]], ColumnElement[bool]]] = {
    "target": lambda ids: Target.id.in_(ids),
    "values": lambda ids: Target.indicator_id.in_(ids),
    "indicator": lambda ids: Target.indicator_id.in_(ids),
    "measure": lambda ids: Target.indicator_id.in_(select(Indicator.id).where(Indicator.measure_id.in_(ids))),
    "goal": lambda ids: or_(
        Target.goal_id.in_(ids), Target.indicator_id.in_(select(Indicator.id).where(Indicator.goal_id.in_(ids)))
    ),
    "program": lambda ids: Target.program_id.in_(ids),
    "need": lambda ids: Target.need_id.in_(ids),
    "owner": lambda ids: Target.owner_id.in_(ids),
    "cycle": lambda ids: Target.cycle_id.in_(ids),
    "everything": lambda ids: true(),
}

# Model → the attributes that matter (None: any, and coming and going too), the scope, and the attribute with its id.
_WATCHED: dict[type, tuple[frozenset[str] | None, str, str]] = {
    Target: (None, "target", "id"),
    TrajectoryPoint: (None, "target", "target_id"),
    Step: (None, "target", "target_id"),
    Observation: (None, "values", "indicator_id"),
    Indicator: (None, "indicator", "id"),
    Cause: (None, "need", "need_id"),
    Measure: (
        frozenset({"name", "type", "level", "unit", "direction", "aggregation", "is_survey", "source", "archived_at"}),
        "measure", "id",
    ),
    Goal: (frozenset({"statement", "outcome_measure", "unit", "direction"}), "goal", "id"),
    Program: (frozenset({"name", "audience"}), "program", "id"),
    Person: (frozenset({"left_on", "archived_at"}), "owner", "id"),
    Cycle: (frozenset({"starts_on", "ends_on"}), "cycle", "id"),
    Organization: (
        frozenset({"band_on_track", "band_at_risk", "minimum_respondents", "currency"}), "everything", "id",
    ),
}


def listen() -> None:
    """Attach to every session of this process; more than once is as good as once."""
    if not event.contains(Session, "after_flush", _note):
        event.listen(Session, "after_flush", _note)
        event.listen(Session, "before_commit", _before_commit)
        event.listen(Session, "after_soft_rollback", _forget)


def note_values(indicator_ids: Iterable[int]) -> None:
    """Say that values of these indicators were written past the session; kept at the commit."""
    _noted(db.session()).setdefault("values", set()).update(indicator_ids)


def keep_noted() -> None:
    """Bring up to date what the current transaction has changed so far; the commit does it by itself."""
    _before_commit(db.session())


def keep_all(tell: Callable[[int], None] = lambda n: None) -> int:
    """Make all rows anew, a chunk at a time; returns how many targets are kept. `tell` hears how many are done."""
    n_done = 0
    for ids in _chunks(list(db.session.scalars(select(Target.id).order_by(Target.id)))):
        n_done += _keep(ids, set())
        tell(n_done)
    return n_done


def keep_missing() -> int:
    """Make rows for targets that have none, as after an upgrade from a version that kept nothing; returns how many."""
    bare = select(Target.id).where(
        Target.archived_at.is_(None), ~select(TargetStanding.id).where(TargetStanding.target_id == Target.id).exists()
    )
    return sum(_keep(ids, set()) for ids in _chunks(list(db.session.scalars(bare.order_by(Target.id)))))


def renew() -> int:
    """Make anew the rows that are not what the values say, in a transaction of its own; returns of how many targets.

    Nobody waits while it looks for them: only what it found is worked out with the turn taken.
    """
    wrong = list(kept_wrongly())
    with unit_of_work():
        audit.take_turn()
        for ids in _chunks(wrong):
            _keep(ids, set())
    return len(wrong)


def kept_wrongly() -> Iterator[int]:
    """Ids of targets whose kept rows are not what their values say, in order. Nothing is changed."""
    ids = list(db.session.scalars(select(Target.id).order_by(Target.id)))
    for chunk in _chunks(ids):
        wanted: dict[int, list[dict[str, Any]]] = {}
        for row in _rows(_targets(chunk), {}):
            wanted.setdefault(row["target_id"], []).append(_told(row))
        for target_id in chunk:
            if _as_kept(target_id) != wanted.get(target_id, []):
                yield target_id
        db.session.expunge_all()


def _as_kept(target_id: int) -> list[dict[str, Any]]:
    query = select(TargetStanding.__table__).where(
        TargetStanding.target_id == target_id, TargetStanding.until_on > today()
    ).order_by(TargetStanding.from_on)
    return [_told(dict(row)) for row in db.session.execute(query).mappings()]


def _told(row: dict[str, Any]) -> dict[str, Any]:
    """A row as far as it is told today: when its stretch began is no longer told of one that runs."""
    return {key: value for key, value in row.items() if key != "id"} | {"from_on": max(row["from_on"], today())}


def _note(session: Session, context: UOWTransaction) -> None:
    for thing in session.new:
        _note_one(session, thing, frozenset())
    for thing in session.deleted:
        _note_one(session, thing, frozenset())
    for thing in session.dirty:
        _note_one(session, thing, None)


def _note_one(session: Session, thing: Any, changed: frozenset[str] | None) -> None:
    """Note the scope of a thing. `changed` None: look what changed; else it came or went."""
    if (watched := _WATCHED.get(type(thing))) is None:
        return
    attributes, scope, key = watched
    if changed is None and not _has_changed(thing, attributes):
        return
    if changed is not None and attributes is not None:
        return  # a goal that comes or goes is noted by the target that gets or loses it
    scopes = _noted(session).setdefault(scope, set())
    state = inspect(thing)
    scopes.add(getattr(thing, key))
    if key != "id":
        scopes.update(state.attrs[key].history.deleted or ())


def _has_changed(thing: Any, attributes: frozenset[str] | None) -> bool:
    state = inspect(thing)
    names = attributes or {column.key for column in state.mapper.column_attrs} - {"version"}
    return any(state.attrs[name].history.has_changes() for name in names)


def _noted(session: Session) -> dict[str, set[int]]:
    noted: dict[str, set[int]] = session.info.setdefault(_NOTED, {})
    return noted


def _forget(session: Session, ended: SessionTransaction) -> None:
    if not ended.nested:  # after a savepoint the transaction around it goes on, and may have noted something before
        session.info.pop(_NOTED, None)


def _before_commit(session: Session) -> None:
    if session.in_nested_transaction():  # a savepoint: the transaction around it goes on
        return
    session.flush()
    noted: dict[str, set[int]] = session.info.pop(_NOTED, {})
    if not noted:
        return
    # One at a time: whoever comes second reads what the first wrote. (Nearly always the turn is ours already.)
    audit.take_turn()
    valued = noted.pop("values", set())
    fully = set(session.scalars(select(Target.id).where(_in_scopes(noted)))) if noted else set()
    in_values = set(session.scalars(select(Target.id).where(_SCOPES["values"](valued)))) if valued else set()
    for ids in _chunks(sorted(fully | in_values)):
        _keep(ids, in_values - fully)


def _in_scopes(noted: Mapping[str, set[int]]) -> ColumnElement[bool]:
    return or_(false(), *(_SCOPES[scope](ids) for scope, ids in noted.items()))


def _chunks(ids: Iterable[int]) -> Iterator[list[int]]:
    iterator = iter(ids)
    while chunk := list(islice(iterator, CHUNK)):
        yield chunk


def _keep(ids: list[int], only_valued: Collection[int]) -> int:
    """Make the rows of these targets anew; returns how many have some. New values alone leave the SMART verdict as it was."""
    known = _verdicts([target_id for target_id in ids if target_id in only_valued])
    targets = _targets([one for one in ids if one in known], for_assessment=False)
    targets += _targets([one for one in ids if one not in known])
    rows = list(_rows(targets, known))
    db.session.execute(delete(TargetStanding).where(TargetStanding.target_id.in_(ids)))
    insert_rows(db.session.connection(), TargetStanding.__tablename__, _COLUMNS, (_stored(row) for row in rows))
    return len(targets)


def _targets(ids: list[int], *, for_assessment: bool = True) -> list[Target]:
    """Read anew: somebody else may have changed them since this session first saw them."""
    if not ids:
        return []
    query = select(Target).where(Target.id.in_(ids), Target.archived_at.is_(None)).order_by(Target.id)
    query = ready_to_assess(query) if for_assessment else ready_to_stand(query)
    return list(db.session.scalars(query.execution_options(populate_existing=True)))


def _verdicts(ids: list[int]) -> dict[int, date]:
    """Until when each of these is SMART, as it is kept by the present rules."""
    if not ids:
        return {}
    query = select(TargetStanding.target_id, TargetStanding.smart_until_on).where(
        TargetStanding.target_id.in_(ids), TargetStanding.rules_version == RULES_VERSION
    )
    return dict(db.session.execute(query).all())


def _rows(targets: list[Target], known: Mapping[int, date]) -> Iterator[dict[str, Any]]:
    """The rows of each target, in order of target and day."""
    organization = db.session.scalar(select(Organization).order_by(Organization.id).limit(1))
    values = values_of({target.indicator_id for target in targets}, date.max)
    stretches = {one.id: stretches_of(one, values.get(one.indicator_id, ()), organization, since=today()) for one in targets}
    unknown = [one for one in targets if one.id not in known]
    found = assessments(unknown, {one.id: stretches[one.id][0][1] for one in unknown})
    for target in targets:
        until = known[target.id] if target.id in known else _smart_until(target, found[target.id].is_smart)
        yield from _merged([_row(target, standing, day, EVER, until) for day, standing in stretches[target.id]])


def _merged(rows: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """A stretch ends where the next begins; one that says what the one before says is a part of it."""
    kept = rows[:1]
    for row in rows[1:]:
        if row | {"from_on": kept[-1]["from_on"]} != kept[-1]:
            kept.append(row)
    for row, following in zip(kept, [*kept[1:], None], strict=True):
        yield row if following is None else row | {"until_on": following["from_on"]}


def _smart_until(target: Target, is_smart: bool) -> date:
    """A verdict of today holds until the owner leaves; nobody who has left comes back by waiting."""
    left_on = target.owner.left_on if target.owner else None
    if left_on is not None and left_on < today():
        return date.min
    return date.min if not is_smart else EVER if left_on is None else left_on + timedelta(days=1)


def _row(target: Target, standing: Standing, from_on: date, until_on: date, smart_until_on: date) -> dict[str, Any]:
    ahead = standing.forecast
    return {
        "target_id": target.id, "cycle_id": target.cycle_id, "due_on": target.due_on, "from_on": from_on, "until_on": until_on,
        "status": standing.status, "shown_status": standing.shown_status, "attention": ATTENTION.index(standing.shown_status),
        "reason": standing.reason.to_json(), "actual": _bounded(standing.actual), "actual_on": standing.actual_on,
        "expected": _bounded(standing.expected) if standing.actual_on is not None else None,
        "share": _bounded(standing.share), "forecast": _bounded(ahead.value) if ahead else None,
        "forecast_on": ahead.on if ahead else None, "forecast_low": _bounded(ahead.low) if ahead else None,
        "forecast_high": _bounded(ahead.high) if ahead else None, "forecast_share": _bounded(standing.forecast_share),
        "probability": ahead.probability if ahead else None, "method": ahead.method if ahead else "",
        "n_points": ahead.n_points if ahead else 0, "n_suppressed": standing.n_suppressed,
        "smart_until_on": smart_until_on, "rules_version": RULES_VERSION,
    }


_COLUMNS = tuple(column.name for column in TargetStanding.__table__.columns if column.name != "id")
_STORE: dict[type, Callable[[Any], Cell]] = {
    date: lambda value: value.isoformat(), Status: lambda value: value.value, Decimal: lambda value: int(value.scaleb(6)),
    dict: json.dumps, int: int, str: str, type(None): lambda value: None,
}


def _stored(row: dict[str, Any]) -> Row:
    return tuple([_STORE[type(row[name])](row[name]) for name in _COLUMNS])


def _bounded(value: Decimal | None) -> Decimal | None:
    """As the column keeps it."""
    return None if value is None else min(max(value, -_LARGEST), _LARGEST).quantize(Decimal("0.000001"))
