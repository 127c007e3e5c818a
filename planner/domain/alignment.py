"""What hangs loose in a plan: goals without programs, programs without goals, needs without an answer, and so on.

Plain rows go in, so that the same rules hold for a cycle, a baseline or an import.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

HUNDRED = Decimal(100)


@dataclass(frozen=True, slots=True)
class GoalRow:
    id: int
    rank: int
    weight: Decimal | None
    learning_is_planned: bool
    has_lead_sponsor: bool
    sponsor_has_agreed: bool


@dataclass(frozen=True, slots=True)
class ProgramRow:
    id: int
    goal_ids: tuple[int, ...]
    need_ids: tuple[int, ...]
    budget: Decimal | None
    owner_id: int | None


@dataclass(frozen=True, slots=True)
class NeedRow:
    id: int
    is_approved: bool
    is_waiting: bool


@dataclass(frozen=True, slots=True)
class TargetRow:
    id: int
    goal_id: int | None
    program_id: int | None
    need_id: int | None
    no_need_reason: str
    has_baseline: bool
    owner_id: int | None


@dataclass(frozen=True, slots=True)
class Gaps:
    """Ids of what is loose, in the order in which it was given. A goal for which no learning is planned has its reason."""

    goals_without_program: tuple[int, ...]
    goals_without_sponsor: tuple[int, ...]
    goals_without_agreement: tuple[int, ...]
    goals_without_target: tuple[int, ...]
    programs_without_goal: tuple[int, ...]
    programs_without_target: tuple[int, ...]
    needs_waiting: tuple[int, ...]
    needs_without_answer: tuple[int, ...]
    targets_without_need: tuple[int, ...]
    targets_without_baseline: tuple[int, ...]

    @property
    def n_loose(self) -> int:
        """How many ends are loose in the chain; needs that wait for a decision are not among them."""
        return sum(
            len(ids)
            for ids in (
                self.goals_without_program, self.programs_without_goal, self.needs_without_answer,
                self.targets_without_need, self.goals_without_agreement,
            )
        )


def gaps(
    goals: Sequence[GoalRow], programs: Sequence[ProgramRow], needs: Sequence[NeedRow], targets: Sequence[TargetRow]
) -> Gaps:
    """Find the loose ends. A goal for which no learning is planned misses neither program nor target."""
    served = {goal_id for program in programs for goal_id in program.goal_ids}
    answered = {need_id for program in programs for need_id in program.need_ids}
    aimed_at = {target.goal_id for target in targets}
    measured = {target.program_id for target in targets}
    planned = [goal for goal in goals if goal.learning_is_planned]
    return Gaps(
        goals_without_program=tuple(goal.id for goal in planned if goal.id not in served),
        goals_without_sponsor=tuple(goal.id for goal in goals if not goal.has_lead_sponsor),
        goals_without_agreement=tuple(g.id for g in goals if g.has_lead_sponsor and not g.sponsor_has_agreed),
        goals_without_target=tuple(goal.id for goal in planned if goal.id not in aimed_at),
        programs_without_goal=tuple(program.id for program in programs if not program.goal_ids),
        programs_without_target=tuple(program.id for program in programs if program.id not in measured),
        needs_waiting=tuple(need.id for need in needs if need.is_waiting),
        needs_without_answer=tuple(need.id for need in needs if need.is_approved and need.id not in answered),
        targets_without_need=tuple(t.id for t in targets if t.need_id is None and not t.no_need_reason),
        targets_without_baseline=tuple(target.id for target in targets if not target.has_baseline),
    )


def spend_by_goal(programs: Iterable[ProgramRow]) -> Mapping[int, Decimal]:
    """The budget that follows each goal. A program that serves several goals is shared out equally among them."""
    spend: dict[int, Decimal] = {}
    for program in programs:
        for goal_id in program.goal_ids:
            share = (program.budget or Decimal(0)) / len(program.goal_ids)
            spend[goal_id] = spend.get(goal_id, Decimal(0)) + share
    return spend


def share_of_top_goals(goals: Sequence[GoalRow], programs: Sequence[ProgramRow], n_top: int = 3) -> Decimal | None:
    """How much of all budget, in percent, follows the first goals by rank; None when no money is planned."""
    total = sum((program.budget or Decimal(0) for program in programs), Decimal(0))
    if total == 0:
        return None
    top = {goal.id for goal in sorted(goals, key=lambda goal: goal.rank)[:n_top]}
    spend = spend_by_goal(programs)
    return sum((amount for goal_id, amount in spend.items() if goal_id in top), Decimal(0)) / total * HUNDRED


@dataclass(frozen=True, slots=True)
class GoalSpend:
    """Money that follows a goal, beside what the goal weighs. Shares in percent; of all money, and of all weights."""

    goal_id: int
    spend: Decimal
    spend_share: Decimal | None
    weight_share: Decimal | None

    @property
    def difference(self) -> Decimal | None:
        """Percentage points by which the money exceeds the weight; None where either is unknown."""
        return None if self.spend_share is None or self.weight_share is None else self.spend_share - self.weight_share


def spend_against_weight(goals: Sequence[GoalRow], programs: Sequence[ProgramRow]) -> tuple[GoalSpend, ...]:
    """Each goal in rank order: does the money go where the weight is? Money that serves no goal counts in the whole too."""
    spend = spend_by_goal(programs)
    all_money = sum((program.budget or Decimal(0) for program in programs), Decimal(0))
    weights = {goal.id: goal.weight for goal in goals if goal.weight is not None}
    all_weight = sum(weights.values(), Decimal(0))
    return tuple(
        GoalSpend(
            goal.id, spend.get(goal.id, Decimal(0)),
            spend.get(goal.id, Decimal(0)) / all_money * HUNDRED if all_money else None,
            weights[goal.id] / all_weight * HUNDRED if goal.id in weights and all_weight else None,
        )
        for goal in sorted(goals, key=lambda goal: goal.rank)
    )


def load_by_owner(targets: Iterable[TargetRow]) -> Mapping[int, int]:
    """How many targets each owner has."""
    return Counter(target.owner_id for target in targets if target.owner_id is not None)
