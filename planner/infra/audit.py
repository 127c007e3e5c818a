"""The audit trail: append-only and chained by hashes, written in the transaction of the change it tells of."""

import hashlib
import json
import secrets
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any

from sqlalchemy import insert, inspect, select, text

from planner.infra.clock import now
from planner.infra.keyset import FIRST, By, Order, Page, Seek, page_of, whole
from planner.models import AuditEntry, Base, db
from planner.permissions import Actor

FIRST_HASH = "0" * 64
ERASED = "person.erased"  # the entry that lists which others lost a name

# Columns that never enter the trail, whatever the table.
SECRET_COLUMNS = frozenset({"password_hash", "token_hash", "content", "pdf", "snapshot"})
SILENT_COLUMNS = frozenset({"id", "version", "created_at"})

_LOCK_NUMBER = 7_241_993  # any constant: one writer of the chain at a time on PostgreSQL


def record(
    actor: Actor, event: str, thing: Base, *, changes: Mapping[str, Any] | None = None, reason: str = ""
) -> AuditEntry:
    """Append an entry: `event` is `noun.verb`, `changes` maps a column to its [old, new] (see `changes_of`)."""
    entry = _chained(actor, event, [(thing, changes or {})], reason)[0]
    db.session.add(entry)
    db.session.flush()
    return entry


def record_many(
    actor: Actor, event: str, things: Iterable[tuple[Base, Mapping[str, Any]]], *, reason: str = ""
) -> None:
    """Append an entry for each thing with its changes, in one statement: an import touches thousands of rows."""
    columns = [column.key for column in inspect(AuditEntry).column_attrs if column.key != "id"]
    rows = [{key: getattr(entry, key) for key in columns} for entry in _chained(actor, event, things, reason)]
    if rows:
        db.session.execute(insert(AuditEntry), rows)


def _chained(
    actor: Actor, event: str, things: Iterable[tuple[Base, Mapping[str, Any]]], reason: str
) -> list[AuditEntry]:
    """The entries, each with its place in the chain; the chain is this transaction's until it ends."""
    take_turn()
    db.session.flush()  # what is told about has its id
    entries: list[AuditEntry] = []
    previous, at = last_hash(), now()
    for thing, changes in things:
        entry = AuditEntry(
            at=at,
            actor_account_id=actor.account_id,
            actor_name=actor.name,
            event=event,
            thing_type=thing.__tablename__,
            thing_id=_id_of(thing),
            thing_name=name_of(thing),
            changes={key: plain(value) for key, value in changes.items()},
            reason=reason,
            previous_hash=previous,
            hash="",
            salt=secrets.token_hex(16),
        )
        entry.personal_digest = personal_digest_of(entry)
        entry.hash = previous = hash_of(entry)
        entries.append(entry)
    return entries


def changes_of(thing: Base) -> dict[str, list[Any]]:
    """The columns of `thing` that differ from the database, as {column: [old, new]}. Call before the flush."""
    state = inspect(thing)
    histories = {
        column.key: state.attrs[column.key].history
        for column in state.mapper.column_attrs if column.key not in SECRET_COLUMNS | SILENT_COLUMNS
    }
    changed = {key: history for key, history in histories.items() if history.has_changes()}
    saved = _saved(thing, [key for key, history in changed.items() if not history.deleted])
    changes: dict[str, list[Any]] = {}
    for key, history in changed.items():
        old = history.deleted[0] if history.deleted else saved.get(key)
        new = history.added[0] if history.added else None
        if old != new:
            changes[key] = [plain(old), plain(new)]
    return changes


def _saved(thing: Base, keys: list[str]) -> Mapping[str, Any]:
    """What the database has in columns that were set without being read before: the session does not know their old value."""
    state = inspect(thing)
    if not keys or not state.identity:
        return {}
    columns = [getattr(type(thing), key).label(key) for key in keys]
    with db.session.no_autoflush:
        row = db.session.execute(select(*columns).where(state.mapper.primary_key[0] == state.identity[0])).mappings().first()
    return dict(row) if row else {}


def entries_about(thing: Base, *, limit: int = 200) -> list[AuditEntry]:
    """What happened to one thing, the latest first."""
    query = (
        select(AuditEntry)
        .where(AuditEntry.thing_type == thing.__tablename__, AuditEntry.thing_id == _id_of(thing))
        .order_by(AuditEntry.id.desc())
        .limit(limit)
    )
    return list(db.session.scalars(query))


NEWEST_FIRST = Order(By(AuditEntry.id, whole, is_descending=True))


def page_about(thing: Base, seek: Seek = FIRST, *, size: int = 20) -> Page[AuditEntry]:
    """What happened to one thing, the latest first, in pages."""
    query = select(AuditEntry).where(AuditEntry.thing_type == thing.__tablename__, AuditEntry.thing_id == _id_of(thing))
    return page_of(query, NEWEST_FIRST, seek, size=size)


def latest_about(thing: Base, events: Collection[str]) -> AuditEntry | None:
    """The last of these events that happened to one thing."""
    query = (
        select(AuditEntry)
        .where(
            AuditEntry.thing_type == thing.__tablename__, AuditEntry.thing_id == _id_of(thing), AuditEntry.event.in_(events)
        )
        .order_by(AuditEntry.id.desc())
        .limit(1)
    )
    found: AuditEntry | None = db.session.scalar(query)
    return found


