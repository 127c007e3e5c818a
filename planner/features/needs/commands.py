"""Writes about needs."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm.attributes import flag_modified

from planner.domain.errors import RuleBroken
from planner.domain.intake import check_gap
from planner.domain.messages import msg
from planner.domain.priority import need_score
from planner.domain.values import LABELS, CauseCell, CycleState, Direction, NeedState
from planner.domain.workflow import NEED_MOVES, move
from planner.features.needs.queries import missing_in
from planner.infra import audit, jobs
from planner.infra.clock import now, today
from planner.infra.editing import check_version, revise
from planner.models import Cause, Cycle, Goal, Need, db
from planner.permissions import Actor, Permission, authorize

DECISIONS = ("approve", "waitlist", "decline")


def create_need(cycle: Cycle, *, actor: Actor, values: Mapping[str, Any]) -> Need:
    """Keep a draft. `values` are columns of `Need`. Raises `RuleBroken`."""
    need = Need(cycle=cycle, state=NeedState.DRAFT, requester_id=actor.person_id, **values)
    authorize(actor, Permission.NEED_LOG, need)
    _check_open(cycle)
    _check(Need(cycle=cycle), values)
    db.session.add(need)
    db.session.flush()
    audit.record(actor, "need.created", need)
    return need


def revise_need(need: Need, *, actor: Actor, values: Mapping[str, Any], version: int | None = None) -> None:
    """Change a draft (with its cycle loaded). Raises `RuleBroken`, and `StaleEdit` when somebody else was first."""
    authorize(actor, Permission.NEED_LOG, need)
    _check_open(need.cycle)
    if need.state is not NeedState.DRAFT:
        raise RuleBroken(msg("This need was sent already. Ask the learning department to return it if it must change."))
    check_version(need, version)
    department_id = values.get("department_id", need.department_id)
    authorize(actor, Permission.NEED_LOG, Need(department_id=department_id))  # nor into a department of others
    _check(need, values)
    revise(need, values, actor=actor, event="need.revised")


def submit_need(need: Need, *, actor: Actor) -> None:
    """Send a complete draft for a decision."""
    authorize(actor, Permission.NEED_LOG, need)
    _check_open(need.cycle)
    state = move(NEED_MOVES, need.state, "submit")
    if missing_in(need):
        raise RuleBroken(msg("The need cannot be sent yet. Fill in first what is listed as missing."))
    check_gap(need.current_value, need.desired_value, need.direction)
    revise(need, {"state": state, "submitted_at": now()}, actor=actor, event="need.submitted")
    _tell("need.submitted", need, actor)


def return_need(need: Need, *, actor: Actor, reason: str) -> None:
    """Ask the department to say more: the need becomes a draft again."""
    authorize(actor, Permission.NEED_ANALYSE, need)
    _check_open(need.cycle)
    state = move(NEED_MOVES, need.state, "return")
    if not reason:
        raise RuleBroken(msg("Say what the department should add or change."), field="return_reason")
    revise(need, {"state": state, "submitted_at": None}, actor=actor, event="need.returned", reason=reason)
    _tell("need.returned", need, actor, requester_id=need.requester_id, reason=reason)


def analyse_need(
    need: Need, *, actor: Actor, findings: Mapping[CauseCell, tuple[str, bool]], version: int | None = None
) -> None:
    """Write down why the gap exists (causes loaded): for each cell what was found and whether it is accepted as a cause."""
    authorize(actor, Permission.NEED_ANALYSE, need)
    _check_sent(need)
    check_version(need, version)
    for cell, (finding, is_accepted) in findings.items():
        if is_accepted and not finding:
            raise RuleBroken(msg("Say what was found before accepting this as a cause."), field=f"{cell.value}_finding")
    known = {cause.cell: cause for cause in need.causes}
    changes = {}
    for cell, (finding, is_accepted) in findings.items():
        old = _in_words(known.get(cell))
        _set_cause(need, known.get(cell), cell, finding, is_accepted)
        new = _in_words(next((cause for cause in need.causes if cause.cell is cell), None))
        if new != old:
            changes[cell.value] = [old, new]
    if changes:
        flag_modified(need, "title")  # the need's version counts, although none of its own columns changed
        db.session.flush()
        audit.record(actor, "need.analysed", need, changes=changes)


def agree_expectation(need: Need, *, actor: Actor, values: Mapping[str, Any], version: int | None = None) -> None:
    """Note what requester and learning department agreed that learning can and cannot change here."""
    authorize(actor, Permission.NEED_ANALYSE, need)
    _check_sent(need)
    check_version(need, version)
    agreed_on = values.get("expectation_agreed_on")
    if agreed_on is not None and agreed_on > today():
        raise RuleBroken(msg("An agreement cannot lie in the future."), field="expectation_agreed_on")
    if agreed_on is not None and not (values.get("expectation_can") and values.get("expectation_cannot")):
        raise RuleBroken(
            msg("Write down both what learning can and what it cannot change before dating the agreement."),
            field="expectation_agreed_on",
        )
    revise(need, values, actor=actor, event="need.expectation_revised")


def score_need(need: Need, *, actor: Actor, scores: Mapping[str, int | None], version: int | None = None) -> None:
    """Give the five triage scores, from 1 to 5."""
    authorize(actor, Permission.NEED_ANALYSE, need)
    _check_open(need.cycle)
    if need.state not in (NeedState.SUBMITTED, NeedState.WAITLISTED):
        raise RuleBroken(msg("Scores are given while a need waits for a decision or is waitlisted."))
    check_version(need, version)
    need_score(scores)  # refuses what lies outside 1–5
    revise(need, scores, actor=actor, event="need.scored")


def decide_need(need: Need, *, actor: Actor, decision: str, reason: str, version: int | None = None) -> None:
    """Approve, waitlist or decline, with the reason that the requester reads."""
    authorize(actor, Permission.NEED_DECIDE, need)
    _check_open(need.cycle)
    if decision not in DECISIONS:
        raise RuleBroken(msg("Choose a decision."), field="decision")
    try:
        state = move(NEED_MOVES, need.state, decision)
    except RuleBroken as error:
        raise RuleBroken(_refusal(need) or error.message, field="decision") from error
    check_version(need, version)
    if not reason:
        raise RuleBroken(msg("Give the reason. The requester reads it."), field="reason")
    values = {"state": state, "decision_reason": reason, "decided_by_id": actor.person_id, "decided_at": now()}
    revise(need, values, actor=actor, event=f"need.{state.value}", reason=reason)
    _tell("need.decided", need, actor, requester_id=need.requester_id, reason=reason, state=state.value)


def _tell(job: str, need: Need, actor: Actor, **facts: Any) -> None:
    jobs.enqueue(job, {"need_id": need.id, "who": actor.name, "person_id": actor.person_id, **facts})


def _refusal(need: Need) -> Any:
    if need.state is NeedState.DRAFT:
        return msg("This need is still a draft. It can be decided once the department has sent it.")
    if need.decided_at is not None:
        return msg(
            "This need was decided on %(day)s: “%(state)s”. That decision stands; nothing was changed.",
            day=need.decided_at.date(), state=LABELS[need.state],
        )
    return None


def _set_cause(need: Need, cause: Cause | None, cell: CauseCell, finding: str, is_accepted: bool) -> None:
    if cause is None and finding:
        need.causes.append(Cause(cell=cell, finding=finding, is_accepted=is_accepted))
    elif cause is not None and not finding:
        need.causes.remove(cause)
    elif cause is not None:
        cause.finding, cause.is_accepted = finding, is_accepted


def _in_words(cause: Cause | None) -> str:
    return "" if cause is None else f"✓ {cause.finding}" if cause.is_accepted else cause.finding


def _check(need: Need, values: Mapping[str, Any]) -> None:
    """The rules that hold for a draft at every step; what was not typed in this step is as it was saved."""

    def value(name: str) -> Any:
        return values[name] if name in values else getattr(need, name)

    goal_id = values.get("goal_id")
    if goal_id is not None and goal_id != need.goal_id and not _is_goal_of(goal_id, need.cycle):
        raise RuleBroken(msg("Choose a goal of this planning year."), field="goal_id")
    if (size := value("audience_size")) is not None and size < 0:
        raise RuleBroken(msg("The number of people cannot be less than nought."), field="audience_size")
    if (day := values.get("current_on")) is not None and day > today():
        raise RuleBroken(msg("A value cannot have been measured in the future."), field="current_on")
    if (day := values.get("needed_by_on")) is not None and day < today() and day != need.needed_by_on:
        raise RuleBroken(msg("This day has passed. Give a day to come, or leave it empty."), field="needed_by_on")
    check_gap(value("current_value"), value("desired_value"), value("direction") or Direction.UP)


def _is_goal_of(goal_id: int, cycle: Cycle) -> bool:
    goal = db.session.get(Goal, goal_id)
    return goal is not None and goal.cycle_id == cycle.id


def _check_open(cycle: Cycle) -> None:
    if cycle.state is CycleState.CLOSED:
        raise RuleBroken(msg("%(cycle)s is closed; its needs no longer change.", cycle=cycle.name))


def _check_sent(need: Need) -> None:
    _check_open(need.cycle)
    if need.state in (NeedState.DRAFT, NeedState.DECLINED):
        raise RuleBroken(msg("Only a need that was sent, and not declined, is analysed."))
