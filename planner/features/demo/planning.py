"""The second act: the cycle, its goals, needs, programs and targets, and the plan that is approved."""

from datetime import time
from decimal import Decimal
from typing import Any

from planner.domain.values import NeedState, ProgramState
from planner.features.cycles.commands import approve_cycle, create_cycle, rebaseline_cycle, submit_cycle
from planner.features.demo.rows import GoalRow, ImpactRow, NeedRow, ProgramRow, SponsorRow
from planner.features.demo.stage import Stage
from planner.features.demo.story.goals import CYCLE_PURPOSE, GOALS
from planner.features.demo.story.needs_before import NEEDS_BEFORE
from planner.features.demo.story.needs_during import NEEDS_DURING
from planner.features.demo.story.programs import PROGRAMS
from planner.features.demo.targeting import prepare_targets
from planner.features.goals.commands import create_goal, name_sponsor
from planner.features.goals.queries import goal_for
from planner.features.needs.commands import (
    agree_expectation,
    analyse_need,
    create_need,
    decide_need,
    score_need,
    submit_need,
)
from planner.features.needs.queries import need_for
from planner.features.programs.commands import create_program, move_program, plan_impact
from planner.features.programs.queries import program_for
from planner.models import db
from planner.permissions import SYSTEM

GOALS_RANKED, SUBMITTED, APPROVED, REBASELINED = -72, -9, -4, 75
REASON_TO_REBASELINE = (
    "Marketing delivers the deal sheet in {m4}, not in {m2}, so the application rate of Consultative Selling rises later. "
    "Leading a Shift was added on the board’s wish; Dutch on the Work Floor was cancelled and its money moved."
)
SCORES = ("impact", "reach", "urgency", "exposure", "effort")


def prepare(stage: Stage) -> None:
    year = stage.year
    stage.plan(year.weekday(GOALS_RANKED), time(9), _cycle_and_goals, stage)
    for goal in GOALS:
        for sponsor in goal.sponsors:
            day = year.weekday(GOALS_RANKED if sponsor.agreed is None else sponsor.agreed)
            stage.plan(day, time(14), _sponsor, stage, goal, sponsor)
    for need in NEEDS_BEFORE + NEEDS_DURING:
        _prepare_need(stage, need)
    for program in PROGRAMS:
        _prepare_program(stage, program)
    prepare_targets(stage)
    stage.plan(year.weekday(SUBMITTED), time(16), lambda: submit_cycle(stage.cycle, actor=stage.actor("ines")))
    stage.plan(year.weekday(APPROVED), time(11), lambda: approve_cycle(stage.cycle, actor=stage.actor("margriet")))
    stage.plan(
        year.weekday(REBASELINED), time(15),
        lambda: rebaseline_cycle(stage.cycle, actor=stage.actor("margriet"), reason=year.told(REASON_TO_REBASELINE)),
    )


def _cycle_and_goals(stage: Stage) -> None:
    year, actor = stage.year, stage.actor("ines")
    values = {"name": year.name, "starts_on": year.starts_on, "ends_on": year.ends_on, "purpose": CYCLE_PURPOSE}
    stage.cycle = create_cycle(actor=actor, values=values)
    for row in GOALS:
        stage.goals[row.key] = create_goal(stage.cycle, actor=actor, values=_goal(stage, row))


def _goal(stage: Stage, row: GoalRow) -> dict[str, Any]:
    return {
        "statement": row.statement, "weight": Decimal(row.weight), "rationale": row.rationale,
        "outcome_measure": row.outcome_measure, "unit": row.unit, "direction": row.direction,
        "baseline_value": Decimal(row.baseline), "baseline_on": stage.year.day(GOALS_RANKED - 10),
        "target_value": Decimal(row.target), "due_on": stage.year.ends_on, "owner_id": stage.person_id(row.owner),
        "learning_is_planned": not row.no_learning_reason, "no_learning_reason": row.no_learning_reason,
    }


def _sponsor(stage: Stage, row: GoalRow, sponsor: SponsorRow) -> None:
    goal = goal_for(SYSTEM, stage.goals[row.key].id)
    assert goal is not None
    name_sponsor(
        goal, stage.people[sponsor.person], actor=stage.actor("ines"), is_lead=sponsor == row.sponsors[0],
        agreed_on=None if sponsor.agreed is None else stage.year.weekday(sponsor.agreed), agreement=sponsor.agreement,
    )


def _prepare_need(stage: Stage, row: NeedRow) -> None:
    day, logged = stage.year.weekday, _logged(stage, row)
    stage.plan(day(logged), time(10), _log, stage, row)
    if row.causes or row.scores:
        stage.plan(day(logged + 8), time(11), _analyse, stage, row)
    if row.decided:
        stage.plan(day(row.decided), time(15), _decide, stage, row)


def _logged(stage: Stage, row: NeedRow) -> int:
    """The day of the year on which the need came: what is still open came shortly before today."""
    return row.logged if row.decided else stage.year.n_days + row.logged


