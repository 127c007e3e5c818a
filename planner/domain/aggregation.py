"""How the values of periods make one value, as declared for each measure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import accumulate

from planner.domain.values import Aggregation

MINIMUM_RESPONDENTS = 5


@dataclass(frozen=True, slots=True)
class Observed:
    """What was observed in a period, both days inclusive. `value` is in the measure's unit.

    `to_date`: since the cycle's start, for distinct counts. `numerator`/`denominator`: behind a rate or a cost per head.
    `respondents`: answers behind a survey value, and its weight.
    """

    period_start: date
    period_end: date
    value: Decimal
    to_date: Decimal | None = None
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    respondents: int | None = None


@dataclass(frozen=True, slots=True)
class Point:
    """An actual value on a day: the last day of the period that it stands for."""

    on: date
    value: Decimal


def is_suppressed(respondents: int | None, minimum: int = MINIMUM_RESPONDENTS) -> bool:
    """Whether so few answered that the value could point at a person."""
    return respondents is not None and respondents < minimum


def aggregate(observations: Iterable[Observed], how: Aggregation, *, scale: int = 1) -> Decimal | None:
    """One value for all the observations; None when there are none, or when they cannot be put together.

    `scale` is 100 for a ratio in percent. Rates without their parts and distinct counts without a value to date
    cannot be aggregated, except where there is a single observation.
    """
    ordered = sorted(observations, key=lambda one: (one.period_end, one.period_start))
    if not ordered:
        return None
    if how is Aggregation.SUM:
        return sum((one.value for one in ordered), Decimal(0))
    if how is Aggregation.LAST:
        return ordered[-1].value
    if how is Aggregation.WEIGHTED_MEAN:
        return _weighted_mean(ordered)
    if how is Aggregation.RATIO_OF_SUMS:
        return _ratio_of_sums(ordered, scale)
    return _distinct(ordered)


def actuals(observations: Iterable[Observed], how: Aggregation, *, is_cumulative: bool, scale: int = 1) -> tuple[Point, ...]:
    """The series that is compared with the plan: the value of each period, or the aggregate since the first."""
    ordered = sorted(observations, key=lambda one: (one.period_end, one.period_start))
    if not is_cumulative:
        return tuple(Point(one.period_end, one.value) for one in ordered)
    if how is Aggregation.SUM:
        sums = accumulate(one.value for one in ordered)
        return tuple(Point(one.period_end, total) for one, total in zip(ordered, sums, strict=True))
    points = []
    for end, one in enumerate(ordered, start=1):
        value = aggregate(ordered[:end], how, scale=scale)
        if value is not None:
            points.append(Point(one.period_end, value))
    return tuple(points)


def _weighted_mean(observations: Sequence[Observed]) -> Decimal | None:
    if len(observations) == 1:
        return observations[0].value
    if any(one.respondents is None for one in observations):
        return None
    weight = sum(one.respondents or 0 for one in observations)
    if weight == 0:
        return None
    return sum((one.value * (one.respondents or 0) for one in observations), Decimal(0)) / weight


def _ratio_of_sums(observations: Sequence[Observed], scale: int) -> Decimal | None:
    parts = [(one.numerator, one.denominator) for one in observations]
    tops = [top for top, bottom in parts if top is not None and bottom is not None]
    bottoms = [bottom for top, bottom in parts if top is not None and bottom is not None]
    if len(tops) != len(observations):
        return observations[0].value if len(observations) == 1 else None
    total = sum(bottoms, Decimal(0))
    return None if total == 0 else sum(tops, Decimal(0)) / total * scale


def _distinct(observations: Sequence[Observed]) -> Decimal | None:
    last = observations[-1]
    if last.to_date is not None:
        return last.to_date
    return last.value if len(observations) == 1 else None
