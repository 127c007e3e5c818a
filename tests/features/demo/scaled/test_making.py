"""The rows by themselves: how many, always the same, and in the shapes of a company."""

import hashlib
from collections import Counter, defaultdict
from datetime import date
from functools import cache
from statistics import mean, median

import pytest

from planner.features.demo.scaled.chance import Chance, apportioned
from planner.features.demo.scaled.kinds import KINDS, OF_FUNCTION, OF_GOAL
from planner.features.demo.scaled.making import SEED, Story
from planner.features.demo.scaled.scale import ENTERPRISE, LARGE
from planner.features.demo.scaled.tables import COLUMNS, Row
from planner.features.demo.scaled.world import MeasureFact
from planner.features.reviews import freezing
from tests.scaled import TINY

TODAY = date(2027, 7, 13)
MEASURES = {kind.code: MeasureFact(number, kind.code, "records") for number,
            kind in enumerate((*KINDS, *OF_FUNCTION, OF_GOAL), 1)}


@cache
def rows(seed: int = SEED, today: date = TODAY) -> dict[str, list[Row]]:
    """Every row by table."""
    made: dict[str, list[Row]] = defaultdict(list)
    story = Story(TINY, today, MEASURES, seed=seed)
    batches = [*story.company("a hash")]
    for share in story.shares:
        batches += [(batch.table, list(batch.rows)) for batch in story.plan(share)]
        batches += [(batch.table, list(batch.rows)) for batch in story.run(share)]
    for table, each in [*batches, story.trail()]:
        made[table].extend(each)
    return made


def column(table: str, name: str) -> list:
    place = COLUMNS[table].index(name)
    return [row[place] for row in rows()[table]]


def fingerprint(made: dict[str, list[Row]]) -> str:
    return hashlib.sha256(repr(sorted(made.items())).encode()).hexdigest()


def test_there_is_as_much_of_everything_as_the_scale_says() -> None:
    wanted = {
        "departments": TINY.departments, "people": TINY.people, "accounts": TINY.accounts, "cycles": TINY.cycles,
        "goals": TINY.goals,
        "programs": TINY.programs, "targets": TINY.targets, "observations": TINY.observations, "actions": TINY.actions,
        "needs": TINY.needs, "reviews": TINY.reviews, "audit_entries": TINY.entries, "review_series": TINY.programs,
    }
    assert {table: len(rows()[table]) for table in wanted} == wanted


def test_the_large_company_is_a_tenth_of_the_enterprise() -> None:
    for name in ("departments", "people", "goals", "programs", "targets", "observations", "actions", "needs", "reviews",
                 "entries"):
        assert getattr(ENTERPRISE, name) == 10 * getattr(LARGE, name)
    assert ENTERPRISE.reviews == 78_000


def test_every_row_has_the_columns_of_its_table() -> None:
    assert {table: {len(row) for row in each} for table, each in rows().items() if each} == {
        table: {len(COLUMNS[table])} for table in rows() if table != "review_rows"
    }


def test_long_reviews_are_kept_row_by_row_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(freezing, "LONG", {"lines": 3, "actions": 3})
    rows.cache_clear()
    kept = rows()["review_rows"]
    rows.cache_clear()
    assert {len(row) for row in kept} == {len(COLUMNS["review_rows"])}
    assert {row[2] for row in kept} == {"", "lines", "actions"}


def test_ids_count_from_one_without_a_gap() -> None:
    for table, each in rows().items():
        if table != "role_grants":
            assert sorted(row[0] for row in each) == list(range(1, len(each) + 1)), table


def test_the_same_seed_and_day_make_the_same_rows() -> None:
    first = fingerprint(rows())
    rows.cache_clear()
    assert fingerprint(rows()) == first


def test_another_seed_makes_another_company() -> None:
    assert fingerprint(rows(SEED + 1)) != fingerprint(rows())


@pytest.mark.parametrize("day", [date(2027, 1, 1), date(2028, 2, 29), date(2026, 11, 22)])
def test_any_day_can_be_today(day: date) -> None:
    made = rows(today=day)
    assert len(made["observations"]) == TINY.observations
    assert len(made["reviews"]) == TINY.reviews
    assert max(str(row[COLUMNS["observations"].index("recorded_at")]) for row in made["observations"]) < day.isoformat()


def test_budgets_and_audiences_are_skewed() -> None:
    for name in ("budget", "expected_participants"):
        values = column("programs", name)
        assert mean(values) > 1.3 * median(values)


def test_programs_and_needs_crowd_in_some_departments_and_goals() -> None:
    for values in (column("programs", "department_id"), column("needs", "department_id"), column("impacts", "goal_id")):
        counts = sorted(Counter(values).values(), reverse=True)
        assert counts[0] >= 3 * counts[-1]


def test_some_goals_have_neither_sponsor_nor_program() -> None:
    goals = set(column("goals", "id"))
    assert goals - set(column("sponsorships", "goal_id"))
    assert goals - set(column("impacts", "goal_id"))


def test_targets_are_spread_unevenly_over_programs() -> None:
    counts = Counter(column("targets", "program_id")).values()
    assert max(counts) >= 3 * median(counts)


def test_departments_form_a_tree_of_four_levels_below_the_board() -> None:
    parents = dict(zip(column("departments", "id"), column("departments", "parent_id"), strict=True))

    def depth(one: int | None) -> int:
        return 0 if one is None else 1 + depth(parents[one])

    assert Counter(depth(one) for one in parents)[1] == 1
    assert max(depth(one) for one in parents) == 5
    assert len(set(column("departments", "name"))) == len(parents)


def test_numbers_are_divided_without_losing_any() -> None:
    chance = Chance(1, "division")
    for total in (0, 1, 7, 1000):
        parts = apportioned(total, chance.weights(13), least=1)
        assert sum(parts) == total
    assert min(apportioned(1000, chance.weights(13), least=1)) >= 1
    assert apportioned(5, []) == []
