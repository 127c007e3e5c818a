"""The map from goals to programs and targets, and what hangs loose: counted by the database, shown a part at a time.

The rules are those of `planner.domain.alignment`; a test holds the two against each other.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any

from sqlalchemy import BindParameter, Select, and_, bindparam, func, literal, select, union_all
from sqlalchemy.orm import aliased

from planner.domain.messages import N_
from planner.features.home.counted import (
    Conditions,
    aimless,
    asked_with,
    groundless,
    is_aimed_at,
    is_served,
    planned_goals,
    programs,
    targets,
    unanswered,
    unmeasured,
)
from planner.infra.keyset import FIRST, By, Order, Page, Seek, page_of, text, whole
from planner.models import Goal, Impact, Need, Person, Program, Sponsorship, Target, db
from planner.permissions import Actor, Viewpoint, visible_rows

MOST_GOALS = 10  # so many goals stand on a page, each with its programs; what hangs loose is told of all of them
MOST_BESIDE = 3  # so many programs stand beside their goal; a link shows the others
MOST_LOOSE = 5  # so many loose ends stand below their heading; a link shows the others
GOALS: BindParameter[Any] = bindparam("goal_ids", expanding=True)


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
    return page_of(query, BY_RANK, seek, size=MOST_GOALS)


def n_planned_goals(cycle_id: int) -> int:
    """For how many goals of the cycle learning is planned."""
    query = select(func.count()).select_from(Goal).where(*planned_goals())
    return db.session.scalar(query, {"cycle_id": cycle_id}) or 0


def served(cycle_id: int, viewer: Actor, goal_ids: Collection[int]) -> dict[int, Served]:
    """What serves each of these goals; two statements."""
    asked = {**asked_with(cycle_id, viewer), "goal_ids": list(goal_ids)}
    n_programs: dict[int, int] = {}
    spend: dict[int, Decimal] = {}
    for goal_id, n, count, budget in db.session.execute(_by_share(viewer.viewpoint), asked):
        n_programs[goal_id] = n_programs.get(goal_id, 0) + count
        spend[goal_id] = spend.get(goal_id, Decimal(0)) + (budget or Decimal(0)) / n
    n_targets = dict(db.session.execute(_targets_by_goal(viewer.viewpoint), asked).all())
    return {
        goal_id: Served(n_programs.get(goal_id, 0), spend.get(goal_id), n_targets.get(goal_id, 0)) for goal_id in goal_ids
    }


@cache
def _by_share(viewer: Viewpoint) -> Select[*tuple[Any, ...]]:
    """The programs of each goal and their budget, by how many goals they serve."""
    shares = aliased(Impact)
    n_goals = select(func.count()).where(shares.program_id == Program.id).correlate(Program).scalar_subquery()
    with_n = (
        select(Impact.goal_id, n_goals.label("n_goals"), Program.budget)
        .join(Impact.program)
        .where(Impact.goal_id.in_(GOALS), *programs(viewer))
        .subquery()
    )
    return select(with_n.c.goal_id, with_n.c.n_goals, func.count(), func.sum(with_n.c.budget)).group_by(
        with_n.c.goal_id, with_n.c.n_goals
    )


@cache
def _targets_by_goal(viewer: Viewpoint) -> Select[*tuple[Any, ...]]:
    return select(Target.goal_id, func.count()).where(Target.goal_id.in_(GOALS), *targets(viewer)).group_by(Target.goal_id)


def programs_beside(cycle_id: int, viewer: Actor, goal_ids: Collection[int]) -> dict[int, list[ServingProgram]]:
    """The first programs by name that serve each of these goals; one statement."""
    asked = {**asked_with(cycle_id, viewer), "goal_ids": list(goal_ids)}
    found: dict[int, list[ServingProgram]] = {}
    for goal_id, *program in db.session.execute(_beside(viewer.viewpoint), asked):
        found.setdefault(goal_id, []).append(ServingProgram(*program))
    return found


@cache
def _beside(viewer: Viewpoint) -> Select[*tuple[Any, ...]]:
    place = func.row_number().over(partition_by=Impact.goal_id, order_by=(Program.name, Program.id))
    ranked = (
        select(Impact.goal_id, Program.id, Program.name, place.label("place"))
        .join(Impact.program)
        .where(Impact.goal_id.in_(GOALS), *programs(viewer))
        .subquery()
    )
    n_targets = _n_targets(ranked.c.id, ranked.c.goal_id, viewer)
    return (
        select(ranked.c.goal_id, ranked.c.id, ranked.c.name, n_targets)
        .where(ranked.c.place <= MOST_BESIDE).order_by(ranked.c.place)
    )


def programs_serving(cycle_id: int, viewer: Actor, goal_id: int, seek: Seek = FIRST) -> Page[ServingProgram]:
    """All programs that serve a goal, by name."""
    query = (
        select(Program.id, Program.name, _n_targets(Program.id, literal(goal_id), viewer))
        .join(Impact, Impact.program_id == Program.id)
        .where(Impact.goal_id == goal_id, *programs(viewer))
    )
    page = page_of(query.params(asked_with(cycle_id, viewer)), BY_NAME, seek)
    return page.with_rows([ServingProgram(*row[:3]) for row in page.rows])


def _n_targets(program_id: Any, goal_id: Any, viewer: Actor | Viewpoint) -> Any:
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
    conditions: Callable[[Actor | Viewpoint], Conditions]
    is_told_in_part: bool = True


_GOAL = ("goals.show", "goal_id", (Goal.id, Goal.statement))
_PROGRAM = ("programs.show", "program_id", (Program.id, Program.name))

LOOSE: Mapping[str, Kind] = {
    "unserved": Kind(
        N_("Goals that no program serves"), *_GOAL, lambda viewer: (*planned_goals(), ~is_served(viewer)), is_told_in_part=False
    ),
    "unaimed": Kind(
        N_("Goals without a target"), *_GOAL, lambda viewer: (*planned_goals(), ~is_aimed_at(viewer)), is_told_in_part=False
    ),
    "aimless": Kind(N_("Programs that serve no goal"), *_PROGRAM, aimless),
    "unmeasured": Kind(N_("Programs without a target"), *_PROGRAM, unmeasured),
    "unanswered": Kind(
        N_("Approved needs that no program answers"), "needs.show", "need_id", (Need.id, Need.title), unanswered,
        is_told_in_part=False,
    ),
    "groundless": Kind(
        N_("Targets without a need, and without a reason"), "targets.show", "target_id", (Target.id, Target.statement), groundless
    ),
}


@dataclass(frozen=True, slots=True)
class Loose:
    """Loose ends of a kind: how many, and the first of them as (id, words)."""

    kind: Kind
    n: int
    first: list[tuple[int, str]]


def kinds_for(viewer: Actor | Viewpoint) -> dict[str, Kind]:
    """What hangs loose as far as the viewer can know it."""
    return {name: kind for name, kind in LOOSE.items() if kind.is_told_in_part or viewer.sees_everything}


def loose_ends(cycle_id: int, viewer: Actor) -> dict[str, Loose]:
    """Every kind of which something hangs loose; one statement."""
    found: dict[str, Loose] = {}
    for name, key, words, n in db.session.execute(_first_loose(viewer.viewpoint), asked_with(cycle_id, viewer)):
        found.setdefault(name, Loose(LOOSE[name], n, [])).first.append((key, words))
    for one in found.values():
        one.first.sort(key=_words)
    return {name: found[name] for name in LOOSE if name in found}


@cache
def _first_loose(viewer: Viewpoint) -> Any:
    """The first of each kind, each with the number of all of them."""
    parts = (
        select(literal(name), _loose(kind, viewer).add_columns(func.count().over())
               .order_by(*kind.columns[::-1]).limit(MOST_LOOSE).subquery())
        for name, kind in kinds_for(viewer).items()
    )
    return union_all(*parts)


def loose_ends_of(name: str, cycle_id: int, viewer: Actor, seek: Seek = FIRST) -> Page[tuple[int, str]]:
    """All loose ends of a kind as (id, words), by their words."""
    key, words = LOOSE[name].columns
    query = _loose(LOOSE[name], viewer).params(asked_with(cycle_id, viewer))
    page = page_of(query, Order(By(words, text), By(key, whole)), seek)
    return page.with_rows([(row[0], row[1]) for row in page.rows])


def _loose(kind: Kind, viewer: Actor | Viewpoint) -> Select[*tuple[Any, ...]]:
    return select(*kind.columns).where(*kind.conditions(viewer))


def _words(row: tuple[int, str]) -> str:
    return row[1]
