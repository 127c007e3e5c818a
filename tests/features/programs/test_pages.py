"""The pages of programs."""

from datetime import date
from decimal import Decimal

import pytest

from planner.domain.values import NeedState, ProgramState
from planner.models import Program, db
from tests.actors import People
from tests.browser import Browser
from tests.makers import make_cycle, make_goal, make_indicator, make_need, make_program, make_target
from tests.statements import count_statements

TYPED = {
    "name": "Consultative selling", "purpose": "Ask before offering", "audience": "Account managers",
    "expected_participants": "120", "starts_on": "2027-03-01", "ends_on": "2027-11-30", "budget": "60,000",
}


def _program() -> Program:
    db.session.expire_all()
    return db.session.query(Program).one()


def test_a_learning_manager_proposes_a_program(browser: Browser, people: People) -> None:
    cycle = make_cycle()
    goals, need = [make_goal(cycle), make_goal(cycle, statement="Two")], make_need(cycle)
    browser.as_("lena")
    links = {"goal_ids": [str(goal.id) for goal in goals], "need_ids": [str(need.id)], "owner_id": str(people.lena.person_id)}
    page = browser.submit(browser.get("programs.new"), "/programs/new", {**TYPED, **links}, to="programs.show")
    text = browser.fetch(page.path).text
    assert all(words in text for words in ("Two", "Proposals do not answer the tender", "Lena Lindt", "€60,000", "120"))


def test_a_program_begun_from_a_need_knows_what_it_answers(browser: Browser) -> None:
    cycle = make_cycle()
    goal = make_goal(cycle)
    need = make_need(cycle, state=NeedState.APPROVED, goal_id=goal.id)
    page = browser.get("programs.new", cycle=cycle.id, need=need.id)
    assert [box["value"] for box in page.document.select("[name=need_ids][checked]")] == [str(need.id)]
    assert [box["value"] for box in page.document.select("[name=goal_ids][checked]")] == [str(goal.id)]


@pytest.mark.parametrize(("typed", "sentence"), [
    ({"name": ""}, "Name: Name the program."),
    ({"name": "taken"}, "Name: FY2027 has a program of this name already"),
    ({"starts_on": "2027-12-01"}, "Ends on: The end lies before the start."),
    ({"starts_on": "2028-01-01", "ends_on": "2028-02-01"}, "Starts on: The planning year has ended by then (31 Dec 2027)."),
    ({"starts_on": "soon"}, "Starts on: Enter a date"),
    ({"budget": "-5"}, "Budget: This must be at least 0."),
    ({"budget": "a lot"}, "Budget: "),
    ({"expected_participants": "-5"}, "Expected participants: This must be at least 0."),
    ({"expected_participants": "2.5"}, "Expected participants: "),
])
def test_a_wrong_input_is_refused_and_everything_typed_is_kept(
    browser: Browser, typed: dict[str, str], sentence: str
) -> None:
    cycle = make_cycle()
    make_program(cycle, name="Taken")
    goal = make_goal(cycle)
    page = browser.submit(
        browser.get("programs.new"), "/programs/new", {**TYPED, "goal_ids": [str(goal.id)], **typed}, status=422
    )
    assert page.errors()[0].startswith(sentence)
    name, value = list(typed.items())[-1]
    assert page.document.select_one(f"#{name}")["value"] == value
    assert len(page.document.select("[name=goal_ids][checked]")) == 1
    assert db.session.query(Program).count() == 1


def test_dates_partly_outside_the_year_are_saved_with_a_warning(browser: Browser) -> None:
    make_cycle()
    page = browser.submit(browser.get("programs.new"), "/programs/new", {**TYPED, "ends_on": "2028-02-01"}, to="programs.show")
    assert "It ends after the planning year, which ends on 31 Dec 2027." in browser.fetch(page.path).text


def test_the_program_is_changed(browser: Browser) -> None:
    cycle = make_cycle()
    goal = make_goal(cycle)
    program = make_program(goals=[goal])
    page = browser.get("programs.edit", program_id=program.id)
    browser.submit(page, "/edit", {"goal_ids": [], "budget": "75000.50"}, to="programs.show")
    text = browser.get("programs.show", program_id=program.id).text
    assert "€75,000.50" in text
    assert "It serves no goal yet." in text


