"""Values out of a file: found their indicator, checked as a typed value is, kept in bulk."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select

from planner.domain.errors import RuleBroken
from planner.domain.values import Aggregation, CycleState, Status
from planner.features.targets import commands as target_commands
from planner.features.targets import keeping, queries
from planner.models import AuditEntry, Indicator, Observation, Target, TargetStanding, db
from tests.actors import People
from tests.browser import Browser
from tests.features.exchange.conftest import counts
from tests.features.exchange.test_pages import upload
from tests.makers import make_cycle, make_goal, make_indicator, make_measure, make_observation, make_program, make_target

HEAD = "measure,program,period_start,period_end,value\n"
FIRST, SECOND = "2027-01-01,2027-01-14", "2027-01-15,2027-01-28"


@pytest.fixture
def target(people: People) -> Target:
    """Followed for the program Selling in 2027, in percent; the last value counts."""
    program = make_program(make_cycle(), name="Selling")
    return make_target(make_indicator(measure=make_measure(code="applied", name="Habit rate"), program=program))


def _valid(target: Target) -> list[tuple[date, Decimal, str]]:
    query = (
        select(Observation).where(Observation.indicator_id == target.indicator_id, Observation.superseded_at.is_(None))
        .order_by(Observation.period_start)
    )
    return [(one.period_end, one.value, one.source) for one in db.session.scalars(query)]


def _reasons(account: dict[str, Any]) -> list[str]:
    return [f"{one['row']} {one['reason']}" for one in account["refused"]]


def test_values_are_kept_with_their_source_and_the_run_that_brought_them(target: Target, import_text: Any) -> None:
    import_text("observations", f"{HEAD}applied,Selling,{FIRST},50.5\nHABIT RATE,selling,{SECOND},51\n")
    assert _valid(target) == [
        (date(2027, 1, 14), Decimal("50.5"), "survey at 60 days"), (date(2027, 1, 28), Decimal(51), "survey at 60 days"),
    ]
    assert {one.import_run_id is not None for one in db.session.scalars(select(Observation))} == {True}
    assert db.session.scalars(select(AuditEntry.event).order_by(AuditEntry.id.desc())).first() == "import.applied"


def test_the_same_file_again_changes_nothing(target: Target, import_text: Any) -> None:
    text = f"{HEAD}applied,Selling,{FIRST},50.5\n"
    import_text("observations", text)
    before = counts()
    assert "Nothing changed" in import_text("observations", text).output
    assert counts() == before


def test_another_value_takes_the_place_of_the_old_one_and_says_so(target: Target, import_text: Any) -> None:
    old = make_observation(target, 40)
    import_text("observations", f"{HEAD}applied,Selling,{FIRST},50.5\n")
    db.session.refresh(old)
    new = db.session.scalars(select(Observation).where(Observation.supersedes_id == old.id)).one()
    assert (old.superseded_at is not None, new.value, new.note) == (
        True, Decimal("50.5"), "Read from list.csv, in the place of an earlier value.",
    )


def test_where_targets_stand_follows_in_the_same_transaction(target: Target, import_text: Any) -> None:
    periods = ("2027-05-07,2027-05-20", "2027-05-21,2027-06-03", "2027-06-04,2027-06-17")
    rows = "".join(f"applied,Selling,{period},{value}\n" for period, value in zip(periods, (55, 56, 57), strict=True))
    import_text("observations", HEAD + rows)
    kept = db.session.scalars(select(TargetStanding).where(TargetStanding.target_id == target.id)).first()
    assert kept is not None
    assert (kept.actual, kept.status is Status.NO_DATA) == (Decimal(57), False)
    assert list(keeping.kept_wrongly()) == []


def test_what_our_own_export_wrote_is_read_back(target: Target, import_text: Any, run_export: Any) -> None:
    make_observation(target, 50, respondents=12, note="=SUM(A1)")
    goal = make_goal(target.cycle, unit="money")
    money = make_indicator(target.cycle, make_measure(code="revenue", unit="goal"), goal_id=goal.id)
    make_observation(money, "1234.56", 2)
    text = run_export("--full").stdout
    db.session.execute(Observation.__table__.delete())
    db.session.commit()
    import_text("observations", text)
    assert run_export("--full").stdout.splitlines()[0] == text.splitlines()[0]
    assert [line.split(",")[:8] for line in run_export("--full").stdout.splitlines()] == [
        line.split(",")[:8] for line in text.splitlines()
    ]


def test_a_measure_that_nobody_follows_yet_begins_to_be_followed(target: Target, import_text: Any) -> None:
    make_measure(code="seats", unit="count", level=0, aggregation=Aggregation.SUM)
    import_text("observations", f"{HEAD}seats,Selling,{FIRST},12\nseats,,{FIRST},40\n")
    made = db.session.scalars(select(Indicator).where(Indicator.id != target.indicator_id).order_by(Indicator.id)).all()
    assert [one.program_id for one in made] == [target.program_id, None]
    assert [row.value for row in db.session.scalars(select(Observation).order_by(Observation.value))] == [12, 40]


@pytest.mark.parametrize(("row", "reason"), [
    ("unheard,Selling,2027-01-01,2027-01-14,50", "no measure of this name"),
    ("applied,Nobody,2027-01-01,2027-01-14,50", "no program of this name"),
    ("applied,Selling,2027-01-01,2027-01-14,150", "between 0 and 100"),
    ("applied,Selling,2027-01-02,2027-01-14,50", "fortnight"),
    ("applied,Selling,2026-12-18,2026-12-31,50", "no planning year"),
    ("applied,Selling,2027-01-14,2027-01-01,50", "must end after it begins"),
    ("applied,Selling,2027-01-01,2027-01-14,", "no value"),
    (",Selling,2027-01-01,2027-01-14,50", "does not name a measure"),
])
def test_a_row_that_cannot_be_a_value_is_refused_and_the_others_are_kept(
    target: Target, account_of: Any, row: str, reason: str
) -> None:
    account = account_of("observations", f"{HEAD}{row}\napplied,Selling,{SECOND},51\n")
    assert [reason in one for one in _reasons(account)] == [True], account["refused"]
    assert [value for _end, value, _source in _valid(target)] == [51]


def test_the_second_of_two_rows_for_one_period_is_refused(target: Target, account_of: Any) -> None:
    account = account_of("observations", f"{HEAD}applied,Selling,{FIRST},50\napplied,Selling,{FIRST},51\n")
    assert _reasons(account) == ["3 Row 2 gives a value for the same thing and period."]


def test_a_period_that_is_not_over_is_left_out_and_counted(target: Target, account_of: Any) -> None:
    account = account_of("observations", f"{HEAD}applied,Selling,2027-07-02,2027-07-15,50\napplied,Selling,{FIRST},50\n")
    assert account["effects"]["values_too_early"] == 1


def test_a_closed_year_takes_no_values(target: Target, account_of: Any) -> None:
    target.cycle.state = CycleState.CLOSED
    db.session.commit()
    account = account_of("observations", f"{HEAD}applied,Selling,{FIRST},50\n")
    assert "closed" in _reasons(account)[0]
    assert _valid(target) == []


def test_a_ratio_is_worked_out_from_its_parts_and_another_unit_is_refused(target: Target, account_of: Any) -> None:
    account = account_of(
        "observations",
        f"measure,program,period_start,period_end,numerator,denominator,unit\napplied,Selling,{FIRST},1,3,%\n"
        f"applied,Selling,{SECOND},1,3,hours\n",
    )
    assert _reasons(account) == ["3 The measure is in percent."]
    assert [value for _end, value, _source in _valid(target)] == [Decimal("33.333333")]


def test_only_the_last_day_is_needed(target: Target, import_text: Any) -> None:
    import_text("observations", "measure,program,until,value\napplied,Selling,2027-01-14,50\napplied,Selling,2027-01-20,51\n")
    periods = [(one.period_start, one.period_end) for one in db.session.scalars(select(Observation).order_by(Observation.id))]
    assert periods == [(date(2027, 1, 1), date(2027, 1, 14)), (date(2027, 1, 20), date(2027, 1, 20))]


def test_a_page_says_what_would_happen_before_it_happens(browser: Browser, target: Target) -> None:
    make_observation(target, 40)
    page = upload(browser, "observations", f"{HEAD}applied,Selling,{FIRST},50\napplied,Selling,{SECOND},51\n")
    assert "Values added 1" in page.text
    assert "Values put in the place of others 1" in page.text
    assert [value for _end, value, _source in _valid(target)] == [40]
    browser.submit(page, "/approve", {}, to="exchange.show")
    assert [value for _end, value, _source in _valid(target)] == [50, 51]


def test_values_that_somebody_else_entered_in_the_meantime_stop_the_whole_file(target: Target, people: People) -> None:
    value = target_commands.BulkValue(target.indicator_id, date(2027, 1, 1), date(2027, 1, 14), 50_000_000)
    with pytest.raises(RuleBroken, match="same moment"):
        target_commands.record_in_bulk([value, value], actor=people.lena, note="", import_run_id=None)
    assert _valid(target) == []
    assert queries.observations_of(target.indicator_id) == []
