"""The title of a chart: a sentence that says what there is to see.

The sentences never make the measure's name the subject of "is" or "are", because the name may be singular or plural
("Application rate", "Unique participants"); and each says on which day it was so.
"""

from collections.abc import Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

from planner.charts.figure import ForecastPoint, Point, read_line
from planner.domain.messages import N_, Message, msg
from planner.domain.values import Direction


class _Wordings(NamedTuple):
    """One observation said with and without a forecast."""

    alone: str
    with_forecast: str


_ON_PLAN = _Wordings(
    N_("%(measure)s kept to plan until %(day)s"),
    N_("%(measure)s kept to plan until %(day)s and will end near %(forecast)s"),
)

# Above and below the plan are called differently when higher is better, when lower is better, and when neither is.
_ABOVE = {
    Direction.UP: _Wordings(
        N_("%(measure)s stood %(gap)s ahead of plan on %(day)s"),
        N_("%(measure)s stood %(gap)s ahead of plan on %(day)s and will end near %(forecast)s"),
    ),
    Direction.DOWN: _Wordings(
        N_("%(measure)s stood %(gap)s over plan on %(day)s; lower is better"),
        N_("%(measure)s stood %(gap)s over plan on %(day)s and will end near %(forecast)s; lower is better"),
    ),
    Direction.PLAN: _Wordings(
        N_("%(measure)s stood %(gap)s above plan on %(day)s"),
        N_("%(measure)s stood %(gap)s above plan on %(day)s and will end near %(forecast)s"),
    ),
}
_BELOW = {
    Direction.UP: _Wordings(
        N_("%(measure)s stood %(gap)s behind plan on %(day)s"),
        N_("%(measure)s stood %(gap)s behind plan on %(day)s and will end near %(forecast)s"),
    ),
    Direction.DOWN: _Wordings(
        N_("%(measure)s stood %(gap)s under plan on %(day)s; lower is better"),
        N_("%(measure)s stood %(gap)s under plan on %(day)s and will end near %(forecast)s; lower is better"),
    ),
    Direction.PLAN: _Wordings(
        N_("%(measure)s stood %(gap)s below plan on %(day)s"),
        N_("%(measure)s stood %(gap)s below plan on %(day)s and will end near %(forecast)s"),
    ),
}
_SHORT_OF_TARGET = {
    Direction.UP: N_("%(measure)s ended %(gap)s short of the target of %(target)s on %(day)s"),
    Direction.DOWN: N_("%(measure)s ended %(gap)s over the target of %(target)s on %(day)s"),
    Direction.PLAN: N_("%(measure)s ended %(gap)s away from the target of %(target)s on %(day)s"),
}


def finding(
    *,
    measure: str,
    unit: str,
    direction: Direction,
    plan: Sequence[Point] = (),
    actual: Sequence[Point] = (),
    forecast: Sequence[ForecastPoint] = (),
    is_stepped: bool = False,
    currency: str = "",
) -> Message:
    """What the series say about the measure: how far from plan on the day of the last value, and how it will end."""
    plan, actual = sorted(plan, key=lambda p: p.on), sorted(actual, key=lambda p: p.on)
    speak = _Speaker(measure, unit, currency)
    if not actual:
        return speak.no_value(plan)
    last = actual[-1]
    if plan and _is_met(plan, last, direction):
        text = N_("%(measure)s reached the target of %(target)s on %(day)s")
        return msg(text, measure=measure, target=speak.amount(plan[-1].value), day=last.on)
    if plan and last.on >= plan[-1].on:
        return speak.missed(last, plan[-1], direction)
    planned = read_line(tuple(plan), last.on, is_stepped=is_stepped)
    end = max(forecast, key=lambda p: p.on).value if forecast else None
    if planned is None:
        text = N_("%(measure)s stood at %(actual)s on %(day)s")
        return msg(text, measure=measure, actual=speak.amount(last.value), day=last.on)
    return speak.against_plan(last, planned, end, direction)


def amount(value: Decimal, unit: str, *, currency: str = "") -> Message:
    """A value with its unit, as a part of another message."""
    if unit == "percent":
        return msg(N_("%(number)s %%"), number=value)
    return msg("%(number)s %(unit)s", number=value, unit=_unit_word(unit, currency)) if unit else msg("%(n)s", n=value)


def gap(value: Decimal, unit: str, *, currency: str = "") -> Message:
    """A difference without its sign; two percentages differ by points."""
    size = abs(value)
    if unit in ("percent", "points"):
        return msg(N_("1 point")) if size == 1 else msg(N_("%(number)s points"), number=size)
    return amount(size, unit, currency=currency)


def headline(value: Decimal) -> Decimal:
    """Rounded for a sentence: whole numbers from a hundred, one decimal from one, else two significant digits."""
    size = abs(value)
    if size >= 100:
        exponent = 0
    elif size >= 1 or size == 0:
        exponent = -1
    else:
        exponent = size.adjusted() - 1
    rounded = value.quantize(Decimal(1).scaleb(exponent), ROUND_HALF_UP)
    whole = rounded.to_integral_value()
    return whole if whole == rounded else rounded.normalize()


class _Speaker:
    """Says things about one measure."""

    def __init__(self, measure: str, unit: str, currency: str) -> None:
        self.measure, self.unit, self.currency = measure, unit, currency

    def amount(self, value: Decimal) -> Message:
        return amount(headline(value), self.unit, currency=self.currency)

    def gap(self, value: Decimal) -> Message:
        return gap(headline(value), self.unit, currency=self.currency)

    def no_value(self, plan: Sequence[Point]) -> Message:
        if not plan:
            return msg(N_("There is no value and no plan for %(measure)s yet"), measure=self.measure)
        end = plan[-1]
        text = N_("There is no value for %(measure)s yet; the plan is %(target)s by %(day)s")
        return msg(text, measure=self.measure, target=self.amount(end.value), day=end.on)

    def missed(self, last: Point, end: Point, direction: Direction) -> Message:
        values = {"gap": self.gap(last.value - end.value), "target": self.amount(end.value), "day": last.on}
        return Message(_SHORT_OF_TARGET[direction], {"measure": self.measure, **values})

    def against_plan(self, last: Point, planned: Decimal, end: Decimal | None, direction: Direction) -> Message:
        distance = headline(last.value - planned)
        values: dict[str, str | date | Message] = {"measure": self.measure, "day": last.on}
        wordings = _ON_PLAN
        if distance:
            values["gap"] = self.gap(distance)
            wordings = (_ABOVE if distance > 0 else _BELOW)[direction]
        if end is None:
            return Message(wordings.alone, values)
        return Message(wordings.with_forecast, {**values, "forecast": self.amount(end)})


def _is_met(plan: Sequence[Point], last: Point, direction: Direction) -> bool:
    """Whether the target is reached.

    Before the due date that counts only when the plan moves in the better direction: costs below the year's budget in
    March are not a target met.
    """
    start, end = plan[0].value, plan[-1]
    if direction is Direction.PLAN:
        return last.on >= end.on and last.value == end.value
    sign = 1 if direction is Direction.UP else -1
    is_reached = (last.value - end.value) * sign >= 0
    return is_reached and (last.on >= end.on or (end.value - start) * sign > 0)


def _unit_word(unit: str, currency: str) -> str:
    """Units of money are named after the organization's currency; the rest are words, translated as they are."""
    if currency and (unit == "money" or unit.startswith("money ")):
        return currency + unit.removeprefix("money")
    return unit
