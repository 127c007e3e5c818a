"""Makers of things: valid by default, any column by keyword, committed so that requests see them."""

from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import func, select

from planner.domain.values import CycleState
from planner.models import Cycle, Goal, db


def _kept(thing: Any) -> Any:
    db.session.add(thing)
    db.session.commit()
    return thing


def make_cycle(**values: Any) -> Cycle:
    """The calendar year 2027, in draft."""
    default = {
        "name": "FY2027", "starts_on": date(2027, 1, 1), "ends_on": date(2027, 12, 31), "state": CycleState.DRAFT,
    }
    return _kept(Cycle(**{**default, **values}))


def make_goal(cycle: Cycle | None = None, **values: Any) -> Goal:
    """Win larger accounts: from 18 to 24 percent."""
    cycle = cycle or make_cycle()
    rank = (db.session.scalar(select(func.max(Goal.rank)).where(Goal.cycle_id == cycle.id)) or 0) + 1
    default = {
        "statement": "Win larger accounts", "rank": rank, "outcome_measure": "Win rate", "unit": "percent",
        "baseline_value": Decimal(18), "baseline_on": date(2027, 1, 1), "target_value": Decimal(24),
        "due_on": date(2027, 12, 31),
    }
    return _kept(Goal(cycle_id=cycle.id, **{**default, **values}))
