"""Where a target stood on the day of a meeting, from the values that had been entered by then.

Only the latest three values are looked at, so that there is no forecast to reckon with and the pace decides. A meeting that is
closed by hand sees more; for a hundred thousand meetings of a story this is near enough, and thirty times as fast.
"""

from bisect import bisect_right
from dataclasses import dataclass
from datetime import date

from planner.domain.aggregation import MINIMUM_RESPONDENTS, Point, actuals
from planner.domain.messages import msg
from planner.domain.status import Bands, StatusAssessment, status_on
from planner.domain.units import unit_of
from planner.domain.values import Aggregation, Direction, Status
from planner.features.demo.scaled.targets import Target
from planner.features.demo.scaled.values import Seen
from planner.features.demo.scaled.words.company import CURRENCY
from planner.features.demo.scaled.world import Share
from planner.features.targets.queries import Standing, with_units

LATEST = 3
BANDS = Bands()


@dataclass(frozen=True, slots=True)
class Followed:
    """A target with its points in order of time, and the days from which each of them was known."""

    target: Target
    points: tuple[Point, ...]
    known_from: tuple[date, ...]

    def points_on(self, day: date) -> tuple[Point, ...]:
        """The latest points that were known on the day. Values come in the order of their periods, more or less."""
        end = bisect_right(self.known_from, day)
        return self.points[max(end - LATEST, 0) : end]


def followed(target: Target, seen: list[Seen]) -> Followed:
    kind = target.series.kind
    is_hidden = kind.aggregation is Aggregation.WEIGHTED_MEAN
    shown = [one for one in seen if not is_hidden or (one.observed.respondents or 0) >= MINIMUM_RESPONDENTS]
    points = actuals((one.observed for one in shown), kind.aggregation, is_cumulative=kind.adds_up, scale=kind.scale)
    known: list[date] = []
    for one in shown:
        known.append(max(one.entered_on, known[-1]) if known else one.entered_on)
    return Followed(target, points, tuple(known))


def standing_on(one: Followed, share: Share, day: date) -> Standing:
    target, series = one.target, one.target.series
    found = _assessed(one, day)
    return Standing(
        target_id=target.id, on=day, measure=target.measure, unit=series.unit, direction=series.direction,
        is_cumulative=series.kind.adds_up, is_running_total=series.kind.adds_up, status=found.status,
        reason=with_units(found.reason, series.unit, CURRENCY), shown_status=found.status, override_reason="",
        cycle_starts_on=share.year.starts_on, cycle_ends_on=share.year.ends_on, bands=BANDS, trajectory=target.trajectory,
        actual=found.actual, actual_on=found.actual_on, expected=found.expected, share=found.share, forecast=found.forecast,
    )


def _assessed(one: Followed, day: date) -> StatusAssessment:
    target, series, points = one.target, one.target.series, one.points_on(day)
    if target.trajectory is None:
        reason = msg("There is no baseline, so there is no plan to compare with. Enter the value before the start.")
        last = points[-1] if points else None
        return StatusAssessment(Status.NO_DATA, reason, last.value if last else None, last.on if last else None)
    bounds = unit_of(series.unit).bounds if series.direction is not Direction.PLAN else (None, None)
    return status_on(
        target.trajectory, points, day, direction=series.direction, is_cumulative=series.kind.adds_up,
        collected_every_days=series.kind.every, bands=BANDS, bounds=bounds,
    )
