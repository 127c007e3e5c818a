"""Who is behind this request, and what belongs to an account."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload, selectinload

from planner.infra.clock import now
from planner.infra.tokens import fingerprint
from planner.models import Account, AuthSession, Department, Organization, SignInFailure, db
from planner.permissions import Actor, Role

WINDOW = timedelta(minutes=15)


def live_session(token: str, *, idle_minutes: int) -> AuthSession | None:
    """The session of this token with its account, person and roles; None when ended, revoked or idle too long."""
    query = (
        select(AuthSession)
        .where(
            AuthSession.token_hash == fingerprint(token),
            AuthSession.revoked_at.is_(None),
            AuthSession.expires_at > now(),
            AuthSession.last_seen_at > now() - timedelta(minutes=idle_minutes),
        )
        .options(
            joinedload(AuthSession.account).joinedload(Account.person),
            joinedload(AuthSession.account).joinedload(Account.roles),
        )
    )
    session: AuthSession | None = db.session.scalars(query).unique().one_or_none()
    return session if session is not None and session.account.is_active else None


def actor_of(account: Account) -> Actor:
    """The actor that an account (with person and roles loaded) is."""
    roles = frozenset(Role(grant.role) for grant in account.roles)
    is_head = Role.DEPARTMENT_HEAD in roles
    return Actor(
        name=account.person.name,
        roles=roles,
        account_id=account.id,
        person_id=account.person_id,
        department_ids=departments_below(account.person.id, account.person.department_id) if is_head else frozenset(),
        locale=account.locale,
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
    """Whether the organization and a first account exist."""
    return (
        db.session.scalar(select(Organization.id).limit(1)) is not None
        and db.session.scalar(select(Account.id).limit(1)) is not None
    )


def open_sessions(account_id: int) -> list[AuthSession]:
    """The browsers in which this account is signed in, newest first."""
    query = (
        select(AuthSession)
        .where(AuthSession.account_id == account_id, AuthSession.revoked_at.is_(None), AuthSession.expires_at > now())
        .order_by(AuthSession.last_seen_at.desc())
        .limit(50)
    )
    return list(db.session.scalars(query))
