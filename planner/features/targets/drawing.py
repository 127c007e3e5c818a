"""The chart of a target's standing, and the sentence above it."""

from collections.abc import Callable, Iterable
from decimal import Decimal
from functools import partial

from planner.charts.figure import ChartWords, Flag, ForecastPoint, PlanChart, Point
from planner.charts.finding import finding
from planner.domain.messages import Message
from planner.domain.outlook import outlook_path
from planner.domain.values import TrajectoryKind
from planner.features.targets.replanning import OriginalPlan
from planner.features.targets.standing import Standing, planned


def finding_of(standing: Standing, *, currency: str = "") -> Message:
    """What the numbers say about the target, as a sentence."""
    return _finding(standing, _plan(standing), forecast_points(standing), currency)


def _finding(standing: Standing, plan: tuple[Point, ...], ahead: tuple[ForecastPoint, ...], currency: str) -> Message:
    return finding(
        measure=standing.measure, unit=standing.unit, direction=standing.direction, plan=plan, actual=_actual(standing),
        forecast=ahead, is_stepped=_is_stepped(standing), currency=currency,
    )


def chart_of(
    standing: Standing, *, words: ChartWords, say: Callable[[Message], str], subtitle: str, unit: str, currency: str = "",
    flags: Iterable[Flag] = (), original: OriginalPlan | None = None,
) -> PlanChart:
    """Plan, values and forecast as a chart. `say` puts a message into the reader's language; `unit` is as it is read."""
    original_plan: tuple[Point, ...] = ()
    if original is not None:
        points = planned(original.trajectory, standing.cycle_starts_on, standing.cycle_ends_on)
        original_plan = tuple(Point(point.on, point.value) for point in points)
    plan, ahead = _plan(standing), forecast_points(standing)
    return PlanChart(
        title=say(_finding(standing, plan, ahead, currency)), subtitle=subtitle, unit=unit, words=words,
        plan=plan, original_plan=original_plan, actual=_actual(standing), forecast=ahead,
        flags=tuple(flags), today=standing.on, is_stepped=_is_stepped(standing), fixed_range=_fixed_range(standing),
    )


def forecast_points(standing: Standing) -> tuple[ForecastPoint, ...]:
    """From the latest value to the due date; nothing once that is past, or when the latest value is too old."""
    if standing.forecast is None or standing.actual_on is None or standing.trajectory is None or not standing.points:
        return ()
    last, due = standing.points[-1], standing.trajectory.due_on
    if last.on >= due:
        return ()
    days = [point.on for point in standing.plan if last.on < point.on <= due]
    ahead = outlook_path(standing.trajectory, standing.points, days, is_cumulative=standing.is_running_total)
    start = ForecastPoint(last.on, last.value, last.value, last.value) if ahead and ahead[0].low is not None else (
        ForecastPoint(last.on, last.value)
    )
    cut = partial(_cut, _fixed_range(standing))
    drawn = (ForecastPoint(one.on, cut(one.value) or one.value, cut(one.low), cut(one.high)) for one in ahead)
    return (start, *drawn)


def _cut(bounds: tuple[Decimal | None, Decimal | None], value: Decimal | None) -> Decimal | None:
    """Where the measure itself ends, its forecast ends too: no share is above 100 percent."""
    least, most = bounds
    if value is not None and least is not None:
        value = max(value, least)
    if value is not None and most is not None:
        value = min(value, most)
    return value


def _fixed_range(standing: Standing) -> tuple[Decimal | None, Decimal | None]:
    """Between which values the measure lies, unless a value of it shows otherwise."""
    least, most = standing.bounds
    values = [point.value for point in standing.points]
    return (
        None if least is not None and any(value < least for value in values) else least,
        None if most is not None and any(value > most for value in values) else most,
    )


def _plan(standing: Standing) -> tuple[Point, ...]:
    return tuple(Point(point.on, point.value) for point in standing.plan)


def _actual(standing: Standing) -> tuple[Point, ...]:
    return tuple(Point(point.on, point.value) for point in standing.points)


def _is_stepped(standing: Standing) -> bool:
    return standing.trajectory is not None and standing.trajectory.kind is TrajectoryKind.STEPPED
