"""What the start page and the map count in a cycle: the conditions, which are kept together with the statements made of them.

Both pages ask much. To put their statements together takes as long as to answer them, so each is built once for a viewpoint and
kept; the cycle, the day and the branch are its parameters.
"""

from datetime import date
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, ScalarSelect, bindparam, exists, func, literal_column, select

from planner.domain.values import NeedState, ProgramState
from planner.models import Goal, Impact, Need, Program, ProgramNeed, Target
from planner.permissions import Actor, Viewpoint, visible_in, visible_rows

CYCLE: BindParameter[Any] = bindparam("cycle_id")
TODAY: BindParameter[Any] = bindparam("today")

Conditions = tuple[ColumnElement[bool], ...]


def asked_with(cycle_id: int, viewer: Actor, on: date | None = None) -> dict[str, Any]:
    """The parameters of a kept statement."""
    return {"cycle_id": cycle_id, "today": on, **viewer.branch}


def programs(viewer: Actor | Viewpoint) -> Conditions:
    """The programs of the cycle that the viewer may see."""
    return (
        Program.cycle_id == CYCLE, Program.archived_at.is_(None), Program.state != ProgramState.CANCELLED,
        visible_rows(viewer, Program),
    )


def targets(viewer: Actor | Viewpoint) -> Conditions:
    """The targets of the cycle that the viewer may see."""
    return Target.cycle_id == CYCLE, Target.archived_at.is_(None), visible_in(CYCLE, viewer, Target)


def is_served(viewer: Actor | Viewpoint) -> ColumnElement[bool]:
    """Whether a program serves the goal."""
    return exists().where(Impact.goal_id == Goal.id, Impact.program_id == Program.id, *programs(viewer))


def is_aimed_at(viewer: Actor | Viewpoint) -> ColumnElement[bool]:
    """Whether the goal has a target."""
    return exists().where(Target.goal_id == Goal.id, *targets(viewer))


def planned_goals() -> Conditions:
    """The goals of the cycle for which learning is planned: those need a program and a target."""
    return Goal.cycle_id == CYCLE, Goal.archived_at.is_(None), Goal.learning_is_planned.is_(True)


def aimless(viewer: Actor | Viewpoint) -> Conditions:
    """Programs that serve no goal."""
    return *programs(viewer), ~exists().where(Impact.program_id == Program.id)


def unmeasured(viewer: Actor | Viewpoint) -> Conditions:
    """Programs without a target."""
    return *programs(viewer), ~exists().where(Target.program_id == Program.id, *targets(viewer))


def groundless(viewer: Actor | Viewpoint) -> Conditions:
    """Targets without a need, and without a reason."""
    # Spelled out: the index of just these is then found without a look at a parameter.
    return *targets(viewer), Target.need_id.is_(None), Target.no_need_reason == literal_column("''")


def unanswered(viewer: Actor | Viewpoint) -> Conditions:
    """Approved needs that no program answers."""
    answered = exists().where(ProgramNeed.need_id == Need.id, ProgramNeed.program_id == Program.id, *programs(viewer))
    return Need.cycle_id == CYCLE, Need.state == NeedState.APPROVED, visible_rows(viewer, Need), ~answered


def n(model: Any, *conditions: ColumnElement[bool]) -> ScalarSelect[int]:
    """How many there are, as a column."""
    return select(func.count()).select_from(model).where(*conditions).scalar_subquery()
