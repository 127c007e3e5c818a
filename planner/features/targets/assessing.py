"""What the SMART rules say about targets, for any number of them with two questions to the database."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import pairwise

from sqlalchemy import String, cast, func, literal, or_, select, union_all

from planner.domain.cycles import FORTNIGHT_DAYS, review_dates
from planner.domain.forecast import drift_per_fortnight
from planner.domain.smart import SmartAssessment, SmartInput, assess
from planner.domain.values import Direction, MeasureType
from planner.features.targets.standing import Standing, is_share
from planner.models import Goal, Indicator, Measure, ReviewSeries, Target, db


def assessments(targets: Iterable[Target], standings: Mapping[int, Standing]) -> dict[int, SmartAssessment]:
    """The SMART assessment of each target, by its id. The targets come as `targets_of(..., for_assessment=True)` loads them."""
    listed = list(targets)
    around = _Surroundings.of(listed)
    return {target.id: assess(_input(target, standings[target.id], around)) for target in listed}


@dataclass(frozen=True, slots=True)
class _Surroundings:
    """What lies around the targets: other targets of their owners and programs, and the reviews of their cycles."""

    n_open_by_owner: Mapping[int, int]
    types_by_program: Mapping[int, set[MeasureType]]
    series: tuple[ReviewSeries, ...]

    @staticmethod
    def of(targets: list[Target]) -> "_Surroundings":
        cycle_ids = {target.cycle_id for target in targets}
        program_ids = {target.program_id for target in targets if target.program_id is not None}
        n_open: dict[int, int] = {}
        types: dict[int, set[MeasureType]] = {}
        owners = (
            select(literal("owner"), Target.owner_id, func.count(), literal(""))
            .where(Target.cycle_id.in_(cycle_ids), Target.archived_at.is_(None),
                   Target.owner_id.in_({target.owner_id for target in targets if target.owner_id is not None}))
            .group_by(Target.owner_id)
        )
        kinds = (
            select(literal("program"), Target.program_id, literal(0), cast(Measure.type, String)).distinct()
            .join(Target.indicator).join(Indicator.measure)
            .where(Target.program_id.in_(program_ids), Target.archived_at.is_(None))
        )
        for what, key, n, kind in db.session.execute(union_all(owners, kinds)):
            if key is None:
                continue
            if what == "owner":
                n_open[key] = n
            else:
                types.setdefault(key, set()).add(MeasureType(kind))
        series = db.session.scalars(
            select(ReviewSeries).where(
                ReviewSeries.cycle_id.in_(cycle_ids),
                or_(ReviewSeries.program_id.is_(None), ReviewSeries.program_id.in_(program_ids)),
            )
        )
        return _Surroundings(n_open, types, tuple(series))

    def first_review_on(self, target: Target) -> date | None:
        """The first review after the target starts, of its program or of the whole portfolio."""
        found = [
            day
            for series in self.series
            if series.cycle_id == target.cycle_id and series.program_id in (None, target.program_id)
            for day in review_dates(series.first_on, target.due_on, series.every_days)
            if day >= target.starts_on
        ]
        return min(found, default=None)

    def is_balanced(self, target: Target) -> bool | None:
        if target.program_id is None:
            return None
        types = self.types_by_program.get(target.program_id, set())
        return {MeasureType.EFFICIENCY, MeasureType.EFFECTIVENESS} <= types


def _input(target: Target, standing: Standing, around: _Surroundings) -> SmartInput:
    sponsor = next((one for one in target.goal.sponsorships if one.is_lead), None) if target.goal else None
    dated = [step for step in target.steps if step.owner_id is not None and step.due_on is not None]
    return SmartInput(
        statement=target.statement, measure_name=standing.measure, population=population_of(target), unit=standing.unit,
        direction=standing.direction, baseline=target.baseline_value, baseline_on=target.baseline_on,
        target=target.target_value, source=target.source, has_collector=(target.collector_id or target.owner_id) is not None,
        collected_every_days=target.collected_every_days, is_lagging=target.is_lagging, is_milestone=target.is_milestone,
        is_stretch=target.is_stretch, is_multi_year=target.is_multi_year,
        owner_is_active=target.owner is not None and target.owner.is_active_on(standing.on),
        n_open_targets_of_owner=around.n_open_by_owner.get(target.owner_id or 0, 0),
        n_steps=len(target.steps), n_steps_with_owner_and_date=len(dated),
        is_share=is_share(target.indicator.measure), best_change_per_period=best_change(standing),
        drift_per_period=drift_per_fortnight([point for point in standing.points if point.on <= target.starts_on]),
        program_is_funded=bool(target.program and target.program.budget),
        need_gap=target.need.gap if target.need and target.need.unit == standing.unit else None,
        starts_on=target.starts_on, due_on=target.due_on, cycle_starts_on=target.cycle.starts_on,
        cycle_ends_on=target.cycle.ends_on,
        n_planned_values_before_due=sum(target.starts_on < point.on < target.due_on for point in standing.plan),
        first_review_on=around.first_review_on(target), has_goal=target.goal_id is not None,
        has_need_with_accepted_cause=target.need is not None and any(cause.is_accepted for cause in target.need.causes),
        no_need_reason=target.no_need_reason, sponsor_agreed_on=sponsor.agreed_on if sponsor else None,
        has_efficiency_and_effectiveness=around.is_balanced(target),
    )


def population_of(target: Target) -> str:
    """Whom the measure is about: the part that was named, else the audience of the program or the program itself."""
    if target.indicator.population:
        return target.indicator.population
    if target.program is not None:
        return target.program.audience or target.program.name
    return _outcome(target.goal) if target.goal is not None else ""


def _outcome(goal: Goal) -> str:
    return goal.outcome_measure or goal.statement


def best_change(standing: Standing) -> Decimal | None:
    """The largest change in the better direction between two values so far, for a fortnight; None with fewer than three."""
    if len(standing.points) < 3:
        return None
    sign = -1 if standing.direction is Direction.DOWN else 1
    changes = [
        (later.value - earlier.value) * sign * FORTNIGHT_DAYS / (later.on - earlier.on).days
        for earlier, later in pairwise(standing.points) if later.on > earlier.on
    ]
    best = max(changes, default=Decimal(0))
    return best if best > 0 else None
