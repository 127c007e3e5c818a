"""The arithmetic of the reports of ISO/TS 30437: how much of the plan is reached, and what several parts come to together.

*Percent of plan* is the plain ratio that readers of such reports know, and not the share of the way that decides a status
(`status.share_of`): 57 of 60 planned is 95 percent, whatever the baseline. It is turned where lower is better, so that more
than 100 is always better than planned; where closest to plan is best it stays as it is, 104 being four over.

A ratio makes no sense where the plan or the baseline is below zero, or where nothing stands to be divided by. There the way
that is gone from the baseline, as a part of the way planned, takes its place; and where there is no such way, nothing is said.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from itertools import accumulate

from planner.domain.aggregation import Observed, Point, aggregate
from planner.domain.values import Aggregation, Direction

HUNDRED = Decimal(100)
_TENTH, _MILLIONTH = Decimal("0.1"), Decimal("0.000001")


def percent_of_plan(
    actual: Decimal | None, plan: Decimal | None, direction: Direction, *, baseline: Decimal | None = None
) -> Decimal | None:
    """How much of the plan is reached, in percent with one decimal; None where nothing sensible can be said."""
    if actual is None or plan is None:
        return None
    share = _ratio(actual, plan, direction, baseline)
    if share is None:
        share = _way_gone(actual, plan, direction, baseline)
    return None if share is None else (share * HUNDRED).quantize(_TENTH, ROUND_HALF_UP)


def _ratio(actual: Decimal, plan: Decimal, direction: Direction, baseline: Decimal | None) -> Decimal | None:
    if plan <= 0 or actual < 0 or (baseline is not None and baseline < 0):
        return None
    if direction is Direction.DOWN:
        return plan / actual if actual else None
    return actual / plan


def _way_gone(actual: Decimal, plan: Decimal, direction: Direction, baseline: Decimal | None) -> Decimal | None:
    if baseline is None or plan == baseline:
        return None
    leads_the_right_way = direction is Direction.PLAN or (plan > baseline) == (direction is Direction.UP)
    return (actual - baseline) / (plan - baseline) if leads_the_right_way else None


@dataclass(frozen=True, slots=True)
class Together:
    """What several parts come to. Without a value although there are parts, they cannot be added up."""

    value: Decimal | None
    until: date | None  # the last day that the value stands for
    n_parts: int

    @property
    def is_additive(self) -> bool:
        return self.value is not None or self.n_parts == 0


def together(parts: Iterable[Sequence[Observed]], how: Aggregation, *, scale: int = 1) -> Together:
    """The value to date of several parts of an organization, by the aggregation that their measure declares.

    A person who takes part in two programs is one person: distinct counts of several parts make no sum. Neither do last
    values (headcounts, medians), for nobody knows how much the parts overlap or weigh.
    """
    known = [part for part in parts if part]
    everything = [one for part in known for one in part]
    until = max((one.period_end for one in everything), default=None)
    if how in (Aggregation.DISTINCT, Aggregation.LAST) and len(known) > 1:
        return Together(None, until, len(known))
    value = aggregate(everything, how, scale=scale)
    return Together(None if value is None else rounded(value), until, len(known))


def running_total(parts: Iterable[Sequence[Observed]]) -> tuple[Point, ...]:
    """The total of several parts of a sum, at the end of every period that any of them has."""
    by_day: dict[date, Decimal] = {}
    for part in parts:
        for one in part:
            by_day[one.period_end] = by_day.get(one.period_end, Decimal(0)) + one.value
    days = sorted(by_day)
    totals = accumulate(by_day[day] for day in days)
    return tuple(Point(day, total) for day, total in zip(days, totals, strict=True))


def sum_of_all(values: Iterable[Decimal | None]) -> Decimal | None:
    """The sum, if every value is known: a plan for some of the parts is no plan for the whole."""
    known = list(values)
    if not known or any(value is None for value in known):
        return None
    return sum((value for value in known if value is not None), Decimal(0))


def rounded(value: Decimal) -> Decimal:
    """To the six decimals that values are kept with."""
    return value.quantize(_MILLIONTH, ROUND_HALF_UP) if value.as_tuple().exponent < -6 else value  # type: ignore[operator]
