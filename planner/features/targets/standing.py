"""Where targets stand on a day: values, plan and status, for any number of targets with one question to the database."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from planner.charts.finding import amount, gap, headline
from planner.domain.aggregation import MINIMUM_RESPONDENTS, Observed, Point, actuals, is_suppressed
from planner.domain.cycles import fortnights
from planner.domain.forecast import Forecast
from planner.domain.messages import Message, msg
from planner.domain.status import Bands, StatusAssessment, status_on, statuses_from
from planner.domain.trajectory import PlanPoint, Trajectory, expected_on, plan_points, steps_of
from planner.domain.units import PERCENT, unit_of
from planner.domain.values import Aggregation, Direction, Status, TrajectoryKind
from planner.models import Measure, Observation, Organization, Target, db


@dataclass(frozen=True, slots=True)
class Standing:
    """A target on a day. Values are in `unit`; `shown_status` is the override where there is one."""

    target_id: int
    on: date
    measure: str
    unit: str
    direction: Direction
    is_cumulative: bool
    is_running_total: bool
    status: Status
    reason: Message
    shown_status: Status
    override_reason: str
    cycle_starts_on: date
    cycle_ends_on: date
    bands: Bands
    bounds: tuple[Decimal | None, Decimal | None] = (None, None)  # between which the measure can lie
    trajectory: Trajectory | None = None
    points: tuple[Point, ...] = ()
    actual: Decimal | None = None
    actual_on: date | None = None
    expected: Decimal | None = None  # the plan for the day of the actual
    share: Decimal | None = None
    forecast: Forecast | None = None
    forecast_share: Decimal | None = None
    n_suppressed: int = 0

    @property
    def is_overridden(self) -> bool:
        return self.override_reason != ""

    @property
    def difference(self) -> Decimal | None:
        """Actual less plan on the day of the actual."""
        return None if self.actual is None or self.expected is None else self.actual - self.expected

    @property
    def age_days(self) -> int | None:
        """How old the latest value is."""
        return None if self.actual_on is None else (self.on - self.actual_on).days

    @property
    def plan(self) -> tuple[PlanPoint, ...]:
        """The plan at the start, at the end of each fortnight, at its own points, and at the due date."""
        return () if self.trajectory is None else planned(self.trajectory, self.cycle_starts_on, self.cycle_ends_on)

    def expected_on(self, day: date) -> Decimal | None:
        """The plan for any day."""
        return None if self.trajectory is None else expected_on(self.trajectory, day)


def standings(targets: Iterable[Target], on: date, organization: Organization | None) -> dict[int, Standing]:
    """Each target's standing on a day, by its id: from the valid values of periods that had ended by then.

    The targets come with cycle, points, and indicator with measure and goal (as `targets_of` loads them).
    """
    listed = list(targets)
    values = values_of({target.indicator_id for target in listed}, on)
    return {target.id: standing_of(target, values.get(target.indicator_id, ()), on, organization) for target in listed}


def standing_of(
    target: Target, observed: Iterable[Observed], on: date, organization: Organization | None
) -> Standing:
    """One target's standing from the values of its indicator."""
    seen = _seen(target, observed, organization)
    trajectory = trajectory_of(target)
    found = _without_plan(seen.points) if trajectory is None else status_on(trajectory, seen.points, on, **seen.how)
    return _standing(target, trajectory, seen, found, on, organization)


def stretches_of(
    target: Target, observed: Iterable[Observed], organization: Organization | None, *, since: date
) -> list[tuple[date, Standing]]:
    """The standing from a day on, as long as nothing new is recorded: (first day, standing) in order of time.

    The first stretch is said to begin with time itself: days before the last value, and before `since`, are not told apart.
    `observed` are all valid values.
    """
    seen = _seen(target, observed, organization)
    trajectory = trajectory_of(target)
    found = [(date.min, _without_plan(seen.points))]
    if trajectory is not None:
        found = list(statuses_from(trajectory, seen.points, **seen.how, since=since))
    begin = max(since, found[0][0])
    days = {first for first, _status in found[1:]}
    if target.override_on is not None and target.override_on > begin:
        days.add(target.override_on)
    stretches = []
    for day in (date.min, *sorted(days)):
        on = max(day, begin)
        status = [one for first, one in found if first <= on][-1]
        stretches.append((day, _standing(target, trajectory, seen, status, on, organization)))
    return stretches


@dataclass(frozen=True, slots=True)
class _Seen:
    """What the values of a target come to, and how they are judged."""

    points: tuple[Point, ...]
    n_suppressed: int
    bands: Bands
    how: dict[str, Any]


def _seen(target: Target, observed: Iterable[Observed], organization: Organization | None) -> _Seen:
    indicator, measure = target.indicator, target.indicator.measure
    everything = list(observed)
    kept = [one for one in everything if not is_hidden(measure, one.respondents, fewest_respondents(organization))]
    points = actuals(kept, measure.aggregation, is_cumulative=target.is_cumulative, scale=scale_of(indicator.unit))
    bands = Bands(organization.band_on_track, organization.band_at_risk) if organization else Bands()
    how = {
        "direction": indicator.direction, "is_cumulative": is_running_total(target),
        "collected_every_days": target.collected_every_days, "bands": bands, "bounds": bounds_of(measure),
    }
    return _Seen(points, len(everything) - len(kept), bands, how)


def _without_plan(points: tuple[Point, ...]) -> StatusAssessment:
    reason = msg("There is no baseline, so there is no plan to compare with. Enter the value before the start.")
    last = points[-1] if points else None
    return StatusAssessment(Status.NO_DATA, reason, last.value if last else None, last.on if last else None)


