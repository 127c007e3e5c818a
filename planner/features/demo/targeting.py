"""Setting the sixty targets, their steps, and the one that is planned anew in spring."""

from datetime import date, time
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from planner.features.demo.rows import TargetRow
from planner.features.demo.stage import Stage
from planner.features.demo.story.programs import PROGRAMS
from planner.features.demo.story.targets_floor import TARGETS_FLOOR
from planner.features.demo.story.targets_house import TARGETS_HOUSE
from planner.features.demo.story.targets_sales import TARGETS_SALES
from planner.features.demo.year import in_words
from planner.features.targets.commands import add_step, complete_step, create_target, revise_target
from planner.models import Measure, db

TARGETS: tuple[TargetRow, ...] = TARGETS_SALES + TARGETS_FLOOR + TARGETS_HOUSE
SET = -24
AFTER_PROPOSAL = 8  # so many days after its program was proposed
BASELINE = -38
NO_NEED = "Volume and cost follow from the program; the need stands behind its effectiveness targets."
NO_NEED_ABOVE = "It is the result that the programs together serve; the needs stand behind those."
# What the sales target was before the deal sheet slipped: an earlier rise to the same end.
FIRST_PLANS = {"selling_application": 250}
REPLANNED = 73


def prepare_targets(stage: Stage) -> None:
    """Each target is set when its program is there; its steps are ticked off when they were due, most of them."""
    proposed = {row.key: row.proposed for row in PROGRAMS}
    for number, row in enumerate(TARGETS):
        day = stage.year.weekday(max(SET, proposed.get(row.program, SET) + AFTER_PROPOSAL))
        stage.plan(day, time(9 + number // 12, number % 12 * 5), _set, stage, row)
        for index, (_what, _who, due) in enumerate(row.steps):
            if (number + index) % 5:  # one in five is still open
                stage.plan(stage.year.weekday(due - number % 4), time(16, 30), _tick, stage, row.key, index)
    for key, due in FIRST_PLANS.items():
        row = next(row for row in TARGETS if row.key == key)
        assert row.due != due
        stage.plan(stage.year.weekday(REPLANNED), time(10), _replan, stage, row)


def _set(stage: Stage, row: TargetRow) -> None:
    actor = stage.actor("tessa")
    values = _values(stage, row, FIRST_PLANS.get(row.key, row.due))
    target = create_target(stage.cycle, actor=actor, measure=_measure(row.measure), values=values, points=_points(stage, row))
    for what, who, due in row.steps:
        add_step(target, actor=actor, what=what, owner_id=stage.person_id(who), due_on=stage.year.day(due))
    stage.targets[row.key] = target


def _replan(stage: Stage, row: TargetRow) -> None:
    revise_target(
        stage.targets[row.key], actor=stage.actor("tessa"), measure=_measure(row.measure), values=_values(stage, row, row.due),
        points=_points(stage, row),
    )


def _tick(stage: Stage, key: str, index: int) -> None:
    target = stage.targets[key]
    complete_step(target, target.steps[index].id, actor=stage.actor("tessa"))


def _measure(code: str) -> Measure:
    return db.session.scalars(select(Measure).where(Measure.code == code)).one()


def _points(stage: Stage, row: TargetRow) -> list[tuple[date, Decimal]]:
    return [(stage.year.day(offset), Decimal(value)) for offset, value in row.points]


def _values(stage: Stage, row: TargetRow, due: int) -> dict[str, Any]:
    year = stage.year
    no_need = "" if row.need else NO_NEED if row.program else NO_NEED_ABOVE
    return {
        "statement": year.told(row.statement.format(due=in_words(year.day(due)))), "no_need_reason": no_need,
        "program_id": stage.programs[row.program].id if row.program else None,
        "goal_id": stage.goals[row.goal].id if row.goal and _is_about_goal(row) else None,
        "need_id": stage.needs[row.need].id if row.need else None, "owner_id": stage.person_id(row.owner),
        "collector_id": stage.person_id(row.collector or "pieter"), "target_value": Decimal(row.target),
        "baseline_value": None if row.baseline is None else Decimal(row.baseline),
        "baseline_on": None if row.baseline is None else year.day(BASELINE),
        "last_year_value": None if row.last_year is None else Decimal(row.last_year),
        "starts_on": year.day(row.starts), "due_on": year.day(due), "trajectory": row.shape,
        "collected_every_days": row.every, "is_lagging": row.is_lagging, "is_stretch": row.is_stretch,
    }


def _is_about_goal(row: TargetRow) -> bool:
    # Measures of the whole function belong to no goal: a goal would make them the goal's own.
    return bool(row.program) or row.measure == "goal_result"
