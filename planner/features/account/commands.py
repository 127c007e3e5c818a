"""Starting and ending sessions, making accounts, the first set-up."""

from datetime import timedelta
from typing import Any

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm.attributes import flag_modified

from planner.domain.errors import RuleBroken
from planner.domain.messages import msg
from planner.features.account.queries import (
    WINDOW,
    is_set_up,
    n_other_administrators,
    n_recent_failures,
    organization,
)
from planner.infra import audit, jobs
from planner.infra.clock import now
from planner.infra.editing import check_version, revise
from planner.infra.tokens import fingerprint, hash_password, is_password, needs_new_hash, new_token
from planner.models import Account, AuthSession, Organization, Person, RoleGrant, SignInFailure, db
from planner.permissions import SYSTEM, Actor, Permission, Role, authorize

SHORTEST_PASSWORD = 12
LONGEST_PASSWORD = 200
KEEP_SESSIONS = timedelta(days=90)


def start_session(account: Account, *, actor: Actor, user_agent: str, hours: int) -> str:
    """Sign an account in; returns the token for the cookie, which is stored as a hash only."""
    token = new_token()
    session = AuthSession(
        account_id=account.id, token_hash=fingerprint(token), created_at=now(), last_seen_at=now(),
        expires_at=now() + timedelta(hours=hours), user_agent=user_agent[:200],
    )
    db.session.add(session)
    db.session.flush()
    audit.record(actor, "account.signed_in", account)
    return token


def end_session(token: str, *, actor: Actor) -> None:
    """Sign this browser out."""
    session = db.session.scalar(select(AuthSession).where(AuthSession.token_hash == fingerprint(token)))
    if session is None or session.revoked_at is not None:
        return
    session.revoked_at = now()
    db.session.flush()
    audit.record(actor, "account.signed_out", session)


def end_one_session(account: Account, session_id: int, *, actor: Actor) -> None:
    """Sign one of the account's browsers out. Ending what is over, or not the account's, changes nothing."""
    authorize(actor, Permission.SELF if actor.account_id == account.id else Permission.ACCOUNT_EDIT)
    session = db.session.scalar(
        select(AuthSession).where(
            AuthSession.id == session_id, AuthSession.account_id == account.id, AuthSession.revoked_at.is_(None)
        )
    )
    if session is None:
        return
    session.revoked_at = now()
    db.session.flush()
    audit.record(actor, "account.signed_out", session)


def end_all_sessions(account: Account, *, actor: Actor, but: str | None = None) -> None:
    """Sign the account out everywhere, except perhaps in the browser that asks."""
    authorize(actor, Permission.SELF if actor.account_id == account.id else Permission.ACCOUNT_EDIT)
    _revoke_sessions(account, but=but)
    audit.record(actor, "account.signed_out_everywhere", account)


def _revoke_sessions(account: Account, *, but: str | None = None) -> None:
    query = update(AuthSession).where(AuthSession.account_id == account.id, AuthSession.revoked_at.is_(None))
    if but:
        query = query.where(AuthSession.token_hash != fingerprint(but))
    db.session.execute(query.values(revoked_at=now()))


def touch_session(session_id: int) -> None:
    """Note that the session is in use."""
    db.session.execute(update(AuthSession).where(AuthSession.id == session_id).values(last_seen_at=now()))


def check_throttle(keys: list[str], *, allowed: int) -> None:
    """Refuse to look at a password when there were too many failures for the address or the network address."""
    for key in keys:
        if n_recent_failures(fingerprint(key), now()) >= allowed:
            raise RuleBroken(msg("There were too many failed tries. Wait a quarter of an hour, then try again."))


def count_failure(keys: list[str]) -> None:
    """Remember a failed sign-in; what is older than the window is forgotten."""
    db.session.execute(delete(SignInFailure).where(SignInFailure.failed_at < now() - WINDOW))
    db.session.add_all(SignInFailure(key_hash=fingerprint(key), failed_at=now()) for key in keys)
    db.session.flush()


def forget_sign_ins() -> int:
    """Forget sessions that ended a quarter ago, but each account's last, and failed sign-ins; returns how many."""
    last = select(func.max(AuthSession.id)).group_by(AuthSession.account_id)
    sessions = delete(AuthSession).where(AuthSession.expires_at < now() - KEEP_SESSIONS, AuthSession.id.not_in(last))
    failures = delete(SignInFailure).where(SignInFailure.failed_at < now() - WINDOW)
    results: list[Any] = [db.session.execute(statement) for statement in (sessions, failures)]
    return sum(result.rowcount for result in results)


def renew_hash(account: Account, password: str) -> None:
    """Hash a password that fits once more when its hash was made with older parameters: only now is it known.

    Not a save of the account: of two browsers that sign in at the same moment, neither is told that the other was first.
    """
    old = account.password_hash
    if needs_new_hash(old):
        same = (Account.id == account.id, Account.password_hash == old)
        db.session.execute(update(Account).where(*same).values(password_hash=hash_password(password)))


def create_account(person: Person, *, actor: Actor, email: str, password: str, roles: set[Role]) -> Account:
    """Let a person sign in. Raises `RuleBroken` for a weak password or an address that is taken."""
    authorize(actor, Permission.ACCOUNT_EDIT)
    _check_password(password, email)
    if not roles:
        raise RuleBroken(msg("Choose at least one role."), field="roles")
    email = email.strip().lower()
    if db.session.scalar(select(Account.id).where(Account.email == email)) is not None:
        raise RuleBroken(msg("%(email)s already signs in here. Use another address.", email=email), field="email")
    if person.id and db.session.scalar(select(Account.id).where(Account.person_id == person.id)) is not None:
        raise RuleBroken(msg("%(name)s already has an account.", name=person.name), field="person_id")
    account = Account(person=person, email=email, password_hash=hash_password(password))
    account.roles = [RoleGrant(role=role.value) for role in sorted(roles)]
    db.session.add(account)
    db.session.flush()
    audit.record(actor, "account.created", account, changes={"roles": [None, sorted(roles)]})
    if actor.account_id is not None:  # on the command line and at the first start one tells oneself
        jobs.enqueue("account.made", {"account_id": account.id, "who": actor.name})
    return account


