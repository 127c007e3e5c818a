"""Everything that is kept about one person. Found by walking the tables, so that a new table is part of it."""

import json
from collections.abc import Iterator
from typing import Any

from sqlalchemy import ColumnElement, Text, and_, cast, inspect, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from planner.features.privacy.naming import terms_of
from planner.infra import audit
from planner.infra.clock import now
from planner.models import Account, AuditEntry, AuthSession, Base, Baseline, Brief, Person, Review, RoleGrant, db

FORMAT = "learning-strategy-planner/person/1"
# Frozen, with a hash over every word: records of what the organization decided.
SEALED: dict[str, tuple[Any, Any]] = {
    "plan": (Baseline, Baseline.snapshot), "review": (Review, Review.snapshot), "brief": (Brief, Brief.snapshot),
}


def person_to_protect(person_id: int) -> Person | None:
    return db.session.get(Person, person_id)


def account_of(person: Person) -> Account | None:
    account: Account | None = db.session.scalar(select(Account).where(Account.person_id == person.id))
    return account


def everything_about(person: Person) -> dict[str, Any]:
    """All that is kept about a person, as plain data for JSON."""
    account = account_of(person)
    return {
        "format": FORMAT,
        "exported_at": now().isoformat(),
        "person": _columns(person),
        "account": _account(account) if account else None,
        "named_in": list(named_in(person)),
        "trail": [_entry(entry) for entry in db.session.scalars(_trail_of(person, account))],
        "sealed": [{"kind": kind, "id": thing_id} for kind, thing_id in sealed_with(person)],
    }


def named_in(person: Person) -> Iterator[dict[str, Any]]:
    """The rows that point at a person: table, id, as what, and the name of the thing if it has one."""
    for mapper in sorted(Base.registry.mappers, key=lambda mapper: mapper.class_.__name__):
        if mapper.class_ is Account:
            continue
        for column in mapper.columns:
            if any(key.target_fullname == f"{Person.__tablename__}.id" for key in column.foreign_keys):
                query = select(mapper.class_).where(column == person.id).order_by(mapper.primary_key[0])
                for thing in db.session.scalars(query):
                    yield {
                        "table": thing.__tablename__, "id": inspect(thing).identity[0], "as": column.key.removesuffix("_id"),
                        "name": audit.name_of(thing),
                    }


def sealed_with(person: Person) -> list[tuple[str, int]]:
    """The frozen plans, reviews and briefs in which the person's name or address stands."""
    found: list[tuple[str, int]] = []
    for kind, (model, snapshot) in SEALED.items():
        query = select(model.id).where(snapshot.is_not(None), mentions(cast(snapshot, Text), terms_of(person, None)))
        found += [(kind, thing_id) for thing_id in db.session.scalars(query.order_by(model.id))]
    return found


def mentions(text: ColumnElement[str] | InstrumentedAttribute[str], terms: list[str]) -> ColumnElement[bool]:
    """Whether one of the words stands in a text or in JSON, where letters beyond ASCII may be spelled as numbers."""
    spelled = {word for term in terms for word in (term, json.dumps(term)[1:-1])}
    return or_(*(text.icontains(word, autoescape=True) for word in sorted(spelled)))


def entries_of(person: Person, account_id: int | None) -> ColumnElement[bool]:
    """The entries of the audit trail that the person made, or that are about them."""
    about = and_(AuditEntry.thing_type == Person.__tablename__, AuditEntry.thing_id == person.id)
    if account_id is None:
        return about
    own = and_(AuditEntry.thing_type == Account.__tablename__, AuditEntry.thing_id == account_id)
    return or_(about, own, AuditEntry.actor_account_id == account_id)


def _trail_of(person: Person, account: Account | None) -> Any:
    return select(AuditEntry).where(entries_of(person, account.id if account else None)).order_by(AuditEntry.id)


def _account(account: Account) -> dict[str, Any]:
    roles = select(RoleGrant.role).where(RoleGrant.account_id == account.id).order_by(RoleGrant.role)
    sessions = select(AuthSession).where(AuthSession.account_id == account.id).order_by(AuthSession.id)
    return {
        **_columns(account), "roles": list(db.session.scalars(roles)),
        "sessions": [_columns(session) for session in db.session.scalars(sessions)],
    }


def _columns(thing: Any) -> dict[str, Any]:
    """The columns of a row as plain data, without its secrets."""
    mapper = inspect(type(thing))
    names = [column.key for column in mapper.column_attrs if column.key not in audit.SECRET_COLUMNS]
    return {name: audit.plain(getattr(thing, name)) for name in names}


def _entry(entry: AuditEntry) -> dict[str, Any]:
    names = ("at", "event", "thing_type", "thing_id", "thing_name", "changes", "reason")
    return {name: audit.plain(getattr(entry, name)) for name in names}


