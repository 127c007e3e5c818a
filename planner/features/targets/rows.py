"""Targets as rows of lists on other rooms' pages: what they say and where they stand, and no more."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, select

from planner.domain.values import Status
from planner.features.targets.kept import BY_ATTENTION, is_kept_on
from planner.infra.keyset import FIRST, Page, Seek, page_of
from planner.models import Goal, Indicator, Measure, Person, Program, Target, TargetStanding, target_ref
from planner.permissions import Actor, visible_rows


@dataclass(frozen=True, slots=True)
class TargetRow:
    """A target in a list, with its shown status on the day that was asked for; `goal` is what its measure belongs to."""

    id: int
    statement: str
    due_on: date
    measure: str
    program: str | None
    goal: str | None
    owner: str | None
    status: Status

    @property
    def ref(self) -> str:
        return target_ref(self.id)


def target_rows(
    viewer: Actor, on: date, seek: Seek = FIRST, *, cycle_id: int, program_id: int | None = None, goal_id: int | None = None,
    started_by: date | None = None, size: int | None = None,
) -> Page[TargetRow]:
    """The targets of a cycle (of a program, of a goal) that the viewer may see, what asks for attention first.

    `on` is today or later: only from today on is it kept where targets stand. `started_by` leaves out what starts after it.
    `size` is that of a page.
    """
    conditions: list[ColumnElement[bool]] = [TargetStanding.cycle_id == cycle_id, is_kept_on(on), visible_rows(viewer, Target)]
    if program_id is not None:
        conditions.append(Target.program_id == program_id)
    if goal_id is not None:
        conditions.append(Target.goal_id == goal_id)
    if started_by is not None:
        conditions.append(Target.starts_on <= started_by)
    query = (
        select(
            Target.id, Target.statement, Target.due_on, Measure.name, Program.name, Goal.statement, Person.name,
            TargetStanding.shown_status,
        )
        .select_from(TargetStanding)
        .join(Target, Target.id == TargetStanding.target_id)
        .join(Indicator, Indicator.id == Target.indicator_id)
        .join(Measure, Measure.id == Indicator.measure_id)
        .outerjoin(Program, Program.id == Target.program_id)
        .outerjoin(Goal, Goal.id == Indicator.goal_id)
        .outerjoin(Person, Person.id == Target.owner_id)
        .where(*conditions)
    )
    page = page_of(query, BY_ATTENTION, seek, size=size)
    return page.with_rows([TargetRow(*row[:8]) for row in page.rows])
