"""What the tables of the story are made of. Days count from the first day of the planning year; `END` is its last."""

from typing import NamedTuple

from planner.domain.values import ActionState, CauseCell, Direction, ImpactKind, NeedState, ProgramState, TrajectoryKind
from planner.permissions import Role

END = 10_000  # later than any year: cut at its last day


class DepartmentRow(NamedTuple):
    key: str
    name: str
    head: str
    parent: str = ""


class PersonRow(NamedTuple):
    key: str
    name: str
    job_title: str
    department: str
    years: float = 4  # so long ago, at the beginning of the year, they came


class AccountRow(NamedTuple):
    """Somebody who can sign in to the demonstration."""

    email: str
    person: str
    role: Role


class SponsorRow(NamedTuple):
    person: str
    agreed: int | None
    agreement: str = ""


class GoalRow(NamedTuple):
    key: str
    statement: str
    weight: str
    outcome_measure: str
    unit: str
    direction: Direction
    baseline: str
    target: str
    owner: str
    sponsors: tuple[SponsorRow, ...]
    rationale: str
    no_learning_reason: str = ""


class NeedRow(NamedTuple):
    """`scores` are impact, reach, urgency, exposure and effort; `causes` (cell, finding, whether it is accepted).

    `logged` counts from today for needs that nobody has decided yet.
    """

    key: str
    department: str
    requester: str
    goal: str
    logged: int
    title: str
    problem: str
    indicator: str
    unit: str
    current: str
    desired: str
    evidence: str
    consequence: str
    audience: str
    size: int
    needed_by: int
    causes: tuple[tuple[CauseCell, str, bool], ...] = ()
    scores: tuple[int, int, int, int, int] | None = None
    state: NeedState = NeedState.SUBMITTED
    decided: int = 0
    reason: str = ""
    can: str = ""
    cannot: str = ""


class ImpactRow(NamedTuple):
    goal: str
    kind: ImpactKind | None = None
    value: str = ""
    unit: str = ""
    rating: str = ""
    agreed_by: str = ""
    agreed: int | None = None
    note: str = ""


class ProgramRow(NamedTuple):
    key: str
    name: str
    department: str
    owner: str
    sponsor: str
    starts: int
    ends: int
    budget: str
    participants: int
    audience: str
    purpose: str
    state: ProgramState
    impacts: tuple[ImpactRow, ...] = ()
    needs: tuple[str, ...] = ()
    proposed: int = -40
    reason: str = ""  # of a cancellation
    cancelled: int = 0


class TargetRow(NamedTuple):
    """`course` names how the values run (see `courses`), `volume` how many people a fortnight's value rests on."""

    key: str
    program: str
    goal: str
    need: str
    measure: str
    statement: str  # {due} is the due date in words
    baseline: str | None
    target: str
    last_year: str | None
    starts: int
    due: int
    owner: str
    course: str
    volume: int = 30
    shape: TrajectoryKind = TrajectoryKind.LINEAR
    points: tuple[tuple[int, str], ...] = ()
    collector: str = ""
    every: int = 14
    is_lagging: bool = False
    is_stretch: bool = False
    steps: tuple[tuple[str, str, int], ...] = ()  # what, who, by when


class LineRow(NamedTuple):
    """What a review said of a target."""

    review: int
    target: str
    analysis: str
    recommendation: str
    confidence: int


class DecisionRow(NamedTuple):
    review: int
    what: str
    decided_by: str
    target: str = ""


class ActionRow(NamedTuple):
    """`due`, `effect_by`, `done` and `verified` count days from today: the story ends there."""

    key: str
    target: str
    review: int
    what: str
    trigger: str
    root_cause: str
    owner: str
    due: int
    effect: str = ""
    effect_by: int | None = None
    state: ActionState = ActionState.OPEN
    done: int | None = None
    verified: int | None = None
    was_effective: bool = True
    outcome: str = ""


class BriefRow(NamedTuple):
    title: str
    audience: str
    locale: str
    as_of: int  # days before today
    chart: str
    verdict: str
    ask: str
    conclusions: str
    recommendations: str
    is_issued: bool = True
