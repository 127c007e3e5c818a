"""From values and days to places on the paper: round ticks, months, and the shares between them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal, localcontext

Bounds = tuple[Decimal | None, Decimal | None]

_EARLY_IN_THE_MONTH = 10

_PRECISION = 60
"""Enough digits that a range of one in a million million still has a step."""


@dataclass(frozen=True, slots=True)
class ValueScale:
    """The vertical axis: from the first tick to the last."""

    ticks: tuple[Decimal, ...]
    span: Decimal

    @property
    def low(self) -> Decimal:
        return self.ticks[0]

    @property
    def high(self) -> Decimal:
        return self.ticks[-1]

    def share(self, value: Decimal) -> float:
        """How high a value lies, 0 at the bottom and 1 at the top. Only the share is a float: the value never is."""
        return min(1.0, max(0.0, float((value - self.low) / self.span)))


@dataclass(frozen=True, slots=True)
class DayScale:
    """The horizontal axis: from the first day to the last."""

    start: date
    end: date

    def share(self, day: date) -> float:
        n_days = (self.end - self.start).days
        return min(1.0, max(0.0, (day - self.start).days / n_days))

    def covers(self, day: date) -> bool:
        return self.start <= day <= self.end


def value_scale(values: Sequence[Decimal], *, bounds: Bounds = (None, None), n_ticks: int = 5) -> ValueScale:
    """Round ticks around the values, never beyond the bounds unless a value is."""
    with localcontext(prec=_PRECISION):
        low, high = min(values, default=Decimal(0)), max(values, default=Decimal(1))
        if high == low:
            low, high = _around(low, bounds)
        step = _round_step((high - low) / n_ticks)
        first = (low / step).to_integral_value(ROUND_FLOOR)
        last = (high / step).to_integral_value(ROUND_CEILING)
        # Numbers of very different size lose digits, even with sixty of them: an axis needs two ticks all the same.
        last = max(last, first + 1)
        n_steps = int(last - first)
        return ValueScale(tuple((first + k) * step for k in range(n_steps + 1)), span=n_steps * step)


def day_scale(days: Sequence[date]) -> DayScale:
    """From the first day to the last; a fortnight on each side of a single day."""
    start, end = min(days), max(days)
    if start == end:
        start = start - min(timedelta(14), start - date.min)
        end = end + min(timedelta(14), date.max - end)
    return DayScale(start, end)


def month_starts(scale: DayScale, *, at_most: int) -> tuple[date, ...]:
    """The first days of months, thinned to every second, third, sixth, … so that no more than `at_most` remain.

    A scale that starts a few days into a month, as years of fortnights do, has that month too, on its own first day.
    """
    begins = scale.start.year * 12 + scale.start.month - 1
    first = begins if scale.start.day <= _EARLY_IN_THE_MONTH else begins + 1
    last = scale.end.year * 12 + scale.end.month - 1
    for n_months in (1, 2, 3, 6, 12, 24, 60, 120, 240, 600, 1200, 6000, 12000):
        # From January on; a year that starts in another month keeps its own first month when there is room for it.
        begin = first if n_months <= 2 else -(-first // n_months) * n_months
        months = range(begin, last + 1, n_months)
        if len(months) <= max(1, at_most):
            return tuple(max(date(m // 12, m % 12 + 1, 1), scale.start) for m in months)
    return ()


def _around(value: Decimal, bounds: Bounds) -> tuple[Decimal, Decimal]:
    margin = abs(value) / 10 or Decimal(1)
    low, high = value - margin, value + margin
    floor, ceiling = bounds
    if floor is not None and low < floor <= value:
        low = floor
    if ceiling is not None and high > ceiling >= value:
        high = ceiling
    return low, high if high > low else low + margin


def _round_step(raw: Decimal) -> Decimal:
    """The next 1, 2 or 5 times a power of ten."""
    power = Decimal(1).scaleb(raw.adjusted())
    return next(power * factor for factor in (1, 2, 5, 10) if power * factor >= raw)
