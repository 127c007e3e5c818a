"""Chance with a seed, and the shapes that numbers have in a company: few large, many small."""

import math
import random
from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")


class Chance(random.Random):
    """A generator with a name: the same seed and name tell the same story, whatever else is told beside it."""

    def __init__(self, seed: int, name: str) -> None:
        super().__init__(f"{seed} {name}")

    def happens(self, share: float) -> bool:
        """True in this share of the cases."""
        return self.random() < share

    def sized(self, median: float, spread: float, least: float, most: float) -> float:
        """Log-normal around the median, within bounds. `spread` is the standard deviation of the logarithm."""
        return min(max(median * math.exp(self.gauss(0, spread)), least), most)

    def weights(self, n: int, spread: float = 1.0) -> list[float]:
        """So many weights, log-normal: some are many times as heavy as others."""
        return [math.exp(self.gauss(0, spread)) for _ in range(n)]

    def one_of(self, things: Sequence[tuple[T, float]]) -> T:
        """One of (thing, weight)."""
        return self.choices([thing for thing, _ in things], [weight for _, weight in things])[0]


def apportioned(total: int, weights: Sequence[float], *, least: int = 0) -> list[int]:
    """`total` divided by the weights into whole numbers that add up to it; each gets at least `least` where that can be."""
    n = len(weights)
    if not n:
        return []
    least = min(least, total // n)
    rest, whole = total - least * n, sum(weights)
    exact = [rest * weight / whole for weight in weights]
    parts = [int(part) for part in exact]
    by_remainder = sorted(range(n), key=lambda one: (parts[one] - exact[one], one))
    for one in by_remainder[: rest - sum(parts)]:
        parts[one] += 1
    return [part + least for part in parts]
