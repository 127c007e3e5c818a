"""The map from goals to programs and targets, and what hangs loose: counted by the database, shown a part at a time.

The rules are those of `planner.domain.alignment`; a test holds the two against each other.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, literal, select, union_all
from sqlalchemy.orm import aliased

from planner.domain.messages import N_
from planner.domain.values import NeedState, ProgramState
from planner.infra.keyset import FIRST, By, Order, Page, Seek, page_of, text, whole
from planner.models import Goal, Impact, Need, Person, Program, ProgramNeed, Sponsorship, Target, db
from planner.permissions import Actor, visible_rows

MOST_BESIDE = 5  # so many programs stand beside their goal, and so many loose ends below their heading; a link shows the others


@dataclass(frozen=True, slots=True)
class Served:
    """What serves a goal: how many programs with which budget (shared with the other goals that they serve), and targets."""

    n_programs: int = 0
    spend: Decimal | None = None
    n_targets: int = 0


@dataclass(frozen=True, slots=True)
class ServingProgram:
    """A program beside a goal, with how many of its targets are for that goal."""

    id: int
    name: str
    n_targets: int


BY_RANK = Order(By(Goal.rank, whole), By(Goal.id, whole))
BY_NAME = Order(By(Program.name, text), By(Program.id, whole))


def goals_in_map(cycle_id: int, seek: Seek = FIRST) -> Page[Any]:
    """The goals of a cycle in rank order, as rows with their lead sponsor."""
    lead = aliased(Sponsorship)
    query = (
        select(
            Goal.id, Goal.rank, Goal.statement, Goal.weight, Goal.learning_is_planned, Goal.no_learning_reason,
            Person.id.label("sponsor_id"), Person.name.label("sponsor_name"), lead.agreed_on,
        )
        .outerjoin(lead, and_(lead.goal_id == Goal.id, lead.is_lead))
        .outerjoin(Person, Person.id == lead.person_id)
        .where(Goal.cycle_id == cycle_id, Goal.archived_at.is_(None))
    )
    return page_of(query, BY_RANK, seek)


def served(cycle_id: int, viewer: Actor, goal_ids: Collection[int]) -> dict[int, Served]:
    """What serves each of these goals; two statements."""
    shares = aliased(Impact)
    n_goals = select(func.count()).where(shares.program_id == Program.id).correlate(Program).scalar_subquery()
    with_n = (
        select(Impact.goal_id, n_goals.label("n_goals"), Program.budget)
        .join(Impact.program)
        .where(Impact.goal_id.in_(goal_ids), *_programs(cycle_id, viewer))
        .subquery()
    )
    by_share = select(with_n.c.goal_id, with_n.c.n_goals, func.count(), func.sum(with_n.c.budget)).group_by(
        with_n.c.goal_id, with_n.c.n_goals
    )
    n_programs: dict[int, int] = {}
    spend: dict[int, Decimal] = {}
    for goal_id, n, count, budget in db.session.execute(by_share):
        n_programs[goal_id] = n_programs.get(goal_id, 0) + count
        spend[goal_id] = spend.get(goal_id, Decimal(0)) + (budget or Decimal(0)) / n
    by_goal = select(Target.goal_id, func.count()).where(*_targets(cycle_id, viewer)).group_by(Target.goal_id)
    n_targets = dict(db.session.execute(by_goal).all())
    return {
        goal_id: Served(n_programs.get(goal_id, 0), spend.get(goal_id), n_targets.get(goal_id, 0)) for goal_id in goal_ids
    }


def programs_beside(cycle_id: int, viewer: Actor, goal_ids: Collection[int]) -> dict[int, list[ServingProgram]]:
    """The first programs by name that serve each of these goals; one statement."""
    place = func.row_number().over(partition_by=Impact.goal_id, order_by=(Program.name, Program.id))
    ranked = (
        select(Impact.goal_id, Program.id, Program.name, place.label("place"))
        .join(Impact.program)
        .where(Impact.goal_id.in_(goal_ids), *_programs(cycle_id, viewer))
        .subquery()
    )
    first = ranked.c.place <= MOST_BESIDE
    n_targets = _n_targets(ranked.c.id, ranked.c.goal_id, viewer)
    query = select(ranked.c.goal_id, ranked.c.id, ranked.c.name, n_targets).where(first).order_by(ranked.c.place)
    found: dict[int, list[ServingProgram]] = {}
    for goal_id, *program in db.session.execute(query):
        found.setdefault(goal_id, []).append(ServingProgram(*program))
    return found


def programs_serving(cycle_id: int, viewer: Actor, goal_id: int, seek: Seek = FIRST) -> Page[ServingProgram]:
    """All programs that serve a goal, by name."""
    query = (
        select(Program.id, Program.name, _n_targets(Program.id, literal(goal_id), viewer))
        .join(Impact, Impact.program_id == Program.id)
        .where(Impact.goal_id == goal_id, *_programs(cycle_id, viewer))
    )
    page = page_of(query, BY_NAME, seek)
    return page.with_rows([ServingProgram(*row[:3]) for row in page.rows])


def _n_targets(program_id: Any, goal_id: Any, viewer: Actor) -> Any:
    return (
        select(func.count()).select_from(Target)
        .where(Target.program_id == program_id, Target.goal_id == goal_id, Target.archived_at.is_(None),
               visible_rows(viewer, Target))
        .scalar_subquery()
    )


# What can hang loose: heading, endpoint and its parameter, id and words, the conditions; and whether only they are told who
# see everything, because from a part of the programs and targets nobody can say that there is none.
@dataclass(frozen=True, slots=True)
class Kind:
    heading: str
    endpoint: str
    key: str
    columns: tuple[Any, Any]
    conditions: Callable[[int, Actor], tuple[ColumnElement[bool], ...]]
    is_told_in_part: bool = True


def _programs(cycle_id: int, viewer: Actor) -> tuple[ColumnElement[bool], ...]:
    return (
        Program.cycle_id == cycle_id, Program.archived_at.is_(None), Program.state != ProgramState.CANCELLED,
        visible_rows(viewer, Program),
    )


def _targets(cycle_id: int, viewer: Actor) -> tuple[ColumnElement[bool], ...]:
    return Target.cycle_id == cycle_id, Target.archived_at.is_(None), visible_rows(viewer, Target)


def _unanswered(cycle_id: int, viewer: Actor) -> tuple[ColumnElement[bool], ...]:
    answered = exists().where(ProgramNeed.need_id == Need.id, ProgramNeed.program_id == Program.id, *_programs(cycle_id, viewer))
    return Need.cycle_id == cycle_id, Need.state == NeedState.APPROVED, visible_rows(viewer, Need), ~answered


def _unaimed(cycle_id: int, viewer: Actor) -> tuple[ColumnElement[bool], ...]:
    aimed_at = exists().where(Target.goal_id == Goal.id, *_targets(cycle_id, viewer))
    return Goal.cycle_id == cycle_id, Goal.archived_at.is_(None), Goal.learning_is_planned.is_(True), ~aimed_at


LOOSE: Mapping[str, Kind] = {
    "aimless": Kind(
        N_("Programs that serve no goal"), "programs.show", "program_id", (Program.id, Program.name),
        lambda cycle_id, viewer: (*_programs(cycle_id, viewer), ~exists().where(Impact.program_id == Program.id)),
    ),
    "unmeasured": Kind(
        N_("Programs without a target"), "programs.show", "program_id", (Program.id, Program.name),
        lambda cycle_id, viewer: (
            *_programs(cycle_id, viewer), ~exists().where(Target.program_id == Program.id, *_targets(cycle_id, viewer))
        ),
    ),
    "unanswered": Kind(
        N_("Approved needs that no program answers"), "needs.show", "need_id", (Need.id, Need.title), _unanswered,
        is_told_in_part=False,
    ),
    "groundless": Kind(
        N_("Targets without a need, and without a reason"), "targets.show", "target_id", (Target.id, Target.statement),
        lambda cycle_id, viewer: (*_targets(cycle_id, viewer), Target.need_id.is_(None), Target.no_need_reason == ""),
    ),
    "unaimed": Kind(
        N_("Goals without a target"), "goals.show", "goal_id", (Goal.id, Goal.statement), _unaimed, is_told_in_part=False
    ),
}


@dataclass(frozen=True, slots=True)
class Loose:
    """Loose ends of a kind: how many, and the first of them as (id, words)."""

    kind: Kind
    n: int
    first: list[tuple[int, str]]


def kinds_for(viewer: Actor) -> dict[str, Kind]:
    """What hangs loose as far as the viewer can know it."""
    return {name: kind for name, kind in LOOSE.items() if kind.is_told_in_part or viewer.sees_everything}


def loose_ends(cycle_id: int, viewer: Actor) -> dict[str, Loose]:
    """Every kind of which something hangs loose; two statements."""
    kinds = kinds_for(viewer)
    queries = {name: _loose(kind, cycle_id, viewer) for name, kind in kinds.items()}
    counts = (
        query.with_only_columns(func.count()).scalar_subquery().label(name) for name, query in queries.items()
    )
    n = db.session.execute(select(*counts)).mappings().one()
    parts = [
        select(literal(name), query.order_by(*kinds[name].columns[::-1]).limit(MOST_BESIDE).subquery())
        for name, query in queries.items()
    ]
    first: dict[str, list[tuple[int, str]]] = {name: [] for name in kinds}
    for name, key, words in db.session.execute(union_all(*parts)):
        first[name].append((key, words))
    return {name: Loose(kind, n[name], sorted(first[name], key=_words)) for name, kind in kinds.items() if n[name]}


def loose_ends_of(name: str, cycle_id: int, viewer: Actor, seek: Seek = FIRST) -> Page[tuple[int, str]]:
    """All loose ends of a kind as (id, words), by their words."""
    key, words = LOOSE[name].columns
    page = page_of(_loose(LOOSE[name], cycle_id, viewer), Order(By(words, text), By(key, whole)), seek)
    return page.with_rows([(row[0], row[1]) for row in page.rows])


def _loose(kind: Kind, cycle_id: int, viewer: Actor) -> Select[*tuple[Any, ...]]:
    return select(*kind.columns).where(*kind.conditions(cycle_id, viewer))


def _words(row: tuple[int, str]) -> str:
    return row[1]
