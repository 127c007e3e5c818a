"""Reads about people and departments. Everybody who is signed in may see the directory."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Select, func, literal, or_, select, union_all
from sqlalchemy.orm import aliased, joinedload, selectinload

from planner.domain.values import ActionState, CycleState, ProgramState
from planner.infra.keyset import FIRST, By, Count, Order, Page, Seek, count_of, page_of, text, whole
from planner.models import (
    Account,
    Action,
    Cycle,
    Department,
    Goal,
    Organization,
    Person,
    Program,
    Sponsorship,
    Target,
    db,
)
from planner.permissions import Actor, visible_rows


def organization() -> Organization | None:
    """The one organization, read once in a session: every page and most commands ask for it."""
    session = db.session()
    found: Organization | None = session.info.get("organization")
    if found is None or found not in session:
        found = session.scalar(select(Organization).order_by(Organization.id).limit(1))
        session.info["organization"] = found
    return found


def people_named(person_ids: Collection[int]) -> dict[int, str]:
    """The names of these people, whatever became of them."""
    return _names(Person, person_ids)


def departments_named(department_ids: Collection[int]) -> dict[int, str]:
    """The names of these departments, whatever became of them."""
    return _names(Department, department_ids)


def _names(model: type[Person] | type[Department], ids: Collection[int]) -> dict[int, str]:
    if not ids:
        return {}
    return dict(db.session.execute(select(model.id, model.name).where(model.id.in_(ids))).all())


def person_by_id(person_id: int) -> Person | None:
    return db.session.get(Person, person_id)


def person_with_department(person_id: int) -> Person | None:
    """One person with the department, archived or not."""
    person: Person | None = db.session.scalar(
        select(Person).where(Person.id == person_id).options(selectinload(Person.department))
    )
    return person


def department_by_id(department_id: int) -> Department | None:
    """One department with its head and the one above it, archived or not."""
    department: Department | None = db.session.scalar(
        select(Department)
        .where(Department.id == department_id)
        .options(selectinload(Department.head), selectinload(Department.parent))
    )
    return department


def department_and_below(department_id: int) -> frozenset[int]:
    """The department's id and the ids of all that lie below it."""
    tree = select(Department.id).where(Department.id == department_id).cte("below", recursive=True)
    tree = tree.union(select(Department.id).join(tree, Department.parent_id == tree.c.id))
    return frozenset(db.session.scalars(select(tree.c.id)))


@dataclass(frozen=True, slots=True)
class Branch:
    """A department in the tree: how deep it lies, how many people are in it, and in it and all below."""

    department: Department
    depth: int
    n_people: int
    n_below: int


HIGHEST_TREE = 50  # no tree of departments is as high; a circle made from outside ends here
SMALL_TREE = 50  # so many departments are shown as one tree; more are opened level by level
BY_DEPARTMENT = Order(By(Department.name, text), By(Department.id, whole))


@dataclass(frozen=True, slots=True)
class Part:
    """A department among those beside it: how many people are in it, and how many departments are directly below."""

    department: Department
    n_people: int
    n_parts: int


def has_small_tree() -> bool:
    """Whether all departments fit on one page."""
    return count_of(select(Department.id).where(Department.archived_at.is_(None)), most=SMALL_TREE).is_exact


def parts_of(department_id: int | None, on: date, seek: Seek = FIRST) -> Page[Part]:
    """The departments directly below one, by name; without one those at the top, and those whose parent is put away."""
    below, above = aliased(Department), aliased(Department)
    n_people = select(func.count()).select_from(Person).where(Person.department_id == Department.id, _is_active(on))
    n_parts = select(func.count()).select_from(below).where(below.parent_id == Department.id, below.archived_at.is_(None))
    query = (
        select(
            Department, n_people.correlate(Department).scalar_subquery(), n_parts.correlate(Department).scalar_subquery()
        )
        .where(Department.archived_at.is_(None))
        .options(joinedload(Department.head))
    )
    if department_id is not None:
        query = query.where(Department.parent_id == department_id)
    else:
        is_open = select(above.id).where(above.id == Department.parent_id, above.archived_at.is_(None))
        query = query.where(or_(Department.parent_id.is_(None), ~is_open.correlate(Department).exists()))
    page = page_of(query, BY_DEPARTMENT, seek)
    return page.with_rows([Part(*row[:3]) for row in page.rows])


def departments_above(department_id: int) -> list[tuple[int, str]]:
    """The department and those above it as (id, name), the highest first."""
    line = select(Department.id, Department.name, Department.parent_id, literal(0).label("height")).where(
        Department.id == department_id
    ).cte("line", recursive=True)
    line = line.union_all(
        select(Department.id, Department.name, Department.parent_id, line.c.height + 1)
        .join(line, Department.id == line.c.parent_id).where(line.c.height < HIGHEST_TREE)
    )
    return [(key, name) for key, name in db.session.execute(select(line.c.id, line.c.name).order_by(line.c.height.desc()))]


