"""Reads about briefs, and everything that a brief is made of, with a fixed number of statements."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date

from sqlalchemy import ColumnElement, Select, func, or_, select, true
from sqlalchemy.orm import joinedload, selectinload, undefer

from planner.domain.aggregation import Observed
from planner.domain.values import BriefState
from planner.features.actions.queries import actions_on
from planner.features.briefs.material import OUTCOME, Material, Series, Source
from planner.features.goals.queries import goals_of
from planner.features.targets.queries import Standing, fewest_respondents, is_hidden, standing_of, targets_of, values_of
from planner.infra.keyset import FIRST, By, Order, Page, Seek, page_of, whole
from planner.models import Action, Brief, Goal, Impact, Indicator, Measure, Observation, Organization, Program, Target, db
from planner.permissions import Actor, visible, visible_rows

NEWEST_FIRST = Order(By(Brief.number, whole, is_descending=True), By(Brief.id, whole))


def briefs_of(cycle_id: int, viewer: Actor, seek: Seek = FIRST) -> Page[Brief]:
    """The briefs of a cycle that the viewer may read, the latest first."""
    query = (
        select(Brief)
        .where(Brief.cycle_id == cycle_id)
        .options(joinedload(Brief.issued_by), joinedload(Brief.program), joinedload(Brief.goal))
    )
    return page_of(visible(query, viewer, Brief), NEWEST_FIRST, seek)


def brief_for(viewer: Actor, brief_id: int) -> Brief | None:
    """One brief with what it was frozen as; None when it does not exist for the viewer."""
    query = (
        select(Brief)
        .where(Brief.id == brief_id)
        .options(
            joinedload(Brief.cycle), joinedload(Brief.program), joinedload(Brief.goal), joinedload(Brief.issued_by),
            undefer(Brief.snapshot),
        )
    )
    brief: Brief | None = db.session.scalar(visible(query, viewer, Brief))
    return brief


def pdf_of(brief: Brief) -> bytes | None:
    """The bytes that were issued; None for a draft."""
    return db.session.scalar(select(Brief.pdf).where(Brief.id == brief.id, Brief.state == BriefState.ISSUED))


def next_number(cycle_id: int) -> int:
    """The number that the next brief of a cycle gets."""
    return (db.session.scalar(select(func.max(Brief.number)).where(Brief.cycle_id == cycle_id)) or 0) + 1


def readable_ids(target_ids: Iterable[int], action_ids: Iterable[int], viewer: Actor) -> tuple[set[int], set[int]]:
    """Which of these targets and actions the reader of a brief may open."""
    targets = select(Target.id).where(Target.id.in_(set(target_ids)), visible_rows(viewer, Target))
    actions = select(Action.id).where(Action.id.in_(set(action_ids)), visible_rows(viewer, Action))
    return set(db.session.scalars(targets)), set(db.session.scalars(actions))


def material_for(brief: Brief, viewer: Actor, house: Organization | None) -> Material:
    """Everything that a brief (with its cycle) is made of, as far as the viewer may see it, on the day of its figures."""
    cycle, on = brief.cycle, brief.as_of_on
    programs = _programs(brief, viewer)
    program_ids = {program.id for program in programs}
    targets = chosen_targets(brief, targets_of(cycle.id, viewer, among=_targets_about(brief, program_ids)), program_ids)
    goals = _chosen_goals(brief, goals_of(cycle.id, viewer), programs, targets)
    goal_ids = {goal.id for goal in goals}
    outcomes = _outcomes(targets_of(cycle.id, viewer, among=Target.indicator_id.in_(_results_of(goal_ids))), goal_ids)
    indicators = _indicators(brief, goal_ids, program_ids)
    indicators |= {target.indicator_id: target.indicator for target in (*targets, *outcomes)}
    values = values_of(indicators, on)
    fewest = fewest_respondents(house)
    return Material(
        cycle=cycle, on=on, house=house, about=_about(brief), is_whole=brief.program_id is None and brief.goal_id is None,
        goals=tuple(goals), programs=tuple(programs), targets=tuple(targets),
        outcomes={target.indicator.goal_id: target for target in outcomes if target.indicator.goal_id is not None},
        standings={target.id: _standing(target, values, on, house) for target in {*targets, *outcomes}},
        series={
            indicator_id: Series(indicator, tuple(
                one for one in values.get(indicator_id, ()) if not is_hidden(indicator.measure, one.respondents, fewest)
            )) for indicator_id, indicator in indicators.items()
        },
        actions=tuple(actions_on([target.id for target in targets])), sources=_sources(indicators, on),
    )


def _standing(target: Target, values: Mapping[int, list[Observed]], on: date, house: Organization | None) -> Standing:
    """As the target's own page has it; but "goal result" is called by what the goal measures."""
    standing = standing_of(target, values.get(target.indicator_id, ()), on, house)
    goal = target.indicator.goal
    if target.indicator.measure.code == OUTCOME and goal is not None and goal.outcome_measure:
        return replace(standing, measure=goal.outcome_measure)
    return standing


