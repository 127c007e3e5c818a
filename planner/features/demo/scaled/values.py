"""What was observed: values that follow the plan, drift from it, wobble, dip in the holidays, come late, or stay away."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import NamedTuple

from planner.domain.aggregation import Observed
from planner.domain.cycles import Period
from planner.domain.values import Aggregation
from planner.features.demo.scaled.chance import Chance
from planner.features.demo.scaled.courses import Course, chosen_course, holiday
from planner.features.demo.scaled.programs import Program
from planner.features.demo.scaled.tables import MILLION, Row, instant, millionths
from planner.features.demo.scaled.targets import PARTS, Aims, Series, Target, indicator_row, of_program
from planner.features.demo.scaled.words.company import REGIONS
from planner.features.demo.scaled.world import Share, World, decimal

CORRECTED = 0.012  # of all values
REASONS = ("Counted again without the pilot group.", "The export held a day twice.", "Two answers came after the deadline.",
           "A comma stood in the wrong place.", "The controller booked an invoice late.")
POPULATIONS = (*PARTS, *(city for _region, cities in REGIONS for city in cities))


class Value(NamedTuple):
    """In millionths, but for the respondents."""

    value: int
    to_date: int | None = None
    numerator: int | None = None
    denominator: int | None = None
    respondents: int | None = None


class Seen(NamedTuple):
    """A value as a meeting knows it: from the day on which it was entered."""

    entered_on: date
    observed: Observed


class Entry(NamedTuple):
    series: Series
    period: Period
    value: Value
    source: str
    entered_on: date
    corrected: Value | None
    reason: str


@dataclass(slots=True)
class Observations:
    """A year's values by fortnight, what meetings know of each target, and the rows of further indicators."""

    by_period: dict[int, list[Entry]] = field(default_factory=dict)
    seen: dict[int, list[Seen]] = field(default_factory=dict)
    indicators: list[Row] = field(default_factory=list)
    left: int = 0  # so many rows are still to come

    def rows(self, world: World) -> Iterator[Row]:
        """In the order in which people entered them: fortnight by fortnight."""
        for number in sorted(self.by_period):
            for entry in self.by_period.pop(number):
                yield from _rows(world, entry)


def make_observations(world: World, share: Share, aims: Aims, programs: list[Program]) -> Observations:
    """The values of the targets, then of parts of the programs' audiences, until there are as many as the year has."""
    made = Observations(left=share.observations)
    for target in aims.targets:
        made.seen[target.id] = []
        _follow(world, share, made, target.series, target)
    chance = world.chance(f"parts {share.number}")
    measured: dict[int, list[Target]] = {}
    for target in aims.targets:
        if target.series.program is not None and target.series.starts_on < share.until:
            measured.setdefault(target.series.program.id, []).append(target)
    begun = [one for one in programs if one.id in measured]
    weights = [weight * one.participants**0.3 for one, weight in zip(begun, chance.weights(len(begun), 0.8), strict=True)]
    taken = {(one.series.program.id,
              one.series.kind.code, one.series.population) for each in measured.values() for one in each if one.series.program}
    for _ in range(share.observations if begun else 0):  # far more than needed: a series has more than one value
        if made.left <= 0:
            break
        program = chance.choices(begun, weights)[0]
        origin, population = chance.choice(measured[program.id]).series, chance.choice(POPULATIONS)
        key = (program.id, origin.kind.code, population)
        if key not in taken:
            taken.add(key)
            part = _part(world, share, chance, program, origin, population)
            made.indicators.append(indicator_row(world, share, part))
            _follow(world, share, made, part, None)
    return made


def _part(world: World, share: Share, chance: Chance, program: Program, origin: Series, population: str) -> Series:
    """The same measure for a part of the audience."""
    part, size = of_program(world, share, chance, program, origin.kind, population), chance.sized(0.12, 0.8, 0.02, 0.6)
    if origin.kind.adds_up:
        part = replace(part, aim=max(origin.aim * size, 5.0))
    return replace(part, starts_on=origin.starts_on, due_on=origin.due_on, volume=max(origin.volume * size, 4.0))


def _follow(world: World, share: Share, made: Observations, series: Series, target: Target | None) -> None:
    """Enter the values of one series, each some days after its fortnight."""
    chance = world.chance(f"series {series.id}")
    course = chosen_course(chance, series.kind.noise)
    source = world.measures[series.kind.code].source
    for period, value in values_of(series, share, course, chance):
        if made.left <= 0:
            return
        entered_on = period.ends_on + timedelta(days=1 + int(chance.sized(3, 0.7, 0, 40)))
        if entered_on > share.year.today - timedelta(days=1):
            continue
        corrected, reason = None, ""
        if made.left > 1 and chance.happens(CORRECTED) and entered_on + timedelta(days=9) < share.year.today:
            corrected, reason = value, chance.choice(REASONS)
            value = _mistaken(value, series, chance)
            corrected = None if corrected == value else corrected
        made.by_period.setdefault(period.number, []).append(Entry(series, period, value, source, entered_on, corrected, reason))
        made.left -= 2 if corrected else 1
        if target is not None:
            made.seen[target.id].append(Seen(entered_on, _observed(period, corrected or value)))


