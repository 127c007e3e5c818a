"""Reads about programs. A department head reads those for the whole organization and those of the own subtree."""

from sqlalchemy import func, or_, select
from sqlalchemy.orm import selectinload

from planner.domain.values import ProgramState
from planner.models import Impact, Need, Program, ProgramNeed, Target, db
from planner.permissions import Actor, visible, visible_rows


def programs_of(
    cycle_id: int, viewer: Actor, *, state: ProgramState | None = None, goal_id: int | None = None,
    department_id: int | None = None,
) -> list[Program]:
    """The programs of a cycle that the viewer may see, by start, with owner, department and the goals they serve."""
    query = (
        select(Program)
        .where(Program.cycle_id == cycle_id, Program.archived_at.is_(None))
        .options(
            selectinload(Program.owner), selectinload(Program.department),
            selectinload(Program.impacts).selectinload(Impact.goal),
        )
        .order_by(Program.starts_on.is_(None), Program.starts_on, Program.name)
    )
    if state is not None:
        query = query.where(Program.state == state)
    if goal_id is not None:
        query = query.where(Program.id.in_(select(Impact.program_id).where(Impact.goal_id == goal_id)))
    if department_id is not None:
        query = query.where(Program.department_id == department_id)
    return list(db.session.scalars(visible(query, viewer, Program)))


def program_for(viewer: Actor, program_id: int) -> Program | None:
    """One program with what its page shows; None when it does not exist for the viewer."""
    query = (
        select(Program)
        .where(Program.id == program_id)
        .options(
            selectinload(Program.cycle), selectinload(Program.department), selectinload(Program.owner),
            selectinload(Program.sponsor), selectinload(Program.answers),
            selectinload(Program.impacts).selectinload(Impact.goal),
            selectinload(Program.impacts).selectinload(Impact.agreed_by),
        )
    )
    program: Program | None = db.session.scalar(visible(query, viewer, Program))
    return program


def programs_to_choose(cycle_id: int, viewer: Actor) -> list[tuple[int, str]]:
    """Programs of a cycle as (id, name) for a list to choose from, by name."""
    query = (
        select(Program.id, Program.name)
        .where(Program.cycle_id == cycle_id, Program.archived_at.is_(None), visible_rows(viewer, Program))
        .order_by(Program.name)
    )
    return [(program_id, name) for program_id, name in db.session.execute(query)]


def needs_answered_by(program_id: int, viewer: Actor) -> list[Need]:
    """The needs that the program answers, as far as the viewer may see them: a program for everybody may answer a need
    of one department."""
    query = (
        select(Need)
        .join(ProgramNeed, ProgramNeed.need_id == Need.id)
        .where(ProgramNeed.program_id == program_id)
        .options(selectinload(Need.department))
        .order_by(Need.id)
    )
    return list(db.session.scalars(visible(query, viewer, Need)))


def n_targets_by_program(cycle_id: int, viewer: Actor) -> dict[int, int]:
    """How many visible targets each program of the cycle has."""
    query = (
        select(Target.program_id, func.count())
        .where(
            Target.cycle_id == cycle_id, Target.archived_at.is_(None), Target.program_id.is_not(None),
            visible_rows(viewer, Target),
        )
        .group_by(Target.program_id)
    )
    return {program_id: n for program_id, n in db.session.execute(query) if program_id is not None}


def is_name_taken(cycle_id: int, name: str, *, but_for: int | None = None) -> bool:
    """Whether another program of the cycle has this name, whatever its capitals. One that is put away counts too."""
    # SQLite lowers plain letters only, so an equal name is asked for by itself.
    is_equal = or_(Program.name == name, func.lower(Program.name) == name.lower())
    query = select(Program.id).where(Program.cycle_id == cycle_id, is_equal)
    if but_for is not None:
        query = query.where(Program.id != but_for)
    return db.session.scalar(query.limit(1)) is not None
