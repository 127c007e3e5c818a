"""The SMART assessment: each rule answers pass, warn or fail with a sentence that says what to change.

S, M, A, R, T after Doran (1981: specific, measurable, assignable, realistic, time-related), with L for the line to goal and
need, and B for the balance of ISO/TS 30437 practice. No score without its reasons; the verdict is SMART when nothing fails.
The rules have a version, which is stored with what they found.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum

from planner.domain.messages import Message, msg
from planner.domain.smart_reading import names_two_values, numbers_of, promises_two_changes, words_of
from planner.domain.smart_words import (
    ACTIVITY_VERBS,
    CHANGE_INFINITIVES,
    CHANGE_VERBS,
    KEEPING_VERBS,
    OPENING_WORDS,
    SOFT_VERBS,
    VAGUE_WORDS,
)
from planner.domain.units import PERCENT
from planner.domain.values import Direction

RULES_VERSION = 1
REVIEW_DAYS = 14
MOST_OPEN_TARGETS = 4


class Grade(StrEnum):
    PASS = "pass"  # noqa: S105 (a grade, not a secret)
    WARN = "warn"
    FAIL = "fail"


@dataclass(frozen=True, slots=True)
class Finding:
    """What one rule says."""

    rule: str
    grade: Grade
    message: Message

    @property
    def letter(self) -> str:
        return self.rule[0]


@dataclass(frozen=True, slots=True)
class SmartInput:
    """What the rules look at. Values are in the measure's unit; `None` and empty text mean: not given."""

    statement: str
    measure_name: str = ""
    population: str = ""
    unit: str = ""
    is_share: bool = True  # a value in percent is a part of a whole; growth, variance and return are not
    direction: Direction = Direction.UP
    baseline: Decimal | None = None
    baseline_on: date | None = None
    target: Decimal | None = None
    source: str = ""
    has_collector: bool = False
    collected_every_days: int | None = None
    is_lagging: bool = False
    is_milestone: bool = False
    is_stretch: bool = False
    is_multi_year: bool = False
    owner_is_active: bool = False
    n_open_targets_of_owner: int = 0
    n_steps: int = 0
    n_steps_with_owner_and_date: int = 0
    best_change_per_period: Decimal | None = None  # in a fortnight, ever seen for this measure here
    drift_per_period: Decimal | None = None  # in a fortnight, by itself; falling is negative
    program_is_funded: bool = False
    need_gap: Decimal | None = None
    starts_on: date | None = None
    due_on: date | None = None
    cycle_starts_on: date | None = None
    cycle_ends_on: date | None = None
    n_planned_values_before_due: int = 0
    first_review_on: date | None = None
    is_due_in_blackout: bool = False
    has_goal: bool = False
    has_need_with_accepted_cause: bool = False
    no_need_reason: str = ""
    sponsor_agreed_on: date | None = None
    has_efficiency_and_effectiveness: bool | None = None  # of its program; None without a program


@dataclass(frozen=True, slots=True)
class SmartAssessment:
    """All findings in the order of the letters, and whether none of them fails."""

    findings: tuple[Finding, ...]
    rules_version: int = RULES_VERSION

    @property
    def is_smart(self) -> bool:
        return all(finding.grade is not Grade.FAIL for finding in self.findings)

    @property
    def n_fails(self) -> int:
        return sum(finding.grade is Grade.FAIL for finding in self.findings)

    def letter(self, letter: str) -> tuple[Grade, tuple[Finding, ...]]:
        """The worst grade of a letter, with all findings of it that are not a pass (or all, when all pass)."""
        mine = tuple(finding for finding in self.findings if finding.letter == letter)
        for grade in (Grade.FAIL, Grade.WARN):
            if any(finding.grade is grade for finding in mine):
                return grade, tuple(finding for finding in mine if finding.grade is not Grade.PASS)
        return Grade.PASS, mine


Answer = tuple[Grade, Message] | None
LETTERS = ("S", "M", "A", "R", "T", "L", "B")


def assess(given: SmartInput) -> SmartAssessment:
    """Apply every rule that has something to say."""
    return SmartAssessment(tuple(_findings(given)))


def _findings(given: SmartInput) -> Iterator[Finding]:
    for name, rule in RULES:
        answer = rule(given)
        if answer is not None:
            yield Finding(name, *answer)


def _fail(message: Message) -> Answer:
    return Grade.FAIL, message


def _warn(message: Message) -> Answer:
    return Grade.WARN, message


def _pass(message: Message) -> Answer:
    return Grade.PASS, message


