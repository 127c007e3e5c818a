"""Taking a person's name out of texts and out of the audit trail."""

import re
from typing import Any

from sqlalchemy import JSON, String, Text, cast, or_, select
from sqlalchemy.orm import Mapper, load_only

from planner.features.privacy.naming import pattern_of, terms_of, without
from planner.features.privacy.queries import SEALED, entries_of, mentions
from planner.infra.audit import ERASED
from planner.infra.clock import now
from planner.models import Account, AuditEntry, Base, BaselineRow, Person, ReviewRow, db

# Handled row by row (the person, the account, the trail), or never touched (another person's row, what was sealed).
_APART = (Person, Account, AuditEntry, BaselineRow, ReviewRow)
_SEALED_COLUMNS = {column.key for _model, column in SEALED.values()}


def erase_from_texts(person: Person, account_email: str | None, label: str, *, is_only_one: bool) -> int:
    """Put the label where the name or the address stands in any text of any table but the sealed ones; returns how many rows."""
    terms = terms_of(person, account_email, is_only_one=is_only_one)
    pattern = pattern_of(terms)
    if pattern is None:
        return 0
    mappers = sorted(Base.registry.mappers, key=lambda mapper: mapper.class_.__name__)
    return sum(_erase_from(mapper, terms, pattern, label) for mapper in mappers if mapper.class_ not in _APART)


def _erase_from(mapper: Mapper[Any], terms: list[str], pattern: re.Pattern[str], label: str) -> int:
    names = [
        attribute.key for attribute in mapper.column_attrs
        if type(attribute.columns[0].type) in (String, Text, JSON) and attribute.key not in _SEALED_COLUMNS
    ]
    if not names:
        return 0
    columns = [getattr(mapper.class_, name) for name in names]
    query = select(mapper.class_).where(or_(*(mentions(cast(column, Text), terms) for column in columns)))
    things = list(db.session.scalars(query.options(load_only(*columns))))
    for thing in things:
        for name in names:
            old = getattr(thing, name)
            if (new := without(old, pattern, label)) != old:
                setattr(thing, name, new)
    db.session.flush()
    return len(things)


def erase_from_trail(
    person: Person, account: Account | None, label: str, *, is_only_one: bool
) -> list[int]:
    """Take the person out of the audit trail; returns the ids of the entries that lost words. The chain stays whole."""
    terms = terms_of(person, account.email if account else None, is_only_one=is_only_one)
    pattern = pattern_of(terms)
    condition = entries_of(person, account.id if account else None)
    if terms:
        texts = (AuditEntry.actor_name, AuditEntry.thing_name, cast(AuditEntry.changes, Text), AuditEntry.reason)
        condition = or_(condition, *(mentions(text, terms) for text in texts))
    entries = list(db.session.scalars(select(AuditEntry).where(condition).order_by(AuditEntry.id)))
    own = {(Person.__tablename__, person.id), *([(Account.__tablename__, account.id)] if account else [])}
    for entry in entries:
        if account is not None and entry.actor_account_id == account.id:
            entry.actor_name = label
        if (entry.thing_type, entry.thing_id) in own and entry.event != ERASED:
            entry.thing_name, entry.changes, entry.reason = label, {}, ""
        for name in ("actor_name", "thing_name", "changes", "reason"):
            setattr(entry, name, without(getattr(entry, name), pattern, label))
        entry.salt, entry.erased_at = None, now()
    db.session.flush()
    return [entry.id for entry in entries]
