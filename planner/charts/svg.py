"""Plan against actual as SVG: drawn by the server, so that it is there without JavaScript, in print and in mail.

From `layout.NARROW_BELOW` upwards the names of the lines stand beside them, below that above the plot. Letters keep
their size only when the drawing is shown about as wide as it was drawn, so a page holds a wide and a narrow one
(`plan_chart_pair`) and its style sheet shows the one that fits.
"""

from collections.abc import Mapping
from xml.etree.ElementTree import Element, SubElement, tostring

from planner.charts.events import Event, Lanes, place_lanes
from planner.charts.figure import PlanChart
from planner.charts.labels import Box, Spot
from planner.charts.layout import (
    NARROW_BELOW,
    EndLabel,
    Frame,
    Lettering,
    actual_label,
    days_of,
    end_labels,
    place_actual_label,
    place_end_labels,
    place_months,
    values_of,
)
from planner.charts.lettering import fitted, printable, text_width
from planner.charts.theme import SCREEN, Palette


def plan_chart_svg(chart: PlanChart, *, width: int = 720, height: int = 300, palette: Palette = SCREEN) -> str:
    """The chart as one `<svg>` element with a title and a description; give `NARROW_BELOW` or less for a phone."""
    drawing = _Drawing(chart, width, height, palette)
    return tostring(drawing.draw(), encoding="unicode", short_empty_elements=True)


def plan_chart_pair(chart: PlanChart, *, palette: Palette = SCREEN) -> tuple[str, str]:
    """The chart drawn wide and drawn narrow, for a page that shows one of the two."""
    return (
        plan_chart_svg(chart, width=720, height=300, palette=palette),
        plan_chart_svg(chart, width=352, height=330, palette=palette),
    )


def describe(chart: PlanChart) -> str:
    """What the picture shows, for those who do not see it: the subtitle and the last value of each line."""
    parts = [chart.subtitle, actual_label(chart)]
    parts += [", ".join(label.rows) for label in end_labels(chart)]
    return printable(". ".join(part.rstrip(". ") for part in parts if part))


