"""Every rule of the assessment: what passes, what does not, and why."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.domain.smart import LETTERS, RULES, Grade, SmartInput, assess
from planner.domain.smart_reading import numbers_of
from planner.domain.smart_words import ACTIVITY_VERBS, CHANGE_VERBS
from planner.domain.values import Direction

GOOD = SmartInput(
    statement="Raise the share of account managers who apply the method from 48 % to 70 % by 31 December 2027",
    measure_name="Application rate", population="account managers", unit="percent", direction=Direction.UP,
    baseline=Decimal(48), baseline_on=date(2027, 1, 4), target=Decimal(70), source="survey at 60 days",
    has_collector=True, collected_every_days=14, owner_is_active=True, n_open_targets_of_owner=2, n_steps=1,
    n_steps_with_owner_and_date=1, best_change_per_period=Decimal("0.9"), drift_per_period=Decimal("0.1"),
    program_is_funded=True, need_gap=Decimal(25), starts_on=date(2027, 1, 4), due_on=date(2027, 12, 31),
    cycle_starts_on=date(2027, 1, 1), cycle_ends_on=date(2027, 12, 31), n_planned_values_before_due=25,
    first_review_on=date(2027, 1, 12), has_goal=True, has_need_with_accepted_cause=True,
    sponsor_agreed_on=date(2027, 1, 12), has_efficiency_and_effectiveness=True,
)


def grade(rule: str, **changes: Any) -> Grade | None:
    found = {finding.rule: finding.grade for finding in assess(replace(GOOD, **changes)).findings}
    return found.get(rule)


def test_a_good_target_passes_every_rule() -> None:
    assert [finding for finding in assess(GOOD).findings if finding.grade is not Grade.PASS] == []


@pytest.mark.parametrize(
    ("rule", "changes", "expected"),
    [
        ("S1", {"statement": "Deliver 12 workshops"}, Grade.FAIL),
        ("S1", {"statement": "Deliver 12 workshops", "is_milestone": True}, Grade.PASS),
        ("S1", {"statement": "12 account managers"}, Grade.FAIL),
        ("S1", {"statement": ""}, Grade.FAIL),
        ("S1", {"statement": "Verhoog het aandeel van 48 naar 70 %"}, Grade.PASS),
        ("S1", {"statement": "Organiseer 12 cursussen"}, Grade.FAIL),
        ("S1", {"statement": "To reduce incidents from 4 to 3"}, Grade.PASS),
        ("S1", {"statement": "De doorlooptijd terugbrengen van 64 naar 55 dagen"}, Grade.PASS),
        ("S1", {"statement": "We will accelerate onboarding from 64 to 55 days"}, Grade.PASS),
        ("S1", {"statement": "Improve the win rate from 20 % to 26 %"}, Grade.WARN),
        ("S1", {"statement": "Het team trainen"}, Grade.FAIL),
        ("S1", {"statement": "Organiseer 12 cursussen om de doorlooptijd te verkorten"}, Grade.FAIL),
        ("S2", {"measure_name": ""}, Grade.FAIL),
        ("S2", {"population": ""}, Grade.WARN),
        ("S3", {"statement": "Reach better conversations soon"}, Grade.FAIL),
        ("S3", {"statement": "Reach better conversations in 70 % of calls"}, Grade.PASS),
        ("S3", {"statement": "Bereik een optimale samenwerking"}, Grade.FAIL),
        ("S3", {"statement": "Bereik aanzienlijk meer verkoop"}, Grade.FAIL),
        ("S3", {"statement": "Improve service by 2027"}, Grade.FAIL),
        ("S3", {"statement": "Improve service by 31 December 2027"}, Grade.FAIL),
        ("S3", {"statement": "Verbeter de service voor 31-12-2027"}, Grade.FAIL),
        ("S3", {"statement": "Improve service in Q3"}, Grade.FAIL),
        ("S3", {"statement": "Improve service for 2000 clients by 2027"}, Grade.PASS),
        ("S4", {"statement": "Raise the win rate and reduce the cost by 10 %"}, Grade.WARN),
        ("S4", {"statement": "Raise the win rate to 24 % and the margin to 12 %"}, Grade.WARN),
        ("S4", {"statement": "Raise the win rate of sales and service to 24 % by 3 March"}, Grade.PASS),
        ("S4", {"statement": "Raise the win rate to 24 % and reduce the cost to 10"}, Grade.WARN),
        ("M1", {"baseline": None}, Grade.FAIL),
        ("M1", {"baseline_on": None}, Grade.FAIL),
        ("M1", {"unit": ""}, Grade.FAIL),
        ("M2", {"target": None}, Grade.FAIL),
        ("M2", {"target": Decimal(48)}, Grade.FAIL),
        ("M2", {"target": Decimal(48), "statement": "Maintain 48 %"}, Grade.PASS),
        ("M3", {"target": Decimal(40)}, Grade.FAIL),
        ("M3", {"target": Decimal(40), "direction": Direction.DOWN}, Grade.PASS),
        ("M4", {"target": Decimal(170)}, Grade.FAIL),
        ("M4", {"target": Decimal(170), "is_share": False}, Grade.PASS),
        ("M4", {"statement": "Raise it by 22 percentage points"}, Grade.WARN),
        ("M5", {"source": ""}, Grade.FAIL),
        ("M5", {"has_collector": False}, Grade.WARN),
        ("M6", {"collected_every_days": 90}, Grade.WARN),
        ("M6", {"collected_every_days": 90, "is_lagging": True}, Grade.PASS),
        ("A1", {"owner_is_active": False}, Grade.FAIL),
        ("A2", {"n_steps_with_owner_and_date": 0}, Grade.FAIL),
        ("A3", {"n_open_targets_of_owner": 5}, Grade.WARN),
        ("R1", {"best_change_per_period": Decimal("0.3")}, Grade.WARN),
        ("R1", {"drift_per_period": Decimal(3)}, Grade.WARN),
        ("R1", {"drift_per_period": Decimal(-3)}, Grade.PASS),
        ("R1", {"best_change_per_period": None}, None),
        ("R2", {"program_is_funded": False}, Grade.WARN),
        ("R3", {"is_stretch": True}, Grade.PASS),
        ("R4", {"need_gap": Decimal(10)}, Grade.WARN),
        ("T1", {"due_on": date(2028, 3, 1)}, Grade.FAIL),
        ("T1", {"due_on": date(2028, 3, 1), "is_multi_year": True}, Grade.PASS),
        ("T1", {"starts_on": None}, Grade.FAIL),
        ("T2", {"n_planned_values_before_due": 0}, Grade.FAIL),
        ("T3", {"first_review_on": None}, Grade.WARN),
        ("T3", {"first_review_on": date(2027, 2, 1)}, Grade.WARN),
        ("T4", {"is_due_in_blackout": True}, Grade.FAIL),
        ("L1", {"has_goal": False}, Grade.FAIL),
        ("L1", {"has_need_with_accepted_cause": False}, Grade.FAIL),
        ("L1", {"has_need_with_accepted_cause": False, "no_need_reason": "required by law"}, Grade.PASS),
        ("L2", {"sponsor_agreed_on": None}, Grade.WARN),
        ("B1", {"has_efficiency_and_effectiveness": False}, Grade.WARN),
        ("B1", {"has_efficiency_and_effectiveness": None}, None),
    ],
)
def test_each_rule_judges_as_it_says(rule: str, changes: dict[str, Any], expected: Grade | None) -> None:
    assert grade(rule, **changes) is expected


def test_one_failure_means_not_smart() -> None:
    assert assess(GOOD).is_smart
    assert not assess(replace(GOOD, baseline=None)).is_smart


def test_a_note_alone_does_not_spoil_it() -> None:
    assert assess(replace(GOOD, sponsor_agreed_on=None)).is_smart


def test_a_letter_shows_its_worst_findings() -> None:
    worst, findings = assess(replace(GOOD, baseline=None, has_collector=False)).letter("M")
    assert worst is Grade.FAIL
    assert {finding.rule for finding in findings} >= {"M1", "M5"}


def test_every_rule_belongs_to_a_letter_and_has_its_own_name() -> None:
    names = [name for name, _rule in RULES]
    assert len(set(names)) == len(names)
    assert {name[0] for name in names} == set(LETTERS)


def test_no_verb_is_both_a_change_and_an_activity() -> None:
    assert set() == CHANGE_VERBS & ACTIVITY_VERBS


@given(st.text(max_size=300), st.text(max_size=30))
def test_no_statement_whatever_makes_it_stumble(statement: str, population: str) -> None:
    for finding in assess(replace(GOOD, statement=statement, population=population)).findings:
        assert str(finding.message)


@given(st.sampled_from(["baseline", "baseline_on", "source", "owner_is_active", "has_goal", "starts_on", "target"]))
def test_mending_a_failure_never_adds_one(missing: str) -> None:
    empty = {"source": "", "owner_is_active": False, "has_goal": False}.get(missing)
    assert assess(GOOD).n_fails < assess(replace(GOOD, **{missing: empty})).n_fails


def test_two_words_for_one_change_are_one_change() -> None:
    assert grade("S4", statement="Het aandeel in verkoop en service laten stijgen van 48 naar 70 %") is Grade.PASS


@given(st.text(alphabet="0123456789 -/.,%QFY&é大 anbydecmj", max_size=80))
def test_numbers_and_dates_of_any_shape_are_read(statement: str) -> None:
    assert all(any(sign.isdigit() for sign in number) for number in numbers_of(statement))


FLAWS: dict[str, Any] = {
    "statement": "Deliver workshops soon", "measure_name": "", "population": "", "unit": "", "baseline": None,
    "baseline_on": None, "target": None, "source": "", "has_collector": False, "collected_every_days": None,
    "owner_is_active": False,
    "n_steps_with_owner_and_date": 0, "program_is_funded": False, "starts_on": None, "due_on": None,
    "n_planned_values_before_due": 0, "first_review_on": None, "is_due_in_blackout": True, "has_goal": False,
    "has_need_with_accepted_cause": False, "sponsor_agreed_on": None, "has_efficiency_and_effectiveness": False,
}


@given(st.sets(st.sampled_from(sorted(FLAWS))), st.sampled_from(sorted(FLAWS)))
def test_mending_any_flaw_never_spoils_the_verdict(flawed: set[str], mended: str) -> None:
    with_flaw = assess(replace(GOOD, **{name: FLAWS[name] for name in flawed | {mended}}))
    without = assess(replace(GOOD, **{name: FLAWS[name] for name in flawed - {mended}}))
    assert without.is_smart >= with_flaw.is_smart


@given(st.sets(st.sampled_from(sorted(FLAWS))), st.booleans())
def test_any_combination_of_flaws_gets_an_answer_for_every_letter(flawed: set[str], is_milestone: bool) -> None:
    found = assess(replace(GOOD, **{name: FLAWS[name] for name in flawed}, is_milestone=is_milestone))
    assert {finding.letter for finding in found.findings} == set(LETTERS)
    assert all(str(finding.message) for finding in found.findings)
