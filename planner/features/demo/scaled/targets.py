"""The targets of a planning year with their plans, and the further series that are followed without a target."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

from planner.domain.trajectory import Trajectory
from planner.domain.values import Direction, TrajectoryKind
from planner.features.demo.scaled.chance import Chance, apportioned
from planner.features.demo.scaled.kinds import KINDS, OF_FUNCTION, OF_GOAL, Kind
from planner.features.demo.scaled.plan import APPROVED, Goal, Plan
from planner.features.demo.scaled.programs import Program
from planner.features.demo.scaled.tables import MILLION, Batch, Row, instant, millionths
from planner.features.demo.scaled.words.meetings import STEPS
from planner.features.demo.scaled.words.programs import NEEDLESS
from planner.features.demo.scaled.world import Happened, Share, World, decimal, rounded, shown
from planner.features.demo.year import in_words

SHAPES = ((TrajectoryKind.LINEAR, 0.5), (TrajectoryKind.S_CURVE, 0.24), (TrajectoryKind.STEPPED, 0.14),
          (TrajectoryKind.CUSTOM, 0.12))


@dataclass(frozen=True, slots=True)
class Series:
    """An indicator: what is followed from `base` to `aim`, between two days, along a shape."""

    id: int
    kind: Kind
    unit: str
    direction: Direction
    program: Program | None
    goal: Goal | None
    population: str
    base: float
    aim: float
    starts_on: date
    due_on: date
    shape: TrajectoryKind
    bends: tuple[tuple[float, float], ...]  # own points, in parts of the time and of the way
    volume: float  # people behind a value
    by: int  # who enters it

    def way(self, day: date) -> float:
        """The part of the way that is planned for the day, from 0 to 1. Steps are walked, not jumped."""
        part = (day - self.starts_on).days / (self.due_on - self.starts_on).days
        part = min(max(part, 0.0), 1.0)
        if self.shape is TrajectoryKind.S_CURVE:
            return part * part * (3 - 2 * part)
        for (left, low), (right, high) in pairwise(((0.0, 0.0), *self.bends, (1.0, 1.0))):
            if left <= part <= right:
                return low + (high - low) * (part - left) / (right - left)
        return part


@dataclass(frozen=True, slots=True)
class Target:
    id: int
    series: Series
    owner: int
    statement: str
    trajectory: Trajectory | None  # None without a baseline
    measure: str


@dataclass(slots=True)
class Aims:
    """A year's targets, and the rows of indicators, targets, points and steps."""

    targets: list[Target] = field(default_factory=list)
    rows: dict[str, list[Row]] = field(
        default_factory=lambda: {name: [] for name in ("indicators", "targets", "trajectory_points", "steps")}
    )

    def batches(self) -> Iterator[Batch]:
        for table, rows in self.rows.items():
            yield Batch(table, rows)