def _s1(given: SmartInput) -> Answer:
    words = words_of(given.statement)
    if not words:
        return _fail(msg("Write a statement that says what will change."))
    if given.is_milestone:
        return _pass(msg("It is declared a milestone."))
    first = next((word for word in words if word not in OPENING_WORDS), words[0])
    last = next((word for word in words if word in CHANGE_INFINITIVES), None)
    if first in ACTIVITY_VERBS:
        return _fail(msg("“%(verb)s” says what will be done. Say what will change, or declare it a milestone.", verb=first))
    if first in CHANGE_VERBS or last:
        return _pass(msg("It names a change: “%(verb)s”.", verb=first if first in CHANGE_VERBS else last))
    if first in SOFT_VERBS:
        return _warn(msg("“%(verb)s” does not say which way. Increase or reduce would.", verb=first))
    return _fail(msg("Start with a verb of change, such as increase, reduce, reach or keep."))


def _s2(given: SmartInput) -> Answer:
    if not given.measure_name:
        return _fail(msg("Name the measure."))
    if not given.population:
        return _warn(msg("Say for whom: a department, an audience, a group."))
    return _pass(msg("%(measure)s of %(population)s.", measure=given.measure_name, population=given.population))


def _s3(given: SmartInput) -> Answer:
    vague = [word for word in words_of(given.statement) if word in VAGUE_WORDS]
    if vague and not numbers_of(given.statement):
        return _fail(msg("“%(word)s” needs a number besides the date: from what to what?", word=vague[0]))
    return _pass(msg("No vague word stands without a number."))


def _s4(given: SmartInput) -> Answer:
    if promises_two_changes(given.statement):
        return _warn(msg("It seems to promise two changes. Make a target of each."))
    if names_two_values(given.statement):
        return _warn(msg("It seems to name two values to reach. Make a target of each."))
    return _pass(msg("One measure, one value."))


def _m1(given: SmartInput) -> Answer:
    if given.baseline is None:
        return _fail(msg("Give the baseline: the value before you start."))
    if given.baseline_on is None:
        return _fail(msg("Say on which day the baseline was measured."))
    if not given.unit:
        return _fail(msg("Name the unit."))
    return _pass(msg("The baseline is %(value)s on %(day)s.", value=given.baseline, day=given.baseline_on))


def _m2(given: SmartInput) -> Answer:
    if given.target is None:
        return _fail(msg("Give the target value."))
    if given.baseline is None:
        return None
    if given.target == given.baseline and not _keeps(given):
        return _fail(msg("The target equals the baseline. Say what will change, or start with “maintain”."))
    return _pass(msg("The target differs from the baseline."))


def _keeps(given: SmartInput) -> bool:
    return any(word in KEEPING_VERBS for word in words_of(given.statement)[:3])


def _m3(given: SmartInput) -> Answer:
    if given.baseline is None or given.target is None or given.direction is Direction.PLAN or given.target == given.baseline:
        return None
    rises = given.target > given.baseline
    if rises != (given.direction is Direction.UP):
        return _fail(
            msg("Here %(better)s is better, but the target goes the other way.",
                better=msg("higher") if given.direction is Direction.UP else msg("lower"))
        )
    return _pass(msg("It goes the better way."))


def _m4(given: SmartInput) -> Answer:
    if given.unit == PERCENT and given.is_share:
        values = [value for value in (given.baseline, given.target) if value is not None]
        if any(value < 0 or value > 100 for value in values):
            return _fail(msg("A percentage lies between 0 and 100."))
    if given.unit == PERCENT and re.search(r"\b(points?|pp|procentpunt\w*)\b", given.statement, re.IGNORECASE):
        return _warn(msg("The measure is in percent, but the statement speaks of points. Say which is meant."))
    return _pass(msg("The unit fits the values.")) if given.unit else None


def _m5(given: SmartInput) -> Answer:
    if not given.source:
        return _fail(msg("Say where the values come from."))
    if not given.has_collector:
        return _warn(msg("Name who collects the values."))
    if given.collected_every_days is None:
        return _warn(msg("Say how often the values are collected."))
    return _pass(msg("Source, collector and frequency are named."))


def _m6(given: SmartInput) -> Answer:
    if given.collected_every_days is None:
        return None
    if given.collected_every_days > REVIEW_DAYS and not given.is_lagging:
        return _warn(
            msg("It is collected every %(n)s days, less often than it is reviewed. Collect more often, or declare it lagging.",
                n=given.collected_every_days)
        )
    return _pass(msg("It is collected often enough."))


def _a1(given: SmartInput) -> Answer:
    if not given.owner_is_active:
        return _fail(msg("Name one owner who works here."))
    return _pass(msg("One person owns it."))


def _a2(given: SmartInput) -> Answer:
    if given.n_steps_with_owner_and_date == 0:
        return _fail(msg("Add at least one step with an owner and a date."))
    return _pass(msg("Steps with an owner and a date: %(n)s.", n=given.n_steps_with_owner_and_date))


def _a3(given: SmartInput) -> Answer:
    if given.n_open_targets_of_owner > MOST_OPEN_TARGETS:
        return _warn(
            msg("The owner has %(n)s open targets; more than %(most)s is a lot.",
                n=given.n_open_targets_of_owner, most=MOST_OPEN_TARGETS)
        )
    return _pass(msg("The owner’s load can be carried.")) if given.owner_is_active else None


