"""How the values of a target run against its plan: well, late, slipping, recovering, silent.

A course says by how much the way done lies ahead of (or behind) the planned way, in parts of it, at points between the first
value (0) and today (1). Noise comes from a generator with a fixed seed, so that the same day tells the same story.
"""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from itertools import pairwise

from planner.domain.cycles import Period
from planner.domain.trajectory import Trajectory, expected_on
from planner.domain.values import Aggregation, TrajectoryKind
from planner.features.demo.rows import TargetRow
from planner.features.targets.commands import Entry
from planner.models import Measure, Target

SEED = "Meridian Logistics"
RATIOS_NEAR = 3  # a fortnight's group is up to so many people larger or smaller than usual


@dataclass(frozen=True, slots=True)
class Course:
    """`lead` are points (time, part of the planned way); `noise` is in parts of the whole way from baseline to target."""

    lead: tuple[tuple[float, float], ...]
    noise: float = 0.02
    silent_for: int = 0  # so many of the latest fortnights have no value
    small_groups: tuple[int, ...] = ()  # fortnights in which hardly anybody answered


COURSES: dict[str, Course] = {
    "well": Course(((0, 0.05), (1, 0.07)), 0.015),
    "high": Course(((0, 0.6), (1, 0.6)), 0.02),
    "late_start": Course(((0, -0.9), (0.35, -0.45), (1, -0.09)), 0.01),
    "slow": Course(((0, -0.35), (1, -0.26)), 0.01),
    "slipping": Course(((0, 0.12), (0.45, 0.06), (1, -0.05)), 0.01),
    "behind": Course(((0, 0.0), (1, -0.1)), 0.015),
    "off": Course(((0, 0.0), (0.4, -0.2), (1, -0.45)), 0.02),
    "recovering": Course(((0, 0.0), (0.2, -0.2), (0.5, -0.42), (0.8, 0.04), (1, 0.08)), 0.015),
    "at_risk": Course(((0, 0.0), (1, -0.08)), 0.02),
    "wobbling": Course(((0, 0.1), (0.5, -0.1), (1, 0.12)), 0.03),
    "silent": Course(((0, 0.05), (1, 0.05)), 0.02, silent_for=6),
    "few": Course(((0, 0.05), (1, 0.07)), 0.02, small_groups=(6, 9)),
    "done_well": Course(((0, 0.05), (1, 0.08)), 0.01),
    "done_short": Course(((0, 0.0), (0.6, -0.1), (1, -0.16)), 0.01),
    "not_begun": Course(()),
    "to_plan": Course(((0, 0.02), (1, 0.0)), 0.005),
    "under": Course(((0, -0.25), (1, -0.12)), 0.01),
    "over": Course(((0, 0.02), (0.5, 0.05), (1, 0.085)), 0.006),
    "sponsors": Course(((0, 0.3), (1, 0.35)), 0.02),
    "goal_win": Course(((0, 0.1), (1, 0.02)), 0.02),
    "goal_harm": Course(((0, 0.5), (1, 0.4)), 0.02),
    "goal_start": Course(((0, 0.1), (0.5, -0.2), (1, -0.35)), 0.015),
    "goal_claims": Course(((0, 0.1), (0.4, -0.2), (1, 0.35)), 0.02),
}


def entries(row: TargetRow, target: Target, trajectory: Trajectory, periods: Sequence[Period]) -> Iterator[Entry]:
    """The values of the fortnights, each when it is over; at most until the target is due."""
    course = COURSES[row.course]
    measure = target.indicator.measure
    due = [one for one in periods if target.starts_on < one.ends_on and one.starts_on <= target.due_on]
    due = due[:: row.every // 14] if row.every != 28 else due[1::2]
    chance = random.Random(f"{SEED} {row.key}")  # noqa: S311  # a story, not a secret
    before = Decimal(0)
    for number, period in enumerate(due[: len(due) - course.silent_for] if course.lead else ()):
        level = _level(course, trajectory, period.ends_on, number / max(len(due) - 1, 1), chance)
        people = _people(row, course, period, chance)
        entry = Entry(period.starts_on, period.ends_on)
        yield _filled(entry, measure, level, before, people)
        before = max(level, before)


def _level(course: Course, trajectory: Trajectory, day: date, time: float, chance: random.Random) -> Decimal:
    """The value on the day: the planned way, lengthened or shortened, with some noise. Steps are walked, not jumped."""
    if trajectory.kind is TrajectoryKind.STEPPED and not trajectory.points:
        trajectory = replace(trajectory, kind=TrajectoryKind.LINEAR)
    whole = trajectory.target - trajectory.baseline
    planned = expected_on(trajectory, day) - trajectory.baseline
    noise = whole * Decimal(str(round(chance.gauss(0, course.noise), 4)))
    return trajectory.baseline + planned * Decimal(str(round(1 + _lead(course, time), 4))) + noise


def _lead(course: Course, time: float) -> float:
    for (left, low), (right, high) in pairwise(course.lead):
        if left <= time <= right:
            return low + (high - low) * (time - left) / (right - left)
    return course.lead[-1][1]


def _people(row: TargetRow, course: Course, period: Period, chance: random.Random) -> int:
    wobble = chance.randint(-row.volume // 8, row.volume // 8)
    return 4 if period.number in course.small_groups else max(row.volume + wobble, 6)


def _filled(entry: Entry, measure: Measure, level: Decimal, before: Decimal, people: int) -> Entry:
    """The entry in the way in which the measure is collected."""
    match measure.aggregation:
        case Aggregation.SUM:
            return replace(entry, value=max(_whole(level, measure) - _whole(before, measure), Decimal(0)))
        case Aggregation.DISTINCT:
            total = max(_whole(level, measure), _whole(before, measure))
            new = total - _whole(before, measure)
            return replace(entry, value=new + (new * 3 / 5).to_integral_value(), to_date=max(total, new * 2))
        case Aggregation.WEIGHTED_MEAN if measure.unit == "percent":
            top, people = _share(level, people)
            return replace(entry, value=(Decimal(100 * top) / people).quantize(Decimal("0.1")), respondents=people)
        case Aggregation.WEIGHTED_MEAN:
            return replace(entry, value=level.quantize(Decimal("0.1")), respondents=people)
        case Aggregation.RATIO_OF_SUMS if measure.unit == "percent":
            top, people = _share(level, people)
            return replace(entry, numerator=Decimal(top), denominator=Decimal(people))
        case Aggregation.RATIO_OF_SUMS:
            return replace(entry, numerator=(level * people).to_integral_value(), denominator=Decimal(people))
    if measure.unit == "percent":
        level = min(max(level, Decimal(0)), Decimal(100))
    decimals = Decimal(1) if measure.unit == "days" else Decimal("0.1")
    return replace(entry, value=level.quantize(decimals))


def _whole(level: Decimal, measure: Measure) -> Decimal:
    """People are counted in ones, money in tens."""
    step = Decimal(10) if measure.unit == "money" else Decimal(1)
    return (level / step).to_integral_value() * step


def _share(level: Decimal, people: int) -> tuple[int, int]:
    """So many of so many people: the group of about this size in which the share comes out nearest to `level`."""
    if people < 5:
        return min(round(level * people / 100), people), people

    def miss(size: int) -> Decimal:
        return abs(Decimal(100 * _part(level, size)) / size - level)

    size = min(range(people - RATIOS_NEAR, people + RATIOS_NEAR + 1), key=lambda one: (miss(one), abs(one - people)))
    return _part(level, size), size


def _part(level: Decimal, size: int) -> int:
    return min(max(round(level * size / 100), 0), size)
