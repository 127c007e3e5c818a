"""The lanes above the plot: the unit, today, and the corrective actions, in rows so that no words touch."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from planner.charts.figure import Flag, PlanChart
from planner.charts.labels import Box
from planner.charts.layout import Lettering
from planner.charts.lettering import fitted, printable
from planner.charts.scale import DayScale

MAX_ROWS = 4


@dataclass(frozen=True, slots=True)
class Event:
    """Something on a day: today (no flag) or a corrective action. Without lettering when the rows are full."""

    x: float
    row: int
    flag: Flag | None
    lettering: Lettering | None


@dataclass(frozen=True, slots=True)
class Lanes:
    """What stands above the plot. The lettering has y = 0: it is moved to its row when the rows are known."""

    unit: Lettering
    events: tuple[Event, ...]
    n_rows: int


def place_lanes(chart: PlanChart, days: DayScale, *, left: float, right: float, size: float) -> Lanes:
    """Rows from the plot upwards. Words stand right of their day: the latest is placed first, earlier ones rise."""
    unit = Lettering(fitted(printable(chart.unit), size, (right - left) * 0.5), 0, 0, "muted")
    lanes = _Lanes(right, (right - left) * 0.55, size)
    lanes.take(0, lanes.padded(unit.box(size)))
    happened: list[tuple[date, str, Flag | None]] = [(flag.on, flag.label, flag) for flag in chart.flags]
    if chart.today:
        happened.append((chart.today, chart.words.today, None))
    visible = sorted((what for what in happened if days.covers(what[0])), key=lambda what: what[0], reverse=True)
    events = [lanes.place(left + (right - left) * days.share(on), words, flag) for on, words, flag in visible]
    return Lanes(unit, tuple(reversed(events)), len(lanes.rows))


@dataclass(slots=True)
class _Lanes:
    """The rows while they fill."""

    right: float
    longest: float
    size: float
    rows: list[list[Box]] = field(default_factory=list)
    poles: list[tuple[float, int]] = field(default_factory=list)

    def place(self, x: float, words: str, flag: Flag | None) -> Event:
        """In the lowest row where words have room and no pole runs through them; else where they only have room."""
        gap = self.size * (1.0 if flag else 0.35)
        text = fitted(printable(words), self.size, self.longest)
        choices = list(self._choices(text, x, gap, "flag" if flag else "muted"))
        for may_cross in (False, True):
            for row, lettering, reach in choices:
                if self._is_free(row, reach) and (may_cross or not self._crosses(x, row, reach)):
                    self.take(row, reach)
                    self.poles.append((x, row))
                    return Event(x, row, flag, lettering)
        return Event(x, 0, flag, None)

    def take(self, row: int, box: Box) -> None:
        while len(self.rows) <= row:
            self.rows.append([])
        self.rows[row].append(box)

    def padded(self, box: Box) -> Box:
        return Box(box.left - self.size * 0.3, box.top, box.width + self.size * 0.6, box.height)

    def _choices(self, text: str, x: float, gap: float, role: str) -> Iterator[tuple[int, Lettering, Box]]:
        """Each row with the words to the right, then to the left, and the space they need with their flag."""
        after = Lettering(text, x + gap, 0, role)
        before = Lettering(text, x - gap * 0.4, 0, role, anchor="end")
        fitting = []
        for lettering in (after, before):
            box = lettering.box(self.size)
            if box.left >= 0 and box.right <= self.right:
                left, right = min(box.left, x), max(box.right, x + gap)
                fitting.append((lettering, self.padded(Box(left, box.top, right - left, box.height))))
        for row in range(MAX_ROWS):
            for lettering, reach in fitting:
                yield row, lettering, reach

    def _is_free(self, row: int, reach: Box) -> bool:
        return row >= len(self.rows) or not any(reach.overlaps(other) for other in self.rows[row])

    def _crosses(self, x: float, row: int, reach: Box) -> bool:
        through_words = any(box.left < x < box.right for lower in self.rows[:row] for box in lower)
        return through_words or any(reach.left < pole < reach.right for pole, above in self.poles if above > row)
