"""Entering the values of each fortnight in the days after it, as people do: most in time, a few late, one wrong."""

from dataclasses import replace
from datetime import time, timedelta
from decimal import Decimal

from planner.domain.cycles import Period
from planner.domain.trajectory import Trajectory
from planner.features.demo.courses import entries
from planner.features.demo.rows import TargetRow
from planner.features.demo.stage import Stage
from planner.features.demo.targeting import TARGETS
from planner.features.targets.commands import Entry, correct_observation, record_observation
from planner.features.targets.queries import trajectory_of, value_in
from planner.models import Target
from planner.permissions import Actor

FIRST_DAY, LAST_DAY = 3, 7  # after the end of the fortnight
# Nobody has entered the latest fortnight of these yet.
STILL_TO_ENTER = (
    "selling_application", "selling_support", "deal_gain", "stop_application", "shifts_support", "academy_score", "claims_score",
    "mentors_support", "lift_cost",
)
# Entered with the answers of another group, put right a week later: target, fortnight, what was typed.
MISTAKES = {("selling_application", 9): Decimal("3.2")}
REASON_OF_CORRECTION = "The export held the answers of the pilot group too; counted again without them."


def prepare_values(stage: Stage) -> None:
    """The values of every target for each fortnight that has passed. They are worked out on the day they are entered."""
    periods = stage.year.fortnights_passed
    for number, row in enumerate(TARGETS):
        for period in periods:
            if period.ends_on <= stage.year.day(row.starts) or (period is periods[-1] and row.key in STILL_TO_ENTER):
                continue
            day = period.ends_on + timedelta(days=FIRST_DAY + number % (LAST_DAY - FIRST_DAY + 1))
            day += timedelta(days=7 - day.weekday() if day.weekday() > 4 else 0)
            at = time(9 + number // 12, number % 12 * 5)
            stage.plan(day, at, _enter, stage, row, period)
            if (row.key, period.number) in MISTAKES:
                stage.plan(day + timedelta(days=7), at, _correct, stage, row, period)


def _enter(stage: Stage, row: TargetRow, period: Period) -> None:
    entry = _entry_of(stage, row, period)
    if entry is None:
        return
    if (mistake := MISTAKES.get((row.key, period.number))) is not None and entry.value is not None:
        entry = replace(entry, value=entry.value + mistake)
    record_observation(stage.targets[row.key], entry, actor=_recorder(stage, row))


def _correct(stage: Stage, row: TargetRow, period: Period) -> None:
    entry, target = _entry_of(stage, row, period), stage.targets[row.key]
    old = value_in(target.indicator_id, period.starts_on, period.ends_on)
    assert entry is not None
    assert old is not None
    correct_observation(target, old, entry, actor=_recorder(stage, row), reason=REASON_OF_CORRECTION)


def _entry_of(stage: Stage, row: TargetRow, period: Period) -> Entry | None:
    """The course is walked from its beginning each time: the plan may have changed meanwhile, what was entered has not."""
    target = stage.targets[row.key]
    found = entries(row, target, trajectory_of(target) or _guessed(target), stage.year.fortnights_passed)
    return next((one for one in found if one.period_start == period.starts_on), None)


def _guessed(target: Target) -> Trajectory:
    """Where nobody wrote down the baseline, values came all the same: from three quarters of the target upwards."""
    baseline = target.target_value * 3 / 4
    return Trajectory(target.trajectory, target.starts_on, target.due_on, baseline, target.target_value)


def _recorder(stage: Stage, row: TargetRow) -> Actor:
    return stage.actor(row.collector) if row.collector else stage.actor("tessa")
