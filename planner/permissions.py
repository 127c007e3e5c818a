"""Who may do what. One table of roles, one scope for what belongs to a department.

`can` answers "may this person do this (to this thing)?", `authorize` raises when not, `visible` narrows a query to what
the person may see at all. What may not be seen does not exist: views load through `visible` and answer 404.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any, ClassVar

from sqlalchemy import BindParameter, ColumnElement, Select, bindparam, or_, select, true
from sqlalchemy.orm import InstrumentedAttribute
from sqlalchemy.sql import false

from planner.domain.errors import NotAllowed
from planner.domain.messages import N_
from planner.domain.values import BriefState
from planner.models import Action, Brief, Indicator, Need, Program, Target


class Role(StrEnum):
    """What an account can be; an account may have several."""

    ADMINISTRATOR = "administrator"
    CLO = "clo"
    LEARNING_MANAGER = "learning_manager"
    DEPARTMENT_HEAD = "department_head"
    EXECUTIVE = "executive"
    AUDITOR = "auditor"


ROLE_LABELS: dict[Role, str] = {
    Role.ADMINISTRATOR: N_("Administrator"),
    Role.CLO: N_("Chief learning officer"),
    Role.LEARNING_MANAGER: N_("Learning manager"),
    Role.DEPARTMENT_HEAD: N_("Department head"),
    Role.EXECUTIVE: N_("Executive"),
    Role.AUDITOR: N_("Auditor"),
}


class Permission(StrEnum):
    """`noun:verb`, in alphabetical order."""

    ACCOUNT_EDIT = "account:edit"
    ACTION_EDIT = "action:edit"
    ACTION_VERIFY = "action:verify"
    AUDIT_READ = "audit:read"
    BRIEF_EDIT = "brief:edit"
    BRIEF_ISSUE = "brief:issue"
    BRIEF_READ = "brief:read"
    CYCLE_APPROVE = "cycle:approve"
    CYCLE_EDIT = "cycle:edit"
    DATA_EXPORT = "data:export"
    DATA_IMPORT = "data:import"
    GOAL_EDIT = "goal:edit"
    JOB_EDIT = "job:edit"
    MEASURE_EDIT = "measure:edit"
    NEED_ANALYSE = "need:analyse"
    NEED_DECIDE = "need:decide"
    NEED_LOG = "need:log"
    OBSERVATION_RECORD = "observation:record"
    ORGANIZATION_EDIT = "organization:edit"
    PEOPLE_EDIT = "people:edit"
    PEOPLE_READ = "people:read"
    PERSON_ERASE = "person:erase"
    PLAN_READ = "plan:read"
    PROGRAM_EDIT = "program:edit"
    REVIEW_READ = "review:read"
    REVIEW_RUN = "review:run"
    SELF = "self:use"
    TARGET_EDIT = "target:edit"


_READ = {Permission.SELF, Permission.PLAN_READ, Permission.BRIEF_READ, Permission.PEOPLE_READ}
_RUN = {
    Permission.ACTION_EDIT, Permission.ACTION_VERIFY, Permission.BRIEF_EDIT, Permission.DATA_EXPORT,
    Permission.DATA_IMPORT, Permission.MEASURE_EDIT, Permission.NEED_ANALYSE, Permission.NEED_LOG,
    Permission.OBSERVATION_RECORD, Permission.PEOPLE_EDIT, Permission.PROGRAM_EDIT, Permission.REVIEW_READ,
    Permission.REVIEW_RUN, Permission.TARGET_EDIT,
}

GRANTS: dict[Role, frozenset[Permission]] = {
    Role.ADMINISTRATOR: frozenset(
        _READ | {Permission.ACCOUNT_EDIT, Permission.AUDIT_READ, Permission.DATA_EXPORT, Permission.DATA_IMPORT,
                 Permission.JOB_EDIT, Permission.ORGANIZATION_EDIT, Permission.PEOPLE_EDIT, Permission.PERSON_ERASE,
                 Permission.REVIEW_READ}
    ),
    Role.CLO: frozenset(
        _READ | _RUN | {Permission.AUDIT_READ, Permission.BRIEF_ISSUE, Permission.CYCLE_APPROVE, Permission.CYCLE_EDIT,
                        Permission.GOAL_EDIT, Permission.NEED_DECIDE}
    ),
    Role.LEARNING_MANAGER: frozenset(_READ | _RUN),
    Role.DEPARTMENT_HEAD: frozenset(_READ | {Permission.NEED_LOG, Permission.OBSERVATION_RECORD}),
    Role.EXECUTIVE: frozenset(_READ | {Permission.CYCLE_APPROVE, Permission.REVIEW_READ}),
    Role.AUDITOR: frozenset(_READ | {Permission.AUDIT_READ, Permission.DATA_EXPORT, Permission.REVIEW_READ}),
}

# These see every department; a department head sees its own and those below.
_SEE_EVERYTHING = {Role.ADMINISTRATOR, Role.CLO, Role.LEARNING_MANAGER, Role.EXECUTIVE, Role.AUDITOR}
# A draft brief is nobody's business but its makers' and the auditor's.
_SEE_DRAFTS = {Role.CLO, Role.LEARNING_MANAGER, Role.AUDITOR}


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: a signed-in person, or the system (in jobs and on the command line)."""

    name: str
    roles: frozenset[Role]
    account_id: int | None = None
    person_id: int | None = None
    department_ids: frozenset[int] = frozenset()
    locale: str | None = None

    @property
    def sees_everything(self) -> bool:
        return bool(self.roles & _SEE_EVERYTHING)

    @property
    def viewpoint(self) -> "Viewpoint":
        return Viewpoint(self.roles)

    @property
    def branch(self) -> dict[str, Any]:
        """The parameter of statements that are built for a viewpoint."""
        return {BRANCH: sorted(self.department_ids)}


