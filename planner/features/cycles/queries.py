"""Reads about cycles. Everybody who is signed in may see them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, exists, func, select
from sqlalchemy.orm import InstrumentedAttribute, joinedload

from planner.domain.cycles import FiscalYear, fiscal_year
from planner.domain.messages import N_, Message, msg
from planner.domain.values import NeedState, ProgramState
from planner.infra.keyset import FIRST, By, Order, Page, Seek, page_of, whole
from planner.models import Base, Baseline, Cycle, Goal, Impact, Need, Organization, Program, Sponsorship, Target, db
from planner.permissions import Actor, visible_rows

LARGEST_ID = 2**31 - 1


def cycles() -> list[Cycle]:
    """All cycles, the newest first."""
    return list(db.session.scalars(select(Cycle).order_by(Cycle.starts_on.desc(), Cycle.id.desc())))


def cycle_by_id(cycle_id: int) -> Cycle | None:
    # Comes from addresses as people type them: a number beyond the column's range is no cycle either.
    return db.session.get(Cycle, cycle_id) if 0 < cycle_id <= LARGEST_ID else None


def current_cycle(on: date) -> Cycle | None:
    """The cycle that contains the day; else the next to come; else the last that was. None when there is none."""
    containing = select(Cycle).where(Cycle.starts_on <= on, Cycle.ends_on >= on).order_by(Cycle.starts_on.desc())
    coming = select(Cycle).where(Cycle.starts_on > on).order_by(Cycle.starts_on)
    past = select(Cycle).where(Cycle.ends_on < on).order_by(Cycle.ends_on.desc())
    for query in (containing, coming, past):
        if (found := db.session.scalar(query.limit(1))) is not None:
            return found
    return None


def cycle_in_view(chosen_id: int | None, on: date) -> Cycle | None:
    """The cycle that somebody chose (`?cycle=`), or the current one."""
    chosen = cycle_by_id(chosen_id) if chosen_id is not None else None
    return chosen or current_cycle(on)


def overlapping_cycle(starts_on: date, ends_on: date, *, but: int | None = None) -> Cycle | None:
    """Another cycle that has a day in common with these."""
    query = select(Cycle).where(Cycle.starts_on <= ends_on, Cycle.ends_on >= starts_on).order_by(Cycle.starts_on)
    if but is not None:
        query = query.where(Cycle.id != but)
    found: Cycle | None = db.session.scalar(query.limit(1))
    return found


def proposed_cycle(on: date) -> FiscalYear:
    """The fiscal year after the last cycle; the one that contains the day when there is no cycle yet."""
    start_month = db.session.scalar(
        select(Organization.fiscal_year_start_month).order_by(Organization.id).limit(1)
    ) or 1
    last_day = db.session.scalar(select(func.max(Cycle.ends_on)))
    year = fiscal_year(on if last_day is None else last_day + timedelta(days=1), start_month)
    if last_day is not None and year.starts_on <= last_day:  # the last cycle ended inside a fiscal year
        year = fiscal_year(year.ends_on + timedelta(days=1), start_month)
    return year


def sponsors_in(cycle_id: int, *, goal_id: int | None = None) -> list[int]:
    """The people who sponsor a goal of the cycle, or this one of its goals."""
    query = select(Sponsorship.person_id).join(Sponsorship.goal).where(Goal.cycle_id == cycle_id, Goal.archived_at.is_(None))
    if goal_id is not None:
        query = query.where(Goal.id == goal_id)
    return list(db.session.scalars(query.distinct()))


NEWEST_FIRST = Order(By(Baseline.number, whole, is_descending=True), By(Baseline.id, whole))


def baselines_of(cycle_id: int, seek: Seek = FIRST) -> Page[Baseline]:
    """The approved plans of a cycle, the newest first; the plans themselves are not loaded."""
    query = select(Baseline).where(Baseline.cycle_id == cycle_id).options(joinedload(Baseline.approved_by))
    return page_of(query, NEWEST_FIRST, seek)


def baseline_of(cycle_id: int, number: int) -> Baseline | None:
    """One approved plan of a cycle, by its number, with who approved it; what was frozen is not loaded."""
    baseline: Baseline | None = db.session.scalar(
        select(Baseline)
        .where(Baseline.cycle_id == cycle_id, Baseline.number == number)
        .options(joinedload(Baseline.approved_by), joinedload(Baseline.cycle))
    )
    return baseline


@dataclass(frozen=True, slots=True)
class Counts:
    """How much a cycle holds, as far as the viewer may see it."""

    n_goals: int = 0
    n_programs: int = 0
    n_targets: int = 0
    n_baselines: int = 0


def counts_by_cycle(viewer: Actor, *, cycle_id: int | None = None) -> dict[int, Counts]:
    """Goals, programs, targets and baselines of each cycle, or of one."""
    only = () if cycle_id is None else (Cycle.id == cycle_id,)
    rows = db.session.execute(
        select(
            Cycle.id,
            _n(Goal, Goal.cycle_id == Cycle.id, Goal.archived_at.is_(None)),
            _n(Program, Program.cycle_id == Cycle.id, Program.archived_at.is_(None), visible_rows(viewer, Program)),
            _n_targets(viewer),
            _n(Baseline, Baseline.cycle_id == Cycle.id),
        ).where(*only)
    )
    return {key: Counts(*numbers) for key, *numbers in rows}


def _n_targets(viewer: Actor) -> ColumnElement[int]:
    """The targets of a cycle; for who sees a branch by way of its programs, which are few beside all targets."""
    here = (Target.cycle_id == Cycle.id, Target.archived_at.is_(None))
    if viewer.sees_everything:
        return _n(Target, *here)
    of_programs = (
        select(func.count()).select_from(Program).join(Target, Target.program_id == Program.id)
        .where(*here, Program.cycle_id == Cycle.id, visible_rows(viewer, Program)).scalar_subquery()
    )
    return of_programs + _n(Target, *here, Target.program_id.is_(None), visible_rows(viewer, Target))


@dataclass(frozen=True, slots=True)
class Gap:
    """Something that a plan still lacks, with the list in which it is mended."""

    message: Message
    endpoint: str
    is_blocking: bool = False


def gaps_of(cycle: Cycle, viewer: Actor) -> list[Gap]:
    """What is missing from the plan: what stops it from being submitted first, then what the approver should know."""
    row = db.session.execute(select(*_gap_counts(cycle, viewer))).mappings().one()
    gaps = [Gap(msg("There is no goal yet."), "goals.index", is_blocking=True)] if not row["goals"] else []
    gaps += [Gap(Message(text, {"n": row[name]}), endpoint) for name, text, endpoint in _GAPS if row[name]]
    if row["weight"] is not None and row["weight"] != 100:
        text = msg("The weights of the goals add up to %(sum)s percent, not to 100.", sum=row["weight"])
        gaps.append(Gap(text, "goals.index"))
    return gaps


_GAPS = (
    ("unsponsored", N_("Goals without a lead sponsor who agreed: %(n)s"), "goals.index"),
    ("unserved", N_("Goals with learning planned but no program: %(n)s"), "goals.index"),
    ("undecided", N_("Needs that wait for a decision: %(n)s"), "needs.index"),
    ("unowned", N_("Programs without an owner: %(n)s"), "programs.index"),
    ("aimless", N_("Programs that serve no goal: %(n)s"), "programs.index"),
    ("unmeasured", N_("Programs without a target: %(n)s"), "programs.index"),
    ("unanchored", N_("Targets without a baseline: %(n)s"), "targets.index"),
)


def _gap_counts(cycle: Cycle, viewer: Actor) -> Iterable[Any]:
    goals = (Goal.cycle_id == cycle.id, Goal.archived_at.is_(None))
    programs = (
        Program.cycle_id == cycle.id, Program.archived_at.is_(None), Program.state != ProgramState.CANCELLED,
        visible_rows(viewer, Program),
    )
    targets = (Target.cycle_id == cycle.id, Target.archived_at.is_(None), visible_rows(viewer, Target))
    agreed = exists().where(Sponsorship.goal_id == Goal.id, Sponsorship.is_lead, Sponsorship.agreed_on.is_not(None))
    served = exists().where(
        Impact.goal_id == Goal.id, Impact.program_id == Program.id, Program.archived_at.is_(None),
        Program.state != ProgramState.CANCELLED,
    )
    measured = exists().where(Target.program_id == Program.id, Target.archived_at.is_(None))
    waiting = (Need.cycle_id == cycle.id, Need.state == NeedState.SUBMITTED, visible_rows(viewer, Need))
    return (
        _n(Goal, *goals).label("goals"),
        _n(Goal, *goals, ~agreed).label("unsponsored"),
        _n(Goal, *goals, Goal.learning_is_planned, ~served).label("unserved"),
        _n(Need, *waiting).label("undecided"),
        _n(Program, *programs, Program.owner_id.is_(None)).label("unowned"),
        _n(Program, *programs, ~exists().where(Impact.program_id == Program.id)).label("aimless"),
        _n(Program, *programs, ~measured).label("unmeasured"),
        _n(Target, *targets, Target.baseline_value.is_(None)).label("unanchored"),
        select(func.sum(Goal.weight)).where(*goals).scalar_subquery().label("weight"),
    )


def _n(model: type[Base], *conditions: ColumnElement[bool] | InstrumentedAttribute[bool]) -> ScalarSelect[int]:
    return select(func.count()).select_from(model).where(*conditions).scalar_subquery()