def department_tree(on: date) -> list[Branch]:
    """Every department that is not archived, each followed by those below it, by name."""
    query = (
        select(Department).where(Department.archived_at.is_(None)).options(selectinload(Department.head))
        .order_by(Department.name)
    )
    departments = list(db.session.scalars(query))
    counting = select(Person.department_id, func.count()).where(_is_active(on)).group_by(Person.department_id)
    n_people: dict[int | None, int] = dict(iter(db.session.execute(counting)))
    known = {department.id for department in departments}
    below: dict[int | None, list[Department]] = {}
    for department in departments:
        # One whose parent is archived stands at the top rather than vanishing.
        below.setdefault(department.parent_id if department.parent_id in known else None, []).append(department)
    return list(_branches(None, 0, below, n_people))


def _branches(
    parent_id: int | None, depth: int, below: dict[int | None, list[Department]], n_people: dict[int | None, int]
) -> Iterator[Branch]:
    for department in below.get(parent_id, []):
        under = list(_branches(department.id, depth + 1, below, n_people))
        own = n_people.get(department.id, 0)
        yield Branch(department, depth, own, own + sum(b.n_below for b in under if b.depth == depth + 1))
        yield from under


BY_NAME = Order(By(Person.name, text), By(Person.id, whole))


def directory(
    on: date, seek: Seek = FIRST, *, words: str = "", department_id: int | None = None
) -> tuple[Page[Person], Count]:
    """Active people by name: those whose name, title or address has `words`, in a department or below it."""
    query = select(Person).where(_is_active(on))
    if words:
        columns = (Person.name, Person.job_title, Person.email, Person.employee_number)
        query = query.where(or_(*(column.icontains(words, autoescape=True) for column in columns)))
    if department_id is not None:
        query = query.where(Person.department_id.in_(department_and_below(department_id)))
    return page_of(query.options(joinedload(Person.department)), BY_NAME, seek), count_of(query.with_only_columns(Person.id))


@dataclass(frozen=True, slots=True)
class Owned:
    """Something that a person answers for."""

    kind: str
    id: int
    name: str


def owned_by(person_id: int, viewer: Actor) -> list[Owned]:
    """The open things that a person answers for, as far as the viewer may see them."""
    rows = db.session.execute(union_all(*_owned(person_id, viewer)))
    order = {kind: number for number, kind in enumerate(OWNED_KINDS)}
    return sorted((Owned(*row) for row in rows), key=lambda owned: (order[owned.kind], owned.name))


OWNED_KINDS = ("department", "goal", "sponsorship", "program", "target", "action")


def _owned(person_id: int, viewer: Actor) -> list[Select[str, int, str]]:
    open_cycles = select(Cycle.id).where(Cycle.state != CycleState.CLOSED)
    over = (ProgramState.COMPLETED, ProgramState.CANCELLED)
    return [
        select(literal("department"), Department.id, Department.name)
        .where(Department.head_id == person_id, Department.archived_at.is_(None)),
        select(literal("goal"), Goal.id, Goal.statement)
        .where(Goal.owner_id == person_id, Goal.archived_at.is_(None), Goal.cycle_id.in_(open_cycles)),
        select(literal("sponsorship"), Goal.id, Goal.statement).join(Sponsorship, Sponsorship.goal_id == Goal.id)
        .where(Sponsorship.person_id == person_id, Goal.archived_at.is_(None), Goal.cycle_id.in_(open_cycles)),
        select(literal("program"), Program.id, Program.name)
        .where(Program.owner_id == person_id, Program.archived_at.is_(None), Program.state.not_in(over),
               Program.cycle_id.in_(open_cycles), visible_rows(viewer, Program)),
        select(literal("target"), Target.id, Target.statement)
        .where(Target.owner_id == person_id, Target.archived_at.is_(None), Target.cycle_id.in_(open_cycles),
               visible_rows(viewer, Target)),
        select(literal("action"), Action.id, Action.what)
        .where(Action.owner_id == person_id, Action.state.in_((ActionState.OPEN, ActionState.DONE)),
               visible_rows(viewer, Action)),
    ]


def n_in_department(department_id: int, on: date) -> tuple[int, int]:
    """How many active people, and how many open departments, lie directly in a department."""
    people = select(func.count()).select_from(Person).where(Person.department_id == department_id, _is_active(on))
    parts = select(func.count()).select_from(Department).where(
        Department.parent_id == department_id, Department.archived_at.is_(None)
    )
    return db.session.scalar(people) or 0, db.session.scalar(parts) or 0


def may_sign_in(person_id: int) -> bool:
    """Whether the person has an account that is not deactivated."""
    query = select(Account.id).where(Account.person_id == person_id, Account.is_active)
    return db.session.scalar(query) is not None


def _is_active(on: date) -> ColumnElement[bool]:
    return Person.archived_at.is_(None) & or_(Person.left_on.is_(None), Person.left_on >= on)
