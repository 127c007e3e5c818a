"""Reads where targets stand today from what is kept, for lists and counts of any length."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, Date, Select, and_, bindparam, case, func, select

from planner.domain.values import Status
from planner.infra import keyset
from planner.infra.keyset import By, Order, whole
from planner.models import Target, TargetStanding, db
from planner.permissions import Actor, Viewpoint, visible_in

# The order in which lists show targets: what asks for attention first.
ATTENTION = (Status.OFF_TRACK, Status.MISSED, Status.AT_RISK, Status.NO_DATA, Status.ON_TRACK, Status.MET)
BY_ATTENTION = Order(
    By(TargetStanding.attention, whole), By(TargetStanding.due_on, keyset.day), By(TargetStanding.target_id, whole)
)


def is_kept_on(day: date | BindParameter[Any]) -> ColumnElement[bool]:
    """The condition that picks each target's row of a day (today or later)."""
    return and_(TargetStanding.from_on <= day, TargetStanding.until_on > day)


def kept_in(cycle_id: Any, viewer: Actor | Viewpoint, on: Any) -> list[ColumnElement[bool]]:
    """The conditions for today's rows of a cycle's targets that the viewer may see; cycle and day may be parameters."""
    conditions = [TargetStanding.cycle_id == cycle_id, is_kept_on(on)]
    if not viewer.sees_everything:
        seen = select(Target.id).where(Target.cycle_id == cycle_id, visible_in(cycle_id, viewer, Target))
        conditions.append(TargetStanding.target_id.in_(seen.correlate(None)))
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
