"""The list of targets of a cycle, a page at a time, read from what is kept of their standings."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, select

from planner.domain.values import Status
from planner.features.targets.kept import ATTENTION, kept_in, read_standings
from planner.features.targets.queries import targets_by_id
from planner.features.targets.standing import Standing
from planner.infra.keyset import FIRST, By, Count, Order, Page, Seek, count_of, day, page_of, whole
from planner.models import Organization, Target, TargetStanding
from planner.permissions import Actor

BY_ATTENTION = Order(
    By(TargetStanding.attention, whole), By(TargetStanding.due_on, day), By(TargetStanding.target_id, whole)
)


@dataclass(frozen=True, slots=True)
class Narrowed:
    """To what a list is narrowed; None: to nothing."""

    status: Status | None = None
    program_id: int | None = None
    goal_id: int | None = None
    owner_id: int | None = None

    @property
    def is_narrowed(self) -> bool:
        return any(value is not None for value in (self.status, self.program_id, self.goal_id, self.owner_id))


def targets_by_attention(
    cycle_id: int, viewer: Actor, on: date, seek: Seek = FIRST, narrowed: Narrowed = Narrowed()
) -> tuple[Page[TargetStanding], Count]:
    """Today's rows of the targets that the viewer may see, what asks for attention first, then by due date."""
    query = select(TargetStanding).where(*kept_in(cycle_id, viewer, on), *_narrowing(narrowed))
    return page_of(query, BY_ATTENTION, seek), count_of(query.with_only_columns(TargetStanding.target_id))


def targets_of_rows(
    rows: list[TargetStanding], viewer: Actor, on: date, organization: Organization | None
) -> tuple[list[Target], Mapping[int, Standing]]:
    """The targets behind the rows, in their order, and where each stands."""
    found = {target.id: target for target in targets_by_id([row.target_id for row in rows], viewer)}
    targets = [found[row.target_id] for row in rows if row.target_id in found]
    return targets, read_standings(targets, rows, on, organization)


def _narrowing(narrowed: Narrowed) -> list[ColumnElement[bool]]:
    wanted = ((Target.program_id, narrowed.program_id), (Target.goal_id, narrowed.goal_id), (Target.owner_id, narrowed.owner_id))
    among = [column == value for column, value in wanted if value is not None]
    conditions: list[ColumnElement[bool]] = []
    if narrowed.status is not None:
        conditions.append(TargetStanding.attention == ATTENTION.index(narrowed.status))
    if among:
        conditions.append(TargetStanding.target_id.in_(select(Target.id).where(*among)))
    return conditions
