"""A frozen plan row by row: shown a page at a time, never changed, and held against its seal."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from planner.domain.values import CycleState
from planner.features.cycles.commands import approve_cycle
from planner.features.cycles.freezing import frozen_plan
from planner.features.cycles.plan import SECTIONS
from planner.infra import keyset
from planner.infra.integrity import problems
from planner.infra.keyset import FIRST
from planner.models import Baseline, BaselineRow, Need, Program, db
from tests.actors import People
from tests.browser import Browser
from tests.makers import make_cycle, make_goal
from tests.statements import count_statements

FIRST_PAGES = dict.fromkeys(SECTIONS, FIRST)
UNFIT = "is not shown as it was frozen: its rows do not fit it."


@pytest.fixture
def baseline(people: People) -> Baseline:
    """A plan with three goals, and a program and a need of Sales."""
    cycle, sales = make_cycle(state=CycleState.IN_REVIEW), people.departments["Sales"].id
    for number in range(3):
        make_goal(cycle, statement=f"Goal {number}")
    db.session.add_all([
        Program(cycle_id=cycle.id, name="Negotiation", department_id=sales), Program(cycle_id=cycle.id, name="For everybody"),
        Need(cycle_id=cycle.id, department_id=sales, title="Deals slip", state="approved", decision_reason="It pays"),
    ])
    made = approve_cycle(cycle, actor=people.sam)
    db.session.commit()
    return made


def test_the_pages_hold_what_was_sealed(people: People, baseline: Baseline) -> None:
    plan = frozen_plan(baseline, people.sam, FIRST_PAGES)
    assert {name: page.rows for name, page in plan.parts.items()} == {name: baseline.snapshot[name] for name in SECTIONS}
    assert plan.cycle == baseline.snapshot["cycle"]


@pytest.mark.parametrize(("who", "programs", "needs"), [
    ("sam", ["For everybody", "Negotiation"], ["Deals slip"]), ("mia", ["For everybody", "Negotiation"], ["Deals slip"]),
    ("otto", ["For everybody"], []),
])
def test_a_frozen_plan_hides_what_belongs_to_other_departments(
    people: People, baseline: Baseline, who: str, programs: list[str], needs: list[str]
) -> None:
    plan = frozen_plan(baseline, people.actors[who], FIRST_PAGES)
    assert [row["name"] for row in plan.parts["programs"].rows] == programs
    assert [row["title"] for row in plan.parts["needs"].rows] == needs
    assert plan.counts["programs"].n == len(programs)
    assert ("needs" in plan.counts) == bool(needs)


def test_a_long_list_is_walked_in_pages(browser: Browser, baseline: Baseline, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keyset, "PANEL_SIZE", 2)
    page = browser.get("cycles.baseline", cycle_id=baseline.cycle_id, number=1)
    assert "3 in all" in page.text
    later = browser.fetch(page.document.select("#goals a[rel=next]")[0]["href"])
    assert "Goal 0" in page.text
    assert ("Goal 0" in later.text, "Goal 2" in later.text) == (False, True)


def test_a_page_does_not_read_the_sealed_whole(browser: Browser, baseline: Baseline) -> None:
    browser.get("cycles.index")
    db.session.expire_all()
    with count_statements() as sent:
        browser.get("cycles.baseline", cycle_id=baseline.cycle_id, number=1)
        browser.get("cycles.show", cycle_id=baseline.cycle_id)
    assert [statement for statement in sent.sent if "snapshot" in statement] == []


@pytest.mark.parametrize("change", ["UPDATE baseline_rows SET position = position + 10", "DELETE FROM baseline_rows"])
def test_the_database_refuses_to_change_what_was_frozen(baseline: Baseline, change: str) -> None:
    with pytest.raises(DBAPIError, match="what was frozen never changes"), db.session.begin_nested():
        db.session.execute(text(change))


def _unguarded(change: str) -> None:
    """What somebody with access to the database could do."""
    if db.session.get_bind().dialect.name == "sqlite":
        db.session.execute(text("DROP TRIGGER baseline_rows_no_update"))
        db.session.execute(text("DROP TRIGGER baseline_rows_no_delete"))
    else:
        db.session.execute(text("ALTER TABLE baseline_rows DISABLE TRIGGER USER"))
    db.session.execute(text(change))


@pytest.mark.parametrize("change", [
    "UPDATE baseline_rows SET content = '{}' WHERE section = 'goals' AND position = 1",
    "UPDATE baseline_rows SET department_id = 4711 WHERE section = 'needs'",
    "UPDATE baseline_rows SET position = 9 WHERE section = 'goals' AND position = 2",
    "DELETE FROM baseline_rows WHERE section = 'programs' AND position = 1",
    "DELETE FROM baseline_rows",
])
def test_rows_that_do_not_fit_the_seal_are_found(baseline: Baseline, change: str) -> None:
    _unguarded(change)
    assert [str(problem) for problem in problems()] == [f"Baseline {baseline.id} {UNFIT}"]


def test_a_row_too_many_is_found(baseline: Baseline) -> None:
    db.session.add(BaselineRow(baseline_id=baseline.id, section="goals", position=3, content={"statement": "Never agreed"}))
    db.session.flush()
    assert [str(problem) for problem in problems()] == [f"Baseline {baseline.id} {UNFIT}"]