def values_of(series: Series, share: Share, course: Course, chance: Chance) -> Iterator[tuple[Period, Value]]:
    """The values of the fortnights between the start and the due date that are over."""
    last = share.year.today - timedelta(days=1)
    due = [one for one in share.periods if series.starts_on < one.ends_on <= last and one.starts_on <= series.due_on]
    due = due[1::2] if series.kind.every == 28 else due
    days = (series.due_on - series.starts_on).days
    whole, before, wobble = series.aim - series.base, 0.0, 0.0
    for period in due:
        time = (period.ends_on - series.starts_on).days / days
        if course.silent_from is not None and time >= course.silent_from:
            return
        wobble = 0.6 * wobble + chance.gauss(0, course.noise)
        level = series.base + whole * (series.way(period.ends_on) * (1 + course.lead(time)) + wobble)
        if chance.happens(course.missing):
            continue
        value = _value(series, course, chance, level, before, holiday(period.starts_on))
        before = (value.to_date or before * MILLION + value.value) / MILLION
        yield period, value


def _value(series: Series, course: Course, chance: Chance, level: float, before: float, busy: float) -> Value:
    """The value in the way in which the measure is collected. `busy` is lower in the holidays."""
    kind = series.kind
    if kind.aggregation is Aggregation.SUM:
        step = 10 if kind.unit == "money" else 1
        return Value(max(round((level - before) * busy / step) * step, 0) * MILLION)
    if kind.aggregation is Aggregation.DISTINCT:
        new = max(round((level - before) * busy), 0)
        again = round(before * chance.uniform(0, 0.1))
        return Value((new + again) * MILLION, (round(before) + new) * MILLION)
    if kind.aggregation is Aggregation.LAST:
        return Value(_last(series, level))
    people = max(round(series.volume * busy * chance.uniform(0.7, 1.3)), 5)
    if kind.aggregation is Aggregation.RATIO_OF_SUMS:
        return _ratio(kind.scale, level, people, is_share=kind.is_share)
    if chance.happens(course.small_groups):
        people = chance.randint(1, 4)
    if kind.unit == "percent":
        top = min(max(round(level * people / 100), 0), people)
        return Value((top * 1000 + people // 2) // people * (MILLION // 10), respondents=people)
    return Value(round(level * 10) * (MILLION // 10), respondents=people)


def _last(series: Series, level: float) -> int:
    if series.kind.code == "reach":
        level = min(max(level, 0), 100)
    if series.unit == "percent":
        return round(level * 10) * (MILLION // 10)
    return millionths(max(float(f"{level:.3g}"), 0))


def _ratio(scale: int, level: float, bottom: int, *, is_share: bool) -> Value:
    top = max(round(level * bottom / scale), 0)
    if is_share:
        top = min(top, bottom)
    return Value((top * scale * MILLION + bottom // 2) // bottom, None, top * MILLION, bottom * MILLION)


def _mistaken(value: Value, series: Series, chance: Chance) -> Value:
    """What somebody typed first: the value of a neighbour, a month too much, a figure that slipped."""
    if value.numerator is not None and value.denominator is not None:
        top = round(value.numerator // MILLION * chance.uniform(0.75, 0.97))
        bottom = value.denominator // MILLION
        return _ratio(series.kind.scale, top * series.kind.scale / bottom, bottom, is_share=series.kind.is_share)
    wrong = round(value.value // 100_000 * chance.uniform(0.6, 0.98)) * 100_000
    if series.kind.adds_up:
        wrong = wrong // MILLION * MILLION
    return value._replace(value=wrong)


def _observed(period: Period, value: Value) -> Observed:
    return Observed(
        period.starts_on, period.ends_on, decimal(value.value), None if value.to_date is None else decimal(value.to_date),
        None if value.numerator is None else decimal(value.numerator),
        None if value.denominator is None else decimal(value.denominator), value.respondents,
    )


def _rows(world: World, entry: Entry) -> Iterator[Row]:
    number, series, period = world.number("observations"), entry.series, entry.period
    minute = 8 * 60 + number % 540
    common = (series.id, period.starts_on.isoformat(), period.ends_on.isoformat())
    entered, by = instant(entry.entered_on, minute), series.by
    if entry.corrected is None:
        yield (number, *common, *entry.value, entry.source, "", entered, by, None, None)
        return
    corrected = instant(entry.entered_on + timedelta(days=2 + number % 7), minute)
    yield (number, *common, *entry.value, entry.source, "", entered, by, None, corrected)
    yield (world.number("observations"), *common, *entry.corrected, entry.source, entry.reason, corrected, by, number, None)