BRANCH = "department_ids"


@dataclass(frozen=True, slots=True)
class Viewpoint:
    """What an actor sees, but for which branch it is: a statement that is built for it can be kept, and serves many actors."""

    roles: frozenset[Role]
    department_ids: ClassVar[BindParameter[Any]] = bindparam(BRANCH, expanding=True)

    @property
    def sees_everything(self) -> bool:
        return bool(self.roles & _SEE_EVERYTHING)


SYSTEM = Actor(name="system", roles=frozenset(Role))


def can(actor: Actor | None, permission: Permission, thing: Any = None) -> bool:
    """Whether `actor` may do this, to `thing` if one is given."""
    if actor is None or not any(permission in GRANTS[role] for role in actor.roles):
        return False
    return thing is None or _is_in_scope(actor, permission, thing)


def authorize(actor: Actor | None, permission: Permission, thing: Any = None) -> None:
    """The first line of every command. Raises `NotAllowed`."""
    if not can(actor, permission, thing):
        raise NotAllowed(permission)


def _is_in_scope(actor: Actor, permission: Permission, thing: Any) -> bool:
    if actor.sees_everything:
        return True
    if permission is Permission.OBSERVATION_RECORD and isinstance(thing, Target):
        # A department head enters values for what it owns or collects, nothing else.
        return actor.person_id is not None and actor.person_id in (thing.owner_id, thing.collector_id)
    if isinstance(thing, Need):
        return thing.department_id in actor.department_ids
    return True


def visible(query: Select[Any], actor: Actor, model: type) -> Select[Any]:
    """Narrow `query` (which must have `model` among its tables) to the rows that `actor` may see."""
    return query.where(visible_rows(actor, model))


def visible_rows(actor: Actor | Viewpoint, model: type) -> ColumnElement[bool]:
    """The condition behind `visible`, for use inside larger conditions.

    It asks row by row rather than "in the list of all that is visible": a page of fifty needs no list of thousands.
    """
    if model is Brief and not actor.roles & _SEE_DRAFTS:
        return Brief.state == BriefState.ISSUED
    if actor.sees_everything:
        return true()
    if not actor.roles:
        return false()
    if model is Need:
        return Need.department_id.in_(actor.department_ids)
    if model is Program:
        return _program_is_visible(actor)
    if model is Indicator:
        return or_(Indicator.program_id.is_(None), _has_visible_program(actor, Indicator.program_id))
    if model is Target:
        return or_(Target.program_id.is_(None), _has_visible_program(actor, Target.program_id))
    if model is Action:
        return _has_visible_target(actor)
    return true()


def visible_in(cycle_id: Any, actor: Actor | Viewpoint, model: type) -> ColumnElement[bool]:
    """The same for targets and actions of one cycle, to count them all: what is visible is listed once, not asked row by row."""
    if actor.sees_everything or not actor.roles:
        return visible_rows(actor, model)
    programs = select(Program.id).where(Program.cycle_id == cycle_id, _program_is_visible(actor)).correlate(None)
    is_seen = or_(Target.program_id.is_(None), Target.program_id.in_(programs))
    if model is Target:
        return is_seen
    return Action.target_id.in_(select(Target.id).where(Target.cycle_id == cycle_id, is_seen).correlate(None))


def _program_is_visible(actor: Actor | Viewpoint) -> ColumnElement[bool]:
    return or_(Program.department_id.is_(None), Program.department_id.in_(actor.department_ids))


def _has_visible_program(actor: Actor | Viewpoint, program_id: InstrumentedAttribute[int | None]) -> ColumnElement[bool]:
    visible_program = select(Program.id).where(Program.id == program_id, _program_is_visible(actor))
    return visible_program.correlate(program_id.class_).exists()


def _has_visible_target(actor: Actor | Viewpoint) -> ColumnElement[bool]:
    visible_target = select(Target.id).where(Target.id == Action.target_id, visible_rows(actor, Target))
    return visible_target.correlate(Action).exists()
