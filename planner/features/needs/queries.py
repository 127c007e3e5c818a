"""Reads about needs. A department head reads those of the own department and below."""

from collections import Counter
from collections.abc import Collection
from decimal import Decimal

from sqlalchemy import case, func, literal, select
from sqlalchemy.orm import joinedload, selectinload

from planner.domain.intake import REQUIRED_FIELDS, Missing, missing_before_sending
from planner.domain.priority import CRITERIA, HIGHEST, LOWEST, need_score
from planner.domain.values import NeedState
from planner.infra.keyset import FIRST, By, Order, Page, Seek, moment, page_of, text, whole
from planner.models import Goal, Need, Person, Program, ProgramNeed, db
from planner.permissions import Actor, visible, visible_rows

_LATEST = By(Need.id, whole, is_descending=True)
_SCORE = sum((HIGHEST + LOWEST - getattr(Need, c.name) if c.is_inverted else getattr(Need, c.name) for c in CRITERIA), literal(0))
_WAITS_SINCE = case((Need.state == NeedState.SUBMITTED, Need.submitted_at))
ORDERS = {
    "latest": Order(_LATEST),
    "score": Order(By(_SCORE, whole, is_descending=True, may_be_empty=True), _LATEST),
    "waiting": Order(By(_WAITS_SINCE, moment, may_be_empty=True), _LATEST),
}


def needs_of(
    cycle_id: int, viewer: Actor, seek: Seek = FIRST, *, order: str = "latest", state: NeedState | None = None,
    department_id: int | None = None, goal_id: int | None = None,
) -> Page[Need]:
    """The needs of a cycle that the viewer may see, in one of `ORDERS`, with department and goal."""
    query = select(Need).where(Need.cycle_id == cycle_id).options(joinedload(Need.department), joinedload(Need.goal))
    wanted = ((Need.state, state), (Need.department_id, department_id), (Need.goal_id, goal_id))
    for column, value in wanted:
        if value is not None:
            query = query.where(column == value)
    return page_of(visible(query, viewer, Need), ORDERS[order], seek)


def n_needs_by_state(cycle_id: int, viewer: Actor) -> dict[NeedState, int]:
    """How many visible needs of the cycle are in each state; every state has a number."""
    query = (
        select(Need.state, func.count())
        .where(Need.cycle_id == cycle_id, visible_rows(viewer, Need))
        .group_by(Need.state)
    )
    found = Counter(dict(db.session.execute(query).all()))
    return {state: found[state] for state in NeedState}


def need_for(viewer: Actor, need_id: int) -> Need | None:
    """One need with what its page shows; None when it does not exist for the viewer."""
    query = (
        select(Need)
        .where(Need.id == need_id)
        .options(
            joinedload(Need.cycle), joinedload(Need.department), joinedload(Need.goal),
            joinedload(Need.requester), joinedload(Need.decided_by), selectinload(Need.causes),
        )
    )
    need: Need | None = db.session.scalar(visible(query, viewer, Need))
    return need


def missing_in(need: Need) -> list[Missing]:
    """What the draft lacks before it can be sent."""
    return missing_before_sending({field: getattr(need, field) for field in REQUIRED_FIELDS})


def score_of(need: Need) -> Decimal | None:
    """The triage score from 1 to 5; None while it is not scored."""
    return need_score({criterion.name: getattr(need, criterion.name) for criterion in CRITERIA})


PROGRAM_BY_NAME = Order(By(Program.name, text), By(Program.id, whole))


def programs_answering(need_id: int, viewer: Actor, seek: Seek = FIRST) -> Page[Program]:
    """The programs that answer the need, as far as the viewer may see them."""
    query = (
        select(Program)
        .join(ProgramNeed, ProgramNeed.program_id == Program.id)
        .where(ProgramNeed.need_id == need_id, Program.archived_at.is_(None))
        .options(joinedload(Program.owner))
    )
    return page_of(visible(query, viewer, Program), PROGRAM_BY_NAME, seek)


def n_programs_answering(need_ids: Collection[int], viewer: Actor) -> dict[int, int]:
    """How many visible programs answer each of these needs; one that nothing answers is not among them."""
    query = (
        select(ProgramNeed.need_id, func.count())
        .join(ProgramNeed.program)
        .where(ProgramNeed.need_id.in_(need_ids), Program.archived_at.is_(None), visible_rows(viewer, Program))
        .group_by(ProgramNeed.need_id)
    )
    return dict(db.session.execute(query).all())


def goals_named(goal_ids: Collection[int]) -> dict[int, str]:
    """What these goals say, whatever became of them."""
    query = select(Goal.id, Goal.statement).where(Goal.id.in_(goal_ids))
    return dict(db.session.execute(query).all()) if goal_ids else {}


def department_of(person_id: int | None) -> int | None:
    """The department in which a person works."""
    return db.session.scalar(select(Person.department_id).where(Person.id == person_id)) if person_id else None
