"""Handing out what is kept about a person, and erasing who they are."""

from typing import Any

from sqlalchemy import delete, func, select

from planner.domain.errors import RuleBroken
from planner.domain.messages import msg
from planner.features.account.queries import n_other_administrators
from planner.features.people.queries import owned_by
from planner.features.privacy.erasing import erase_from_texts, erase_from_trail
from planner.features.privacy.naming import label_of
from planner.features.privacy.queries import account_of, everything_about, sealed_with
from planner.infra import audit
from planner.infra.clock import now
from planner.models import Account, ImportRun, Person, RoleGrant, db
from planner.permissions import SYSTEM, Actor, Permission, Role, authorize


def export_person(person: Person, *, actor: Actor) -> dict[str, Any]:
    """Everything that is kept about a person, as plain data. That it was taken is noted."""
    authorize(actor, Permission.PERSON_ERASE, person)
    found = everything_about(person)
    audit.record(actor, "person.exported", person)
    return found


def erase_person(person: Person, *, actor: Actor, reason: str) -> dict[str, int]:
    """Leave a number where the person was; returns how many texts and entries lost a name, and how many sealed papers keep it.

    The account and its sessions go. What the person did stays done, by the number. Sealed plans, reviews and briefs keep their
    words: they are the records of what was decided. Raises `RuleBroken` while the person may not go.
    """
    authorize(actor, Permission.PERSON_ERASE, person)
    _check_may_go(person, actor)
    audit.take_turn()
    account, label = account_of(person), label_of(person)
    is_only_one = not db.session.scalar(
        select(func.count()).select_from(Person).where(Person.id != person.id, func.lower(Person.name) == person.name.lower())
    )
    n_sealed = len(sealed_with(person))
    n_texts = erase_from_texts(person, account.email if account else None, label, is_only_one=is_only_one)
    entries = erase_from_trail(person, account, label, is_only_one=is_only_one)
    if account is not None:
        db.session.execute(delete(Account).where(Account.id == account.id))  # its roles and sessions go with it
    person.name, person.job_title, person.email, person.employee_number = label, "", None, None
    person.department_id = person.started_on = person.left_on = None
    person.archived_at, person.erased_at = person.archived_at or now(), now()
    db.session.flush()
    audit.record(actor, audit.ERASED, person, changes={"entries": [None, entries]}, reason=reason)
    return {"texts": n_texts, "entries": len(entries), "sealed": n_sealed}


def _check_may_go(person: Person, actor: Actor) -> None:
    if person.erased_at is not None:
        raise RuleBroken(msg("%(name)s is erased already.", name=person.name))
    if person.id == actor.person_id:
        raise RuleBroken(msg("You cannot erase yourself. Ask another administrator."))
    if n_owned := len(owned_by(person.id, SYSTEM)):
        raise RuleBroken(
            msg("%(name)s still answers for open things: %(n)s. Give them to somebody else first.", name=person.name, n=n_owned)
        )
    account = account_of(person)
    if account is not None and _is_last_administrator(account):
        sentence = msg("%(email)s is the last administrator. Make somebody else an administrator first.", email=account.email)
        raise RuleBroken(sentence)
    if db.session.scalar(select(ImportRun.id).where(ImportRun.content.is_not(None)).limit(1)) is not None:
        raise RuleBroken(msg("A file waits to be imported and may name this person. Approve it or discard it first."))


def _is_last_administrator(account: Account) -> bool:
    query = select(RoleGrant.id).where(RoleGrant.account_id == account.id, RoleGrant.role == Role.ADMINISTRATOR.value)
    return account.is_active and db.session.scalar(query) is not None and not n_other_administrators(account.id)