def ids_in(entries: Iterable[AuditEntry], *columns: str) -> set[int]:
    """The ids that these columns had or got, to be looked up by whoever shows the entries."""
    values = (value for entry in entries for column in columns for value in entry.changes.get(column) or ())
    return {value for value in values if isinstance(value, int)}


def hash_of(entry: AuditEntry) -> str:
    """SHA-256 over the hash before it, what the entry says of nobody, and the fingerprint of the rest."""
    if entry.personal_digest is None:
        return _hash_before_erasing(entry)
    content = [
        entry.previous_hash, entry.at.isoformat(), entry.actor_account_id, entry.event, entry.thing_type, entry.thing_id,
        entry.personal_digest,
    ]
    return _sha256(content)


def _hash_before_erasing(entry: AuditEntry) -> str:
    """As entries were chained before names could be erased."""
    content = [
        entry.previous_hash, entry.at.isoformat(), entry.actor_account_id, entry.actor_name, entry.event,
        entry.thing_type, entry.thing_id, entry.thing_name, entry.changes, entry.reason,
    ]
    return _sha256(content)


def personal_digest_of(entry: AuditEntry) -> str:
    """The salted fingerprint of what may name people. Without the salt nobody can find out by trying names."""
    return _sha256([entry.salt, entry.actor_name, entry.thing_name, entry.changes, entry.reason])


def _sha256(content: list[Any]) -> str:
    return hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def broken_links(*, newest: int | None = None) -> list[int]:
    """Ids of entries whose hash does not fit their content or the entry before; of the `newest` only, when that is given."""
    broken, previous = [], FIRST_HASH
    entries: Iterable[AuditEntry]
    if newest is None:
        entries = db.session.scalars(select(AuditEntry).order_by(AuditEntry.id).execution_options(yield_per=500))
    else:
        entries = list(db.session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc()).limit(newest + 1)))[::-1]
        if len(entries) > newest:
            previous, entries = entries[0].hash, entries[1:]
    erased = _said_to_be_erased()
    for entry in entries:
        if entry.previous_hash != previous or not _fits(entry, erased):
            broken.append(entry.id)
        previous = entry.hash
    return broken


def told(thing_type: str, column: str) -> Iterator[tuple[int, Any]]:
    """What a column of these things became, as the trail tells it: the id of a thing and the value, in the order of time."""
    query = select(AuditEntry.thing_id, AuditEntry.changes).where(
        AuditEntry.thing_type == thing_type, AuditEntry.thing_id.is_not(None)
    )
    for thing_id, changes in db.session.execute(query.order_by(AuditEntry.id).execution_options(yield_per=500)):
        if column in changes:
            yield thing_id, changes[column][-1]


def is_guarded() -> bool:
    """Whether the triggers stand that refuse changes in the trail."""
    if db.session.get_bind().dialect.name == "postgresql":
        query = "SELECT count(*) FROM pg_trigger WHERE tgenabled IN ('O', 'A') AND tgname IN "
        return bool(db.session.scalar(text(query + "('audit_entries_append_only', 'audit_entries_erase_only')")) == 2)
    query = "SELECT count(*) FROM sqlite_master WHERE type = 'trigger' AND name IN "
    return bool(db.session.scalar(text(query + "('audit_entries_no_update', 'audit_entries_no_delete')")) == 2)


def _fits(entry: AuditEntry, erased: set[int]) -> bool:
    """Whether the hash fits the content. Of an erased entry the words are gone; another entry must say that they were erased."""
    if entry.erased_at is not None:
        return entry.id in erased and (entry.personal_digest is None or entry.hash == hash_of(entry))
    if entry.personal_digest is not None and entry.personal_digest != personal_digest_of(entry):
        return False
    return entry.hash == hash_of(entry)


def _said_to_be_erased() -> set[int]:
    listed = db.session.scalars(select(AuditEntry.changes).where(AuditEntry.event == ERASED))
    return {number for changes in listed for number in (changes.get("entries") or [None, []])[1]}


def take_turn() -> None:
    """Wait until no other transaction writes to the trail; it is ours until this one ends."""
    # SQLite has one writer by nature. On PostgreSQL the lock lasts until this transaction ends.
    if db.session.get_bind().dialect.name == "postgresql":
        db.session.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": _LOCK_NUMBER})


def last_hash() -> str:
    return db.session.scalar(select(AuditEntry.hash).order_by(AuditEntry.id.desc()).limit(1)) or FIRST_HASH


def _id_of(thing: Base) -> int | None:
    identity = inspect(thing).identity
    return identity[0] if identity else None


def name_of(thing: Base) -> str:
    """What a thing is called; empty when it has no name."""
    for attribute in ("name", "statement", "title", "what", "file_name", "email"):
        if isinstance(name := getattr(thing, attribute, None), str):
            return name[:300]
    return ""


def plain(value: Any) -> Any:
    """A value as JSON can hold it: exact numbers as text, days and instants in ISO 8601."""
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in value.items()}
    return value if isinstance(value, (str, int, bool, type(None))) else str(value)
