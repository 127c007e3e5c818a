"""What was frozen before there were rows gets them: the same that freezing it today would write."""

from datetime import UTC, date, datetime
from typing import Any

from flask import Flask
from sqlalchemy import select

from planner.domain.frozen import sha256
from planner.domain.values import ReviewState
from planner.features.cycles.commands import freeze_plan
from planner.infra import migrate
from planner.infra.database import unit_of_work
from planner.infra.integrity import problems
from planner.models import BaselineRow, Cycle, Department, FrozenRow, Review, ReviewRow, ReviewSeries, db
from tests.makers import make_cycle, make_goal, make_need

MOMENT = datetime(2027, 7, 13, 9, tzinfo=UTC)


def _kept(model: type[FrozenRow]) -> list[tuple[Any, ...]]:
    query = select(model.section, model.position, model.department_id, model.content).order_by(model.section, model.position)
    return [tuple(row) for row in db.session.execute(query)]


def _frozen_plan() -> Cycle:
    cycle, department = make_cycle(), Department(name="Zoë")
    db.session.add(department)
    db.session.flush()
    make_goal(cycle, statement="Größer")
    make_need(cycle, department_id=department.id, state="approved")
    freeze_plan(cycle, number=1, approved_at=MOMENT, approved_by_id=None)
    return cycle


def _closed_review(series: ReviewSeries, number: int, n_lines: int) -> None:
    statuses = ("met", "missed", "at_risk")
    seen = {
        "series": "é", "lines": [{"target_id": place, "shown_status": statuses[place % 3]} for place in range(n_lines)],
        "actions": [{"what": "Coach"}],
    }
    db.session.add(Review(
        series=series, number=number, held_on=date(2027, 7, number), state=ReviewState.CLOSED, snapshot=seen, sha256=sha256(seen),
    ))


def test_plans_and_long_reviews_get_the_rows_that_freezing_writes(own_app: Flask, own_url: str) -> None:
    with own_app.app_context():
        with unit_of_work():
            series = ReviewSeries(cycle=_frozen_plan(), name="All", first_on=date(2027, 7, 1))
            db.session.add(series)
            _closed_review(series, 1, n_lines=101)
            _closed_review(series, 2, n_lines=100)
        written = _kept(BaselineRow)
        db.session.remove()
        db.engine.dispose()
        migrate.downgrade(own_url, "0014")
        migrate.upgrade(own_url)
        assert _kept(BaselineRow) == written
        assert {place for section, place, *_rest in _kept(ReviewRow) if section == "lines"} == set(range(101))
        assert problems() == []
        db.session.rollback()
