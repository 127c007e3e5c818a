"""The five questions of a learning management strategy, each with its evidence and what is missing.

Sentences are messages; where a gap is mended is an endpoint with its values, which the page turns into an address.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from planner.domain.alignment import Gaps, share_of_top_goals
from planner.domain.messages import Message, msg
from planner.domain.values import NeedState, Status
from planner.features.home.queries import Chain, n_late

MOST_NAMED = 3  # so many gaps of a kind are named one by one; more are counted


@dataclass(frozen=True, slots=True)
class Gap:
    """Something that is missing, and the page that mends it."""

    text: Message
    endpoint: str
    values: Mapping[str, Any] = field(default_factory=dict)
    note: Message | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """One question: number, evidence, the parts of its bar as (tone, n), what is missing, where to work on it."""

    number: int
    evidence: Message
    parts: tuple[tuple[str, int], ...]
    missing: tuple[Gap, ...]
    endpoint: str


@dataclass(frozen=True)
class Facts:
    """All that the questions are answered from."""

    cycle_id: int
    chain: Chain
    gaps: Gaps
    statuses: Mapping[int, Status]  # by target
    n_smart: int
    actions: Sequence[Any]
    review: Any | None
    brief: Any | None
    on: date


def five_questions(facts: Facts) -> list[Question]:
    """The questions of the start page, in order."""
    return [_areas(facts), _alignment(facts), _smart(facts), _reach(facts), _report(facts)]


def _areas(facts: Facts) -> Question:
    states = Counter(need.state for need in facts.chain.needs)
    n_decided = sum(n for state, n in states.items() if state is not NeedState.SUBMITTED)
    n_waiting = states[NeedState.SUBMITTED]
    gaps = []
    if not facts.chain.goals:
        gaps.append(Gap(msg("There is no goal yet"), "goals.index", {"cycle": facts.cycle_id}))
    if n_waiting:
        oldest = min(need.submitted_at.date() for need in facts.chain.needs if need.state is NeedState.SUBMITTED)
        gaps.append(
            Gap(msg("Needs that wait for a decision: %(n)s", n=n_waiting), "needs.index",
                {"cycle": facts.cycle_id, "state": "submitted"}, msg("oldest %(n)s days", n=(facts.on - oldest).days))
        )
    gaps += _named(facts, facts.gaps.goals_without_sponsor, _goal_gap, msg("no lead sponsor"))
    evidence = msg(
        "Ranked goals: %(goals)s. Needs decided: %(decided)s; waiting for a decision: %(waiting)s.",
        goals=len(facts.chain.goals), decided=n_decided, waiting=n_waiting,
    )
    parts = (("on", states[NeedState.APPROVED]), ("risk", n_waiting),
             ("none", states[NeedState.WAITLISTED] + states[NeedState.DECLINED]))
    return Question(1, evidence, parts, tuple(gaps), "goals.index")


def _alignment(facts: Facts) -> Question:
    chain, found = facts.chain, facts.gaps
    share = share_of_top_goals(chain.goal_rows(), chain.program_rows())
    n_serving = len(chain.programs) - len(found.programs_without_goal)
    evidence = msg("Programs that serve a goal: %(serving)s of %(all)s.", serving=n_serving, all=len(chain.programs))
    if share is not None and chain.is_whole:
        evidence = msg(
            "Programs that serve a goal: %(serving)s of %(all)s. The first three goals get %(share)s %% of the budget.",
            serving=n_serving, all=len(chain.programs), share=share.quantize(Decimal(1)),
        )
    gaps = _named(facts, found.goals_without_program, _goal_gap, msg("no program, and no reason why"))
    programs = {program.id: program for program in chain.programs}
    for program_id in found.programs_without_goal[:MOST_NAMED]:
        gaps.append(Gap(msg("%(program)s serves no goal", program=programs[program_id].name), "programs.show",
                        {"program_id": program_id}))
    if found.needs_without_answer:
        gaps.append(Gap(msg("Approved needs without a program: %(n)s", n=len(found.needs_without_answer)), "home.alignment",
                        {"cycle": facts.cycle_id}))
    return Question(2, evidence, (("on", n_serving), ("off", len(found.programs_without_goal))), tuple(gaps), "home.alignment")


def _smart(facts: Facts) -> Question:
    n_targets = len(facts.chain.targets)
    evidence = msg("Targets: %(n)s, of which pass every SMART rule: %(smart)s.", n=n_targets, smart=facts.n_smart)
    gaps = []
    here = {"cycle": facts.cycle_id}
    if facts.gaps.targets_without_baseline:
        gaps.append(Gap(msg("Targets without a baseline: %(n)s", n=len(facts.gaps.targets_without_baseline)),
                        "targets.index", here))
    if facts.gaps.targets_without_need:
        gaps.append(Gap(msg("Targets without a need or a reason: %(n)s", n=len(facts.gaps.targets_without_need)),
                        "home.alignment", here))
    gaps += _named(facts, facts.gaps.goals_without_agreement, _goal_gap, msg("the sponsor has not agreed"))
    gaps += _named(facts, facts.gaps.goals_without_target, _goal_gap, msg("no target"))
    return Question(3, evidence, (("on", facts.n_smart), ("risk", n_targets - facts.n_smart)), tuple(gaps), "targets.index")


def _reach(facts: Facts) -> Question:
    counted = Counter(facts.statuses.values())
    good = counted[Status.ON_TRACK] + counted[Status.MET]
    bad = counted[Status.OFF_TRACK] + counted[Status.MISSED]
    late = n_late(facts.actions, facts.on)
    evidence = msg(
        "On track: %(good)s. At risk: %(risk)s. Off track: %(bad)s. No data: %(none)s. "
        "Open corrective actions: %(actions)s, of which late: %(late)s.",
        good=good, risk=counted[Status.AT_RISK], bad=bad, none=counted[Status.NO_DATA],
        actions=sum(action.state == "open" for action in facts.actions), late=late,
    )
    helped = {action.target_id for action in facts.actions}
    lost = [target for target in facts.chain.targets
            if facts.statuses.get(target.id) is Status.OFF_TRACK and target.id not in helped]
    gaps = [Gap(msg("%(target)s", target=target.statement), "targets.show", {"target_id": target.id},
                msg("off track, no action yet")) for target in lost[:MOST_NAMED]]
    if late:
        gaps.append(Gap(msg("Late corrective actions: %(n)s", n=late), "actions.index",
                        {"cycle": facts.cycle_id, "state": "open"}))
    parts = (("on", good), ("risk", counted[Status.AT_RISK]), ("off", bad), ("none", counted[Status.NO_DATA]))
    return Question(4, evidence, parts, tuple(gaps), "targets.index")


def _report(facts: Facts) -> Question:
    n_fresh = sum(status is not Status.NO_DATA for status in facts.statuses.values())
    evidence = msg("Targets with fresh values: %(fresh)s of %(all)s.", fresh=n_fresh, all=len(facts.statuses))
    gaps = []
    if facts.review is None:
        gaps.append(Gap(msg("No review is planned"), "reviews.index", {"cycle": facts.cycle_id}))
    if facts.brief is None:
        gaps.append(Gap(msg("No brief has been issued yet"), "briefs.index", {"cycle": facts.cycle_id}))
    if len(facts.statuses) > n_fresh:
        gaps.append(Gap(msg("Targets without a fresh value: %(n)s", n=len(facts.statuses) - n_fresh), "targets.index",
                        {"cycle": facts.cycle_id, "status": "no_data"}))
    return Question(5, evidence, (("on", n_fresh), ("none", len(facts.statuses) - n_fresh)), tuple(gaps), "briefs.index")


def _named(facts: Facts, goal_ids: tuple[int, ...], make: Any, note: Message) -> list[Gap]:
    goals = {goal.id: goal for goal in facts.chain.goals}
    return [make(goals[goal_id], note) for goal_id in goal_ids[:MOST_NAMED]]


def _goal_gap(goal: Any, note: Message) -> Gap:
    return Gap(msg("Goal %(rank)s: %(goal)s", rank=goal.rank, goal=goal.statement), "goals.show", {"goal_id": goal.id}, note)
