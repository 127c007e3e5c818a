"""Reads about people and departments. Everybody who is signed in may see the directory."""

from datetime import date

from sqlalchemy import or_, select

from planner.models import Department, Organization, Person, db


def organization() -> Organization | None:
    return db.session.scalar(select(Organization).order_by(Organization.id).limit(1))


def people_to_choose(on: date) -> list[tuple[int, str]]:
    """Active people as (id, name) for a list to choose from, by name."""
    query = (
        select(Person.id, Person.name)
        .where(Person.archived_at.is_(None), or_(Person.left_on.is_(None), Person.left_on >= on))
        .order_by(Person.name)
    )
    return [(person_id, name) for person_id, name in db.session.execute(query)]


def departments_to_choose(within: frozenset[int] | None = None) -> list[tuple[int, str]]:
    """Departments as (id, name), by name; only those of `within` when it is given."""
    query = select(Department.id, Department.name).where(Department.archived_at.is_(None)).order_by(Department.name)
    if within is not None:
        query = query.where(Department.id.in_(within))
    return [(department_id, name) for department_id, name in db.session.execute(query)]


def person_by_id(person_id: int) -> Person | None:
    return db.session.get(Person, person_id)
