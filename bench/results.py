"""What was measured, and what was promised."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from statistics import median

FEWEST_FOR_P95 = 5


def p95(times: Sequence[float]) -> float:
    """The value that 95 of 100 do not exceed (the largest, where there are few)."""
    ordered = sorted(times)
    return ordered[min(math.ceil(len(ordered) * 0.95), len(ordered)) - 1]


@dataclass(frozen=True, slots=True)
class Line:
    """One promise with what was measured; `limit` and `value` are in `unit`. `is_kept` None: it could not be measured."""

    what: str
    budget: str
    measured: str
    is_kept: bool | None
    where: str = ""


@dataclass(slots=True)
class PageTimes:
    """One page on one database. Times are in seconds, `bare` beside each of them."""

    endpoint: str
    thing: str
    address: str
    database: str
    status: int = 200
    times: dict[str, list[float]] = field(default_factory=dict)  # by role
    small: dict[str, list[float]] = field(default_factory=dict)  # the same on a tenth of the data
    bare: list[float] = field(default_factory=list)
    processor: dict[str, list[float]] = field(default_factory=dict)  # seconds of computing, by role
    processor_bare: list[float] = field(default_factory=list)
    statements: int = 0
    statements_small: int = 0
    bytes: int = 0

    @property
    def median(self) -> float:
        """Of the role for which it takes longest."""
        return max(median(each) for each in self.times.values())

    @property
    def slowest_role(self) -> str:
        return max(self.times, key=lambda role: median(self.times[role]))

    @property
    def ratio(self) -> float:
        return self.median / median(self.bare)

    @property
    def ratio_p95(self) -> float:
        return p95([time for each in self.times.values() for time in each]) / median(self.bare)

    @property
    def processor_ratio(self) -> float:
        """The same of the time for which the server computed: what else the machine does hardly moves it."""
        if not self.processor_bare or not median(self.processor_bare):
            return 0.0
        return max(median(each) for each in self.processor.values()) / median(self.processor_bare)

    @property
    def growth(self) -> float | None:
        """How many times as long as on a tenth of the data, for the roles that saw both."""
        both = [role for role in self.times if self.small.get(role)]
        if not both:
            return None
        return median([median(self.times[role]) / median(self.small[role]) for role in both])


@dataclass(slots=True)
class Results:
    """Everything of one run."""

    facts: dict[str, str] = field(default_factory=dict)
    bare: dict[str, list[float]] = field(default_factory=dict)  # by database
    pages: list[PageTimes] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    profile: str = ""
    walked: set[str] = field(default_factory=set)
    not_walked: dict[str, str] = field(default_factory=dict)  # endpoint → why
