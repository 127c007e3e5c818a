"""Where everything of a plan chart lies on the paper, before a line of it is drawn."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import pairwise

from planner.charts.figure import ForecastPoint, PlanChart, Point
from planner.charts.labels import Box, Segment, Spot, free_spot, push_apart
from planner.charts.lettering import printable, text_width
from planner.charts.scale import DayScale, ValueScale, day_scale, month_starts, value_scale

NARROW_BELOW = 520
"""Under this width there is no room beside the lines: their names become a key above them."""


@dataclass(frozen=True, slots=True)
class Lettering:
    """A line of text: its baseline starts, ends or centres at (x, y)."""

    text: str
    x: float
    y: float
    role: str
    anchor: str = "start"
    is_bold: bool = False

    def box(self, size: float) -> Box:
        width = text_width(self.text, size) * (1.06 if self.is_bold else 1)
        left = {"start": self.x, "end": self.x - width, "middle": self.x - width / 2}[self.anchor]
        return Box(left, self.y - size * 0.8, width, size * 1.05)


@dataclass(frozen=True, slots=True)
class Frame:
    """The plot: its edges, and how values and days come to lie in it."""

    plot: Box
    values: ValueScale
    days: DayScale

    def x(self, day: date) -> float:
        return self.plot.left + self.plot.width * self.days.share(day)

    def y(self, value: Decimal) -> float:
        return self.plot.bottom - self.plot.height * self.values.share(value)

    def spot(self, point: Point | ForecastPoint) -> Spot:
        return self.x(point.on), self.y(point.value)

    def path(self, points: tuple[Point, ...] | tuple[ForecastPoint, ...], *, is_stepped: bool = False) -> list[Spot]:
        """The corners of a line through the points."""
        spots = [self.spot(point) for point in points]
        if not is_stepped:
            return spots
        corners = spots[:1]
        for before, after in pairwise(spots):
            corners += [(after[0], before[1]), after]
        return corners


@dataclass(frozen=True, slots=True)
class EndLabel:
    """What is written at the end of a line, in one or two rows; the lowest `rank` is left out last."""

    role: str
    rows: tuple[str, ...]
    value: Decimal
    rank: int


def end_labels(chart: PlanChart) -> list[EndLabel]:
    """The names of the lines with their last values, in the words of the reader."""
    words = chart.words
    labels = []
    if chart.plan:
        last = chart.plan[-1]
        labels.append(EndLabel("plan", (f"{words.plan} {words.number(last.value)}",), last.value, 0))
    if chart.forecast:
        end = chart.forecast[-1]
        rows = [f"{words.forecast} {words.number(end.value)}"]
        if end.low is not None and end.high is not None:
            rows.append(words.likely_range(end.low, end.high))
        labels.append(EndLabel("forecast", tuple(rows), end.value, 1))
    if chart.original_plan:
        last = chart.original_plan[-1]
        labels.append(EndLabel("plan-old", (f"{words.original_plan} {words.number(last.value)}",), last.value, 2))
    return [EndLabel(x.role, tuple(map(printable, x.rows)), x.value, x.rank) for x in labels]


def actual_label(chart: PlanChart) -> str:
    """The last actual value with its name; says that there is none when there is none."""
    if not chart.actual:
        return printable(chart.words.no_values)
    return printable(f"{chart.words.actual} {chart.words.number(chart.actual[-1].value)}")


def values_of(chart: PlanChart, *, n_ticks: int) -> ValueScale:
    return value_scale(list(chart.values()), bounds=chart.fixed_range, n_ticks=n_ticks)


def days_of(chart: PlanChart) -> DayScale:
    """The days of the lines; of an empty chart those around today."""
    days = list(chart.days()) or ([chart.today] if chart.today else [flag.on for flag in chart.flags])
    return day_scale(days or [date(2000, 1, 1)])


def place_end_labels(labels: list[EndLabel], frame: Frame, size: float) -> list[Lettering]:
    """Beside the right edge, each near its line, pushed apart; the least important go when there is no room."""
    row_height = size * 1.25
    kept = sorted(labels, key=lambda label: label.rank)
    while kept and sum(len(label.rows) for label in kept) * row_height > frame.plot.height + row_height:
        kept.pop()
    heights = [len(label.rows) * row_height for label in kept]
    centres = push_apart(
        [frame.y(label.value) for label in kept],
        heights,
        top=frame.plot.top - row_height / 2,
        bottom=frame.plot.bottom + row_height / 2,
    )
    placed = []
    for label, centre, height in zip(kept, centres, heights, strict=True):
        for i, row in enumerate(label.rows):
            y = centre - height / 2 + row_height * i + size * 0.9
            role = label.role if i == 0 else "muted"
            placed.append(Lettering(row, frame.plot.right + size * 0.6, y, role, is_bold=i == 0))
    return placed


def place_actual_label(
    chart: PlanChart, frame: Frame, size: float, taken: list[Box], poles: list[float]
) -> Lettering | None:
    """Beside the last actual value where it hides the least; somewhere free when there is no value."""
    text = actual_label(chart)
    role, is_bold = ("actual", True) if chart.actual else ("muted", False)
    width, height = text_width(text, size), size * 1.05
    within, lines = _roomy(frame.plot, size), segments(chart, frame)
    lines += [((x, frame.plot.top), (x, frame.plot.bottom)) for x in poles]
    box = None
    if chart.actual:
        x, y = frame.spot(chart.actual[-1])
        away = size * 0.7
        rows = (y + away, y - away - height)
        near = [Box(left, top, width, height) for top in rows for left in (x - width / 2, x + away, x - away - width)]
        box = free_spot(near, within=within, taken=taken, lines=lines)
    if box is None:
        box = free_spot(_corners(frame.plot, width, height), within=within, taken=taken, lines=lines)
    return Lettering(text, box.left, box.top + size * 0.8, role, is_bold=is_bold) if box else None


def _corners(plot: Box, width: float, height: float) -> list[Box]:
    places = [(x, y) for y in (0.85, 0.15) for x in (0.98, 0.02)]
    return [
        Box(plot.left + (plot.width - width) * x, plot.top + (plot.height - height) * y, width, height)
        for x, y in places
    ]


def segments(chart: PlanChart, frame: Frame) -> list[Segment]:
    """Everything drawn as a line, in pieces."""
    lines = [
        frame.path(chart.plan, is_stepped=chart.is_stepped),
        frame.path(chart.original_plan, is_stepped=chart.is_stepped),
        frame.path(chart.actual),
        frame.path(chart.forecast),
    ]
    return [piece for line in lines for piece in pairwise(line)]


def place_months(frame: Frame, chart: PlanChart, size: float, baseline: float) -> list[Lettering]:
    """Names of months, the year under the first and each January; first and last day when it is all within one."""
    words = chart.words
    n_fitting = int(frame.plot.width / (size * 3.4))
    starts = month_starts(frame.days, at_most=max(2, min(12, n_fitting)))
    if len(starts) < 2:
        ends = ((frame.days.start, "start"), (frame.days.end, "end"))
        return [Lettering(printable(words.day(on)), frame.x(on), baseline, "muted", anchor) for on, anchor in ends]
    lettering, year = [], None
    for on in starts:
        x = frame.x(on)
        lettering.append(Lettering(printable(words.month(on)), x, baseline, "muted", "middle"))
        if on.year != year:
            lettering.append(Lettering(str(on.year), x, baseline + size * 1.2, "muted", "middle"))
            year = on.year
    return lettering


def _roomy(box: Box, size: float) -> Box:
    return Box(box.left, box.top - size * 0.2, box.width + size * 0.3, box.height)
