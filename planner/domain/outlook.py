"""How a target will end if no special action is taken: the plan is carried on, with the drift away from it.

“No special action” (ISO/TS 30437 reports) does not mean no action: what is planned goes on. So it is not the values that are
forecast, but their distance from the plan, and the plan is added again. A target that has kept to its plan is expected to
reach it, whatever the shape of the plan; one that falls behind a little more each fortnight is expected to go on doing so.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from itertools import pairwise

from planner.domain.aggregation import Point
from planner.domain.forecast import FEWEST_POINTS, UNBOUNDED, Bounds, Forecast, forecast, within
from planner.domain.messages import N_
from planner.domain.trajectory import Trajectory, expected_on

AS_PLANNED = N_("plan carried on at the present distance; fewer than four points")
DRIFT_FROM_PLAN = N_("plan carried on, with the drift away from it")


def outlook(
    trajectory: Trajectory, points: Sequence[Point], on: date, *, is_cumulative: bool = False, bounds: Bounds = UNBOUNDED
) -> Forecast | None:
    """The value expected on a day, in the measure's unit; None without points or for a day before the last of them."""
    distances = [Point(point.on, point.value - expected_on(trajectory, point.on)) for point in points]
    ahead = forecast(distances, on)
    if ahead is None:
        return None
    plan = expected_on(trajectory, on)
    method = DRIFT_FROM_PLAN if len(points) >= FEWEST_POINTS else AS_PLANNED
    made = replace(
        ahead, value=plan + ahead.value, low=None if ahead.low is None else plan + ahead.low,
        high=None if ahead.high is None else plan + ahead.high, method=method,
    )
    return within(_not_below(made, points) if is_cumulative else made, bounds)


def outlook_path(
    trajectory: Trajectory, points: Sequence[Point], days: Sequence[date], *, is_cumulative: bool = False,
    bounds: Bounds = UNBOUNDED,
) -> tuple[Forecast, ...]:
    """The outlook for each of several days: the dashed line and its band."""
    made = (outlook(trajectory, points, day, is_cumulative=is_cumulative, bounds=bounds) for day in days)
    return tuple(one for one in made if one is not None)


def _not_below(made: Forecast, points: Sequence[Point]) -> Forecast:
    """What only grew so far does not go back."""
    last = points[-1].value
    if any(later.value < earlier.value for earlier, later in pairwise(points)):
        return made
    return replace(
        made, value=max(made.value, last), low=None if made.low is None else max(made.low, last),
        high=None if made.high is None else max(made.high, last),
    )
