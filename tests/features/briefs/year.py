"""Half a year of two programs as a learning system would export it, and the same in the planner."""

import csv
from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from io import StringIO

from sqlalchemy import select

from planner.domain.values import Aggregation, Direction, ImpactKind
from planner.models import Cycle, Goal, Impact, Indicator, Measure, Program, Sponsorship, Target, db
from tests.actors import People
from tests.makers import (
    make_action,
    make_cycle,
    make_goal,
    make_indicator,
    make_measure,
    make_observation,
    make_program,
    make_target,
)

RECORDS = """\
program,fortnight,participants,completed,enrolled,days,cost
Consultative selling,1,12,9,12,18,1200.50
Consultative selling,2,15,11,15,22.5,1800.25
Consultative selling,4,20,18,20,30,2100
Consultative selling,7,9,9,9,13.5,950.75
Consultative selling,12,31,20,31,46.5,3999.75
Stop the line,2,40,38,40,20,800
Stop the line,3,35,35,35,17.5,700.10
Stop the line,13,28,21,28,14,560.40
"""
COLUMNS = {"participants": "total_participants", "days": "learning_days", "cost": "direct_cost"}
APPLICATION = ("48", "48", "49", "49", "50", "50", "51", "50", "51", "51", "52", "51", "52")


def sums_by_hand() -> dict[str, Decimal]:
    """What the records come to, without anything of the planner."""
    sums: dict[str, Decimal] = defaultdict(Decimal)
    for row in csv.DictReader(StringIO(RECORDS)):
        for name in ("participants", "completed", "enrolled", "days", "cost"):
            sums[name] += Decimal(row[name])
    return sums


@dataclass
class Year:
    """The things of the year that tests speak of."""

    cycle: Cycle
    goal: Goal
    selling: Program
    stopping: Program
    application: Target
    participants: Indicator


def library(code: str) -> Measure:
    measure = db.session.scalar(select(Measure).where(Measure.code == code))
    assert measure is not None
    return measure


def make_year(people: People) -> Year:
    """Two goals, one of them without learning; a program of Sales, one for everybody; a target that lags, one with no value."""
    cycle = make_cycle()
    goal = make_goal(cycle)
    sam = people.persons["sam"]
    db.session.add(Sponsorship(goal_id=goal.id, person_id=sam.id, is_lead=True, agreed_on=date(2027, 1, 12)))
    make_goal(cycle, statement="Pay fair wages", learning_is_planned=False, no_learning_reason="It is a matter of pay.",
              outcome_measure="", target_value=None, baseline_value=None)
    selling = make_program(cycle, goals=[goal], department_id=people.departments["Sales"].id)
    db.session.add(Impact(program_id=selling.id, goal_id=make_goal(cycle, statement="Keep people").id, rating="high",
                          kind=ImpactKind.HIGH_MEDIUM_LOW))
    stopping = make_program(cycle, name="Stop the line", budget=Decimal(20_000))
    indicators = _observe(cycle, {program.name: program for program in (selling, stopping)})
    applying = make_measure(name="Application of the method", aggregation=Aggregation.WEIGHTED_MEAN)
    application = make_target(make_indicator(measure=applying, program=selling), goal_id=goal.id)
    for number, value in enumerate(APPLICATION, start=1):
        make_observation(application, value, number, respondents=20)
    make_target(make_indicator(cycle, make_measure(name="Scrap", direction=Direction.DOWN)), baseline_value=Decimal(48),
                target_value=Decimal(35), statement="Cut scrap from 48 to 35 %")
    make_action(application, due_on=date(2027, 6, 30), owner_id=people.persons["lena"].id, expected_effect=Decimal(4))
    return Year(cycle, goal, selling, stopping, application, indicators["Consultative selling", "total_participants"])


def _observe(cycle: Cycle, programs: dict[str, Program]) -> dict[tuple[str, str], Indicator]:
    indicators: dict[tuple[str, str], Indicator] = {}

    def indicator(program: str, code: str) -> Indicator:
        if (program, code) not in indicators:
            indicators[program, code] = make_indicator(cycle, library(code), program=programs[program])
        return indicators[program, code]

    seen: dict[str, Decimal] = defaultdict(Decimal)
    for row in csv.DictReader(StringIO(RECORDS)):
        name, number = row["program"], int(row["fortnight"])
        for column, code in COLUMNS.items():
            make_observation(indicator(name, code), row[column], number, source="lms.csv")
        completed, enrolled = Decimal(row["completed"]), Decimal(row["enrolled"])
        make_observation(indicator(name, "completion_rate"), round(completed / enrolled * 100, 6), number,
                         numerator=completed, denominator=enrolled, source="lms.csv")
        seen[name] += enrolled
        make_observation(indicator(name, "unique_participants"), enrolled, number, to_date=seen[name], source="lms.csv")
    return indicators
