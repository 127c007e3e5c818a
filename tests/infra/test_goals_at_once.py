"""Two people who add or move goals in the same moment, on both databases: the ranks stay 1, 2, 3 …"""

import threading
from contextvars import Context

from flask import Flask
from sqlalchemy import select

from planner.features.goals.commands import create_goal, rank_goal
from planner.features.goals.queries import goal_for
from planner.infra.database import unit_of_work
from planner.models import Cycle, Goal, db
from planner.permissions import Actor
from tests.actors import create_people
from tests.makers import make_cycle, make_goal

N = 4


def _start(app: Flask) -> tuple[Actor, int, list[int]]:
    with app.app_context(), unit_of_work():
        actor, cycle = create_people().paula, make_cycle()
        goals = [make_goal(cycle, statement=f"Goal {n}") for n in range(3)]
        db.session.flush()
        return actor, cycle.id, [goal.id for goal in goals]


def test_goals_that_are_added_and_moved_at_once_keep_one_rank_each(own_app: Flask) -> None:
    actor, cycle_id, goal_ids = _start(own_app)
    gate = threading.Barrier(2 * N)
    refused: list[str] = []

    def add(n: int) -> None:
        with own_app.app_context(), unit_of_work():
            cycle = db.session.get_one(Cycle, cycle_id)
            gate.wait(timeout=60) if db.engine.dialect.name == "postgresql" else None
            create_goal(cycle, actor=actor, values={"statement": f"New {n}"})

    def move(n: int) -> None:
        with own_app.app_context(), unit_of_work():
            goal = goal_for(actor, goal_ids[n % 3])
            assert goal is not None
            gate.wait(timeout=60) if db.engine.dialect.name == "postgresql" else None
            rank_goal(goal, actor=actor, rank=1 + n % 3)

    def safely(work: object, n: int) -> None:
        try:
            work(n)  # type: ignore[operator]
        except Exception as error:  # told below
            refused.append(f"{type(error).__name__}: {error}")

    threads = [threading.Thread(target=Context().run, args=(safely, work, n)) for work in (add, move) for n in range(N)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with own_app.app_context():
        ranks = list(db.session.scalars(select(Goal.rank).order_by(Goal.rank)))
    assert (ranks, refused) == (list(range(1, 3 + N + 1)), [])
