"""Writes about cycles: draft → in review → approved (with a frozen baseline) → closed."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import func, select

from planner.domain.errors import RuleBroken
from planner.domain.messages import msg
from planner.domain.values import CycleState
from planner.domain.workflow import CYCLE_MOVES, move
from planner.features.cycles.freezing import freeze_plan as freeze_plan
from planner.features.cycles.queries import gaps_of, overlapping_cycle
from planner.infra import audit, jobs
from planner.infra.clock import now
from planner.infra.editing import check_version, revise
from planner.models import Baseline, Cycle, db
from planner.permissions import Actor, Permission, authorize

LONGEST_DAYS = 2 * 366


def create_cycle(*, actor: Actor, values: Mapping[str, Any]) -> Cycle:
    """Open a planning year in draft. `values` are columns of `Cycle`. Raises `RuleBroken`."""
    authorize(actor, Permission.CYCLE_EDIT)
    _check(values)
    cycle = Cycle(**values)
    db.session.add(cycle)
    db.session.flush()
    audit.record(actor, "cycle.created", cycle)
    return cycle


def revise_cycle(cycle: Cycle, *, actor: Actor, values: Mapping[str, Any], version: int | None = None) -> None:
    """Change name, days or purpose. Raises `RuleBroken`, and `StaleEdit` when somebody else was first."""
    authorize(actor, Permission.CYCLE_EDIT, cycle)
    check_version(cycle, version)
    if cycle.state is CycleState.CLOSED:
        raise RuleBroken(msg("%(cycle)s is closed; it no longer changes.", cycle=cycle.name))
    merged = {"name": cycle.name, "starts_on": cycle.starts_on, "ends_on": cycle.ends_on, **values}
    if cycle.state is CycleState.APPROVED and (merged["starts_on"], merged["ends_on"]) != (cycle.starts_on, cycle.ends_on):
        raise RuleBroken(
            msg("The plan is approved: its fortnights count from the first day, so the days stay as they are."),
            field="starts_on",
        )
    _check(merged, but=cycle.id)
    revise(cycle, values, actor=actor, event="cycle.revised")


def submit_cycle(cycle: Cycle, *, actor: Actor) -> None:
    """Offer the plan for approval. Raises `RuleBroken` while something that it cannot do without is missing."""
    authorize(actor, Permission.CYCLE_EDIT, cycle)
    _lock(cycle)
    state = move(CYCLE_MOVES, cycle.state, "submit")
    for gap in gaps_of(cycle, actor):
        if gap.is_blocking:
            raise RuleBroken(gap.message)
    values = {"state": state, "submitted_at": now(), "submitted_by_id": actor.person_id}
    revise(cycle, values, actor=actor, event="cycle.submitted")


def return_cycle(cycle: Cycle, *, actor: Actor, reason: str) -> None:
    """Hand the plan back to those who made it, and say why."""
    authorize(actor, Permission.CYCLE_APPROVE, cycle)
    _lock(cycle)
    state = move(CYCLE_MOVES, cycle.state, "return")
    if not reason:
        raise RuleBroken(msg("Say what should change before the plan comes back."), field="reason")
    values = {"state": state, "submitted_at": None, "submitted_by_id": None}
    revise(cycle, values, actor=actor, event="cycle.returned", reason=reason)


def approve_cycle(cycle: Cycle, *, actor: Actor) -> Baseline:
    """Approve the plan as it stands and freeze it as baseline 1."""
    authorize(actor, Permission.CYCLE_APPROVE, cycle)
    _lock(cycle)
    state = move(CYCLE_MOVES, cycle.state, "approve")
    revise(cycle, {"state": state}, actor=actor, event="cycle.approved")
    return _freeze(cycle, actor=actor, reason="")


def rebaseline_cycle(cycle: Cycle, *, actor: Actor, reason: str) -> Baseline:
    """Freeze the plan anew because it changed for a good reason; the older baselines stay as they were."""
    authorize(actor, Permission.CYCLE_APPROVE, cycle)
    _lock(cycle)
    move(CYCLE_MOVES, cycle.state, "rebaseline")
    if not reason:
        raise RuleBroken(msg("Say why the approved plan is replaced."), field="reason")
    return _freeze(cycle, actor=actor, reason=reason)


def close_cycle(cycle: Cycle, *, actor: Actor) -> None:
    """End the planning year: its goals, programs and targets no longer change."""
    authorize(actor, Permission.CYCLE_EDIT, cycle)
    _lock(cycle)
    state = move(CYCLE_MOVES, cycle.state, "close")
    revise(cycle, {"state": state}, actor=actor, event="cycle.closed")


def _lock(cycle: Cycle) -> None:
    """Two people decide at once: the second waits here, then finds what the first decided."""
    db.session.refresh(cycle, with_for_update=True)


def _freeze(cycle: Cycle, *, actor: Actor, reason: str) -> Baseline:
    last = db.session.scalar(select(func.max(Baseline.number)).where(Baseline.cycle_id == cycle.id)) or 0
    baseline = freeze_plan(cycle, number=last + 1, approved_at=now(), approved_by_id=actor.person_id, reason=reason)
    changes = {"baseline": [last or None, baseline.number], "sha256": [None, baseline.sha256]}
    audit.record(actor, "cycle.baselined", cycle, changes=changes, reason=reason)
    facts = {"cycle_id": cycle.id, "number": baseline.number}
    jobs.enqueue("cycle.baselined", {**facts, "who": actor.name, "person_id": actor.person_id})
    return baseline


def _check(values: Mapping[str, Any], *, but: int | None = None) -> None:
    starts_on: date = values["starts_on"]
    ends_on: date = values["ends_on"]
    if ends_on <= starts_on:
        raise RuleBroken(msg("The last day must come after the first."), field="ends_on")
    if (ends_on - starts_on).days > LONGEST_DAYS:
        raise RuleBroken(msg("A cycle is a planning year: take at most two years."), field="ends_on")
    same_name = select(Cycle.id).where(func.lower(Cycle.name) == values["name"].lower(), Cycle.id != (but or 0))
    if db.session.scalar(same_name.limit(1)) is not None:
        raise RuleBroken(msg("There is a cycle called %(name)s already.", name=values["name"]), field="name")
    other = overlapping_cycle(starts_on, ends_on, but=but)
    if other is not None:
        sentence = msg(
            "%(cycle)s runs from %(start)s to %(end)s. Two cycles cannot share a day; choose other days.",
            cycle=other.name, start=other.starts_on, end=other.ends_on,
        )
        raise RuleBroken(sentence, field="starts_on")