def make_targets(world: World, share: Share, plan: Plan, programs: list[Program]) -> Aims:
    """Exactly as many as the year has: first of goals and of the function, the rest of programs, unevenly."""
    aims, chance = Aims(), world.chance(f"targets {share.number}")
    few = max(share.targets // 40, 1)
    for goal in [one for one in plan.goals if chance.happens(0.85)][:few]:
        _keep(world, share, aims, chance, _of_goal(world, share, goal))
    for kind in OF_FUNCTION[: max(few - 1, 0)]:
        _keep(world, share, aims, chance, _of_function(world, share, chance, kind))
    n_each = apportioned(share.targets - len(aims.targets), chance.weights(len(programs), 0.75))
    manager = _of_manager(world, share, programs, n_each)
    for program, n in zip(programs, n_each, strict=True):
        owner = world.company.manager if program.id in manager else None
        for kind, population in _chosen(chance, n):
            _keep(world, share, aims, chance, of_program(world, share, chance, program, kind, population), owner)
    return aims


def _of_manager(world: World, share: Share, programs: list[Program], n_each: list[int]) -> set[int]:
    """Programs whose targets the learning manager of the demonstration owns this year: a long morning of values to enter."""
    chosen: set[int] = set()
    n_targets = 0
    for program, n in zip(programs, n_each, strict=True):
        if share.is_running and program.starts_on < share.until and 0 < n_targets + n <= world.scale.manager_targets:
            chosen.add(program.id)
            n_targets += n
    return chosen


def _chosen(chance: Chance, n: int) -> Iterator[tuple[Kind, str]]:
    """So many measures, each once; when the library is used up, the same ones for a part of the audience."""
    left, population, round_ = list(KINDS), "", 0
    for _ in range(n):
        if not left:
            left, population, round_ = list(KINDS), PARTS[round_ % len(PARTS)], round_ + 1
        kind = chance.one_of([(one, one.weight) for one in left])
        left.remove(kind)
        yield kind, population


PARTS = ("early shift", "late shift", "night shift", "newcomers", "temporary colleagues", "supervisors", "weekend crew",
         "trainers")


def of_program(world: World, share: Share, chance: Chance, program: Program, kind: Kind, population: str) -> Series:
    per = {"people": program.participants, "budget": program.budget / 100}.get(kind.per, 1.0)
    base = rounded(chance.uniform(*kind.base) * per)
    aim = rounded(chance.uniform(*kind.aim) * per)
    if kind.adds_up:
        aim = max(round(aim, -1 if kind.unit == "money" else 0), 10.0)
    starts = min(program.starts_on, share.year.ends_on - timedelta(days=60))
    due = program.ends_on if chance.happens(0.6) else share.year.ends_on
    shape = chance.one_of(SHAPES)
    bends: tuple[tuple[float, float], ...] = ()
    if shape is TrajectoryKind.CUSTOM:
        bends = ((0.35, chance.uniform(0.1, 0.3)), (0.7, chance.uniform(0.5, 0.8)))
    return Series(
        world.number("indicators"), kind, kind.unit, kind.direction, program, None, population, base, aim, starts,
        max(due, starts + timedelta(days=42)), shape, bends, max(program.participants * kind.group * kind.every / 14, 7.0),
        program.owner,
    )


def _of_goal(world: World, share: Share, goal: Goal) -> Series:
    return Series(
        world.number("indicators"), OF_GOAL, goal.unit, goal.direction, None, goal, "", goal.baseline, goal.target,
        share.year.starts_on, share.year.ends_on, TrajectoryKind.LINEAR, (), 50, goal.owner,
    )


def _of_function(world: World, share: Share, chance: Chance, kind: Kind) -> Series:
    return Series(
        world.number("indicators"), kind, kind.unit, kind.direction, None, None, "", rounded(chance.uniform(*kind.base)),
        rounded(chance.uniform(*kind.aim)), share.year.starts_on, share.year.ends_on, TrajectoryKind.LINEAR, (), 400,
        world.company.clo,
    )


def indicator_row(world: World, share: Share, series: Series) -> Row:
    return (series.id, share.number, world.measures[series.kind.code].id, series.program.id if series.program else None,
            series.goal.id if series.goal else None, series.population)


def _keep(world: World, share: Share, aims: Aims, chance: Chance, series: Series, owner: int | None = None) -> None:
    """Set a target on the series."""
    number, program, kind = world.number("targets"), series.program, series.kind
    has_baseline = kind.adds_up or not chance.happens(0.03)
    goal = program.goals[0] if program and program.goals else series.goal
    if owner is None:
        owner = series.by if chance.happens(0.8) else chance.choice(world.company.learners)
    collector = world.company.head_above(program.department) if program and chance.happens(0.35) else None
    series = replace(series, by=collector or owner)
    fact = world.measures[kind.code]
    target = Target(number, series, owner, _statement(series), _trajectory(series) if has_baseline else None, fact.name)
    set_on = share.day(APPROVED - chance.randint(1, 40))
    need = chance.choice(program.needs) if program and program.needs and chance.happens(0.85) else None
    aims.targets.append(target)
    aims.rows["indicators"].append(indicator_row(world, share, series))
    aims.rows["targets"].append((
        number, share.number, series.id, goal.id if goal else None, program.id if program else None, need,
        NEEDLESS if need is None and chance.happens(0.5) else "", owner, collector, target.statement,
        millionths(series.base) if has_baseline else None,
        (series.starts_on - timedelta(days=12)).isoformat() if has_baseline else None,
        millionths(series.aim), millionths(series.base) if share.number > 1 and chance.happens(0.5) else None,
        series.starts_on.isoformat(), series.due_on.isoformat(), series.shape.value, int(kind.adds_up), int(kind.every == 28),
        int(chance.happens(0.12)), 0, 0, fact.source, kind.every, "", instant(set_on, 13 * 60), 1,
    ))
    aims.rows["trajectory_points"].extend(
        (world.number("trajectory_points"), number, on.isoformat(), int(value * MILLION)) for on, value in _points(series)
    )
    aims.rows["steps"].extend(_steps(world, share, chance, target))
    world.happened.append(Happened(instant(set_on, 13 * 60), owner, "target.created", "targets", number, target.statement))


def _statement(series: Series) -> str:
    about = series.program.name if series.program else series.goal.statement if series.goal else ""
    text = series.kind.statement.format(
        about=about, base=shown(series.base), target=shown(series.aim), unit="%" if series.unit == "percent" else series.unit,
        due=in_words(series.due_on),
    )
    return text[:300]


def _points(series: Series) -> list[tuple[date, Decimal]]:
    """The own points of a plan, or the steps of one in steps where they are not the usual ones."""
    days = (series.due_on - series.starts_on).days
    return [
        (series.starts_on + timedelta(days=round(days * part)), decimal(millionths(_neat(series, way)))) for part,
        way in series.bends
    ]


def _neat(series: Series, way: float) -> float:
    value = series.base + (series.aim - series.base) * way
    return round(value) if abs(series.aim) >= 20 else round(value, 1)


def _trajectory(series: Series) -> Trajectory:
    return Trajectory(
        series.shape, series.starts_on, series.due_on, decimal(millionths(series.base)), decimal(millionths(series.aim)),
        tuple(_points(series)),
    )


def _steps(world: World, share: Share, chance: Chance, target: Target) -> Iterator[Row]:
    """Two steps to a target, more or less; most of those that are past are done, some of them late."""
    series, days = target.series, (target.series.due_on - target.series.starts_on).days
    for what in chance.sample(STEPS, chance.one_of(((0, 0.1), (1, 0.35), (2, 0.35), (3, 0.2)))):
        due = series.starts_on + timedelta(days=int(days * chance.uniform(0.05, 0.9)))
        done = due + timedelta(days=round(chance.gauss(1, 9)))
        is_done = done <= share.until and chance.happens(0.92)
        yield (world.number("steps"), target.id, what, target.owner if chance.happens(0.7) else series.by, due.isoformat(),
               done.isoformat() if is_done else None)