def chosen_targets(brief: Brief, targets: Iterable[Target], program_ids: set[int]) -> list[Target]:
    """The targets that a brief is about. A target of a program that serves several goals goes with the goal it names."""
    if brief.program_id is not None:
        return [target for target in targets if target.program_id == brief.program_id]
    if brief.goal_id is None:
        return list(targets)
    return [
        target for target in targets
        if target.goal_id == brief.goal_id or (target.goal_id is None and target.program_id in program_ids)
    ]


def program_ids_serving(goal_id: int) -> set[int]:
    """The programs with a planned impact on a goal."""
    return set(db.session.scalars(select(Impact.program_id).where(Impact.goal_id == goal_id)))


def _targets_about(brief: Brief, program_ids: set[int]) -> ColumnElement[bool]:
    """Narrows to what `chosen_targets` may choose: a brief about one program does not read the other thousands."""
    if brief.program_id is not None:
        return Target.program_id == brief.program_id
    if brief.goal_id is not None:
        return or_(Target.goal_id == brief.goal_id, Target.goal_id.is_(None) & Target.program_id.in_(program_ids))
    return true()


def _results_of(goal_ids: set[int]) -> Select[int]:
    """The indicators of the goals' own results."""
    return select(Indicator.id).join(Indicator.measure).where(Indicator.goal_id.in_(goal_ids), Measure.code == OUTCOME)


def _programs(brief: Brief, viewer: Actor) -> list[Program]:
    """The programs that a brief is about, by name."""
    query = (
        select(Program)
        .where(Program.cycle_id == brief.cycle_id, Program.archived_at.is_(None))
        .options(
            selectinload(Program.impacts).joinedload(Impact.goal), selectinload(Program.impacts).joinedload(Impact.agreed_by)
        )
        .order_by(Program.name)
    )
    if brief.program_id is not None:
        query = query.where(Program.id == brief.program_id)
    elif brief.goal_id is not None:
        query = query.where(Program.id.in_(select(Impact.program_id).where(Impact.goal_id == brief.goal_id)))
    return list(db.session.scalars(visible(query, viewer, Program)))


def _chosen_goals(brief: Brief, goals: list[Goal], programs: list[Program], targets: list[Target]) -> list[Goal]:
    if brief.goal_id is not None:
        return [goal for goal in goals if goal.id == brief.goal_id]
    if brief.program_id is None:
        return goals
    served = {impact.goal_id for program in programs for impact in program.impacts} | {target.goal_id for target in targets}
    return [goal for goal in goals if goal.id in served]


def _about(brief: Brief) -> str:
    if brief.program is not None:
        return brief.program.name
    return brief.goal.statement if brief.goal is not None else ""


def _outcomes(targets: list[Target], goal_ids: set[int]) -> list[Target]:
    """For each goal the target on its own measure."""
    found: dict[int, Target] = {}
    for target in sorted(targets, key=lambda one: (one.indicator.population, one.id)):
        goal_id = target.indicator.goal_id
        if target.indicator.measure.code == OUTCOME and goal_id is not None and goal_id in goal_ids:
            found.setdefault(goal_id, target)
    return list(found.values())


def _indicators(brief: Brief, goal_ids: set[int], program_ids: set[int]) -> dict[int, Indicator]:
    """What is followed: of the programs, of the goals, and, when all of it is told, of the whole function."""
    wanted = Indicator.program_id.in_(program_ids) | Indicator.goal_id.in_(goal_ids)
    if brief.program_id is None and brief.goal_id is None:
        wanted |= Indicator.program_id.is_(None) & Indicator.goal_id.is_(None)
    query = (
        select(Indicator)
        .where(Indicator.cycle_id == brief.cycle_id, wanted)
        .options(joinedload(Indicator.measure), joinedload(Indicator.goal), joinedload(Indicator.program))
        .order_by(Indicator.measure_id, Indicator.id)
    )
    return {indicator.id: indicator for indicator in db.session.scalars(query)}


def _sources(indicator_ids: Iterable[int], on: date) -> tuple[Source, ...]:
    query = (
        select(Observation.indicator_id, Observation.source, func.count())
        .where(Observation.indicator_id.in_(set(indicator_ids)), Observation.superseded_at.is_(None),
               Observation.period_end <= on)
        .group_by(Observation.indicator_id, Observation.source)
        .order_by(Observation.indicator_id, Observation.source)
    )
    return tuple(Source(*row) for row in db.session.execute(query))