def _standing(
    target: Target, trajectory: Trajectory | None, seen: _Seen, found: StatusAssessment, on: date,
    organization: Organization | None,
) -> Standing:
    indicator, measure = target.indicator, target.indicator.measure
    is_overridden = target.override_status is not None and target.override_on is not None and target.override_on <= on
    override = target.override_status if is_overridden else None
    return Standing(
        target_id=target.id, on=on, measure=measure.name, unit=indicator.unit, direction=indicator.direction,
        is_cumulative=target.is_cumulative, is_running_total=is_running_total(target), status=found.status,
        reason=with_units(found.reason, indicator.unit, organization.currency if organization else ""),
        shown_status=override or found.status, override_reason=target.override_reason if is_overridden else "",
        cycle_starts_on=target.cycle.starts_on, cycle_ends_on=target.cycle.ends_on, bands=seen.bands,
        bounds=bounds_of(measure), trajectory=trajectory, points=seen.points,
        actual=found.actual, actual_on=found.actual_on, expected=found.expected, share=found.share,
        forecast=found.forecast, forecast_share=found.forecast_share, n_suppressed=seen.n_suppressed,
    )


def values_of(indicator_ids: Iterable[int], on: date) -> dict[int, list[Observed]]:
    """The valid values of periods that ended by the day, in order of time, by indicator."""
    columns = (
        Observation.indicator_id, Observation.period_start, Observation.period_end, Observation.value, Observation.to_date,
        Observation.numerator, Observation.denominator, Observation.respondents,
    )
    query = (
        select(*columns)
        .where(Observation.indicator_id.in_(set(indicator_ids)), Observation.superseded_at.is_(None),
               Observation.period_end <= on)
        .order_by(Observation.period_end, Observation.period_start)
    )
    found: dict[int, list[Observed]] = {}
    for row in db.session.execute(query):
        found.setdefault(row[0], []).append(Observed(*row[1:]))
    return found


def observed_of(observations: Iterable[Observation], on: date) -> list[Observed]:
    """The valid values among some rows, of periods that ended by the day, in order of time."""
    valid = [one for one in observations if one.superseded_at is None and one.period_end <= on]
    return [
        Observed(one.period_start, one.period_end, one.value, one.to_date, one.numerator, one.denominator, one.respondents)
        for one in sorted(valid, key=lambda one: (one.period_end, one.period_start))
    ]


def trajectory_of(target: Target) -> Trajectory | None:
    """The plan of a target; None without a baseline, unless it counts from zero."""
    baseline = target.baseline_value
    if baseline is None:
        if not target.is_cumulative:
            return None
        baseline = Decimal(0)
    points = tuple((point.on, point.value) for point in sorted(target.points, key=lambda point: point.on))
    return Trajectory(target.trajectory, target.starts_on, target.due_on, baseline, target.target_value, points)


def planned(trajectory: Trajectory, cycle_starts_on: date, cycle_ends_on: date) -> tuple[PlanPoint, ...]:
    """The points of a plan: fortnights of the cycle, and the days on which it bends or steps."""
    until = max(cycle_ends_on, trajectory.due_on)
    found = {point.on: point for point in plan_points(trajectory, fortnights(cycle_starts_on, until))}
    if trajectory.kind is TrajectoryKind.STEPPED:
        found |= {day: PlanPoint(day, expected_on(trajectory, day)) for day, _value in steps_of(trajectory)}
    return tuple(found[day] for day in sorted(found))


def counts_up(aggregation: Aggregation) -> bool:
    """Whether a target on such a measure is about the total since the year began, unless it says otherwise."""
    return aggregation in (Aggregation.SUM, Aggregation.DISTINCT)


def is_running_total(target: Target) -> bool:
    """Whether the values since the year began can only add up. A rate to date is cumulative too, but may fall."""
    return target.is_cumulative and counts_up(target.indicator.measure.aggregation)


def scale_of(unit: str) -> int:
    """What a ratio is multiplied with to be in the unit."""
    return unit_of(unit).scale


def fewest_respondents(organization: Organization | None) -> int:
    """From how many answers a value of a survey is shown."""
    return organization.minimum_respondents if organization else MINIMUM_RESPONDENTS


def is_hidden(measure: Measure, respondents: int | None, minimum: int) -> bool:
    """Whether the value of a survey could point at a person because so few answered."""
    asks_people = measure.is_survey or measure.aggregation is Aggregation.WEIGHTED_MEAN
    return asks_people and is_suppressed(respondents, minimum)


def is_share(measure: Measure) -> bool:
    """Whether the values are parts of a whole, from 0 to 100 percent.

    Returns, variances against a plan and results of the organization may well lie outside.
    """
    return measure.unit == PERCENT and measure.level <= 3 and measure.direction is not Direction.PLAN


def bounds_of(measure: Measure) -> tuple[Decimal | None, Decimal | None]:
    """Between which values a measure can lie."""
    unit = unit_of(measure.unit)
    if unit.name == PERCENT:
        return unit.bounds if is_share(measure) else (None, None)
    if counts_up(measure.aggregation) and not unit.is_money:
        return Decimal(0), unit.most
    return unit.bounds


# What the placeholders of the domain's sentences stand for.
_VALUES = ("actual", "expected", "forecast", "target", "value")
_DIFFERENCES = ("asked", "best", "gap")


def with_units(message: Message, unit: str, currency: str = "") -> Message:
    """The same sentence with the unit behind each value."""

    def named(key: str, value: object) -> object:
        if not isinstance(value, Decimal):
            return value
        if key in _VALUES:
            return amount(headline(value), unit, currency=currency)
        return gap(headline(value), unit, currency=currency) if key in _DIFFERENCES else value

    return Message(message.text, {key: named(key, value) for key, value in message.values.items()})
