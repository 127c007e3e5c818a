"""What may be chosen in forms and filters, each narrowed to what the viewer may see.

Every finder says once what can be chosen anew; `keep` are the ids that a thing has already, which stay whatever became of them.
"""

from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, func, literal, or_, select

from planner.domain.values import NeedState
from planner.infra.finding import LARGEST_ID, Finder
from planner.models import Account, Department, Goal, Need, Person, Program, Target
from planner.permissions import Actor, visible_rows

# What a program may answer and a target may lead back to: a draft is not asked yet, and what is declined is not answered.
OPEN_STATES = (NeedState.SUBMITTED, NeedState.APPROVED, NeedState.WAITLISTED)

Keep = Iterable[int | None]


def people_to_find(on: date, *, keep: Keep = ()) -> Finder:
    """Everybody who works here on that day, by name, with department and address."""
    return _people(_suggestions("people"), _is_active(on), keep)


def newcomers_to_find(on: date) -> Finder:
    """Who works here and has no account yet."""
    has_account = select(Account.id).where(Account.person_id == Person.id).exists()
    return _people(("choosing.suggest_newcomers", {}), _is_active(on) & ~has_account, ())


def departments_to_find(viewer: Actor, *, only_own: bool = False, keep: Keep = ()) -> Finder:
    """The departments by name; with `only_own` those whose things the viewer may see."""
    query = select(Department.id, Department.name, literal(""))
    if only_own and not viewer.sees_everything:
        query = query.where(Department.id.in_(viewer.department_ids))
    return Finder(
        Department, query, _suggestions("departments", own=1 if only_own else None), (Department.name,),
        is_open=Department.archived_at.is_(None), keep=_ids(keep), exact_columns=(Department.name,),
    )


def programs_to_find(cycle_id: int, viewer: Actor, *, keep: Keep = ()) -> Finder:
    """The programs of a cycle that the viewer may see, by name."""
    query = select(Program.id, Program.name, literal("")).where(Program.cycle_id == cycle_id, visible_rows(viewer, Program))
    return Finder(
        Program, query, _suggestions("programs", cycle=cycle_id), (Program.name,), is_open=Program.archived_at.is_(None),
        keep=_ids(keep), within_id=cycle_id, letter="P", exact_columns=(Program.name,),
    )


def needs_to_find(cycle_id: int, viewer: Actor, *, keep: Keep = ()) -> Finder:
    """The needs of a cycle that may be answered, as far as the viewer may see them, by reference."""
    query = (
        select(Need.id, Need.title, Department.name).join(Need.department)
        .where(Need.cycle_id == cycle_id, visible_rows(viewer, Need))
    )
    return Finder(
        Need, query, _suggestions("needs", cycle=cycle_id), (Need.id,), is_open=Need.state.in_(OPEN_STATES), keep=_ids(keep),
        within_id=cycle_id, letter="N", is_known_by_reference=True, exact_columns=(Need.title,),
    )


def targets_to_find(cycle_id: int, viewer: Actor, *, keep: Keep = ()) -> Finder:
    """The targets of a cycle that the viewer may see, by reference."""
    query = select(Target.id, Target.statement, literal("")).where(Target.cycle_id == cycle_id, visible_rows(viewer, Target))
    return Finder(
        Target, query, _suggestions("targets", cycle=cycle_id), (Target.id,), is_open=Target.archived_at.is_(None),
        keep=_ids(keep), within_id=cycle_id, letter="T", is_known_by_reference=True, exact_columns=(Target.statement,),
    )


def goals_to_find(cycle_id: int, viewer: Actor, *, keep: Keep = ()) -> Finder:
    """The goals of a cycle in rank order."""
    query = select(Goal.id, Goal.statement, literal("")).where(Goal.cycle_id == cycle_id, visible_rows(viewer, Goal))
    return Finder(
        Goal, query, _suggestions("goals", cycle=cycle_id), (Goal.rank, Goal.id), is_open=Goal.archived_at.is_(None),
        keep=_ids(keep), within_id=cycle_id, letter="G", exact_columns=(Goal.statement,),
    )


def _people(address: tuple[str, dict[str, Any]], is_open: ColumnElement[bool], keep: Keep) -> Finder:
    note = func.coalesce(Department.name + ", " + Person.email, Department.name, Person.email, "")
    query = select(Person.id, Person.name, note).outerjoin(Person.department)
    return Finder(
        Person, query, address, (Person.name, Person.id), is_open=is_open, keep=_ids(keep),
        exact_columns=(Person.name, Person.email, Person.employee_number),
    )


def _is_active(on: date) -> ColumnElement[bool]:
    return Person.archived_at.is_(None) & or_(Person.left_on.is_(None), Person.left_on >= on)


def _suggestions(kind: str, **values: Any) -> tuple[str, dict[str, Any]]:
    return "choosing.suggest", {"kind": kind, **values}


def _ids(ids: Keep) -> frozenset[int]:
    return frozenset(one for one in ids if one is not None and 0 < one <= LARGEST_ID)
