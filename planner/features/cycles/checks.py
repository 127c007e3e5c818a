"""What is checked of approved plans."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import select

from planner.domain.frozen_rows import apart
from planner.domain.messages import N_, Message
from planner.features.cycles.freezing import rows_of
from planner.features.cycles.plan import SECTIONS
from planner.infra.integrity import Check, unlike_frozen
from planner.models import Baseline


def baselines() -> Iterator[Message]:
    frozen = select(Baseline.id, Baseline.snapshot, Baseline.sha256, Baseline.cycle_id).order_by(Baseline.id)
    def fit(baseline_id: int, plan: dict[str, Any]) -> bool:
        return rows_of(baseline_id).fit(apart(plan, SECTIONS))

    yield from unlike_frozen("Baseline", "cycles", frozen, fit=fit, at_once=1)  # a frozen plan has megabytes


CHECKS = (Check("baselines", N_("Approved plans"), baselines),)
