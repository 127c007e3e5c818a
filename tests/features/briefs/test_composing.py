"""What stands in a brief, held against sums that the planner had no hand in."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from planner.domain.brief_snapshot import BriefSnapshot, SummaryRow
from planner.features.briefs.composing import Composition, compose
from planner.features.briefs.queries import brief_for, material_for
from planner.features.people.queries import organization
from planner.models import db
from tests.actors import People
from tests.features.briefs.year import APPLICATION, Year, library, make_year, sums_by_hand
from tests.makers import make_brief, make_cycle, make_indicator, make_observation, make_target


@pytest.fixture
def year(people: People) -> Year:
    return make_year(people)


def composition_of(people: People, **values: Any) -> Composition:
    brief = make_brief(**values)
    db.session.expire_all()
    found = brief_for(people.paula, brief.id)
    assert found is not None
    return compose(found, material_for(found, people.paula, organization()))


def snapshot_of(people: People, **values: Any) -> BriefSnapshot:
    return composition_of(people, **values).snapshot


def key_row(snapshot: BriefSnapshot, name: str) -> SummaryRow:
    return next(row for row in snapshot["key_measures"] if str(row["measure"]) == name)


def figure(snapshot: BriefSnapshot, words: str) -> Any:
    return next(one for one in snapshot["figures"] if words in str(one["label"]))


def test_the_sums_are_those_of_the_records(people: People, year: Year) -> None:
    snapshot, sums = snapshot_of(people, cycle=year.cycle), sums_by_hand()
    assert key_row(snapshot, "Total participants")["actual"] == sums["participants"] == 190
    assert key_row(snapshot, "Learning days")["actual"] == sums["days"]
    assert key_row(snapshot, "Direct L&D cost")["actual"] == sums["cost"]
    rate = sums["completed"] / sums["enrolled"] * 100
    assert key_row(snapshot, "Completion rate")["actual"] == round(rate, 6)


def test_the_five_figures_say_the_same_as_the_rows(people: People, year: Year) -> None:
    snapshot, sums = snapshot_of(people, cycle=year.cycle), sums_by_hand()
    assert len(snapshot["figures"]) == 5
    assert figure(snapshot, "participants to date")["value"] == sums["participants"]
    spent = figure(snapshot, "spent")
    assert (spent["value"], spent["unit"], spent["on"]) == (sums["cost"], "money", date(2027, 7, 1))
    assert "80,000" in str(spent["label"]).replace("80000", "80,000")
    late = figure(snapshot, "late")
    assert (late["value"], late["of"]) == (1, 1)
    on_track = figure(snapshot, "on track")
    assert (on_track["value"], on_track["of"], "without data: 1" in str(on_track["label"])) == (0, 1, True)


def test_unique_participants_of_two_programs_are_not_added_up(people: People, year: Year) -> None:
    row = key_row(snapshot_of(people, cycle=year.cycle), "Unique participants")
    assert (row["actual"], str(row["comment"])) == (None, "cannot be added up; programs: 2")


def test_a_count_for_the_whole_function_is_taken_as_it_is(people: People, year: Year) -> None:
    whole = make_indicator(year.cycle, library("unique_participants"))
    make_observation(whole, 50, 12, to_date=Decimal(140))
    row = key_row(snapshot_of(people, cycle=year.cycle), "Unique participants")
    assert (row["actual"], row["plan"]) == (140, None)


def test_only_periods_that_had_ended_count(people: People, year: Year) -> None:
    snapshot = snapshot_of(people, cycle=year.cycle, as_of_on=date(2027, 1, 27))  # a day before the second fortnight ends
    assert key_row(snapshot, "Total participants")["actual"] == 12


def test_a_program_brief_shows_what_has_no_target_too(people: People, year: Year) -> None:
    snapshot = snapshot_of(people, cycle=year.cycle, program_id=year.stopping.id)
    assert key_row(snapshot, "Total participants")["actual"] == 103
    assert key_row(snapshot, "Unique participants")["actual"] == 103
    assert key_row(snapshot, "Total participants")["status"] == ""
    assert (snapshot["goals"], snapshot.get("about")) == ([], "Stop the line")


def test_plans_are_added_only_when_every_program_has_one(people: People, year: Year) -> None:
    measure = library("total_participants")
    target = make_target(year.participants, is_cumulative=True, baseline_value=Decimal(0), target_value=Decimal(200))
    assert key_row(snapshot_of(people, cycle=year.cycle), "Total participants")["plan"] is None
    other = next(one for one in db.session.query(type(year.participants)).filter_by(measure_id=measure.id)
                 if one.program_id == year.stopping.id)
    make_target(other, is_cumulative=True, baseline_value=Decimal(0), target_value=Decimal(300))
    row = key_row(snapshot_of(people, cycle=year.cycle), "Total participants")
    assert (row["plan"], target.target_value) == (500, 200)
    assert row["percent_of_plan"] is not None
    assert row["forecast"] is not None


def test_goals_stand_in_rank_order_with_what_serves_them(people: People, year: Year) -> None:
    first, wages, keep = snapshot_of(people, cycle=year.cycle)["goals"]
    assert (first["rank"], first["sponsor"]) == (1, "Sam Sponsor")
    assert [str(row["measure"]) for row in first["measures"]] == ["Application of the method · Consultative selling"]
    assert [str(row["measure"]) for row in first["impacts"]] == ["Impact of learning: Consultative selling"]
    assert (wages["outcome"], str(wages["note"])) == (None, "No learning is planned for this goal: It is a matter of pay.")
    assert str(keep["impacts"][0]["comment"]) == "High, not agreed yet"


def test_a_goals_own_measure_is_planned_even_when_nothing_was_observed(people: People, year: Year) -> None:
    outcome = snapshot_of(people, cycle=year.cycle)["goals"][0]["outcome"]
    assert outcome is not None
    assert (outcome["last_year"], outcome["plan"], outcome["actual"], outcome["status"]) == (18, 24, None, "")


def test_a_goals_own_measure_is_its_target_when_there_is_one(people: People, year: Year) -> None:
    own = make_target(make_indicator(year.cycle, library("goal_result"), goal=year.goal), baseline_value=Decimal(18),
                      target_value=Decimal(24), goal_id=year.goal.id)
    make_observation(own, 21, 13)
    goal = snapshot_of(people, cycle=year.cycle)["goals"][0]
    outcome = goal["outcome"]
    assert outcome is not None
    assert (outcome["actual"], outcome["status"], outcome["unit"]) == (21, "on_track", "percent")
    assert len(goal["measures"]) == 1


def test_a_target_is_held_against_the_plan_of_its_day(people: People, year: Year) -> None:
    row = snapshot_of(people, cycle=year.cycle)["goals"][0]["measures"][0]
    planned = 48 + Decimal(22) * (date(2027, 7, 1) - date(2027, 1, 1)).days / (date(2027, 12, 31) - date(2027, 1, 1)).days
    assert row["actual"] == 52
    assert row["percent_of_plan"] == round(52 / planned * 100, 1)
    assert row["status"] == "off_track"


def test_the_chart_shows_what_needs_most_attention_unless_another_was_chosen(people: People, year: Year) -> None:
    chart = snapshot_of(people, cycle=year.cycle)["chart"]
    assert chart is not None
    assert "Application of the method" in str(chart["finding"])
    assert [point["value"] for point in chart["actual"]][-1] == 52
    target = make_target(year.participants, is_cumulative=True, baseline_value=Decimal(0), target_value=Decimal(90))
    chart = snapshot_of(people, cycle=year.cycle, chart_target_id=target.id)["chart"]
    assert chart is not None
    assert "Total participants" in str(chart["finding"])


def test_the_proposed_verdict_names_what_lags(people: People, year: Year) -> None:
    make_target(year.participants, is_cumulative=True, baseline_value=Decimal(0), target_value=Decimal(90))
    said = str(composition_of(people, cycle=year.cycle).proposed)
    assert said.startswith("1 of 2 targets are on track; Application of the method stood")


def test_sources_are_named_and_counted(people: People, year: Year) -> None:
    sources = snapshot_of(people, cycle=year.cycle)["sources"]
    assert (sources["n_observations"], sources["names"]) == (8 * 5 + 13, ["lms.csv", "survey at 60 days"])


def test_survey_values_of_very_few_people_are_left_out(people: People, year: Year) -> None:
    make_observation(year.application, 90, 0, respondents=2)
    snapshot = snapshot_of(people, cycle=year.cycle)
    assert snapshot["chart"] is not None
    assert [point["value"] for point in snapshot["chart"]["actual"]] == [Decimal(value) for value in APPLICATION]
    assert "Left out: survey values of fewer than 5 people." in [str(method) for method in snapshot["sources"]["methods"]]


def test_an_empty_cycle_gives_an_empty_brief(people: People) -> None:
    found = composition_of(people, cycle=make_cycle())
    assert (found.snapshot["figures"], found.snapshot["chart"], found.snapshot["goals"]) == ([], None, [])
    assert str(found.proposed) == "No target has been set for FY2027 yet."


def test_a_sum_ends_at_what_its_programs_come_to(people: People, year: Year) -> None:
    """A program that is over adds nothing more: its total is its forecast."""
    for program in (year.selling, year.stopping):
        program.ends_on = date(2027, 6, 17)
    db.session.commit()
    assert key_row(snapshot_of(people, cycle=year.cycle), "Total participants")["forecast"] == 190
