"""Reads where targets stand today from what is kept, for lists and counts of any length."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, Date, Select, and_, bindparam, case, func, select

from planner.domain.forecast import Forecast
from planner.domain.messages import Message
from planner.domain.status import Bands
from planner.domain.trajectory import Trajectory, expected_on
from planner.domain.values import Status
from planner.features.targets.standing import Standing, bounds_of, is_running_total, standings, trajectory_of
from planner.models import Organization, Target, TargetStanding, db
from planner.permissions import Actor, Viewpoint, visible_in

# The order in which lists show targets: what asks for attention first.
ATTENTION = (Status.OFF_TRACK, Status.MISSED, Status.AT_RISK, Status.NO_DATA, Status.ON_TRACK, Status.MET)


def is_kept_on(day: date | BindParameter[Any]) -> ColumnElement[bool]:
    """The condition that picks each target's row of a day (today or later)."""
    return and_(TargetStanding.from_on <= day, TargetStanding.until_on > day)


def current_standings(targets: Iterable[Target], on: date, organization: Organization | None) -> dict[int, Standing]:
    """Each target's standing today, by its id, without reading its values; `points` are left empty.

    The targets come as `targets_of` loads them. What is not kept (a target that is put away, a clock that went back before the
    last value) is worked out from the values instead.
    """
    listed = list(targets)
    query = select(TargetStanding).where(TargetStanding.target_id.in_({one.id for one in listed}), is_kept_on(on))
    return read_standings(listed, db.session.scalars(query), on, organization)


def read_standings(
    targets: Sequence[Target], rows: Iterable[TargetStanding], on: date, organization: Organization | None
) -> dict[int, Standing]:
    """Each target's standing from today's rows; of those without a row from their values."""
    kept = {row.target_id: row for row in rows}
    bands = Bands(organization.band_on_track, organization.band_at_risk) if organization else Bands()
    found = {one.id: _standing(one, kept[one.id], on, bands) for one in targets if _holds(kept.get(one.id), on)}
    missing = [one for one in targets if one.id not in found]
    return found | (standings(missing, on, organization) if missing else {})


def kept_in(cycle_id: Any, viewer: Actor | Viewpoint, on: Any) -> list[ColumnElement[bool]]:
    """The conditions for today's rows of a cycle's targets that the viewer may see; cycle and day may be parameters."""
    conditions = [TargetStanding.cycle_id == cycle_id, is_kept_on(on)]
    if not viewer.sees_everything:
        seen = select(Target.id).where(Target.cycle_id == cycle_id, visible_in(cycle_id, viewer, Target))
        conditions.append(TargetStanding.target_id.in_(seen))
    return conditions


@dataclass(frozen=True)
class Tally:
    """How many targets of a cycle stand where, and how many pass every SMART rule."""

    by_status: Mapping[Status, int] = field(default_factory=dict)
    n_smart: int = 0

    @property
    def n(self) -> int:
        return sum(self.by_status.values())


def tally_of(cycle_id: int, viewer: Actor, on: date) -> Tally:
    """The counts of a whole cycle as far as the viewer may see it; one statement, read from an index."""
    rows = list(db.session.execute(_tally(viewer.viewpoint), {"cycle_id": cycle_id, "today": on, **viewer.branch}))
    return Tally({ATTENTION[place]: n for place, n, _n_smart in rows}, sum(n_smart or 0 for _place, _n, n_smart in rows))


@cache
def _tally(viewer: Viewpoint) -> Select[*tuple[Any, ...]]:
    """Built once for each viewpoint: to put it together takes as long as to answer it."""
    today = bindparam("today", type_=Date)
    smart = func.sum(case((TargetStanding.smart_until_on > today, 1), else_=0))
    return (
        select(TargetStanding.attention, func.count(), smart)
        .where(*kept_in(bindparam("cycle_id"), viewer, today)).group_by(TargetStanding.attention)
    )


def _holds(row: TargetStanding | None, on: date) -> bool:
    return row is not None and (row.actual_on is None or row.actual_on <= on)


def _standing(target: Target, row: TargetStanding, on: date, bands: Bands) -> Standing:
    indicator, trajectory = target.indicator, trajectory_of(target)
    is_overridden = target.override_status is not None and target.override_on is not None and target.override_on <= on
    return Standing(
        target_id=target.id, on=on, measure=indicator.measure.name, unit=indicator.unit, direction=indicator.direction,
        is_cumulative=target.is_cumulative, is_running_total=is_running_total(target), status=row.status,
        reason=Message.from_json(row.reason), shown_status=row.shown_status,
        override_reason=target.override_reason if is_overridden else "",
        cycle_starts_on=target.cycle.starts_on, cycle_ends_on=target.cycle.ends_on, bands=bands,
        bounds=bounds_of(indicator.measure), trajectory=trajectory, actual=row.actual, actual_on=row.actual_on,
        expected=_expected(row, trajectory, on), share=row.share, forecast=_forecast(row), forecast_share=row.forecast_share,
        n_suppressed=row.n_suppressed,
    )


def _expected(row: TargetStanding, trajectory: Trajectory | None, on: date) -> Decimal | None:
    """The plan for the day of the value; without a value the plan for today, which is not kept: it moves every day."""
    if row.actual_on is not None or trajectory is None:
        return row.expected
    return expected_on(trajectory, on)


def _forecast(row: TargetStanding) -> Forecast | None:
    if row.forecast is None or row.forecast_on is None:
        return None
    return Forecast(
        row.forecast_on, row.forecast, row.forecast_low, row.forecast_high, row.probability, row.method, row.n_points
    )