def _log(stage: Stage, row: NeedRow) -> None:
    actor, year, told = stage.actor(row.requester), stage.year, stage.year.told
    values = {
        "department_id": stage.departments[row.department].id, "goal_id": stage.goals[row.goal].id if row.goal else None,
        "title": row.title, "problem": told(row.problem), "indicator_name": row.indicator, "unit": row.unit,
        "current_value": _number(row.current), "desired_value": _number(row.desired), "evidence": told(row.evidence),
        "current_on": year.day(_logged(stage, row) - 12) if row.current else None, "consequence": told(row.consequence),
        "audience": row.audience, "audience_size": row.size, "needed_by_on": year.day(row.needed_by),
    }
    if row.current and row.desired and Decimal(row.desired) < Decimal(row.current):
        values["direction"] = "down"
    need = stage.needs[row.key] = create_need(stage.cycle, actor=actor, values=values)
    if row.state is not NeedState.DRAFT:
        submit_need(need, actor=actor)


def _analyse(stage: Stage, row: NeedRow) -> None:
    actor, need = stage.actor("tessa"), need_for(SYSTEM, stage.needs[row.key].id)
    assert need is not None
    if row.causes:
        findings = {cell: (stage.year.told(finding), is_accepted) for cell, finding, is_accepted in row.causes}
        analyse_need(need, actor=actor, findings=findings)
    if row.scores:
        score_need(need, actor=actor, scores=dict(zip(SCORES, row.scores, strict=True)))
    if row.can:
        agreed_on = stage.year.weekday(_logged(stage, row) + 8)
        values = {"expectation_can": row.can, "expectation_cannot": row.cannot, "expectation_agreed_on": agreed_on}
        agree_expectation(need, actor=actor, values=values)


DECISIONS = {NeedState.APPROVED: "approve", NeedState.WAITLISTED: "waitlist", NeedState.DECLINED: "decline"}


def _decide(stage: Stage, row: NeedRow) -> None:
    reason = stage.year.told(row.reason)
    decide_need(stage.needs[row.key], actor=stage.actor("ines"), decision=DECISIONS[row.state], reason=reason)
    db.session.expire(stage.needs[row.key], ["decided_by"])  # read before it was decided


def _prepare_program(stage: Stage, row: ProgramRow) -> None:
    day = stage.year.weekday
    stage.plan(day(row.proposed), time(13), _propose, stage, row)
    for impact in row.impacts:
        if impact.kind is not None:
            stage.plan(day(max(row.proposed, impact.agreed or row.proposed)), time(14), _impact, stage, row, impact)
    if row.state is ProgramState.PROPOSED:
        return
    stage.plan(day(max(row.proposed + 6, -12)), time(16), _move, stage, row, "plan")
    if row.state is ProgramState.CANCELLED:
        stage.plan(day(row.cancelled), time(16), _move, stage, row, "cancel", row.reason)
    elif row.state is not ProgramState.PLANNED:
        stage.plan(day(row.starts), time(8), _move, stage, row, "start")
    if row.state is ProgramState.COMPLETED:
        stage.plan(day(row.ends), time(17), _move, stage, row, "complete")


def _propose(stage: Stage, row: ProgramRow) -> None:
    year = stage.year
    values = {
        "name": row.name, "purpose": row.purpose, "audience": row.audience, "owner_id": stage.person_id(row.owner),
        "department_id": stage.departments[row.department].id if row.department else None,
        "sponsor_id": stage.person_id(row.sponsor), "starts_on": year.day(row.starts), "ends_on": year.day(row.ends),
        "budget": Decimal(row.budget), "expected_participants": row.participants,
    }
    stage.programs[row.key] = create_program(
        stage.cycle, actor=stage.actor("tessa"), values=values, goal_ids=[stage.goals[one.goal].id for one in row.impacts],
        need_ids=[stage.needs[key].id for key in row.needs],
    )


def _impact(stage: Stage, row: ProgramRow, impact: ImpactRow) -> None:
    program = program_for(SYSTEM, stage.programs[row.key].id)
    assert program is not None
    values = {
        "kind": impact.kind, "planned_value": _number(impact.value), "unit": impact.unit, "rating": impact.rating or None,
        "agreed_by_id": stage.person_id(impact.agreed_by), "note": impact.note,
        "agreed_on": None if impact.agreed is None else stage.year.weekday(impact.agreed),
    }
    plan_impact(program, stage.goals[impact.goal].id, actor=stage.actor("ines"), values=values)
    for one in program.impacts:
        db.session.expire(one, ["agreed_by"])  # read before it was agreed


def _move(stage: Stage, row: ProgramRow, name: str, reason: str = "") -> None:
    move_program(stage.programs[row.key], actor=stage.actor("tessa"), name=name, reason=reason)


def _number(text: str) -> Decimal | None:
    return Decimal(text) if text else None
