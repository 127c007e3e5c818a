"""Makers of things: valid by default, any column by keyword, committed so that requests see them."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import func, select

from planner.domain.values import Aggregation, CycleState, Direction, MeasureType, NeedState
from planner.models import (
    Action,
    Brief,
    Cycle,
    Department,
    Goal,
    Impact,
    Indicator,
    Measure,
    Need,
    Observation,
    Program,
    ProgramNeed,
    Target,
    db,
)


def _kept(thing: Any) -> Any:
    db.session.add(thing)
    db.session.commit()
    return thing


def make_cycle(**values: Any) -> Cycle:
    """The calendar year 2027, in draft."""
    default = {
        "name": "FY2027", "starts_on": date(2027, 1, 1), "ends_on": date(2027, 12, 31), "state": CycleState.DRAFT,
    }
    return _kept(Cycle(**{**default, **values}))


def make_goal(cycle: Cycle | None = None, **values: Any) -> Goal:
    """Win larger accounts: from 18 to 24 percent."""
    cycle = cycle or make_cycle()
    rank = (db.session.scalar(select(func.max(Goal.rank)).where(Goal.cycle_id == cycle.id)) or 0) + 1
    default = {
        "statement": "Win larger accounts", "rank": rank, "outcome_measure": "Win rate", "unit": "percent",
        "baseline_value": Decimal(18), "baseline_on": date(2027, 1, 1), "target_value": Decimal(24),
        "due_on": date(2027, 12, 31),
    }
    return _kept(Goal(cycle_id=cycle.id, **{**default, **values}))


def make_measure(**values: Any) -> Measure:
    """A percentage of its own, higher is better, whose last value counts."""
    n = (db.session.scalar(select(func.max(Measure.id))) or 0) + 1
    default = {
        "code": f"measure_{n}", "name": f"Measure {n}", "type": MeasureType.EFFECTIVENESS, "level": 3, "unit": "percent",
        "direction": Direction.UP, "aggregation": Aggregation.LAST, "source": "survey at 60 days",
    }
    return _kept(Measure(**{**default, **values}))


def make_indicator(cycle: Cycle | None = None, measure: Measure | None = None, **values: Any) -> Indicator:
    """A measure followed for the whole function of the cycle, or for `program` or `goal`."""
    subject = values.get("program") or values.get("goal")
    cycle_id = cycle.id if cycle else subject.cycle_id if subject else make_cycle().id
    return _kept(Indicator(cycle_id=cycle_id, measure=measure or make_measure(), **values))


def make_target(indicator: Indicator | None = None, **values: Any) -> Target:
    """From 48 to 70 over the calendar year 2027, in a straight line; for the subject of the indicator."""
    indicator = indicator or make_indicator()
    default = {
        "statement": "Raise the share of account managers who apply the method from 48 % to 70 % by 31 December 2027",
        "baseline_value": Decimal(48), "baseline_on": date(2027, 1, 1), "target_value": Decimal(70),
        "starts_on": date(2027, 1, 1), "due_on": date(2027, 12, 31), "source": "survey at 60 days",
        "cycle_id": indicator.cycle_id, "program_id": indicator.program_id, "goal_id": indicator.goal_id,
    }
    return _kept(Target(indicator=indicator, **{**default, **values}))


def make_observation(of: Indicator | Target, value: int | str | Decimal, number: int = 1, **values: Any) -> Observation:
    """A value of an indicator (or of a target's) for the fortnight with this number, counted from the first day of 2027."""
    start = date(2027, 1, 1) + timedelta(days=14 * (number - 1))
    default = {
        "period_start": start, "period_end": start + timedelta(days=13), "source": "survey at 60 days",
        "recorded_at": datetime(2027, 1, 1, 9, tzinfo=UTC) + timedelta(days=14 * number),
    }
    indicator_id = of.indicator_id if isinstance(of, Target) else of.id
    return _kept(Observation(indicator_id=indicator_id, value=Decimal(value), **{**default, **values}))


def make_need(cycle: Cycle | None = None, **values: Any) -> Need:
    """Sales (if there is such a department) loses proposals: from 18 to 24 percent won. It waits for a decision."""
    default = {
        "title": "Proposals do not answer the tender", "problem": "Half of our proposals repeat the brochure.",
        "indicator_name": "Proposals won", "unit": "percent", "current_value": Decimal(18),
        "current_on": date(2027, 1, 15), "desired_value": Decimal(24), "consequence": "We lose the larger accounts.",
        "evidence": "Debriefs of twelve lost tenders.", "audience": "Account managers", "audience_size": 40,
        "state": NeedState.SUBMITTED, "submitted_at": datetime(2027, 2, 1, 9, 0, tzinfo=UTC),
    }
    if "department_id" not in values and "department" not in values:
        default["department_id"] = _department_id("Sales")
    if values.get("state") is NeedState.DRAFT:
        default["submitted_at"] = None
    if values.get("state") in (NeedState.APPROVED, NeedState.WAITLISTED, NeedState.DECLINED):
        default["decision_reason"] = "It touches the first goal."
    return _kept(Need(cycle_id=(cycle or make_cycle()).id, **{**default, **values}))


def make_program(cycle: Cycle | None = None, *, goals: Sequence[Goal] = (), needs: Sequence[Need] = (), **values: Any) -> Program:
    """Consultative selling, for the whole organization, from March to November; serves `goals`, answers `needs`."""
    cycle_id = cycle.id if cycle else goals[0].cycle_id if goals else needs[0].cycle_id if needs else make_cycle().id
    default = {
        "name": "Consultative selling", "starts_on": date(2027, 3, 1), "ends_on": date(2027, 11, 30),
        "budget": Decimal(60_000), "expected_participants": 120,
    }
    program = Program(cycle_id=cycle_id, **{**default, **values})
    program.impacts = [Impact(goal_id=goal.id) for goal in goals]
    program.answers = [ProgramNeed(need_id=need.id) for need in needs]
    return _kept(program)


def make_action(target: Target, **values: Any) -> Action:
    """Coach the team by the end of August 2027; it is open."""
    return _kept(Action(target=target, **{"what": "Coach the team", "due_on": date(2027, 8, 31), **values}))


def make_brief(cycle: Cycle | None = None, **values: Any) -> Brief:
    """A draft about the whole strategy, with figures as of 13 July 2027."""
    cycle = cycle or make_cycle()
    number = (db.session.scalar(select(func.max(Brief.number)).where(Brief.cycle_id == cycle.id)) or 0) + 1
    default = {"number": number, "title": "Learning strategy", "audience": "Board", "as_of_on": date(2027, 7, 13)}
    return _kept(Brief(cycle_id=cycle.id, **{**default, **values}))


def _department_id(name: str) -> int:
    department = db.session.scalar(select(Department).where(Department.name == name)) or _kept(Department(name=name))
    return department.id
