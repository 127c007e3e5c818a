"""How a target will end if no special action is taken: the plan is carried on, with the drift away from it.

“No special action” (ISO/TS 30437 reports) does not mean no action: what is planned goes on. So it is not the values that are
forecast, but their distance from the plan, and the plan is added again. A target that has kept to its plan is expected to
reach it, whatever the shape of the plan; one that falls behind a little more each fortnight is expected to go on doing so.

The plan is believed as far as it has been followed: where the values moved half as fast as the plan, half of this outlook and
half of a forecast of the values by themselves count; where they stood still, the plan counts for nothing. Otherwise a target
that stalls would be promised a recovery that nobody has begun.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from itertools import pairwise

from planner.domain.aggregation import Point
from planner.domain.forecast import FEWEST_POINTS, UNBOUNDED, Bounds, Forecast, drift_per_fortnight, forecast, within
from planner.domain.messages import N_
from planner.domain.trajectory import Trajectory, expected_on, expected_values

AS_PLANNED = N_("plan carried on at the present distance; fewer than four points")
DRIFT_FROM_PLAN = N_("plan carried on, with the drift away from it")


def outlook(
    trajectory: Trajectory, points: Sequence[Point], on: date, *, is_cumulative: bool = False, bounds: Bounds = UNBOUNDED
) -> Forecast | None:
    """The value expected on a day, in the measure's unit; None without points or for a day before the last of them."""
    found = outlook_path(trajectory, points, [on], is_cumulative=is_cumulative, bounds=bounds)
    return found[0] if found else None


def outlook_path(
    trajectory: Trajectory, points: Sequence[Point], days: Sequence[date], *, is_cumulative: bool = False,
    bounds: Bounds = UNBOUNDED,
) -> tuple[Forecast, ...]:
    """The outlook for each of several days: the dashed line and its band."""
    basis = _Basis.of(trajectory, points, is_cumulative)
    made = (_on(day, basis, bounds) for day in days)
    return tuple(one for one in made if one is not None)


@dataclass(frozen=True, slots=True)
class _Basis:
    """What does not depend on the day that is looked ahead to; a chart asks for a dozen days."""

    trajectory: Trajectory
    points: Sequence[Point]
    away: Sequence[Point]  # how far each value lay from the plan
    trust: Decimal  # in the plan
    is_cumulative: bool

    @staticmethod
    def of(trajectory: Trajectory, points: Sequence[Point], is_cumulative: bool) -> "_Basis":
        planned = [Point(on, value) for on, value in expected_values(trajectory, [point.on for point in points])]
        away = [Point(point.on, point.value - plan.value) for point, plan in zip(points, planned, strict=True)]
        trust = followed(planned, points) if len(points) >= FEWEST_POINTS else Decimal(1)
        return _Basis(trajectory, points, away, trust, is_cumulative)


def _on(day: date, basis: _Basis, bounds: Bounds) -> Forecast | None:
    by_plan, by_itself = forecast(basis.away, day), forecast(basis.points, day, is_cumulative=basis.is_cumulative)
    if by_plan is None or by_itself is None:
        return None
    plan = expected_on(basis.trajectory, day)

    def mixed(distance: Decimal, value: Decimal) -> Decimal:
        return basis.trust * (plan + distance) + (1 - basis.trust) * value

    has_trend = len(basis.points) >= FEWEST_POINTS
    made = replace(
        by_plan, value=mixed(by_plan.value, by_itself.value), method=DRIFT_FROM_PLAN if has_trend else AS_PLANNED,
        low=None if by_plan.low is None or by_itself.low is None else mixed(by_plan.low, by_itself.low),
        high=None if by_plan.high is None or by_itself.high is None else mixed(by_plan.high, by_itself.high),
    )
    return within(_not_below(made, basis.points) if basis.is_cumulative else made, bounds)


def followed(planned: Sequence[Point], points: Sequence[Point]) -> Decimal:
    """How much of the speed of the plan the values had lately, from 0 (none) to 1 (all, or the plan stood still)."""
    wanted, moved = drift_per_fortnight(planned), drift_per_fortnight(points)
    if not wanted or moved is None:
        return Decimal(1)
    return min(max(moved / wanted, Decimal(0)), Decimal(1))


def _not_below(made: Forecast, points: Sequence[Point]) -> Forecast:
    """What only grew so far does not go back."""
    last = points[-1].value
    if any(later.value < earlier.value for earlier, later in pairwise(points)):
        return made
    return replace(
        made, value=max(made.value, last), low=None if made.low is None else max(made.low, last),
        high=None if made.high is None else max(made.high, last),
    )
