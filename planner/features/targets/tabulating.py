"""The values of a target as rows: each period with plan, value, difference, and what was corrected."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from planner.domain.cycles import FORTNIGHT_DAYS, Period, fortnights
from planner.features.targets.standing import Standing, is_hidden
from planner.models import Observation, Target


@dataclass(frozen=True, slots=True)
class ValueRow:
    """A period. Without an observation nothing was recorded for it."""

    period_start: date
    period_end: date
    plan: Decimal | None
    actual: Decimal | None  # what is compared with the plan: the period's value, or the total so far
    observation: Observation | None
    corrected: tuple[Observation, ...] = ()  # what stood there before, the latest first
    is_hidden: bool = False  # so few people answered that the value is not shown

    @property
    def difference(self) -> Decimal | None:
        return None if self.actual is None or self.plan is None else self.actual - self.plan


def value_rows(
    target: Target, standing: Standing, observations: Iterable[Observation], fewest_respondents: int
) -> list[ValueRow]:
    """The latest period first. Fortnights of the target that are over and have no value have a row as well."""
    known = [one for one in observations if one.period_end <= standing.on]
    by_id = {one.id: one for one in known}
    measure = target.indicator.measure
    series = {point.on: point.value for point in standing.points}
    rows = []
    for one in known:
        if one.superseded_at is None:
            hidden = is_hidden(measure, one.respondents, fewest_respondents)
            actual = None if hidden else series.get(one.period_end, None if target.is_cumulative else one.value)
            rows.append(ValueRow(
                one.period_start, one.period_end, standing.expected_on(one.period_end), actual, one,
                tuple(old for old in _before(one, by_id) if not is_hidden(measure, old.respondents, fewest_respondents)), hidden,
            ))
    rows += [
        ValueRow(period.starts_on, period.ends_on, standing.expected_on(period.ends_on), None, None)
        for period in missing_periods(target, standing.on, known)
    ]
    return sorted(rows, key=lambda row: (row.period_end, row.period_start), reverse=True)


def missing_periods(target: Target, on: date, observations: Iterable[Observation]) -> list[Period]:
    """The fortnights of the target that are over and have no valid value; none for what is collected less often."""
    if target.collected_every_days > FORTNIGHT_DAYS:
        return []
    ends = [one.period_end for one in observations if one.superseded_at is None]
    return [
        period for period in fortnights(target.cycle.starts_on, target.cycle.ends_on)
        if target.starts_on <= period.ends_on <= on and period.starts_on < target.due_on
        and not any(day in period for day in ends)
    ]


def _before(observation: Observation, by_id: dict[int, Observation]) -> tuple[Observation, ...]:
    before = []
    while observation.supersedes_id is not None and observation.supersedes_id in by_id:
        observation = by_id[observation.supersedes_id]
        before.append(observation)
    return tuple(before)