def change_password(account: Account, *, actor: Actor, old: str, new: str, token: str) -> None:
    """Change one's own password; every other browser is signed out."""
    authorize(actor, Permission.SELF)
    if not is_password(old, account.password_hash):
        raise RuleBroken(msg("This is not your present password."), field="old_password")
    _check_password(new, account.email)
    account.password_hash = hash_password(new)
    db.session.flush()
    audit.record(actor, "account.password_changed", account)
    end_all_sessions(account, actor=actor, but=token)


def choose_locale(account: Account, *, actor: Actor, locale: str) -> None:
    """Read the planner in another language."""
    authorize(actor, Permission.SELF)
    if account.locale == locale:
        return
    account.locale = locale
    changes = audit.changes_of(account)
    db.session.flush()
    audit.record(actor, "account.locale_chosen", account, changes=changes)


def set_up(
    *, organization_name: str, currency: str, fiscal_year_start_month: int, name: str, email: str, password: str
) -> Account:
    """The first start: the organization and its first administrator, who also plans. Possible once."""
    if is_set_up():
        raise RuleBroken(msg("This planner is set up already. Sign in instead."))
    _check_password(password, email)
    found = found_organization(organization_name)
    found.name, found.currency, found.fiscal_year_start_month = organization_name, currency, fiscal_year_start_month
    person = db.session.scalar(select(Person).where(Person.email == email.strip().lower()).order_by(Person.id).limit(1))
    if person is None:  # an import may have brought them already
        person = Person(name=name, email=email.strip().lower())
        db.session.add(person)
    db.session.flush()
    audit.record(SYSTEM, "organization.set_up", found)
    return create_account(
        person, actor=SYSTEM, email=email, password=password, roles={Role.ADMINISTRATOR, Role.CLO}
    )


def found_organization(name: str) -> Organization:
    """The organization; made with the usual settings when the first data or the first account comes before the set-up."""
    found = organization()
    if found is None:
        found = Organization(name=name)
        db.session.add(found)
        db.session.flush()
    return found


def change_roles(account: Account, *, actor: Actor, roles: set[Role], version: int | None = None) -> None:
    """Give an account (person and roles loaded) these roles. Somebody must remain who administers.

    Somebody else signs in anew before they may something else; who changes their own roles is here already.
    """
    authorize(actor, Permission.ACCOUNT_EDIT, account)
    check_version(account, version)
    if not roles:
        raise RuleBroken(msg("Choose at least one role."), field="roles")
    old = {Role(grant.role) for grant in account.roles}
    if old == roles:
        return
    if Role.ADMINISTRATOR in old - roles:
        _check_not_last_administrator(account)
    account.roles = [grant for grant in account.roles if Role(grant.role) in roles]
    account.roles += [RoleGrant(role=role.value) for role in sorted(roles - old)]
    flag_modified(account, "is_active")  # counts as a save of the account, so that a second editor is told
    db.session.flush()
    audit.record(actor, "account.roles_changed", account, changes={"roles": [sorted(old), sorted(roles)]})
    if account.id != actor.account_id:
        _revoke_sessions(account)


def deactivate_account(account: Account, *, actor: Actor) -> None:
    """The person can no longer sign in, and is signed out at once. Nothing they did is lost."""
    authorize(actor, Permission.ACCOUNT_EDIT, account)
    if account.id == actor.account_id:
        raise RuleBroken(msg("You cannot deactivate your own account. Ask another administrator."))
    if not account.is_active:
        return
    _check_not_last_administrator(account)
    revise(account, {"is_active": False}, actor=actor, event="account.deactivated")
    end_all_sessions(account, actor=actor)


def activate_account(account: Account, *, actor: Actor) -> None:
    """The person can sign in again."""
    authorize(actor, Permission.ACCOUNT_EDIT, account)
    revise(account, {"is_active": True}, actor=actor, event="account.activated")


def set_password(account: Account, *, actor: Actor, password: str) -> None:
    """Give somebody a new password because they lost theirs; they are signed out everywhere."""
    authorize(actor, Permission.ACCOUNT_EDIT, account)
    _check_password(password, account.email)
    account.password_hash = hash_password(password)
    db.session.flush()
    audit.record(actor, "account.password_set", account)
    end_all_sessions(account, actor=actor)


def _check_not_last_administrator(account: Account) -> None:
    is_administrator = any(Role(grant.role) is Role.ADMINISTRATOR for grant in account.roles)
    if account.is_active and is_administrator and not n_other_administrators(account.id):
        raise RuleBroken(
            msg("%(email)s is the last administrator. Make somebody else an administrator first.", email=account.email)
        )


def _check_password(password: str, email: str) -> None:
    if len(password) < SHORTEST_PASSWORD:
        raise RuleBroken(
            msg("Use a password of at least %(n)s characters; a few words in a row are fine.", n=SHORTEST_PASSWORD),
            field="password",
        )
    if len(password) > LONGEST_PASSWORD:
        raise RuleBroken(msg("Use a password of at most %(n)s characters.", n=LONGEST_PASSWORD), field="password")
    if password.lower() in {email.lower(), email.split("@")[0].lower()} or len(set(password)) < 5:
        raise RuleBroken(msg("This password is too easy to guess. Use a few words in a row."), field="password")
