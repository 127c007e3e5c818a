"""The five questions of a learning management strategy, each with its evidence and what is missing.

Sentences are messages; where a gap is mended is an endpoint with its values, which the page turns into an address.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from planner.domain.messages import Message, msg
from planner.domain.values import NeedState, Status
from planner.features.home.overview import Counts, GoalGaps
from planner.features.targets.queries import Tally


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
    goals: GoalGaps
    counts: Counts
    tally: Tally
    top_share: Decimal | None  # of the budget that follows the first goals, in percent
    named: Mapping[str, list[tuple[int, str]]]
    review: Any | None
    brief: Any | None
    on: date


def five_questions(facts: Facts) -> list[Question]:
    """The questions of the start page, in order."""
    return [_areas(facts), _alignment(facts), _smart(facts), _reach(facts), _report(facts)]


def _areas(facts: Facts) -> Question:
    states = facts.counts.needs
    n_waiting = states[NeedState.SUBMITTED]
    gaps = []
    if not facts.goals.n_goals:
        gaps.append(Gap(msg("There is no goal yet"), "goals.index", {"cycle": facts.cycle_id}))
    if n_waiting and facts.counts.oldest_waiting_at is not None:
        n_days = (facts.on - facts.counts.oldest_waiting_at.date()).days
        gaps.append(
            Gap(msg("Needs that wait for a decision: %(n)s", n=n_waiting), "needs.index",
                {"cycle": facts.cycle_id, "state": "submitted"}, msg("oldest %(n)s days", n=n_days))
        )
    gaps += _named(facts.goals.without_sponsor, msg("no lead sponsor"))
    evidence = msg(
        "Ranked goals: %(goals)s. Needs decided: %(decided)s; waiting for a decision: %(waiting)s.",
        goals=facts.goals.n_goals, decided=sum(states.values()) - n_waiting, waiting=n_waiting,
    )
    parts = (("on", states[NeedState.APPROVED]), ("risk", n_waiting),
             ("none", states[NeedState.WAITLISTED] + states[NeedState.DECLINED]))
    return Question(1, evidence, parts, tuple(gaps), "goals.index")


def _alignment(facts: Facts) -> Question:
    n_loose, n_all = facts.counts.n_programs_without_goal, facts.counts.n_programs
    evidence = msg("Programs that serve a goal: %(serving)s of %(all)s.", serving=n_all - n_loose, all=n_all)
    if facts.top_share is not None:
        evidence = msg(
            "Programs that serve a goal: %(serving)s of %(all)s. The first three goals get %(share)s %% of the budget.",
            serving=n_all - n_loose, all=n_all, share=facts.top_share.quantize(Decimal(1)),
        )
    gaps = _named(facts.goals.without_program, msg("no program, and no reason why"))
    for program_id, name in facts.named["program"]:
        gaps.append(Gap(msg("%(program)s serves no goal", program=name), "programs.show", {"program_id": program_id}))
    if facts.counts.n_unanswered_needs:
        gaps.append(Gap(msg("Approved needs without a program: %(n)s", n=facts.counts.n_unanswered_needs), "home.alignment",
                        {"cycle": facts.cycle_id}))
    return Question(2, evidence, (("on", n_all - n_loose), ("off", n_loose)), tuple(gaps), "home.alignment")


def _smart(facts: Facts) -> Question:
    n_targets, n_smart = facts.tally.n, facts.tally.n_smart
    evidence = msg("Targets: %(n)s, of which pass every SMART rule: %(smart)s.", n=n_targets, smart=n_smart)
    gaps = []
    here = {"cycle": facts.cycle_id}
    if facts.counts.n_targets_without_baseline:
        gaps.append(Gap(msg("Targets without a baseline: %(n)s", n=facts.counts.n_targets_without_baseline),
                        "targets.index", here))
    if facts.counts.n_targets_without_need:
        gaps.append(Gap(msg("Targets without a need or a reason: %(n)s", n=facts.counts.n_targets_without_need),
                        "home.alignment", here))
    gaps += _named(facts.goals.without_agreement, msg("the sponsor has not agreed"))
    gaps += _named(facts.goals.without_target, msg("no target"))
    return Question(3, evidence, (("on", n_smart), ("risk", n_targets - n_smart)), tuple(gaps), "targets.index")


def _reach(facts: Facts) -> Question:
    count = facts.tally.by_status.get
    good = count(Status.ON_TRACK, 0) + count(Status.MET, 0)
    bad = count(Status.OFF_TRACK, 0) + count(Status.MISSED, 0)
    risk, unknown, late = count(Status.AT_RISK, 0), count(Status.NO_DATA, 0), facts.counts.n_late_actions
    evidence = msg(
        "On track: %(good)s. At risk: %(risk)s. Off track: %(bad)s. No data: %(none)s. "
        "Open corrective actions: %(actions)s, of which late: %(late)s.",
        good=good, risk=risk, bad=bad, none=unknown, actions=facts.counts.n_open_actions, late=late,
    )
    gaps = [Gap(msg("%(target)s", target=statement), "targets.show", {"target_id": target_id},
                msg("off track, no action yet")) for target_id, statement in facts.named["target"]]
    if late:
        gaps.append(Gap(msg("Late corrective actions: %(n)s", n=late), "actions.index",
                        {"cycle": facts.cycle_id, "state": "open"}))
    parts = (("on", good), ("risk", risk), ("off", bad), ("none", unknown))
    return Question(4, evidence, parts, tuple(gaps), "targets.index")


def _report(facts: Facts) -> Question:
    n_stale = facts.tally.by_status.get(Status.NO_DATA, 0)
    n_fresh = facts.tally.n - n_stale
    evidence = msg("Targets with fresh values: %(fresh)s of %(all)s.", fresh=n_fresh, all=facts.tally.n)
    gaps = []
    if facts.review is None:
        gaps.append(Gap(msg("No review is planned"), "reviews.index", {"cycle": facts.cycle_id}))
    if facts.brief is None:
        gaps.append(Gap(msg("No brief has been issued yet"), "briefs.index", {"cycle": facts.cycle_id}))
    if n_stale:
        gaps.append(Gap(msg("Targets without a fresh value: %(n)s", n=n_stale), "targets.index",
                        {"cycle": facts.cycle_id, "status": "no_data"}))
    return Question(5, evidence, (("on", n_fresh), ("none", n_stale)), tuple(gaps), "briefs.index")


def _named(goals: Iterable[Any], note: Message) -> list[Gap]:
    return [
        Gap(msg("Goal %(rank)s: %(goal)s", rank=goal.rank, goal=goal.statement), "goals.show", {"goal_id": goal.id}, note)
        for goal in goals
    ]
