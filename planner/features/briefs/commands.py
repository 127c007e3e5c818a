"""Writes about briefs: a draft is made, written and thrown away, or issued; what is issued never changes."""

import hashlib
from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from planner.domain.brief_snapshot import BriefSnapshot
from planner.domain.errors import RuleBroken
from planner.domain.frozen import sha256, to_plain
from planner.domain.messages import msg
from planner.domain.values import BriefState
from planner.domain.workflow import BRIEF_MOVES, move
from planner.features.briefs.queries import chosen_targets, next_number, program_ids_serving
from planner.features.briefs.rendering import composed, pdf_of, proposal_in
from planner.features.goals.queries import goal_for
from planner.features.programs.queries import program_for
from planner.features.targets.queries import targets_by_id
from planner.infra import audit, jobs
from planner.infra.clock import now, today
from planner.infra.editing import check_version, revise
from planner.models import Brief, Cycle, db
from planner.permissions import Actor, Permission, authorize


def create_brief(cycle: Cycle, *, actor: Actor, values: Mapping[str, Any]) -> Brief:
    """Start a draft with the next number of the cycle. `values` are columns of `Brief`. Raises `RuleBroken`."""
    authorize(actor, Permission.BRIEF_EDIT)
    db.session.execute(select(Cycle.id).where(Cycle.id == cycle.id).with_for_update())  # one number at a time
    brief = Brief(cycle=cycle, number=next_number(cycle.id), **values)
    _check(brief, actor)
    db.session.add(brief)
    db.session.flush()
    audit.record(actor, "brief.created", brief)
    return brief


def revise_brief(brief: Brief, *, actor: Actor, values: Mapping[str, Any], version: int | None = None) -> None:
    """Change a draft (with its cycle loaded). Raises `RuleBroken`, and `StaleEdit` when somebody else was first."""
    authorize(actor, Permission.BRIEF_EDIT, brief)
    _check_draft(brief)
    check_version(brief, version)
    wanted = Brief(**{name: values.get(name, getattr(brief, name)) for name in _CHECKED})
    wanted.cycle_id = brief.cycle_id
    _check(wanted, actor, cycle=brief.cycle)
    revise(brief, values, actor=actor, event="brief.revised")


def issue_brief(
    brief: Brief, *, actor: Actor, snapshot: BriefSnapshot, pdf: bytes, version: int | None = None
) -> None:
    """Freeze what the brief says, with its hash and its print. Raises `RuleBroken` and `StaleEdit`.

    Composing and printing are slow, so they happen before the writing transaction begins; `version` is the one that was
    composed, and a brief that was changed in between is not issued.
    """
    authorize(actor, Permission.BRIEF_ISSUE, brief)
    _check_draft(brief)
    state = move(BRIEF_MOVES, brief.state, "issue")
    check_version(brief, version)
    values = {
        "state": state, "verdict": snapshot["verdict"], "issued_at": now(), "issued_by_id": actor.person_id,
        "snapshot": to_plain(snapshot), "sha256": sha256(snapshot), "pdf": pdf,
        "pdf_sha256": hashlib.sha256(pdf).hexdigest(),
    }
    with db.session.no_autoflush:  # comparing loads what is deferred; half an issued brief must not be written before that
        revise(brief, values, actor=actor, event="brief.issued")
    facts = {"brief_id": brief.id, "cycle_id": brief.cycle_id, "goal_id": brief.goal_id}
    jobs.enqueue("brief.issued", {**facts, "who": actor.name, "person_id": actor.person_id})


def print_and_issue_brief(brief: Brief, *, actor: Actor) -> None:
    """Compose, print and issue a draft (with its cycle) in one unit of work: for the command line, where nobody waits for it.

    Raises `RuleBroken`, and `PdfUnavailable` on a machine that cannot print.
    """
    authorize(actor, Permission.BRIEF_ISSUE, brief)
    composition = composed(brief, actor).issued(today(), actor.name)
    snapshot = composition.saying(brief.verdict or proposal_in(composition, brief.locale))
    issue_brief(brief, actor=actor, snapshot=snapshot, pdf=pdf_of(snapshot, brief.locale))


def discard_brief(brief: Brief, *, actor: Actor) -> None:
    """Throw a draft away; only the audit trail remembers it."""
    authorize(actor, Permission.BRIEF_EDIT, brief)
    _check_draft(brief)
    audit.record(actor, "brief.discarded", brief)
    db.session.delete(brief)
    db.session.flush()


_CHECKED = ("as_of_on", "program_id", "goal_id", "chart_target_id")


def _check(brief: Brief, actor: Actor, *, cycle: Cycle | None = None) -> None:
    cycle = cycle or brief.cycle
    _check_day(brief, cycle)
    if brief.program_id is not None and brief.goal_id is not None:
        raise RuleBroken(msg("A brief is about a program or about a goal, not both."), field="about")
    if brief.program_id is not None:
        program = program_for(actor, brief.program_id)
        if program is None or program.cycle_id != cycle.id:
            raise RuleBroken(msg("This program is not part of %(cycle)s.", cycle=cycle.name), field="about")
    if brief.goal_id is not None:
        goal = goal_for(actor, brief.goal_id)
        if goal is None or goal.cycle_id != cycle.id:
            raise RuleBroken(msg("This goal is not part of %(cycle)s.", cycle=cycle.name), field="about")
    if brief.chart_target_id is not None:
        _check_chart(brief, actor, cycle)


def _check_day(brief: Brief, cycle: Cycle) -> None:
    if brief.as_of_on > today():
        raise RuleBroken(
            msg("The figures cannot be of a day to come. Choose today (%(day)s) or an earlier day.", day=today()),
            field="as_of_on",
        )
    if not cycle.starts_on <= brief.as_of_on <= cycle.ends_on:
        raise RuleBroken(
            msg(
                "%(day)s lies outside %(cycle)s (%(first)s to %(last)s). Choose a day inside it.", day=brief.as_of_on,
                cycle=cycle.name, first=cycle.starts_on, last=cycle.ends_on,
            ),
            field="as_of_on",
        )


def _check_chart(brief: Brief, actor: Actor, cycle: Cycle) -> None:
    serving = program_ids_serving(brief.goal_id) if brief.goal_id is not None else set()
    found = targets_by_id([brief.chart_target_id or 0], actor)
    if not any(target.cycle_id == cycle.id for target in chosen_targets(brief, found, serving)):
        raise RuleBroken(
            msg("This target is no part of what the brief is about. Choose one that is, or leave the choice open."),
            field="chart_target_id",
        )


def _check_draft(brief: Brief) -> None:
    if brief.state is not BriefState.DRAFT:
        raise RuleBroken(
            msg("Brief %(number)s has been issued; it never changes. Start a new brief instead.", number=brief.number)
        )
