"""What a chart of plan against actual is made of. SVG, Plotly and table all start from one `PlanChart`."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Point:
    """A value on a day."""

    on: date
    value: Decimal

    def __post_init__(self) -> None:
        _must_be_finite(self.value)


@dataclass(frozen=True, slots=True)
class ForecastPoint:
    """Where a value is expected to be, with the bounds of the likely range when they are known."""

    on: date
    value: Decimal
    low: Decimal | None = None
    high: Decimal | None = None

    def __post_init__(self) -> None:
        for number in (self.value, self.low, self.high):
            if number is not None:
                _must_be_finite(number)


@dataclass(frozen=True, slots=True)
class Flag:
    """Something that happened and may explain a bend in the line: a corrective action."""

    on: date
    label: str


@dataclass(frozen=True, slots=True)
class ChartWords:
    """Everything that depends on the reader's language, handed in by the caller so that no chart knows a language.

    `number` names the unit ("57 %"), `bare` leaves it out ("57"), `gap` is for differences ("3 points"): a difference
    of two percentages is not a percentage. `bare` labels the axis, so it must not round. `likely_range` says the bounds
    of the forecast ("62 – 68 (80 %)"). `month` is short ("Jul"); `day` is complete ("11 July 2027").
    """

    plan: str
    original_plan: str
    actual: str
    forecast: str
    today: str
    no_values: str
    date_heading: str
    difference: str
    number: Callable[[Decimal], str]
    bare: Callable[[Decimal], str]
    gap: Callable[[Decimal], str]
    likely_range: Callable[[Decimal, Decimal], str]
    day: Callable[[date], str]
    month: Callable[[date], str]
    separators: str = ".,"
    """Decimal point and group separator, as Plotly wants them: ".," in English, ",." in Dutch."""


@dataclass(frozen=True, slots=True)
class PlanChart:
    """Plan, original plan, actual values and forecast of one measure; the title states the finding."""

    title: str
    subtitle: str
    unit: str
    words: ChartWords
    plan: tuple[Point, ...] = ()
    original_plan: tuple[Point, ...] = ()
    actual: tuple[Point, ...] = ()
    forecast: tuple[ForecastPoint, ...] = ()
    flags: tuple[Flag, ...] = ()
    today: date | None = None
    is_stepped: bool = False
    """The plan holds its value until the next step, instead of moving towards it."""
    fixed_range: tuple[Decimal | None, Decimal | None] = field(default=(None, None))
    """The axis never leaves these bounds: (0, 100) for a share, (0, None) for a count, unless a value itself does."""

    def __post_init__(self) -> None:
        # The lines are read from left to right, whatever the order in which a query returned the points.
        for name in ("plan", "original_plan", "actual", "forecast", "flags"):
            object.__setattr__(self, name, tuple(sorted(getattr(self, name), key=lambda item: item.on)))

    def days(self) -> Iterator[date]:
        """Every day on which something is drawn on a line."""
        for series in (self.plan, self.original_plan, self.actual, self.forecast):
            for point in series:
                yield point.on

    def values(self) -> Iterator[Decimal]:
        """Every value that must fit on the axis."""
        for series in (self.plan, self.original_plan, self.actual, self.forecast):
            for point in series:
                yield point.value
        for point in self.forecast:
            for bound in (point.low, point.high):
                if bound is not None:
                    yield bound

    def has_band(self) -> bool:
        return len(self.banded()) >= 2

    def banded(self) -> tuple[ForecastPoint, ...]:
        """The forecast points that have both bounds."""
        return tuple(p for p in self.forecast if p.low is not None and p.high is not None)

    def plan_on(self, day: date) -> Decimal | None:
        """The planned value on a day: read from the line between the two nearest points; None outside the plan."""
        return read_line(self.plan, day, is_stepped=self.is_stepped)


def _must_be_finite(number: Decimal) -> None:
    if not number.is_finite():
        raise ValueError("a chart cannot draw a value that is not a number")


def read_line(points: tuple[Point, ...], day: date, *, is_stepped: bool) -> Decimal | None:
    """The value of a line on a day between its first and its last point."""
    before = next((p for p in reversed(points) if p.on <= day), None)
    after = next((p for p in points if p.on >= day), None)
    if before is None or after is None:
        return None
    if is_stepped or before.on == after.on:
        return before.value
    share = Decimal((day - before.on).days) / Decimal((after.on - before.on).days)
    return before.value + (after.value - before.value) * share