def test_two_editors_see_both_versions(browser: Browser) -> None:
    cycle = make_cycle()
    goal = make_goal(cycle)
    program = make_program(cycle)
    first, second = (browser.get("programs.edit", program_id=program.id) for _ in range(2))
    browser.submit(first, "/edit", {"goal_ids": [str(goal.id)], "name": "Theirs"})
    page = browser.submit(second, "/edit", {"name": "Mine"}, status=422)
    assert page.all(".both-versions tbody tr") == ["Name Theirs Mine", "Goals that it serves Win larger accounts –"]
    assert _program().name == "Theirs"


def test_the_planned_impact_is_stated_and_agreed(browser: Browser, people: People) -> None:
    goal = make_goal()
    program = make_program(goals=[goal])
    page = browser.get("programs.edit_impact", program_id=program.id, goal_id=goal.id)
    typed = {
        "kind": "quantity", "planned_value": "3", "unit": "points", "agreed_by_id": str(people.sam.person_id),
        "agreed_on": "2027-02-01",
    }
    browser.submit(page, f"/impact/{goal.id}", typed, to="programs.show")
    row = browser.get("programs.show", program_id=program.id).all("#goals tbody tr")[0].replace("\u00a0", " ")
    assert all(words in row for words in ("+3 points", "A quantity (level 4)", "Sam Sponsor on 1 Feb 2027"))


@pytest.mark.parametrize(("typed", "sentence"), [
    ({"kind": "quantity", "unit": "points"}, "Value: Give the value that the sponsor expects."),
    ({"kind": "high_medium_low"}, "High, medium or low: Choose high, medium or low."),
    ({"kind": "high_medium_low", "rating": "huge"}, "High, medium or low: Choose one from the list."),
    ({"kind": "rate", "planned_value": "120"}, "Value: A share lies between 0 and 100 percent."),
    ({"kind": "rate", "planned_value": "70", "agreed_on": "2027-07-14"}, "Agreed on: An agreement cannot lie in the future."),
    ({"kind": "rate", "planned_value": "70", "agreed_on": "2027-07-13"}, "Agreed by: Say who agreed."),
])
def test_an_impact_that_makes_no_sense_is_refused(browser: Browser, typed: dict[str, str], sentence: str) -> None:
    goal = make_goal()
    program = make_program(goals=[goal])
    page = browser.get("programs.edit_impact", program_id=program.id, goal_id=goal.id)
    assert browser.submit(page, f"/impact/{goal.id}", typed, status=422).errors() == [sentence]


def test_the_impact_on_a_goal_that_is_not_served_is_not_there(browser: Browser) -> None:
    program, goal = make_program(), make_goal(make_cycle(name="FY2028"))
    browser.get("programs.edit_impact", program_id=program.id, goal_id=goal.id, status=404)


def test_the_state_moves_with_buttons(browser: Browser) -> None:
    program = make_program()
    page = browser.submit(browser.get("programs.show", program_id=program.id), "/plan", to="programs.show")
    assert "The program is now “Planned”." in browser.fetch(page.path).text
    browser.submit(browser.fetch(page.path), "/cancel", {"reason": "No budget"}, to="programs.show")
    assert _program().state is ProgramState.CANCELLED


def test_a_move_made_twice_gets_a_sentence(browser: Browser) -> None:
    program = make_program()
    first, second = (browser.get("programs.show", program_id=program.id) for _ in range(2))
    browser.submit(first, "/plan")
    assert "This was done already" in browser.submit(second, "/plan", status=422).errors()[0]


def test_cancelling_without_a_reason_shows_the_question_again(browser: Browser) -> None:
    program = make_program()
    page = browser.submit(browser.get("programs.show", program_id=program.id), "/cancel", status=422)
    assert page.errors() == ["Reason: Say why the program is cancelled."]
    assert page.document.select_one("details.confirm[open] #reason") is not None


def test_a_program_is_put_away_with_a_reason(browser: Browser) -> None:
    program = make_program()
    page = browser.submit(browser.get("programs.show", program_id=program.id), "/archive", status=422)
    assert page.errors() == ["Reason: Say why the program is put away."]
    browser.submit(page, "/archive", {"archive_reason": "Entered twice"}, to="programs.index")
    assert "Put away" in browser.get("programs.show", program_id=program.id).text


