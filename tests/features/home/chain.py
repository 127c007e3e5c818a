"""The whole chain of a cycle as rows, and what the rules on paper say of it: what the map's numbers are held against."""

from collections import defaultdict
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.orm import aliased

from planner.domain.alignment import Gaps, GoalRow, NeedRow, ProgramRow, TargetRow, gaps
from planner.domain.values import NeedState, ProgramState
from planner.models import Goal, Impact, Need, Person, Program, ProgramNeed, Sponsorship, Target, db
from planner.permissions import Actor, visible_rows

IdPairs = dict[int, tuple[int, ...]]


@dataclass(frozen=True)
class Chain:
    """All links of a cycle that the viewer may see. Rows carry ids, names and what the rules look at."""

    goals: tuple[Any, ...]
    programs: tuple[Any, ...]
    needs: tuple[Any, ...]
    targets: tuple[Any, ...]
    goal_ids_by_program: IdPairs
    need_ids_by_program: IdPairs
    is_whole: bool = True

    def gaps(self) -> Gaps:
        """What hangs loose."""
        found = gaps(self.goal_rows(), self.program_rows(), self._need_rows(), self._target_rows())
        if self.is_whole:
            return found
        # Who sees a part of the programs and targets cannot be told that there is none.
        return replace(found, goals_without_program=(), goals_without_target=(), needs_without_answer=())

    def goal_rows(self) -> list[GoalRow]:
        return [
            GoalRow(g.id, g.rank, g.weight, g.learning_is_planned, g.sponsor_id is not None, g.agreed_on is not None)
            for g in self.goals
        ]

    def program_rows(self) -> list[ProgramRow]:
        return [
            ProgramRow(
                p.id, self.goal_ids_by_program.get(p.id, ()), self.need_ids_by_program.get(p.id, ()), p.budget, p.owner_id
            )
            for p in self.programs
        ]

    def _need_rows(self) -> list[NeedRow]:
        return [NeedRow(n.id, n.state is NeedState.APPROVED, n.state is NeedState.SUBMITTED) for n in self.needs]

    def _target_rows(self) -> list[TargetRow]:
        return [
            TargetRow(
                t.id, t.goal_id, t.program_id, t.need_id, t.no_need_reason, t.baseline_value is not None, t.owner_id
            )
            for t in self.targets
        ]


def chain_of(cycle_id: int, viewer: Actor) -> Chain:
    """The links of one cycle, in rank and name order; six statements."""
    programs = _programs(cycle_id, viewer)
    return Chain(
        goals=_goals(cycle_id),
        programs=programs,
        needs=_needs(cycle_id, viewer),
        targets=_targets(cycle_id, viewer),
        goal_ids_by_program=_pairs(select(Impact.program_id, Impact.goal_id), cycle_id, Impact.program_id),
        need_ids_by_program=_pairs(select(ProgramNeed.program_id, ProgramNeed.need_id), cycle_id, ProgramNeed.program_id),
        is_whole=viewer.sees_everything,
    )


def _goals(cycle_id: int) -> tuple[Row[Any], ...]:
    lead = aliased(Sponsorship)
    query = (
        select(
            Goal.id, Goal.rank, Goal.statement, Goal.weight, Goal.learning_is_planned, Goal.no_learning_reason,
            Person.id.label("sponsor_id"), Person.name.label("sponsor_name"), lead.agreed_on,
        )
        .outerjoin(lead, (lead.goal_id == Goal.id) & lead.is_lead)
        .outerjoin(Person, Person.id == lead.person_id)
        .where(Goal.cycle_id == cycle_id, Goal.archived_at.is_(None))
        .order_by(Goal.rank, Goal.id)
    )
    return tuple(db.session.execute(query))


def _programs(cycle_id: int, viewer: Actor) -> tuple[Row[Any], ...]:
    query = (
        select(Program.id, Program.name, Program.state, Program.budget, Program.owner_id)
        .where(
            Program.cycle_id == cycle_id, Program.archived_at.is_(None), Program.state != ProgramState.CANCELLED,
            visible_rows(viewer, Program),
        )
        .order_by(Program.name)
    )
    return tuple(db.session.execute(query))


def _needs(cycle_id: int, viewer: Actor) -> tuple[Row[Any], ...]:
    query = (
        select(Need.id, Need.title, Need.state, Need.submitted_at, Need.goal_id)
        .where(Need.cycle_id == cycle_id, Need.state != NeedState.DRAFT, visible_rows(viewer, Need))
        .order_by(Need.id)
    )
    return tuple(db.session.execute(query))


def _targets(cycle_id: int, viewer: Actor) -> tuple[Row[Any], ...]:
    query = (
        select(
            Target.id, Target.statement, Target.goal_id, Target.program_id, Target.need_id, Target.no_need_reason,
            Target.baseline_value, Target.owner_id,
        )
        .where(Target.cycle_id == cycle_id, Target.archived_at.is_(None), visible_rows(viewer, Target))
        .order_by(Target.id)
    )
    return tuple(db.session.execute(query))


def _pairs(query: Any, cycle_id: int, program_id: Any) -> IdPairs:
    found: dict[int, list[int]] = defaultdict(list)
    wanted = query.join(Program, Program.id == program_id).where(Program.cycle_id == cycle_id)
    for left, right in db.session.execute(wanted):
        found[left].append(right)
    return {left: tuple(sorted(rights)) for left, rights in found.items()}
