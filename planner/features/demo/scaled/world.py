"""What is known while the rows are made: the scale, the day, the company, the years, and what happened for the audit trail."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from itertools import count

from planner.domain.cycles import Period, fiscal_year, fortnights
from planner.features.demo.scaled.chance import Chance, apportioned
from planner.features.demo.scaled.company import Company
from planner.features.demo.scaled.scale import Scale
from planner.features.demo.year import Year

GROWTH = 0.14  # each year plans so much more, in parts of the first


@dataclass(frozen=True, slots=True)
class MeasureFact:
    """A measure of the library, as far as values depend on it."""

    id: int
    name: str
    source: str


@dataclass(frozen=True, slots=True)
class Share:
    """A planning year's part of everything."""

    number: int
    year: Year
    periods: tuple[Period, ...]
    goals: int
    programs: int
    targets: int
    needs: int
    actions: int
    observations: int
    is_running: bool

    @property
    def until(self) -> date:
        """The last day of which something can be known: the end of the year, or yesterday."""
        return min(self.year.ends_on, self.year.today - timedelta(days=1))

    def day(self, offset: int) -> date:
        """A day counted from the first of the year, before it too; never later than yesterday."""
        return min(self.year.starts_on + timedelta(days=offset), self.year.today - timedelta(days=1))


@dataclass(frozen=True, slots=True)
class Happened:
    """Something for the audit trail."""

    at: str
    person: int
    event: str
    table: str
    thing: int
    name: str
    reason: str = ""


@dataclass(slots=True)
class World:
    scale: Scale
    today: date
    seed: int
    company: Company
    measures: Mapping[str, MeasureFact]
    numbers: dict[str, "count[int]"] = field(default_factory=dict)
    happened: list[Happened] = field(default_factory=list)

    def number(self, table: str) -> int:
        """The next id of a table."""
        return next(self.numbers.setdefault(table, count(1)))

    def chance(self, name: str) -> Chance:
        return Chance(self.seed, name)

    def shares(self) -> list[Share]:
        """The planning years, the running one last."""
        scale, running = self.scale, Year.around(self.today)
        weights = [1 + GROWTH * number for number in range(scale.cycles)]
        # Of the running year only what lies before today has been observed, and acted upon.
        passed = len([one for one in fortnights(running.starts_on, running.ends_on) if one.ends_on < self.today]) / 26
        until_now = [*weights[:-1], weights[-1] * passed]
        goals, programs, targets, needs, actions, observations = (
            apportioned(total, by, least=1) for total, by in (
                (scale.goals, weights), (scale.programs, weights), (scale.targets, weights), (scale.needs, weights),
                (scale.actions, until_now), (scale.observations, until_now),
            )
        )
        return [
            Share(
                place + 1, year, tuple(fortnights(year.starts_on, year.ends_on)), goals[place], programs[place], targets[place],
                needs[place], actions[place], observations[place], is_running=year == running,
            )
            for place, year in enumerate(_years(running, scale.cycles))
        ]


def _years(running: Year, n: int) -> list[Year]:
    years = []
    for back in range(n - 1, 0, -1):
        one = fiscal_year(running.starts_on.replace(year=running.starts_on.year - back), running.starts_on.month)
        years.append(Year(one.name, one.starts_on, one.ends_on, running.today))
    return [*years, running]


def money(value: float) -> int:
    """Hundredths, of an amount as people budget it: in hundreds."""
    return round(value / 100) * 10_000


def shown(value: float) -> str:
    """A number as people write it in a sentence."""
    return f"{value:,.0f}" if abs(value) >= 20 or value == int(value) else f"{value:.1f}"


def rounded(value: float) -> float:
    """To three significant digits, as people set targets."""
    return float(f"{value:.3g}")


def decimal(millionths: int) -> Decimal:
    return Decimal(millionths).scaleb(-6)
