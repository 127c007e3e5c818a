"""Who is behind this request, and what belongs to an account."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, func, select
from sqlalchemy.orm import joinedload, selectinload

from planner.infra.clock import now
from planner.infra.keyset import FIRST, By, Order, Page, Seek, page_of, text, whole
from planner.infra.tokens import fingerprint
from planner.models import Account, AuthSession, Department, Organization, Person, RoleGrant, SignInFailure, db
from planner.permissions import GRANTS, Actor, Permission, Role

WINDOW = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Visit:
    """Somebody is signed in: as whom, and in which session."""

    actor: Actor
    session_id: int
    last_seen_at: datetime


# Built once: this is asked with every request, and putting a statement together takes longer than running it.
_LIVE_SESSION = (
    select(
        AuthSession.id, AuthSession.last_seen_at, Account.id, Account.locale, Person.id, Person.name, Person.department_id,
        RoleGrant.role,
    )
    .join(Account, Account.id == AuthSession.account_id)
    .join(Person, Person.id == Account.person_id)
    .outerjoin(RoleGrant, RoleGrant.account_id == Account.id)
    .where(
        AuthSession.token_hash == bindparam("hash"),
        AuthSession.revoked_at.is_(None),
        AuthSession.expires_at > bindparam("now"),
        AuthSession.last_seen_at > bindparam("idle_since"),
        Account.is_active,
    )
)


def live_session(token: str, *, idle_minutes: int) -> Visit | None:
    """Who is signed in with this token; None when the session ended, was revoked or idled too long."""
    values = {"hash": fingerprint(token), "now": now(), "idle_since": now() - timedelta(minutes=idle_minutes)}
    rows = db.session.execute(_LIVE_SESSION, values).all()
    if not rows:
        return None
    roles = frozenset(Role(row.role) for row in rows if row.role)
    session_id, last_seen_at, account_id, locale, person_id, name, department_id, _ = rows[0]
    return Visit(_actor(roles, account_id, locale, person_id, name, department_id), session_id, last_seen_at)


def actor_of(account: Account) -> Actor:
    """The actor that an account (with person and roles loaded) is."""
    roles, person = frozenset(Role(grant.role) for grant in account.roles), account.person
    return _actor(roles, account.id, account.locale, person.id, person.name, person.department_id)


def _actor(
    roles: frozenset[Role], account_id: int, locale: str | None, person_id: int, name: str, department_id: int | None
) -> Actor:
    is_head = Role.DEPARTMENT_HEAD in roles
    return Actor(
        name=name, roles=roles, account_id=account_id, person_id=person_id, locale=locale,
        department_ids=departments_below(person_id, department_id) if is_head else frozenset(),
    )


def departments_below(person_id: int, department_id: int | None) -> frozenset[int]:
    """The departments that the person heads, or works in, with all that lie below them."""
    top: Select[Any] = select(Department.id).where(
        (Department.head_id == person_id) | (Department.id == department_id)
    )
    tree = top.cte("subtree", recursive=True)
    tree = tree.union(select(Department.id).join(tree, Department.parent_id == tree.c.id))
    return frozenset(db.session.scalars(select(tree.c.id)))


def account_by_email(email: str) -> Account | None:
    """The account with this address, whatever its case, with person and roles."""
    account: Account | None = db.session.scalar(
        select(Account)
        .where(Account.email == email.strip().lower())
        .options(selectinload(Account.person), selectinload(Account.roles))
    )
    return account


def accounts_of(person_ids: Iterable[int | None]) -> list[Account]:
    """The active accounts of these people, with person and roles, by address."""
    return _active(Account.person_id.in_({person_id for person_id in person_ids if person_id is not None}))


def accounts_that_may(permission: Permission) -> list[Account]:
    """The active accounts with a role that has the permission, with person and roles, by address."""
    roles = [role.value for role, granted in GRANTS.items() if permission in granted]
    return _active(Account.roles.any(RoleGrant.role.in_(roles)))


def accounts_with(role: Role) -> list[Account]:
    """The active accounts with this role, with person and roles, by address."""
    return _active(Account.roles.any(RoleGrant.role == role.value))


def _active(condition: ColumnElement[bool]) -> list[Account]:
    query = (
        select(Account)
        .where(Account.is_active, condition)
        .options(selectinload(Account.person), selectinload(Account.roles))
        .order_by(Account.email)
    )
    return list(db.session.scalars(query))


def account_by_id(account_id: int) -> Account | None:
    account: Account | None = db.session.scalar(
        select(Account)
        .where(Account.id == account_id)
        .options(selectinload(Account.person), selectinload(Account.roles))
    )
    return account


def n_recent_failures(key_hash: str, at: datetime) -> int:
    """Failed sign-ins under this key in the last quarter of an hour."""
    return db.session.scalar(
        select(func.count()).select_from(SignInFailure).where(
            SignInFailure.key_hash == key_hash, SignInFailure.failed_at > at - WINDOW
        )
    ) or 0


def is_set_up() -> bool:
    """Whether somebody can sign in: from then on nobody sets up the planner from a page."""
    return db.session.scalar(select(Account.id).limit(1)) is not None


def open_sessions(account_id: int) -> list[AuthSession]:
    """The browsers in which this account is signed in, newest first."""
    query = (
        select(AuthSession)
        .where(AuthSession.account_id == account_id, AuthSession.revoked_at.is_(None), AuthSession.expires_at > now())
        .order_by(AuthSession.last_seen_at.desc())
        .limit(50)
    )
    return list(db.session.scalars(query))


def n_open_sessions() -> int:
    """How many browsers are signed in, with any account."""
    query = select(func.count()).select_from(AuthSession).where(AuthSession.revoked_at.is_(None), AuthSession.expires_at > now())
    return db.session.scalar(query) or 0


def organization() -> Organization | None:
    """The one organization; None before anybody has set it up."""
    organization: Organization | None = db.session.scalar(select(Organization).order_by(Organization.id).limit(1))
    return organization


def n_other_administrators(account_id: int) -> int:
    """How many other accounts can administer. Locks them, so that two administrators cannot remove each other at once."""
    query = (
        select(Account.id)
        .join(RoleGrant, RoleGrant.account_id == Account.id)
        .where(Account.id != account_id, Account.is_active, RoleGrant.role == Role.ADMINISTRATOR.value)
        .with_for_update()
    )
    return len(db.session.scalars(query).all())


@dataclass(frozen=True, slots=True)
class AccountRow:
    """An account in the list: when it was last used, and in how many browsers it is signed in."""

    account: Account
    last_seen_at: datetime | None
    n_sessions: int


BY_ADDRESS = Order(By(Account.email, text), By(Account.id, whole))


def accounts(seek: Seek = FIRST) -> Page[AccountRow]:
    """The accounts with person and roles, by e-mail address."""
    open_now = (AuthSession.account_id == Account.id, AuthSession.revoked_at.is_(None), AuthSession.expires_at > now())
    last_seen = select(func.max(AuthSession.last_seen_at)).where(AuthSession.account_id == Account.id).scalar_subquery()
    n_open = select(func.count()).select_from(AuthSession).where(*open_now).scalar_subquery()
    query = select(Account, last_seen, n_open).options(joinedload(Account.person), selectinload(Account.roles))
    page = page_of(query, BY_ADDRESS, seek)
    return page.with_rows([AccountRow(*row[:3]) for row in page.rows])
