"""Writes about people and departments."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import func, select

from planner.domain.errors import RuleBroken
from planner.domain.messages import msg
from planner.features.people.queries import department_and_below, may_sign_in, n_in_department, owned_by
from planner.infra import audit
from planner.infra.clock import now
from planner.infra.editing import check_version, revise
from planner.models import Department, Person, db
from planner.permissions import SYSTEM, Actor, Permission, authorize


def create_person(*, actor: Actor, values: Mapping[str, Any]) -> Person:
    """Add somebody who works here. `values` are columns of `Person`. Raises `RuleBroken`."""
    authorize(actor, Permission.PEOPLE_EDIT)
    values = _tidied(values)
    _check_person(values)
    person = Person(**values)
    db.session.add(person)
    db.session.flush()
    audit.record(actor, "person.created", person)
    return person


def revise_person(person: Person, *, actor: Actor, values: Mapping[str, Any], version: int | None = None) -> None:
    """Change what is known of a person. Raises `RuleBroken`, and `StaleEdit` when somebody else was first."""
    authorize(actor, Permission.PEOPLE_EDIT, person)
    _check_not_erased(person)
    check_version(person, version)
    values = _tidied(values)
    _check_person({**{key: getattr(person, key) for key in _CHECKED}, **values}, but=person.id)
    revise(person, values, actor=actor, event="person.revised")


def archive_person(person: Person, *, actor: Actor, even_as_owner: bool = False) -> None:
    """Put a person away. Refused while they can sign in, and while they answer for open things unless told so."""
    authorize(actor, Permission.PEOPLE_EDIT, person)
    if may_sign_in(person.id):
        raise RuleBroken(
            msg("%(name)s can still sign in. Ask an administrator to deactivate the account first.", name=person.name)
        )
    n_owned = len(owned_by(person.id, SYSTEM))
    if n_owned and not even_as_owner:
        sentence = msg(
            "%(name)s still answers for open things: %(n)s. Give them to somebody else, or confirm that they may wait.",
            name=person.name, n=n_owned,
        )
        raise RuleBroken(sentence, field="even_as_owner")
    revise(person, {"archived_at": now()}, actor=actor, event="person.archived")


def restore_person(person: Person, *, actor: Actor) -> None:
    """Bring back somebody who was put away."""
    authorize(actor, Permission.PEOPLE_EDIT, person)
    _check_not_erased(person)
    revise(person, {"archived_at": None}, actor=actor, event="person.restored")


def _check_not_erased(person: Person) -> None:
    if person.erased_at is not None:
        raise RuleBroken(msg("%(name)s was erased. Add the person anew if they are here again.", name=person.name))


def create_department(*, actor: Actor, values: Mapping[str, Any]) -> Department:
    """Add a department. `values` are columns of `Department`. Raises `RuleBroken`."""
    authorize(actor, Permission.PEOPLE_EDIT)
    _check_department_name(values["name"])
    department = Department(**values)
    db.session.add(department)
    db.session.flush()
    audit.record(actor, "department.created", department)
    return department


def revise_department(
    department: Department, *, actor: Actor, values: Mapping[str, Any], version: int | None = None
) -> None:
    """Rename, move or give a department another head. It cannot move under itself or one below it."""
    authorize(actor, Permission.PEOPLE_EDIT, department)
    check_version(department, version)
    _check_department_name(values.get("name", department.name), but=department.id)
    parent_id = values.get("parent_id")
    if parent_id is not None and parent_id in department_and_below(department.id):
        raise RuleBroken(
            msg("%(name)s cannot lie under itself or under one of its own parts. Choose another.", name=department.name),
            field="parent_id",
        )
    revise(department, values, actor=actor, event="department.revised")


def archive_department(department: Department, *, actor: Actor, on: date) -> None:
    """Put an empty department away."""
    authorize(actor, Permission.PEOPLE_EDIT, department)
    n_people, n_parts = n_in_department(department.id, on)
    if n_people or n_parts:
        raise RuleBroken(
            msg(
                "%(name)s is not empty: people %(n_people)s, departments %(n_parts)s. Move them first.",
                name=department.name, n_people=n_people, n_parts=n_parts,
            )
        )
    revise(department, {"archived_at": now()}, actor=actor, event="department.archived")


_CHECKED = ("started_on", "left_on", "email", "employee_number")


def _tidied(values: Mapping[str, Any]) -> dict[str, Any]:
    tidied = dict(values)
    if "email" in tidied:
        tidied["email"] = (tidied["email"] or "").strip().lower() or None
    if "employee_number" in tidied:
        tidied["employee_number"] = (tidied["employee_number"] or "").strip() or None
    return tidied


def _check_person(values: Mapping[str, Any], *, but: int = 0) -> None:
    started_on, left_on = values.get("started_on"), values.get("left_on")
    if started_on and left_on and left_on < started_on:
        raise RuleBroken(msg("The last day cannot lie before the first."), field="left_on")
    for column, field in ((Person.email, "email"), (Person.employee_number, "employee_number")):
        value = values.get(field)
        if value is None:
            continue
        query = select(Person.name).where(column == value, Person.id != but)
        if field == "email":
            query = query.where(Person.archived_at.is_(None))
        if (name := db.session.scalar(query.limit(1))) is not None:
            raise RuleBroken(msg("%(name)s has this already. Check which of the two is right.", name=name), field=field)


def _check_department_name(name: str, *, but: int = 0) -> None:
    query = select(Department.archived_at).where(func.lower(Department.name) == name.lower(), Department.id != but)
    found = db.session.execute(query.limit(1)).first()
    if found is not None:
        raise RuleBroken(
            msg("There is a department called %(name)s already.", name=name)
            if found.archived_at is None
            else msg("A department called %(name)s was put away. Choose another name.", name=name),
            field="name",
        )
