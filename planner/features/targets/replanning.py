"""The plan of a target as it was approved, read back from the audit trail when the plan was revised afterwards."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import func, select

from planner.domain.trajectory import Trajectory
from planner.domain.values import TrajectoryKind
from planner.features.targets.standing import trajectory_of
from planner.models import AuditEntry, Baseline, Target, db

# What a plan is made of, and how the trail keeps each part.
PLAN_COLUMNS = ("baseline_value", "target_value", "starts_on", "due_on", "trajectory", "points")


@dataclass(frozen=True, slots=True)
class OriginalPlan:
    """The plan that was approved first, and the day on which another took its place."""

    trajectory: Trajectory
    until: date


def original_plan_of(target: Target) -> OriginalPlan | None:
    """The plan at the first approval of the cycle; None when it was not approved or has not changed since."""
    current = trajectory_of(target)
    if current is None:
        return None
    approved_at = select(func.min(Baseline.approved_at)).where(Baseline.cycle_id == target.cycle_id).scalar_subquery()
    query = (
        select(AuditEntry)
        .where(AuditEntry.thing_type == Target.__tablename__, AuditEntry.thing_id == target.id,
               AuditEntry.event == "target.revised", AuditEntry.at > approved_at, approved_at >= target.created_at)
        .order_by(AuditEntry.id.desc())
    )
    state, until = _state(current), None
    for entry in db.session.scalars(query):
        changes = {name: entry.changes[name] for name in PLAN_COLUMNS if name in entry.changes}
        if changes:
            until = entry.at.date()
            state |= {name: old for name, (old, _new) in changes.items()}
    if until is None or state["baseline_value"] is None:
        return None
    return OriginalPlan(_trajectory(state), until)


def points_as_text(points: tuple[tuple[date, Decimal], ...]) -> list[list[str]]:
    """The points of a plan as the trail keeps them."""
    return [[day.isoformat(), format(value.normalize(), "f")] for day, value in points]


def _state(trajectory: Trajectory) -> dict[str, Any]:
    return {
        "baseline_value": str(trajectory.baseline), "target_value": str(trajectory.target),
        "starts_on": trajectory.starts_on.isoformat(), "due_on": trajectory.due_on.isoformat(),
        "trajectory": trajectory.kind.value, "points": points_as_text(trajectory.points),
    }


def _trajectory(state: Mapping[str, Any]) -> Trajectory:
    return Trajectory(
        kind=TrajectoryKind(state["trajectory"]), starts_on=date.fromisoformat(state["starts_on"]),
        due_on=date.fromisoformat(state["due_on"]), baseline=Decimal(state["baseline_value"]),
        target=Decimal(state["target_value"]),
        points=tuple((date.fromisoformat(day), Decimal(value)) for day, value in state["points"] or ()),
    )
