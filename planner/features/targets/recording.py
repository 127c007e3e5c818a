"""Writes of values. A value is never changed: a correction supersedes it and says why."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import joinedload
from sqlalchemy.orm.attributes import set_committed_value

from planner.charts.finding import amount, headline
from planner.domain.errors import RuleBroken
from planner.domain.messages import Message, msg
from planner.features.people.queries import organization
from planner.features.targets.keeping import note_values
from planner.features.targets.standing import fewest_respondents, is_hidden
from planner.features.targets.value_rules import PLACES, ValueRules, check_cycle, check_period
from planner.infra import audit
from planner.infra.clock import now, today
from planner.models import Cycle, Goal, Indicator, Measure, Observation, Target, db
from planner.permissions import Actor, Permission, authorize

_NUMBERS = ("value", "to_date", "numerator", "denominator", "respondents")


@dataclass(frozen=True, slots=True)
class Entry:
    """A value for a period, as it was typed or read. A ratio may come as its two parts alone."""

    period_start: date
    period_end: date
    value: Decimal | None = None
    to_date: Decimal | None = None
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    respondents: int | None = None
    source: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Recorded:
    """What became of many values: how many were new, there already, put in the place of others, or too early to keep."""

    n_added: int = 0
    n_unchanged: int = 0
    n_superseded: int = 0
    n_too_early: int = 0


class ValuesRefused(Exception):
    """Some of several values were refused, so none was kept. `errors` tells why, by target."""

    def __init__(self, errors: Mapping[int, RuleBroken]) -> None:
        super().__init__(f"{len(errors)} values were refused")
        self.errors = dict(errors)


def record_observation(target: Target, entry: Entry, *, actor: Actor) -> Observation:
    """Keep a value for a fortnight (or for a day, where the last value counts). Raises `RuleBroken`.

    The target comes with its cycle, and its indicator with measure and goal.
    """
    try:
        return record_values({target: entry}, actor=actor)[0]
    except ValuesRefused as refused:
        raise refused.errors[target.id] from refused


def record_values(entries: Mapping[Target, Entry], *, actor: Actor) -> list[Observation]:
    """Keep several values, all or none, with as many statements as for one. Raises `ValuesRefused` with the reason for each
    that cannot be kept."""
    errors: dict[int, RuleBroken] = {}
    checked: dict[Target, Entry] = {}
    for target, entry in entries.items():
        authorize(actor, Permission.OBSERVATION_RECORD, target)
        try:
            check_cycle(target.cycle)
            checked[target] = _checked(entry, target)
            _check_period(checked[target], target)
        except RuleBroken as error:
            errors[target.id] = error
    errors |= _taken_among(checked)
    if errors:
        raise ValuesRefused(errors)
    return _keep(checked, actor=actor)


def correct_observation(target: Target, old: Observation, entry: Entry, *, actor: Actor, reason: str) -> Observation:
    """Put another value in the place of one; the old one stays to be seen, with the reason."""
    authorize(actor, Permission.OBSERVATION_RECORD, target)
    check_cycle(target.cycle)
    if not reason:
        raise RuleBroken(msg("Say why the value is corrected."), field="reason")
    if old.superseded_at is not None:
        raise RuleBroken(
            msg("Somebody else corrected this value in the meantime. Load the page again to see theirs; nothing was changed.")
        )
    checked = replace(
        _checked(entry, target), period_start=old.period_start, period_end=old.period_end, note=reason,
        source=entry.source or old.source,
    )
    if _same(old, checked):
        raise RuleBroken(msg("This is the value that stands there already. Nothing was changed."), field="value")
    old.superseded_at = now()
    db.session.flush()  # the old one goes first: the database knows one valid value for a period
    return _keep({target: checked}, actor=actor, supersedes=old)[0]


def record_observations(
    indicator: Indicator, entries: Iterable[Entry], *, actor: Actor, note: str = "", import_run_id: int | None = None
) -> Recorded:
    """Keep many values of one indicator at once, as an import does. Doing it again changes nothing.

    A value for a period that has another one supersedes that, with `note`. Periods that have not ended are left out and
    counted: what is known of them is not their value yet.
    """
    authorize(actor, Permission.DATA_IMPORT)
    _load_around(indicator)
    check_cycle(indicator.cycle)
    rules = ValueRules.of(indicator)
    ended, n_too_early = _ended([_worked_out(entry, rules) for entry in entries])
    present = _present(indicator.id)
    added = [entry for key, entry in ended.items() if key not in present]
    changed = [(present[key], entry) for key, entry in ended.items() if key in present and not _same(present[key], entry)]
    recorded = Recorded(len(added), len(ended) - len(added) - len(changed), len(changed), n_too_early)
    if not added and not changed:
        return recorded
    at = now()
    if changed:
        db.session.execute(
            update(Observation).where(Observation.id.in_([old.id for old, _entry in changed])).values(superseded_at=at)
        )
    common = {
        "indicator_id": indicator.id, "recorded_at": at, "recorded_by_id": actor.person_id, "import_run_id": import_run_id,
    }
    rows = [{**_columns(entry), **common, "supersedes_id": None} for entry in added]
    rows += [
        {**_columns(entry), **common, "supersedes_id": old.id, "note": note or entry.note} for old, entry in changed
    ]
    try:
        with db.session.begin_nested():
            db.session.execute(insert(Observation), rows)
    except IntegrityError as error:
        raise RuleBroken(msg("Somebody entered values at the same moment. Nothing was kept; do it once more.")) from error
    note_values([indicator.id])
    counts = {"n_added": [None, len(added)], "n_superseded": [None, len(changed)]}
    audit.record(actor, "indicator.values_imported", indicator, changes=counts)
    return recorded


def _keep(entries: Mapping[Target, Entry], *, actor: Actor, supersedes: Observation | None = None) -> list[Observation]:
    """Write all of them, and what the trail tells of each; `supersedes` is for a single one."""
    common: dict[str, Any] = {
        "recorded_at": now(), "recorded_by_id": actor.person_id, "supersedes_id": supersedes.id if supersedes else None,
    }
    rows = [{"indicator_id": target.indicator_id, **common, **_columns(entry)} for target, entry in entries.items()]
    rows.sort(key=lambda row: row["indicator_id"])  # two who save at once meet in one order, and neither waits for the other
    try:
        with db.session.begin_nested():
            # Not through the session: SQLite would be asked row by row, to say which id each one got.
            db.session.execute(insert(Observation), rows)
    except IntegrityError as error:
        raise _met(entries) from error
    note_values(target.indicator_id for target in entries)
    event = "target.value_corrected" if supersedes else "target.value_recorded"
    changes = [(target, _changes(target, entry, supersedes)) for target, entry in entries.items()]
    reason = next(iter(entries.values())).note if supersedes else ""
    audit.record_many(actor, event, changes, reason=reason)
    found = _valid_among(entries)
    return [found[_key(target, entry)] for target, entry in entries.items()]


def _changes(target: Target, entry: Entry, supersedes: Observation | None) -> dict[str, list[Any]]:
    """What the trail tells. A value of too few people stays out of it: more may read the trail than the answers."""
    measure = target.indicator.measure
    old, new = (None if one is None or _is_hidden(measure, one.respondents) else one.value for one in (supersedes, entry))
    return {
        "value": [old, new],
        "period_start": [None, entry.period_start], "period_end": [None, entry.period_end],
    }


def _met(entries: Mapping[Target, Entry]) -> Exception:
    """Why the database refused: somebody was first, between our look and our write."""
    if taken := _taken_among(entries):
        return ValuesRefused(taken)
    return RuleBroken(
        msg("Somebody else entered a value for this period at the same moment. Load the page again to see it."), field="value"
    )


def _checked(entry: Entry, target: Target) -> Entry:
    """The entry with its value worked out, or `RuleBroken` when the value cannot be."""
    source = entry.source or target.source or target.indicator.measure.source
    return _worked_out(replace(entry, source=source), ValueRules.of(target.indicator))


def _worked_out(entry: Entry, rules: ValueRules) -> Entry:
    value = rules.value_of(entry.value, entry.to_date, entry.numerator, entry.denominator, entry.respondents)
    return _rounded(replace(entry, value=value))


def _check_period(entry: Entry, target: Target) -> None:
    check_period(
        entry.period_start, entry.period_end, cycle=target.cycle, aggregation=target.indicator.measure.aggregation, on=today()
    )


def _taken_among(entries: Mapping[Target, Entry]) -> dict[int, RuleBroken]:
    """Which of these values stand there already, by target: entered by somebody else, or twice."""
    found = _valid_among(entries)
    return {
        target.id: RuleBroken(_taken(found[_key(target, entry)], target.indicator), field="value")
        for target, entry in entries.items() if _key(target, entry) in found
    }


def _valid_among(entries: Mapping[Target, Entry]) -> dict[tuple[int, date, date], Observation]:
    """The valid values for the periods of these entries, with who entered them."""
    query = (
        select(Observation)
        .where(Observation.indicator_id.in_({target.indicator_id for target in entries}),
               Observation.period_start.in_({entry.period_start for entry in entries.values()}),
               Observation.superseded_at.is_(None))
        .options(joinedload(Observation.recorded_by))
    )
    rows = db.session.scalars(query) if entries else ()
    return {(one.indicator_id, one.period_start, one.period_end): one for one in rows}


def _key(target: Target, entry: Entry) -> tuple[int, date, date]:
    return target.indicator_id, entry.period_start, entry.period_end


def _is_hidden(measure: Measure, respondents: int | None) -> bool:
    return respondents is not None and is_hidden(measure, respondents, fewest_respondents(organization()))


def _taken(found: Observation, indicator: Indicator) -> Message:
    who = found.recorded_by.name if found.recorded_by else found.source
    if _is_hidden(indicator.measure, found.respondents):
        return msg(
            "%(who)s entered a value for this period already. If that is wrong, correct it on the page of the target.", who=who
        )
    return msg(
        "%(who)s entered %(value)s for this period already. If that is wrong, correct it on the page of the target.",
        who=who, value=amount(headline(found.value), indicator.unit),
    )


def _load_around(indicator: Indicator) -> None:
    """Make sure that what the indicator refers to is at hand, whoever loaded it."""
    for name, model in (("cycle", Cycle), ("measure", Measure), ("goal", Goal)):
        key = getattr(indicator, f"{name}_id")
        set_committed_value(indicator, name, db.session.get(model, key) if key is not None else None)


def _ended(entries: Iterable[Entry]) -> tuple[dict[tuple[date, date], Entry], int]:
    """The entries whose period is over, by period, and how many are not."""
    kept, n_too_early, day = {}, 0, today()
    for entry in entries:
        if entry.period_end > day:
            n_too_early += 1
        else:
            kept[entry.period_start, entry.period_end] = entry
    return kept, n_too_early


def _present(indicator_id: int) -> dict[tuple[date, date], Observation]:
    query = select(Observation).where(Observation.indicator_id == indicator_id, Observation.superseded_at.is_(None))
    return {(one.period_start, one.period_end): one for one in db.session.scalars(query)}


def _same(old: Observation, entry: Entry) -> bool:
    """Whether the numbers are those that stand there."""
    return all(getattr(old, name) == getattr(entry, name) for name in _NUMBERS)


def _columns(entry: Entry) -> dict[str, object]:
    if entry.value is None:
        raise RuleBroken(msg("Enter the value."), field="value")
    return {name: getattr(entry, name) for name in Entry.__slots__}


def _rounded(entry: Entry) -> Entry:
    """To the decimals that the database keeps, so that the same value is the same again."""
    return replace(
        entry, value=_kept(entry.value), to_date=_kept(entry.to_date), numerator=_kept(entry.numerator),
        denominator=_kept(entry.denominator),
    )


def _kept(value: Decimal | None) -> Decimal | None:
    return None if value is None else value.quantize(PLACES)
