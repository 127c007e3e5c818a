"""How a series runs against its plan: well, behind, drifting away, recovering, silent."""

from dataclasses import dataclass
from datetime import date

from planner.features.demo.scaled.chance import Chance


@dataclass(frozen=True, slots=True)
class Course:
    """`first` and `last`: by how much the way done is longer than the planned one, in parts of it, at the start and at the due
    date; `dip` beside them in the middle. `noise`: of a fortnight, in parts of the whole way. `missing`: share of the fortnights
    without a value; `silent_from`: part of the time after which none comes. `small_groups`: share of the fortnights in which
    hardly anybody answers.
    """

    first: float
    last: float
    dip: float = 0.0
    noise: float = 0.03
    missing: float = 0.04
    silent_from: float | None = None
    small_groups: float = 0.02

    def lead(self, time: float) -> float:
        return self.first + (self.last - self.first) * time + self.dip * 4 * time * (1 - time)


def chosen_course(chance: Chance, noise: float) -> Course:
    """Most keep to their plan, more or less; a third does not, each in its own way."""
    how = chance.one_of(_WAYS)
    first, last, dip = chance.gauss(0.02, 0.06), chance.gauss(0.03, 0.05), 0.0
    if how == "behind":
        last = chance.gauss(-0.12, 0.05)
    elif how == "off":
        first, last = chance.gauss(-0.08, 0.08), chance.gauss(-0.42, 0.14)
    elif how == "ahead":
        first, last = chance.gauss(0.2, 0.15), chance.gauss(0.3, 0.15)
    elif how == "late":
        first, last = chance.gauss(-0.7, 0.15), chance.gauss(-0.04, 0.05)
    elif how == "recovering":
        dip, last = chance.gauss(-0.4, 0.1), chance.gauss(0.03, 0.04)
    silent_from = chance.uniform(0.0, 0.7) if how == "silent" else None
    return Course(
        first, last, dip, chance.sized(noise, 0.5, noise / 4, noise * 3) * 0.5, chance.sized(0.04, 0.9, 0.0, 0.45), silent_from,
        chance.sized(0.02, 1.0, 0.0, 0.4),
    )


_WAYS = (("well", 0.54), ("behind", 0.15), ("off", 0.08), ("ahead", 0.07), ("late", 0.05), ("recovering", 0.06), ("silent", 0.05))


def holiday(day: date) -> float:
    """How much happens in the fortnight that begins on the day: less in summer and at the turn of the year."""
    if (day.month, day.day) >= (12, 15) or (day.month, day.day) <= (1, 2):
        return 0.35
    return 0.55 if day.month == 8 or (day.month == 7 and day.day >= 15) else 1.0
