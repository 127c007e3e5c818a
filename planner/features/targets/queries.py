"""Reads about targets and their values. What stands here by import is offered to other rooms as well."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, case, func, or_, select
from sqlalchemy.orm import joinedload, selectinload
from sqlalchemy.orm.interfaces import ORMOption

from planner.features.targets.assessing import assessments
from planner.features.targets.drawing import chart_of, finding_of, forecast_points
from planner.features.targets.kept import Tally, is_kept_on, tally_of
from planner.features.targets.replanning import OriginalPlan, original_plan_of
from planner.features.targets.rows import TargetRow, target_rows
from planner.features.targets.standing import (
    Standing,
    bounds_of,
    counts_up,
    fewest_respondents,
    is_hidden,
    observed_of,
    scale_of,
    standing_of,
    standings,
    trajectory_of,
    values_of,
    with_units,
)
from planner.features.targets.tabulating import ValueRow, value_rows
from planner.features.targets.value_rules import ValueRules, check_cycle, check_period
from planner.infra.keyset import FIRST, By, Order, Page, Seek, page_of, whole
from planner.models import (
    Action,
    Goal,
    Impact,
    Indicator,
    Need,
    Observation,
    Program,
    ProgramNeed,
    Sponsorship,
    Step,
    Target,
    db,
)
from planner.permissions import Actor, Permission, can, visible, visible_rows

# Made once: to compose them takes longer than to read a row by them.
_OF_THE_INDICATOR = joinedload(Target.indicator).options(joinedload(Indicator.measure), joinedload(Indicator.goal))
_FOR_STANDING = (
    joinedload(Target.cycle), joinedload(Target.goal), joinedload(Target.program), joinedload(Target.owner), _OF_THE_INDICATOR,
    selectinload(Target.points),
)
# One target has few sponsors and causes: joined, they come with it instead of in statements of their own.
_FOR_ITS_PAGE = (
    joinedload(Target.collector), joinedload(Target.override_by),
    joinedload(Target.need).options(joinedload(Need.department), joinedload(Need.causes)),
    joinedload(Target.goal).joinedload(Goal.sponsorships).joinedload(Sponsorship.person),
    selectinload(Target.steps).joinedload(Step.owner),
)
# What is asked for a value, and what it is called: no plan, no people.
_TO_ENTER = (joinedload(Target.cycle), joinedload(Target.goal), joinedload(Target.program), _OF_THE_INDICATOR)


def targets_of(
    cycle_id: int, viewer: Actor, *, program_id: int | None = None, goal_id: int | None = None, owner_id: int | None = None,
    for_assessment: bool = False, among: ColumnElement[bool] | None = None,
) -> list[Target]:
    """The targets of a cycle that the viewer may see, by program and due date, with what standings need.

    `among` narrows them. `for_assessment` also loads what the SMART rules look at.
    """
    query = (
        select(Target)
        .where(Target.cycle_id == cycle_id, Target.archived_at.is_(None))
        .outerjoin(Target.program)
        .order_by(Program.name.is_(None), Program.name, Target.due_on, Target.id)
    )
    wanted = ((Target.program_id, program_id), (Target.goal_id, goal_id), (Target.owner_id, owner_id))
    for column, value in wanted:
        if value is not None:
            query = query.where(column == value)
    if among is not None:
        query = query.where(among)
    query = _with_standing(query)
    if for_assessment:
        query = _with_assessment(query)
    return list(db.session.scalars(visible(query, viewer, Target)))


def targets_by_id(target_ids: Iterable[int], viewer: Actor) -> list[Target]:
    """Several targets with what standings need, in the order of their ids."""
    query = _with_standing(select(Target).where(Target.id.in_(set(target_ids))).order_by(Target.id))
    return list(db.session.scalars(visible(query, viewer, Target)))


def target_for(viewer: Actor, target_id: int) -> Target | None:
    """One target with what its page shows; None when it does not exist for the viewer."""
    return _one(viewer, target_id, (*_FOR_STANDING, *_FOR_ITS_PAGE))


def target_to_enter(viewer: Actor, target_id: int) -> Target | None:
    """One target with what is asked for a value of it; None when it does not exist for the viewer."""
    return _one(viewer, target_id, _TO_ENTER)


def _one(viewer: Actor, target_id: int, options: Sequence[ORMOption]) -> Target | None:
    query = select(Target).where(Target.id == target_id).options(*options)
    target: Target | None = db.session.scalars(visible(query, viewer, Target)).unique().one_or_none()
    return target


def actions_on(target_id: int, viewer: Actor) -> list[Action]:
    """The corrective actions on a target, with their owners, by due date."""
    query = (
        select(Action).where(Action.target_id == target_id).options(joinedload(Action.owner))
        .order_by(Action.due_on, Action.id)
    )
    return list(db.session.scalars(visible(query, viewer, Action)))


def need_behind(target: Target, viewer: Actor) -> Need | None:
    """The need that a target (as `target_for` loads it) answers, with its causes, if the viewer may see it."""
    return target.need if target.need is not None and can(viewer, Permission.PLAN_READ, target.need) else None


def observations_of(indicator_id: int) -> list[Observation]:
    """Every value ever recorded for an indicator, superseded ones too, the latest period first."""
    query = (
        select(Observation).where(Observation.indicator_id == indicator_id).options(joinedload(Observation.recorded_by))
        .order_by(Observation.period_end.desc(), Observation.id.desc())
    )
    return list(db.session.scalars(query))


def observation_by_id(indicator_id: int, observation_id: int) -> Observation | None:
    """One value of an indicator."""
    query = (
        select(Observation).where(Observation.id == observation_id, Observation.indicator_id == indicator_id)
        .options(joinedload(Observation.recorded_by))
    )
    return db.session.scalar(query)


def value_in(indicator_id: int, starts_on: date, ends_on: date) -> Observation | None:
    """The valid value of an indicator for exactly this period."""
    query = (
        select(Observation)
        .where(Observation.indicator_id == indicator_id, Observation.period_start == starts_on,
               Observation.period_end == ends_on, Observation.superseded_at.is_(None))
        .options(joinedload(Observation.recorded_by))
    )
    return db.session.scalar(query)


@dataclass(frozen=True, slots=True)
class Owed:
    """A value that somebody is to enter for a fortnight, with what is there."""

    target: Target
    given: Observation | None  # for this fortnight
    last: Observation | None  # of an earlier period

    @property
    def is_due(self) -> bool:
        return self.given is None


BY_PROGRAM = Order(By(Target.program_id, whole, may_be_empty=True), By(Target.id, whole))


def owed_values(
    viewer: Actor, cycle_id: int, starts_on: date, ends_on: date, seek: Seek = FIRST, *, everybody: bool = False
) -> Page[Owed]:
    """The values for a fortnight of the targets that the viewer owns or collects (or of all): those that are due and those
    that are given already. What is collected less often is due when its time has passed since the last value.

    A page is made of so many targets; it shows fewer where nothing is due.
    """
    query = select(Target).where(
        Target.cycle_id == cycle_id, Target.archived_at.is_(None), Target.starts_on <= ends_on, Target.due_on >= starts_on
    )
    if not everybody:
        query = query.where(or_(Target.owner_id == viewer.person_id, Target.collector_id == viewer.person_id))
    page = page_of(visible(query.options(*_TO_ENTER), viewer, Target), BY_PROGRAM, seek)
    latest = _latest_values({target.indicator_id for target in page.rows}, ends_on)
    owed, seen = [], set()
    for target in page.rows:
        if target.indicator_id in seen:  # two targets may follow the same values: they are entered once
            continue
        seen.add(target.indicator_id)
        mine = latest.get(target.indicator_id, [])
        given = next((one for one in mine if one.period_end >= starts_on), None)
        last = next((one for one in mine if one.period_end < starts_on), None)
        is_early = last is not None and (ends_on - last.period_end).days < target.collected_every_days
        if given is not None or not is_early:
            owed.append(Owed(target, given, last))
    return page.with_rows(owed)


def n_owed_values(viewer: Actor, cycle_id: int, starts_on: date, ends_on: date) -> int:
    """How many of `owed_values` are due; one statement that reads no values but their days."""
    valid = (
        Observation.indicator_id == Target.indicator_id, Observation.superseded_at.is_(None), Observation.period_end <= ends_on,
    )
    last = select(func.max(Observation.period_end)).where(*valid, Observation.period_end < starts_on).scalar_subquery()
    given = select(Observation.id).where(*valid, Observation.period_end >= starts_on).exists()
    query = (
        select(Target.indicator_id, Target.collected_every_days, last)
        .where(
            Target.cycle_id == cycle_id, Target.archived_at.is_(None), Target.starts_on <= ends_on, Target.due_on >= starts_on,
            ~given, or_(Target.owner_id == viewer.person_id, Target.collector_id == viewer.person_id),
            visible_rows(viewer, Target),
        )
        .order_by(*BY_PROGRAM.sorted())
    )
    due: dict[int, bool] = {}  # two targets may follow the same values: the first in the list decides
    for indicator_id, every_days, last_on in db.session.execute(query):
        due.setdefault(indicator_id, last_on is None or (ends_on - last_on).days >= every_days)
    return sum(due.values())


def _latest_values(indicator_ids: set[int], until: date) -> dict[int, list[Observation]]:
    """The two latest valid values of each indicator, the later first."""
    place = func.row_number().over(
        partition_by=Observation.indicator_id, order_by=(Observation.period_end.desc(), Observation.id.desc())
    )
    ranked = (
        select(Observation.id, place.label("place"))
        .where(Observation.indicator_id.in_(indicator_ids), Observation.superseded_at.is_(None),
               Observation.period_end <= until)
        .subquery()
    )
    query = (
        select(Observation).join(ranked, ranked.c.id == Observation.id).where(ranked.c.place <= 2)
        .options(joinedload(Observation.recorded_by)).order_by(Observation.period_end.desc())
    )
    found: dict[int, list[Observation]] = {}
    for observation in db.session.scalars(query):
        found.setdefault(observation.indicator_id, []).append(observation)
    return found


@dataclass(frozen=True, slots=True)
class Likely:
    """What a new target for a program probably leads to."""

    goal_id: int | None
    need_id: int | None


def likely_links(program_id: int) -> Likely:
    """The goal and the need of a program, where it has just one of them."""
    def only(column: Any, owner: Any) -> Any:
        return select(case((func.count() == 1, func.min(column)))).where(owner == program_id).scalar_subquery()

    links = select(only(Impact.goal_id, Impact.program_id), only(ProgramNeed.need_id, ProgramNeed.program_id))
    return Likely(*db.session.execute(links).one())


def ready_to_stand(query: Select[Any]) -> Select[Any]:
    """Let a query for targets load what standings alone look at: no people, no programs."""
    return query.options(
        joinedload(Target.cycle), joinedload(Target.indicator).joinedload(Indicator.measure),
        joinedload(Target.indicator).joinedload(Indicator.goal), selectinload(Target.points),
    )


def ready_to_assess(query: Select[Any]) -> Select[Any]:
    """Let a query for targets load all that standings and assessments look at."""
    return _with_assessment(_with_standing(query))


def _with_standing(query: Select[Target]) -> Select[Target]:
    return query.options(*_FOR_STANDING)


def _with_assessment(query: Select[Target]) -> Select[Target]:
    return query.options(
        selectinload(Target.steps).joinedload(Step.owner),
        joinedload(Target.need).selectinload(Need.causes),
        joinedload(Target.goal).selectinload(Goal.sponsorships).joinedload(Sponsorship.person),
    )


__all__ = [
    "Likely", "OriginalPlan", "Owed", "Standing", "Tally", "TargetRow", "ValueRow", "ValueRules", "actions_on", "assessments",
    "bounds_of", "chart_of", "check_cycle", "check_period", "counts_up", "fewest_respondents",
    "finding_of", "forecast_points", "is_hidden", "is_kept_on", "likely_links", "n_owed_values", "need_behind",
    "observation_by_id", "observations_of", "observed_of", "original_plan_of", "owed_values", "ready_to_assess",
    "ready_to_stand", "scale_of", "standing_of", "standings", "tally_of", "target_for", "target_rows", "target_to_enter",
    "targets_by_id", "targets_of", "trajectory_of", "value_in", "value_rows", "values_of", "with_units",
]