def test_the_portfolio_adds_up_without_what_is_cancelled(browser: Browser) -> None:
    cycle = make_cycle()
    make_program(cycle, name="One", budget=Decimal("1000.50"), expected_participants=10)
    make_program(cycle, name="Two", budget=Decimal(2000), expected_participants=None)
    make_program(cycle, name="Three", budget=None, expected_participants=5)
    make_program(cycle, name="Four", budget=Decimal(9000), state=ProgramState.CANCELLED)
    page = browser.get("programs.index")
    assert [cell for cell in page.all("tfoot .num") if cell] == ["15", "€3,000.50"]
    assert "1 program has no budget yet" in page.text


def test_the_portfolio_is_filtered_by_its_address(browser: Browser, people: People) -> None:
    cycle = make_cycle()
    goal = make_goal(cycle)
    make_program(goals=[goal], name="One")
    make_program(cycle, name="Two", state=ProgramState.RUNNING)
    make_program(cycle, name="Three", department_id=people.departments["Finance"].id)
    finance = people.departments["Finance"].id
    queries: list[dict[str, str | int]] = [
        {"state": "running"}, {"goal": goal.id}, {"department": finance}, {"state": "completed"},
    ]
    found = [browser.get("programs.index", **query).all("tbody th a") for query in queries]
    assert found == [["Two"], ["One"], ["Three"], []]


def test_otto_must_not_know_of_a_program_of_sales(browser: Browser, people: People) -> None:
    program = make_program(department_id=people.departments["Sales North"].id)
    browser.as_("otto").get("programs.show", program_id=program.id, status=404)
    assert "Consultative selling" not in browser.get("programs.index").text
    assert "Consultative selling" in browser.as_("mia").get("programs.show", program_id=program.id).text


def test_the_page_lists_the_targets_by_due_date(browser: Browser) -> None:
    program = make_program()
    indicator = make_indicator(program=program)
    for statement, due_on in (("Later", date(2027, 12, 1)), ("Sooner", date(2027, 6, 1))):
        make_target(indicator, statement=statement, due_on=due_on, cycle_id=program.cycle_id, program_id=program.id)
    assert browser.get("programs.show", program_id=program.id).all("#targets tbody th a") == ["Sooner", "Later"]


@pytest.mark.parametrize("who", ["sam", "mia", "ada", "aud"])
def test_who_does_not_plan_changes_nothing(browser: Browser, who: str) -> None:
    program = make_program()
    browser.as_(who).get("programs.new", status=403)
    for endpoint in ("programs.update", "programs.archive"):
        browser.post(endpoint, program_id=program.id, status=403)
    browser.post("programs.move", program_id=program.id, name="plan", status=403)
    assert _program().state is ProgramState.PROPOSED


def test_the_history_tells_what_became_what(browser: Browser) -> None:
    program = make_program(ends_on=date(2027, 11, 30))
    browser.submit(browser.get("programs.edit", program_id=program.id), "/edit", {"ends_on": "2027-10-31"})
    assert "Ends on 30 Nov 2027 → became 31 Oct 2027" in browser.get("programs.show", program_id=program.id).text


def test_an_empty_portfolio_teaches(browser: Browser) -> None:
    assert "There is no planning year yet" in browser.get("programs.index").text
    make_cycle()
    assert "No programs yet" in browser.get("programs.index").text


def test_the_portfolio_asks_the_database_as_often_for_many_as_for_few(browser: Browser, people: People) -> None:
    cycle = make_cycle()
    goals = [make_goal(cycle), make_goal(cycle, statement="Two")]

    def count() -> int:
        for number in range(2):
            name = f"Program {db.session.query(Program).count()}"
            owner_id, department_id = people.lena.person_id, people.departments["IT"].id
            make_program(name=name, goals=goals[: number + 1], owner_id=owner_id, department_id=department_id)
        with count_statements() as n:
            browser.get("programs.index")
        return len(n)

    first = count()
    assert (count(), first <= 12) == (first, True)