class _Drawing:
    """One chart on one piece of paper. Measures first, then draws from the back to the front."""

    def __init__(self, chart: PlanChart, width: int, height: int, palette: Palette) -> None:
        self.chart = chart
        self.palette = palette
        self.size = palette.font_size
        self.width = float(width)
        self.height = float(height)
        self.is_narrow = width < NARROW_BELOW
        self.ends = end_labels(chart)
        self.key = self._key_rows() if self.is_narrow else []
        self.frame, self.lanes = self._measure()
        self.root = Element("svg", self._root_attributes())

    def draw(self) -> Element:
        SubElement(self.root, "title").text = printable(self.chart.title)
        SubElement(self.root, "desc").text = describe(self.chart)
        self._draw_grid()
        self._draw_events()
        self._draw_lines()
        self._draw_lettering()
        return self.root

    def _root_attributes(self) -> dict[str, str]:
        attributes = {
            "xmlns": "http://www.w3.org/2000/svg",
            "viewBox": f"0 0 {_n(self.width)} {_n(self.height)}",
            "width": _n(self.width),
            "height": _n(self.height),
            "role": "img",
            "aria-label": printable(self.chart.title),
            "font-family": self.palette.font_family,
            "font-size": _n(self.size),
        }
        if self.palette.has_classes:
            attributes["class"] = f"chart {'chart-narrow' if self.is_narrow else 'chart-wide'}"
        return attributes

    # Measuring

    def _measure(self) -> tuple[Frame, Lanes]:
        size, chart = self.size, self.chart
        values = values_of(chart, n_ticks=4 if self.is_narrow or self.height < 200 else 5)
        days = days_of(chart)
        ticks = [printable(chart.words.bare(tick)) for tick in values.ticks]
        left = min(max(text_width(tick, size) for tick in ticks) + size * 0.6, self.width * 0.3)
        right = self.width - (size * 1.4 if self.is_narrow else self._column_width())
        right = max(right, left + 40)
        lanes = place_lanes(chart, days, left=left, right=right, size=size)
        top = size * (0.9 + 1.4 * lanes.n_rows + 1.4 * len(self.key))
        bottom = max(self.height - size * 2.9, top + 40)
        return Frame(Box(left, top, right - left, bottom - top), values, days), lanes

    def _column_width(self) -> float:
        """Room for the names at the line ends; long ones are broken before their value, then cut."""
        room = self.width * 0.27
        self.ends = [_broken(label, self.chart, self.size, room) for label in self.ends]
        widest = max((text_width(row, self.size) for label in self.ends for row in label.rows), default=0.0)
        return min(widest, room) + self.size * 0.9

    def _key_rows(self) -> list[tuple[str, str]]:
        rows = [("actual", actual_label(self.chart))] if self.chart.actual else []
        rows += [(label.role, ", ".join(label.rows)) for label in self.ends]
        return [(role, fitted(text, self.size, self.width - self.size * 3)) for role, text in rows]

    # Drawing

    def _draw_grid(self) -> None:
        plot = self.frame.plot
        has_values = next(self.chart.values(), None) is not None
        for tick in self.frame.values.ticks:
            y = self.frame.y(tick)
            self._line((plot.left, y), (plot.right, y), "grid")
            if not has_values:
                continue
            label = fitted(printable(self.chart.words.bare(tick)), self.size, plot.left - self.size * 0.5)
            self._write(Lettering(label, plot.left - self.size * 0.5, y + self.size * 0.33, "muted", "end"))
        months = place_months(self.frame, self.chart, self.size, plot.bottom + self.size * 1.35)
        for lettering in months:
            if lettering.anchor == "middle":
                self._line((lettering.x, plot.bottom), (lettering.x, plot.bottom + self.size * 0.3), "axis")
            self._write(self._kept_inside(lettering))

    def _draw_events(self) -> None:
        plot = self.frame.plot
        if self.lanes.unit.text:
            self._write(self._in_row(self.lanes.unit, 0))
        for event in self.lanes.events:
            y = self._row_y(event.row)
            if event.flag is None:
                dashes = {"stroke-dasharray": "2 3"}
                self._line((event.x, y - self.size * 0.5), (event.x, plot.bottom), "today", dashes)
                self._letter(event)
            else:
                self._draw_flag(event, y)

    def _draw_flag(self, event: Event, y: float) -> None:
        assert event.flag is not None
        group = SubElement(self.root, "g")
        day = printable(self.chart.words.day(event.flag.on))
        SubElement(group, "title").text = f"{day}: {printable(event.flag.label)}"
        pole = {"stroke-dasharray": "1 3", "stroke-opacity": "0.7"}
        self._line((event.x, y + self.size * 0.2), (event.x, self.frame.plot.bottom), "flag", pole, group)
        s = self.size
        if event.lettering is None:
            return
        cloth = f"h{_n(s * 0.75)}l{_n(-s * 0.22)} {_n(s * 0.3)} {_n(s * 0.22)} {_n(s * 0.3)}h{_n(-s * 0.75)}"
        cloth = f"M{_n(event.x)} {_n(y + s * 0.25)}v{_n(-s)}{cloth}"
        SubElement(group, "path", {"d": cloth, "stroke-width": "1.4", **self.palette.line("flag")})
        self._letter(event, group)

    def _draw_lines(self) -> None:
        chart, frame = self.chart, self.frame
        if chart.has_band():
            points = chart.banded()
            lows = [(frame.x(p.on), frame.y(p.low)) for p in points if p.low is not None]
            highs = [(frame.x(p.on), frame.y(p.high)) for p in points if p.high is not None]
            band = {"points": _points(lows + highs[::-1]), "fill-opacity": "0.13", **self.palette.shape("band")}
            SubElement(self.root, "polygon", band)
        self._polyline(frame.path(chart.original_plan, is_stepped=chart.is_stepped), "plan-old", "1.5")
        self._polyline(frame.path(chart.plan, is_stepped=chart.is_stepped), "plan", "2")
        self._polyline(frame.path(chart.forecast), "forecast", "2", {"stroke-dasharray": "5 4"})
        self._polyline(frame.path(chart.actual), "actual", "2.5")
        for x, y in frame.path(chart.actual):
            self._dot(x, y, "actual")
        self._lone_dots()

    def _lone_dots(self) -> None:
        """A line of one point would not be seen."""
        chart = self.chart
        if len(chart.plan) == 1:
            self._dot(*self.frame.spot(chart.plan[0]), "plan")
        if len(chart.original_plan) == 1:
            self._dot(*self.frame.spot(chart.original_plan[0]), "plan-old")
        if len(chart.forecast) == 1:
            self._dot(*self.frame.spot(chart.forecast[0]), "forecast")

    def _draw_lettering(self) -> None:
        taken = [self._in_row(e.lettering, e.row).box(self.size) for e in self.lanes.events if e.lettering]
        if self.is_narrow:
            self._draw_key()
        else:
            placed = place_end_labels(self.ends, self.frame, self.size)
            for lettering in placed:
                room = self.width - lettering.x
                self._write(_with_text(lettering, fitted(lettering.text, self.size, room)))
            taken += [lettering.box(self.size) for lettering in placed]
        if not self.is_narrow or not self.chart.actual:
            poles = [event.x for event in self.lanes.events]
            label = place_actual_label(self.chart, self.frame, self.size, taken, poles)
            if label:
                self._write(label)

    def _draw_key(self) -> None:
        for i, (role, text) in enumerate(self.key):
            y = self.size * (1.0 + 1.4 * i)
            sample = {"stroke-width": "2", **({"stroke-dasharray": "5 4"} if role == "forecast" else {})}
            self._line((0, y - self.size * 0.3), (self.size * 1.8, y - self.size * 0.3), role, sample)
            if role == "actual":
                self._dot(self.size * 0.9, y - self.size * 0.3, role)
            self._write(Lettering(text, self.size * 2.4, y, "muted" if role.startswith("plan") else role))

    # Single marks

    def _row_y(self, row: int) -> float:
        return self.frame.plot.top - self.size * (0.8 + 1.4 * row)

    def _in_row(self, lettering: Lettering, row: int) -> Lettering:
        return Lettering(
            lettering.text, lettering.x, self._row_y(row), lettering.role, lettering.anchor, lettering.is_bold
        )

    def _letter(self, event: Event, parent: Element | None = None) -> None:
        if event.lettering:
            self._write(self._in_row(event.lettering, event.row), parent)

    def _kept_inside(self, lettering: Lettering) -> Lettering:
        """Lettering centred too near to the edge is moved just inside."""
        box = lettering.box(self.size)
        shift = min(0.0, self.width - box.right) + max(0.0, -box.left)
        return Lettering(lettering.text, lettering.x + shift, lettering.y, lettering.role, lettering.anchor)

    def _write(self, lettering: Lettering, parent: Element | None = None) -> None:
        role = "muted" if lettering.role in ("plan", "plan-old") else lettering.role
        attributes = {"x": _n(lettering.x), "y": _n(lettering.y), **self.palette.text(role)}
        if lettering.anchor != "start":
            attributes["text-anchor"] = lettering.anchor
        if lettering.is_bold:
            attributes["font-weight"] = "600"
        SubElement(self.root if parent is None else parent, "text", attributes).text = lettering.text

    def _line(
        self, start: Spot, end: Spot, role: str, more: Mapping[str, str] | None = None, parent: Element | None = None
    ) -> None:
        places = {"x1": _n(start[0]), "y1": _n(start[1]), "x2": _n(end[0]), "y2": _n(end[1])}
        attributes = {**places, **self.palette.line(role), **(more or {})}
        SubElement(self.root if parent is None else parent, "line", attributes)

    def _polyline(self, spots: list[Spot], role: str, stroke: str, more: Mapping[str, str] | None = None) -> None:
        if len(spots) >= 2:
            attributes = {"points": _points(spots), "stroke-width": stroke, "stroke-linejoin": "round"}
            SubElement(self.root, "polyline", {**attributes, **self.palette.line(role), **(more or {})})

    def _dot(self, x: float, y: float, role: str) -> None:
        SubElement(self.root, "circle", {"cx": _n(x), "cy": _n(y), "r": "3", **self.palette.shape(role)})


def _broken(label: EndLabel, chart: PlanChart, size: float, room: float) -> EndLabel:
    """The name and the value of a label in two rows when one row is too long."""
    first = label.rows[0]
    number = printable(chart.words.number(label.value))
    if text_width(first, size) <= room or not first.endswith(number) or first == number:
        return label
    return EndLabel(label.role, (first.removesuffix(number).rstrip(), number, *label.rows[1:]), label.value, label.rank)


def _with_text(lettering: Lettering, text: str) -> Lettering:
    return Lettering(text, lettering.x, lettering.y, lettering.role, lettering.anchor, lettering.is_bold)


def _points(spots: list[Spot]) -> str:
    return " ".join(f"{_n(x)},{_n(y)}" for x, y in spots)


def _n(number: float) -> str:
    """A coordinate with one decimal, which is finer than a printer."""
    return f"{number:.1f}".removesuffix(".0")
