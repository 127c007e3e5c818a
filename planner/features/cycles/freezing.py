"""Freezing the plan of a cycle, and reading what was frozen a page at a time."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from planner.domain.frozen import sha256
from planner.domain.frozen_rows import apart
from planner.features.cycles.plan import SECTIONS, plan_snapshot
from planner.infra import keyset
from planner.infra.frozen_rows import FrozenRows
from planner.infra.keyset import Count, Page, Seek
from planner.models import Baseline, BaselineRow, Cycle, db
from planner.permissions import Actor


def freeze_plan(
    cycle: Cycle, *, number: int, approved_at: datetime, approved_by_id: int | None, reason: str = ""
) -> Baseline:
    """Keep the plan as it stands: sealed as a whole, and once more in rows."""
    snapshot = plan_snapshot(cycle)
    baseline = Baseline(
        cycle_id=cycle.id, number=number, approved_at=approved_at, approved_by_id=approved_by_id, reason=reason,
        snapshot=snapshot, sha256=sha256(snapshot),
    )
    db.session.add(baseline)
    db.session.flush()
    rows_of(baseline.id).keep(apart(snapshot, SECTIONS))
    return baseline


def rows_of(baseline_id: int, department_ids: frozenset[int] | None = None) -> FrozenRows:
    return FrozenRows(BaselineRow.baseline_id, baseline_id, department_ids)


@dataclass(frozen=True, slots=True)
class FrozenPlan:
    """A page of each list of a frozen plan, as far as the viewer may read it."""

    cycle: Mapping[str, Any]
    parts: Mapping[str, Page[dict[str, Any]]]
    counts: Mapping[str, Count]


def frozen_plan(baseline: Baseline, viewer: Actor, seeks: Mapping[str, Seek]) -> FrozenPlan:
    rows = rows_of(baseline.id, None if viewer.sees_everything else viewer.department_ids)
    head = rows.head()
    assert head is not None  # every plan that was approved has rows
    pages = {name: rows.page(name, seeks[name], size=keyset.PANEL_SIZE) for name in SECTIONS}
    return FrozenPlan(head["cycle"], pages, rows.counts())
