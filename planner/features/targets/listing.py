"""The list of targets of a cycle, a page at a time, read from what is kept of their standings."""

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import aliased

from planner.domain.messages import Message
from planner.domain.values import Status
from planner.features.targets.kept import ATTENTION, BY_ATTENTION, kept_in
from planner.features.targets.queries import targets_by_id
from planner.features.targets.standing import Standing, standings
from planner.infra.keyset import FIRST, Count, Page, Seek, count_of, page_of
from planner.models import (
    GOAL_UNIT,
    Goal,
    Indicator,
    Measure,
    Organization,
    Person,
    Program,
    Target,
    TargetStanding,
    db,
    target_ref,
)
from planner.permissions import Actor


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


@dataclass(frozen=True, slots=True)
class ListedTarget:
    """A target in the list, and where it stands. Values are in `unit`; `shown_status` is the override where there is one."""

    id: int
    statement: str
    due_on: date
    target_value: Decimal
    measure: str
    unit: str
    program: str | None
    goal: str | None
    owner: str | None
    status: Status
    shown_status: Status
    actual: Decimal | None
    actual_on: date | None
    expected: Decimal | None  # the plan for the day of the actual
    share: Decimal | None
    forecast: Decimal | None
    forecast_share: Decimal | None
    reason: Message
    is_overridden: bool

    @property
    def ref(self) -> str:
        return target_ref(self.id)


def targets_by_attention(
    cycle_id: int, viewer: Actor, on: date, seek: Seek = FIRST, narrowed: Narrowed = Narrowed(), *,
    organization: Organization | None = None,
) -> tuple[Page[ListedTarget], Count]:
    """The targets that the viewer may see with today's standing, what asks for attention first, then by due date.

    What is not kept (a clock that went back before the last value) is worked out from the values.
    """
    query = select(TargetStanding.id).where(*kept_in(cycle_id, viewer, on), *_narrowing(narrowed))
    page = page_of(query, BY_ATTENTION, seek)
    rows = _rows(page.rows, on)
    early = [row.id for row in rows if row.actual_on is not None and row.actual_on > on]
    if early:
        worked_out = standings(targets_by_id(early, viewer), on, organization)
        rows = [_standing_as(row, worked_out[row.id]) if row.id in worked_out else row for row in rows]
    return page.with_rows(rows), count_of(query)


def _rows(standing_ids: list[int], on: date) -> list[ListedTarget]:
    """What a page shows. It is chosen before, from the index alone: no database then sorts all of this to show fifty."""
    found = {row[0]: row for row in db.session.execute(_listed().where(TargetStanding.id.in_(standing_ids)))}
    return [_row(found[one], on) for one in standing_ids if one in found]


@cache
def _listed() -> Select[*tuple[Any, ...]]:
    own_goal = aliased(Goal)  # of the indicator, whose unit it may give
    return (
        select(
            TargetStanding.id, Target.id, Target.statement, Target.due_on, Target.target_value, Measure.name,
            func.coalesce(own_goal.unit, Measure.unit), Program.name, Goal.statement, Person.name, TargetStanding.status,
            TargetStanding.shown_status, TargetStanding.actual, TargetStanding.actual_on, TargetStanding.expected,
            TargetStanding.share, TargetStanding.forecast, TargetStanding.forecast_share, TargetStanding.reason,
            Target.override_status, Target.override_on,
        )
        .select_from(TargetStanding)
        .join(Target, Target.id == TargetStanding.target_id)
        .join(Indicator, Indicator.id == Target.indicator_id)
        .join(Measure, Measure.id == Indicator.measure_id)
        .outerjoin(own_goal, (own_goal.id == Indicator.goal_id) & (Measure.unit == GOAL_UNIT))
        .outerjoin(Program, Program.id == Target.program_id)
        .outerjoin(Goal, Goal.id == Target.goal_id)
        .outerjoin(Person, Person.id == Target.owner_id)
    )


def _row(found: Any, on: date) -> ListedTarget:
    _standing_id, *facts, reason, override, override_on = found
    is_overridden = override is not None and override_on is not None and override_on <= on
    return ListedTarget(*[*facts, Message.from_json(reason), is_overridden])


def _standing_as(row: ListedTarget, standing: Standing) -> ListedTarget:
    return replace(
        row, status=standing.status, shown_status=standing.shown_status, reason=standing.reason, actual=standing.actual,
        actual_on=standing.actual_on, expected=standing.expected, share=standing.share,
        forecast=standing.forecast.value if standing.forecast else None, forecast_share=standing.forecast_share,
    )


def _narrowing(narrowed: Narrowed) -> list[ColumnElement[bool]]:
    wanted = ((Target.program_id, narrowed.program_id), (Target.goal_id, narrowed.goal_id), (Target.owner_id, narrowed.owner_id))
    among = [column == value for column, value in wanted if value is not None]
    conditions: list[ColumnElement[bool]] = []
    if narrowed.status is not None:
        conditions.append(TargetStanding.attention == ATTENTION.index(narrowed.status))
    if among:
        conditions.append(TargetStanding.target_id.in_(select(Target.id).where(*among).correlate(None)))
    return conditions
