"""Training records out of a file."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select

from planner.domain.errors import RuleBroken
from planner.domain.values import CycleState, ProgramState
from planner.features.account import commands as account_commands
from planner.features.exchange import training_records
from planner.features.people.queries import organization
from planner.models import Cycle, Indicator, Measure, Observation, Organization, Program, db
from tests.actors import People
from tests.features.exchange.conftest import counts
from tests.features.exchange.lists import PEOPLE, TRAININGS
from tests.makers import make_cycle, make_program

HEAD = "Employee ID,Training Date,Program,Outcome,Days,Cost\n"


def _values(program: str, code: str) -> list[Observation]:
    query = (
        select(Observation).join(Observation.indicator).join(Indicator.program).join(Indicator.measure)
        .where(Program.name == program, Measure.code == code, Observation.superseded_at.is_(None))
        .order_by(Observation.period_start)
    )
    return list(db.session.scalars(query))


def test_years_and_programs_are_made(people: People, import_text: Any) -> None:
    import_text("training-records", TRAININGS, "--create-missing")
    cycles = db.session.scalars(select(Cycle).order_by(Cycle.starts_on)).all()
    programs = db.session.scalars(select(Program).order_by(Program.cycle_id, Program.name)).all()
    assert [(cycle.name, cycle.starts_on, cycle.state) for cycle in cycles] == [
        ("FY2026", date(2026, 1, 1), CycleState.DRAFT), ("FY2027", date(2027, 1, 1), CycleState.DRAFT),
    ]
    assert [(program.name, program.state, program.department_id) for program in programs] == [
        ("Technical Skills", ProgramState.PROPOSED, None), ("Customer Service", ProgramState.PROPOSED, None),
        ("Technical Skills", ProgramState.PROPOSED, None),
    ]


def test_years_follow_the_organizations_fiscal_year(people: People, import_text: Any) -> None:
    people.organization.fiscal_year_start_month = 7
    db.session.commit()
    import_text("training-records", TRAININGS, "--create-missing")
    cycles = db.session.scalars(select(Cycle).order_by(Cycle.starts_on)).all()
    assert [(cycle.name, cycle.starts_on, cycle.ends_on) for cycle in cycles] == [
        ("FY2027", date(2026, 7, 1), date(2027, 6, 30)), ("FY2028", date(2027, 7, 1), date(2028, 6, 30)),
    ]


def test_a_fortnight_has_the_sums_of_its_records(people: People, import_text: Any) -> None:
    import_text("training-records", TRAININGS, "--create-missing")
    first, second = (
        {code: _values("Customer Service", code)[at] for code in
         ("total_participants", "unique_participants", "completion_rate", "learning_days", "direct_cost")}
        for at in (0, 1)
    )
    assert (first["total_participants"].period_start, first["total_participants"].period_end) == (
        date(2027, 1, 1), date(2027, 1, 14),
    )
    assert [first[code].value for code in first] == [3, 2, Decimal("66.666667"), 10, Decimal("1111")]
    assert (first["completion_rate"].numerator, first["completion_rate"].denominator) == (2, 3)
    assert [second[code].value for code in second] == [2, 2, 50, 2, Decimal("119.5")]
    # 3428 took part in both fortnights and counts once since the year began.
    assert (first["unique_participants"].to_date, second["unique_participants"].to_date) == (2, 3)
    assert {one.source for one in first.values()} == {"list.csv"}


def test_a_fortnight_that_has_not_ended_is_left_out_and_counted(people: People, account_of: Any) -> None:
    account = account_of("training-records", TRAININGS, "--create-missing")  # today is 13 July, in a fortnight until the 15th
    assert account["effects"]["values_too_early"] == 5
    assert [one.period_end for one in _values("Technical Skills", "total_participants")] == [
        date(2026, 12, 31), date(2027, 1, 14), date(2027, 7, 1),
    ]


def test_the_same_file_again_changes_nothing(people: People, import_text: Any) -> None:
    import_text("training-records", TRAININGS, "--create-missing")
    before = counts()
    again = import_text("training-records", TRAININGS)
    assert (again.exit_code, counts()) == (0, before)
    assert "Nothing changed" in again.stdout


def test_a_corrected_file_supersedes_what_differs_and_says_so(people: People, import_text: Any, account_of: Any) -> None:
    import_text("training-records", TRAININGS, "--create-missing")
    account = account_of("training-records", TRAININGS.replace("510.83", "610.83"))
    assert (account["effects"]["values_replaced"], account["effects"]["values_added"]) == (1, 0)
    cost = _values("Customer Service", "direct_cost")[0]
    assert (cost.value, cost.supersedes_id is None, "list.csv" in cost.note) == (Decimal(1211), False, True)


def test_programs_are_found_whatever_their_capitals(people: People, import_text: Any) -> None:
    program = make_program(make_cycle(), name="CUSTOMER  Service".replace("  ", " "))
    result = import_text("training-records", HEAD + "1,2027-01-04,customer service,Passed,1,1\n")
    assert result.exit_code == 0
    assert db.session.scalars(select(Program.id)).all() == [program.id]


def test_values_nobody_gave_are_unknown_and_not_zero(people: People, import_text: Any) -> None:
    import_text("training-records", HEAD + "1,2027-01-04,A,Passed,1,\n2,2027-01-04,A,Passed,,\n", "--create-missing")
    assert _values("A", "direct_cost") == []
    assert [(one.value, one.note) for one in _values("A", "learning_days")] == [(1, "1 of 2 records do not give a duration.")]


def test_outcomes_that_are_not_known_are_asked_for(people: People, import_text: Any) -> None:
    text = HEAD + "1,2027-01-04,A,Passed,1,1\n2,2027-01-04,A,Waitlisted,1,1\n"
    before = counts()
    asked = import_text("training-records", text, "--create-missing")
    assert (asked.exit_code, counts()) == (2, before)
    assert '--outcome "Waitlisted=not completed"' in asked.stdout
    import_text("training-records", text, "--create-missing", "--outcome", "Waitlisted=left out")
    assert [one.value for one in _values("A", "total_participants")] == [1]


def test_the_mapping_of_outcomes_is_shown_and_can_be_changed(people: People, account_of: Any) -> None:
    account = account_of("training-records", TRAININGS, "--create-missing", "--outcome", "Incomplete=completed")
    assert {line["outcome"]: line["counts_as"] for line in account["outcomes"]} == {
        "Completed": "completed", "Failed": "not completed", "Incomplete": "completed", "Passed": "completed",
    }
    assert _values("Customer Service", "completion_rate")[1].value == 100


def test_dates_that_could_be_two_days_are_asked_for(people: People, import_text: Any) -> None:
    text = HEAD + "1,04-01-2027,A,Passed,1,1\n2,05-02-2027,A,Passed,1,1\n"
    before = counts()
    asked = import_text("training-records", text, "--create-missing")
    assert (asked.exit_code, counts()) == (2, before)
    assert '--date-order "Training Date=dmy"' in asked.stdout
    assert import_text("training-records", text, "--create-missing", "--date-order", "Training Date=dmy").exit_code == 0
    assert [one.period_start for one in _values("A", "total_participants")] == [date(2027, 1, 1), date(2027, 1, 29)]


def test_amounts_that_could_be_two_numbers_are_asked_for(people: People, import_text: Any) -> None:
    text = HEAD.replace(",", ";") + "1;2027-01-04;A;Passed;1;1.234\n"
    assert '--decimal "Cost=point"' in import_text("training-records", text).stdout
    import_text("training-records", text, "--create-missing", "--decimal", "comma")
    assert _values("A", "direct_cost")[0].value == 1234


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("1,2027-02-30,A,Passed,1,1", "not a date"),
        ("1,2027-07-14,A,Passed,1,1", "after today"),
        ("1,,A,Passed,1,1", "no date"),
        ("1,2027-01-04,,Passed,1,1", "program"),
        ("1,2027-01-04,A,Passed,many,1", "number"),
        ("1,2027-01-04,A,Passed,1,-3", "below"),
        ("1,2027-01-04,A,Passed,1,1,2,3", "values for"),
    ],
)
def test_a_row_that_makes_no_sense_is_refused_with_the_reason(
    people: People, account_of: Any, row: str, reason: str
) -> None:
    account = account_of("training-records", HEAD + row + "\n2,2027-01-05,A,Passed,1,1\n", "--create-missing")
    assert [(one["row"], reason in one["reason"]) for one in account["refused"]] == [(2, True)]
    assert account["taken"] == 1


def test_a_closed_year_takes_nothing_and_the_rest_is_taken(people: People, account_of: Any) -> None:
    make_cycle(name="FY2026", starts_on=date(2026, 1, 1), ends_on=date(2026, 12, 31), state=CycleState.CLOSED)
    account = account_of("training-records", TRAININGS, "--create-missing")
    assert [(one["row"], one["reason"]) for one in account["refused"]] == [(7, "FY2026 is closed; its values no longer change.")]
    assert account["effects"]["programs_made"] == 2


def test_a_program_that_was_put_away_takes_nothing(people: People, account_of: Any, clock: Any) -> None:
    make_program(make_cycle(), name="Customer Service", archived_at=clock.now())
    account = account_of("training-records", TRAININGS, "--create-missing")
    assert len(account["refused"]) == 5
    assert all("put away" in one["reason"] for one in account["refused"])


def test_a_year_that_is_in_the_way_is_told(people: People, import_text: Any) -> None:
    make_cycle(name="Pilot", starts_on=date(2027, 2, 1), ends_on=date(2027, 12, 31))
    before = counts()
    result = import_text("training-records", TRAININGS, "--create-missing")
    assert (result.exit_code, counts()) == (2, before)
    assert "beside Pilot" in result.stdout


def test_costs_in_another_currency_are_not_added_up(people: People, import_text: Any) -> None:
    before = counts()
    result = import_text("training-records", HEAD + "1,2027-01-04,A,Passed,1,$ 12.50\n", "--create-missing")
    assert (result.exit_code, counts()) == (2, before)
    assert "USD" in result.stdout
    assert "EUR" in result.stdout


def test_a_part_of_a_year_cannot_tell_different_persons_since_its_start(
    people: People, import_text: Any, account_of: Any
) -> None:
    import_text("training-records", HEAD + "1,2027-01-04,A,Passed,1,1\n", "--create-missing")
    account = account_of("training-records", HEAD + "1,2027-03-04,A,Passed,1,1\n")
    assert any("from before the first record" in warning for warning in account["warnings"])
    assert [one.to_date for one in _values("A", "unique_participants")] == [1, None]


def test_participants_who_are_not_in_the_directory_count_and_are_told(
    people: People, import_text: Any, account_of: Any
) -> None:
    import_text("people", PEOPLE, "--create-missing")
    account = account_of("training-records", TRAININGS, "--create-missing")
    assert any("Of 6 participants, 1 are not among the people here" in warning for warning in account["warnings"])


@pytest.mark.parametrize("error", [RuleBroken(training_records.msg("Something broke.")), RuntimeError("the power went")])
def test_a_failure_half_way_leaves_nothing_behind(
    people: People, import_text: Any, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    before, record, calls = counts(), training_records.record_observations, []

    def fail_at_the_seventh(*arguments: Any, **options: Any) -> Any:
        calls.append(arguments)
        if len(calls) == 7:
            raise error
        return record(*arguments, **options)

    monkeypatch.setattr(training_records, "record_observations", fail_at_the_seventh)
    if isinstance(error, RuleBroken):
        result = import_text("training-records", TRAININGS, "--create-missing")
        assert (result.exit_code, "Something broke." in result.stderr) == (2, True)
    else:
        with pytest.raises(RuntimeError):
            import_text("training-records", TRAININGS, "--create-missing")
    assert (len(calls), counts()) == (7, before)


def test_an_empty_database_gets_an_organization_only_when_asked(session: Any, import_text: Any) -> None:
    before = counts()
    refused = import_text("training-records", TRAININGS)
    assert (refused.exit_code, counts()) == (2, before)
    assert "“Our organization”" in refused.stdout
    assert "set it up there first" in refused.stdout
    import_text("training-records", TRAININGS.replace("510.83", "$510.83"), "--create-missing")
    found = organization()
    assert found is not None
    assert (found.name, found.currency) == ("Our organization", "USD")


def test_the_set_up_in_the_browser_takes_over_what_was_imported(session: Any, import_text: Any) -> None:
    import_text("people", PEOPLE, "--create-missing")
    account_commands.set_up(
        organization_name="Meridian", currency="EUR", fiscal_year_start_month=4, name="Paula Small",
        email="paula.small@example.org", password="a quiet green harbour",
    )
    assert db.session.execute(select(Organization.name, Organization.fiscal_year_start_month)).all() == [("Meridian", 4)]
    assert counts()["people"] == 6
