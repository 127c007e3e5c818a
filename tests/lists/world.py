"""One of everything, with children that can be multiplied: what the walks over every page look at."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from planner.domain.values import CauseCell, NeedState, ReviewState
from planner.features.cycles.commands import freeze_plan
from planner.infra import audit
from planner.models import (
    Account,
    Action,
    Baseline,
    Brief,
    Cause,
    Decision,
    Department,
    Goal,
    Impact,
    ImportRun,
    Need,
    Person,
    Program,
    ProgramNeed,
    Review,
    ReviewLine,
    ReviewSeries,
    RoleGrant,
    Sponsorship,
    Step,
    Target,
    TrajectoryPoint,
    db,
)
from tests.actors import PASSWORD_HASH, People
from tests.makers import (
    make_action,
    make_cycle,
    make_goal,
    make_indicator,
    make_need,
    make_observation,
    make_program,
    make_target,
)

MOMENT = datetime(2027, 7, 1, 9, tzinfo=UTC)


class World:
    """A planning year. `grow` adds as many children again to the first goal, program, target, need and series."""

    def __init__(self, people: People) -> None:
        self.people, self.n = people, 0
        self.cycle = make_cycle(state="approved")
        sales, mia = people.departments["Sales"].id, people.persons["mia"].id
        self.goal: Goal = make_goal(self.cycle, owner_id=people.persons["sam"].id)
        self.need: Need = make_need(self.cycle, department_id=sales, state=NeedState.APPROVED, goal_id=self.goal.id)
        self.draft: Need = make_need(self.cycle, department_id=sales, state=NeedState.DRAFT, requester_id=mia)
        self.program: Program = make_program(self.cycle, goals=[self.goal], needs=[self.need], owner_id=mia)
        self.target: Target = self._target(0)
        self.observation = make_observation(self.target, 50, number=9)
        self.action: Action = make_action(self.target, owner_id=mia)
        self.series = self._series("Portfolio", None, mia)
        self.review = Review(series_id=self.series.id, number=1, held_on=date(2027, 7, 13), state=ReviewState.OPEN)
        self.brief = self._brief(1)
        self.run = self._run(0)
        db.session.add_all([
            self.review, self.brief, self.run,
        ])
        freeze_plan(self.cycle, number=1, approved_at=MOMENT, approved_by_id=None)
        db.session.commit()
        self.grow(2)

    @property
    def ids(self) -> dict[str, Any]:
        """What stands for each parameter of an address."""
        return {
            "goal_id": self.goal.id, "need_id": self.need.id, "program_id": self.program.id, "target_id": self.target.id,
            "observation_id": self.observation.id, "action_id": self.action.id, "review_id": self.review.id, "number": 1,
            "cycle_id": self.cycle.id, "person_id": self.people.persons["mia"].id, "brief_id": self.brief.id,
            "run_id": self.run.id,
            "department_id": self.people.departments["Sales"].id, "account_id": self.people.accounts["mia"].id,
            "measure_id": self.target.indicator.measure_id, "filename": "favicon.svg", "step": "gap", "kind": "people",
        }

    def grow(self, n: int) -> None:
        """Add `n` of everything."""
        for number in range(self.n + 1, self.n + n + 1):
            self._add(number)
        self.n += n
        db.session.commit()

    def _add(self, n: int) -> None:
        sales = self.people.departments["Sales"]
        department = Department(name=f"Team {n}", parent=sales)
        person = Person(name=f"Person {n}", email=f"person{n}@example.org", department=sales)
        account = Account(person=person, email=person.email or "", password_hash=PASSWORD_HASH)
        account.roles = [RoleGrant(role="department_head"), RoleGrant(role="executive")]
        db.session.add_all([department, person, account])
        db.session.flush()
        goal = make_goal(self.cycle, statement=f"Goal {n}", owner_id=person.id)
        need = make_need(self.cycle, title=f"Need {n}", department_id=sales.id, requester_id=person.id, goal_id=goal.id)
        program = make_program(self.cycle, name=f"Program {n}", goals=[self.goal], needs=[self.need], owner_id=person.id,
                               department_id=sales.id)
        self._children(n, goal, need, person)
        target, series = self._target(n), self._series(f"Series {n}", program.id, person.id)
        make_observation(target, 40 + n, number=9)
        make_observation(self.target, 50, number=9 - n)
        make_action(target, owner_id=self.people.persons["mia"].id)
        make_action(self.target, owner_id=person.id)
        db.session.add_all([
            Review(series_id=series.id, number=1, held_on=date(2027, 7, 20)),
            Review(series_id=self.series.id, number=n + 1, held_on=date(2027, 7, 13) + timedelta(days=n)),
            ReviewLine(review_id=self.review.id, target_id=target.id, analysis="Behind"),
            Decision(review_id=self.review.id, what=f"Decided {n}", decided_by_id=person.id),
            Baseline(cycle_id=self.cycle.id, number=n + 1, approved_at=MOMENT, snapshot={}, sha256="0" * 64,
                     approved_by_id=person.id, reason="Changed"),
            self._brief(n + 1), self._run(n),
        ])
        db.session.flush()
        actor = self.people.paula
        things = (self.goal, self.need, self.program, self.target, self.action, self.brief, self.cycle, sales,
                  self.people.persons["mia"], self.target.indicator.measure)
        for thing in things:
            changes = {"owner_id": [self.people.persons["sam"].id, person.id], "department_id": [sales.id, department.id]}
            audit.record(actor, f"{thing.__tablename__[:-1]}.revised", thing, changes=changes)

    def _children(self, n: int, goal: Goal, need: Need, person: Person) -> None:
        """More on both ends of what the first goal, program, need and target are linked to."""
        db.session.add_all([
            Impact(program_id=self.program.id, goal_id=goal.id, agreed_by_id=person.id, agreed_on=date(2027, 1, 5)),
            ProgramNeed(program_id=self.program.id, need_id=need.id), Sponsorship(goal_id=self.goal.id, person_id=person.id),
            Sponsorship(goal_id=goal.id, person_id=person.id, is_lead=True),
            Step(target_id=self.target.id, what=f"Step {n}", owner_id=person.id, due_on=date(2027, 8, 1)),
            TrajectoryPoint(target_id=self.target.id, on=date(2027, 3, 1) + timedelta(days=n), value=50),
        ])
        cells = list(CauseCell)
        if n <= len(cells):
            db.session.add(Cause(need_id=self.need.id, cell=cells[n - 1], finding="Because", is_accepted=True))

    def _target(self, n: int) -> Target:
        indicator = make_indicator(self.cycle, program=self.program, population=f"group {n}")
        return make_target(
            indicator, goal_id=self.goal.id, need_id=self.need.id, owner_id=self.people.persons["mia"].id,
            collector_id=self.people.persons["lena"].id,
        )

    def _series(self, name: str, program_id: int | None, chair_id: int) -> ReviewSeries:
        series = ReviewSeries(
            cycle_id=self.cycle.id, name=name, program_id=program_id, chair_id=chair_id, first_on=date(2027, 1, 11)
        )
        db.session.add(series)
        db.session.flush()
        return series

    def _brief(self, number: int) -> Brief:
        return Brief(cycle_id=self.cycle.id, number=number, title=f"Brief {number}", as_of_on=date(2027, 7, 1),
                     program_id=self.program.id)

    def _run(self, n: int) -> ImportRun:
        report = {
            "file": f"people{n}.csv", "rows": 1, "taken": 1, "n_refused": 0, "effects": {},
            "columns": {"used": {}, "not_needed": [], "sensitive": []},
            **{key: [] for key in ("refused", "decisions", "warnings", "outcomes", "mended", "proposals", "problems")},
        }
        return ImportRun(kind="people", file_name=f"people{n}.csv", sha256="0" * 64, options={}, report=report, created_at=MOMENT,
                         created_by_id=self.people.persons["lena"].id, applied_at=MOMENT)
