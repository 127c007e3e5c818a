"""Where lettering goes so that it hides nothing: labels at line ends are pushed apart, others look for free paper."""

from collections.abc import Sequence
from dataclasses import dataclass

Spot = tuple[float, float]
Segment = tuple[Spot, Spot]


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle; `top` is the smaller y."""

    left: float
    top: float
    width: float
    height: float

    @property
    def right(self) -> float:
        return self.left + self.width

    @property
    def bottom(self) -> float:
        return self.top + self.height

    def overlaps(self, other: "Box") -> bool:
        return (
            self.left < other.right and other.left < self.right and self.top < other.bottom and other.top < self.bottom
        )

    def contains(self, other: "Box") -> bool:
        return (
            self.left <= other.left
            and other.right <= self.right
            and self.top <= other.top
            and other.bottom <= self.bottom
        )

    def is_crossed_by(self, segment: Segment) -> bool:
        """Whether any part of the segment lies inside (Liang and Barsky's clipping)."""
        (x0, y0), (x1, y1) = segment
        if max(x0, x1) < self.left or min(x0, x1) > self.left + self.width:
            return False
        enter, leave = 0.0, 1.0
        for change, room in (
            (x0 - x1, x0 - self.left),
            (x1 - x0, self.right - x0),
            (y0 - y1, y0 - self.top),
            (y1 - y0, self.bottom - y0),
        ):
            if change == 0:
                if room < 0:
                    return False
            elif change < 0:
                enter = max(enter, room / change)
            else:
                leave = min(leave, room / change)
        return enter <= leave


def push_apart(centres: Sequence[float], heights: Sequence[float], *, top: float, bottom: float) -> list[float]:
    """Centres near the wanted ones, in the same order, touching but not overlapping, between top and bottom.

    When everything together is higher than the room the stack starts at the top and runs over the bottom: the caller
    leaves out what matters least instead.
    """
    order = sorted(range(len(centres)), key=lambda i: centres[i])
    placed = [0.0] * len(centres)
    edge = top
    for i in order:
        placed[i] = max(centres[i], edge + heights[i] / 2)
        edge = placed[i] + heights[i] / 2
    edge = bottom
    for i in reversed(order):
        placed[i] = min(placed[i], edge - heights[i] / 2)
        edge = placed[i] - heights[i] / 2
    overrun = top - edge
    return [y + overrun for y in placed] if overrun > 0 else placed


def free_spot(choices: Sequence[Box], *, within: Box, taken: Sequence[Box], lines: Sequence[Segment]) -> Box | None:
    """The first choice that covers no lettering and the fewest lines; None when every choice covers lettering."""
    possible = [box for box in choices if within.contains(box) and not any(box.overlaps(other) for other in taken)]
    return min(possible, key=lambda box: sum(box.is_crossed_by(line) for line in lines), default=None)
