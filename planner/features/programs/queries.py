"""Reads about programs. A department head reads those for the whole organization and those of the own subtree."""

from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from planner.domain.values import ProgramState
from planner.infra.keyset import FIRST, By, Order, Page, Seek, day, page_of, text, whole
from planner.models import Impact, Need, Program, ProgramNeed, Target, db
from planner.permissions import Actor, visible, visible_rows

BY_START = Order(By(Program.starts_on, day, may_be_empty=True), By(Program.name, text), By(Program.id, whole))


@dataclass(frozen=True, slots=True)
class Portfolio:
    """A page of programs, and sums over all that are listed and not cancelled; None when nobody gave a number."""

    page: Page[Program]
    n_found: int
    budget: Decimal | None
    participants: int | None
    n_without_budget: int


def programs_of(
    cycle_id: int, viewer: Actor, seek: Seek = FIRST, *, state: ProgramState | None = None, goal_id: int | None = None,
    department_id: int | None = None,
) -> Portfolio:
    """The programs of a cycle that the viewer may see, by start, with owner, department and the goals they serve."""
    query = select(Program).where(Program.cycle_id == cycle_id, Program.archived_at.is_(None))
    if state is not None:
        query = query.where(Program.state == state)
    if goal_id is not None:
        serves = select(Impact.id).where(Impact.program_id == Program.id, Impact.goal_id == goal_id)
        query = query.where(serves.correlate(Program).exists())
    if department_id is not None:
        query = query.where(Program.department_id == department_id)
    query = visible(query, viewer, Program)
    shown = query.options(
        joinedload(Program.owner), joinedload(Program.department), selectinload(Program.impacts).joinedload(Impact.goal)
    )
    return Portfolio(page_of(shown, BY_START, seek), *_sums(query))


def _sums(query: Select[Any]) -> tuple[int, Decimal | None, int | None, int]:
    counts = Program.state != ProgramState.CANCELLED
    sums = query.with_only_columns(
        func.count(),
        func.sum(Program.budget).filter(counts),
        func.sum(Program.expected_participants).filter(counts),
        func.count().filter(counts, Program.budget.is_(None)),
    )
    n, budget, participants, n_without_budget = db.session.execute(sums).one()
    return n, budget, participants, n_without_budget


def program_for(viewer: Actor, program_id: int) -> Program | None:
    """One program with what its page shows; None when it does not exist for the viewer."""
    query = (
        select(Program)
        .where(Program.id == program_id)
        .options(
            joinedload(Program.cycle), joinedload(Program.department), joinedload(Program.owner), joinedload(Program.sponsor),
            selectinload(Program.answers), selectinload(Program.impacts).joinedload(Impact.goal),
            selectinload(Program.impacts).joinedload(Impact.agreed_by),
        )
    )
    program: Program | None = db.session.scalar(visible(query, viewer, Program))
    return program


NEED_BY_NUMBER = Order(By(Need.id, whole))


def needs_answered_by(program_id: int, viewer: Actor, seek: Seek = FIRST) -> Page[Need]:
    """The needs that the program answers, as far as the viewer may see them: a program for everybody may answer a need
    of one department."""
    query = (
        select(Need)
        .join(ProgramNeed, ProgramNeed.need_id == Need.id)
        .where(ProgramNeed.program_id == program_id)
        .options(joinedload(Need.department))
    )
    return page_of(visible(query, viewer, Need), NEED_BY_NUMBER, seek)


def n_targets_of(program_ids: Collection[int], viewer: Actor) -> dict[int, int]:
    """How many visible targets each of these programs has; one without a target is not among them."""
    query = (
        select(Target.program_id, func.count())
        .where(Target.program_id.in_(program_ids), Target.archived_at.is_(None), visible_rows(viewer, Target))
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