def _r1(given: SmartInput) -> Answer:
    if None in (given.baseline, given.target, given.starts_on, given.due_on) or given.best_change_per_period is None:
        return None
    assert given.baseline is not None
    assert given.target is not None
    assert given.starts_on is not None
    assert given.due_on is not None
    n_periods = Decimal(max((given.due_on - given.starts_on).days, 1)) / REVIEW_DAYS
    asked = abs(given.target - given.baseline) / n_periods
    best = abs(given.best_change_per_period)
    if asked > 2 * best:
        return _warn(
            msg("It asks for %(asked)s a fortnight; the best so far was %(best)s. Make it a stretch, or ask for less.",
                asked=asked.quantize(Decimal("0.01")), best=best.quantize(Decimal("0.01")))
        )
    way = 1 if given.target > given.baseline else -1
    if given.drift_per_period is not None and 0 < asked < given.drift_per_period * way:
        return _warn(msg("It asks for less than happens by itself. Ask for more."))
    return _pass(msg("The change asked for has been seen here before."))


def _r2(given: SmartInput) -> Answer:
    if not given.program_is_funded:
        return _warn(msg("No program with a budget stands behind it."))
    return _pass(msg("A program with a budget stands behind it."))


def _r3(given: SmartInput) -> Answer:
    return _pass(msg("It is declared a stretch.")) if given.is_stretch else None


def _r4(given: SmartInput) -> Answer:
    if given.need_gap is None or given.baseline is None or given.target is None:
        return None
    if abs(given.target - given.baseline) > abs(given.need_gap):
        return _warn(msg("It asks for more than the gap of the need (%(gap)s).", gap=abs(given.need_gap)))
    return _pass(msg("The change lies within the gap of the need."))


def _t1(given: SmartInput) -> Answer:
    if given.starts_on is None or given.due_on is None:
        return _fail(msg("Give a start and a due date."))
    if given.starts_on >= given.due_on:
        return _fail(msg("The due date must be after the start."))
    if given.is_multi_year or given.cycle_starts_on is None or given.cycle_ends_on is None:
        return _pass(msg("It starts before it is due."))
    if given.starts_on < given.cycle_starts_on or given.due_on > given.cycle_ends_on:
        return _fail(msg("It reaches outside the planning year. Change the dates, or declare it multi-year."))
    return _pass(msg("It starts and ends in the planning year."))


def _t2(given: SmartInput) -> Answer:
    if given.n_planned_values_before_due < 1:
        return _fail(msg("Plan at least one value before the due date."))
    return _pass(msg("Checkpoints before the due date: %(n)s.", n=given.n_planned_values_before_due))


def _t3(given: SmartInput) -> Answer:
    if given.starts_on is None:
        return None
    if given.first_review_on is None:
        return _warn(msg("No review is planned. Start a series of reviews."))
    if given.first_review_on > given.starts_on + timedelta(days=REVIEW_DAYS):
        return _warn(msg("The first review is on %(day)s, more than a fortnight after the start.", day=given.first_review_on))
    return _pass(msg("The first review comes within a fortnight."))


def _t4(given: SmartInput) -> Answer:
    if given.is_due_in_blackout:
        return _fail(msg("The due date lies in a period in which nothing may happen. Move it."))
    return None


def _l1(given: SmartInput) -> Answer:
    if not given.has_goal:
        return _fail(msg("Link it to a goal of the organization."))
    if given.has_need_with_accepted_cause:
        return _pass(msg("It answers a need whose cause is accepted."))
    if given.no_need_reason:
        return _pass(msg("No need stands behind it, and the reason is given."))
    return _fail(msg("Link it to a need with an accepted cause, or say why there is none."))


def _l2(given: SmartInput) -> Answer:
    if given.sponsor_agreed_on is None:
        return _warn(msg("The sponsor of the goal has not agreed yet."))
    return _pass(msg("The sponsor agreed on %(day)s.", day=given.sponsor_agreed_on))


def _b1(given: SmartInput) -> Answer:
    if given.has_efficiency_and_effectiveness is None:
        return None
    if not given.has_efficiency_and_effectiveness:
        return _warn(msg("Its program needs both an efficiency and an effectiveness target."))
    return _pass(msg("Its program has an efficiency and an effectiveness target."))


RULES: tuple[tuple[str, Callable[[SmartInput], Answer]], ...] = (
    ("S1", _s1), ("S2", _s2), ("S3", _s3), ("S4", _s4),
    ("M1", _m1), ("M2", _m2), ("M3", _m3), ("M4", _m4), ("M5", _m5), ("M6", _m6),
    ("A1", _a1), ("A2", _a2), ("A3", _a3),
    ("R1", _r1), ("R2", _r2), ("R3", _r3), ("R4", _r4),
    ("T1", _t1), ("T2", _t2), ("T3", _t3), ("T4", _t4),
    ("L1", _l1), ("L2", _l2), ("B1", _b1),
)
