"""Choosing by typing, in the forms themselves, without a script; and the suggestions for the script."""

from contextvars import Context
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import insert, select

from planner.domain.values import NeedState
from planner.infra.finding import FEW
from planner.models import Brief, Cycle, Department, Goal, Need, Person, Program, Sponsorship, Step, Target, db
from tests.actors import People
from tests.browser import Browser, Page
from tests.makers import make_cycle, make_indicator, make_need, make_program, make_target
from tests.statements import count_statements

MANY = range(FEW + 5)


@pytest.fixture
def cycle(people: People) -> Cycle:
    """A year in which nothing is few: people, departments, goals, needs, programs, targets."""
    year = make_cycle()
    sales, indicator = people.departments["Sales"].id, make_indicator(year)
    days = {"starts_on": year.starts_on, "due_on": year.ends_on}
    for place in MANY:
        db.session.add_all([
            Department(name=f"Depot {place}"), Person(name=f"Crowd Member {place}"),
            Goal(cycle_id=year.id, statement=f"Goal number {place}", rank=place + 1),
            Need(cycle_id=year.id, department_id=sales, title=f"Slow handovers {place}", state=NeedState.APPROVED,
                 decision_reason="It is true."),
            Program(cycle_id=year.id, name=f"Course {place}"),
            Target(cycle_id=year.id, indicator_id=indicator.id, statement=f"Raise to {place}", target_value=Decimal(1), **days),
        ])
    db.session.commit()
    return year


def _asked(browser: Browser, path: str) -> Any:
    """The bare answer: it is no page. Asked in a context of its own, or the person before would ask again."""
    answer = Context().run(browser.client.get, path)
    db.session.expire_all()
    return answer


def _suggested(browser: Browser, kind: str, text: str, **values: Any) -> Any:
    answer = _asked(browser, browser.address("choosing.suggest", kind=kind, q=text, **values))
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "no-store")
    return answer.json


def _id(model: Any, name: str) -> int:
    column = {Goal: Goal.statement}.get(model) or model.name
    return db.session.scalars(select(model.id).where(column == name)).one()


def _sponsor(browser: Browser, page: Page, typed: dict[str, Any], *, status: int = 303) -> Page:
    return browser.submit(page, "/sponsors", typed, status=status)


@pytest.fixture
def goal_page(browser: Browser, cycle: Cycle) -> Page:
    """The page of a goal, on which a sponsor is named (and must be)."""
    return browser.get("goals.show", goal_id=_id(Goal, "Goal number 0"))


def _sponsors() -> list[str]:
    return list(db.session.scalars(select(Person.name).join(Sponsorship, Sponsorship.person_id == Person.id)))


def test_suggestions_come_with_a_sentence_for_the_live_region(browser: Browser, cycle: Cycle) -> None:
    assert _suggested(browser, "people", "mia") == {
        "options": [{"id": _id(Person, "Mia Manager"), "label": "Mia Manager", "note": "Sales, mia@example.org"}],
        "said": "1 fits.",
    }
    assert _suggested(browser, "people", "nobody here") == {"options": [], "said": "Nothing fits."}
    assert _suggested(browser, "needs", "slow", cycle=cycle.id)["said"] == "The first 20; type more to see others."


def test_suggestions_survive_any_text(browser: Browser) -> None:
    hostile = ("", "%", "_", "\\", "x" * 9000, "\x00", "💥", "' OR 1=1 --")
    assert [text for text in hostile if _suggested(browser, "people", text)["options"]] == []


def test_suggestions_of_no_year_do_not_exist(browser: Browser) -> None:
    wrong = ("", "0", "-1", "x", "99999999999999999999")
    assert {_asked(browser, f"/suggestions/needs?q=a&cycle={year}").status_code for year in wrong} == {404}


def test_suggestions_hide_what_the_viewer_may_not_see(browser: Browser, people: People) -> None:
    year, finance = make_cycle(), people.departments["Finance"].id
    program = make_program(year, name="Secret program", department_id=finance)
    make_target(make_indicator(program=program), statement="Secret target")
    make_need(year, title="Secret need", department_id=finance)
    for who, n in (("otto", 1), ("mia", 0)):
        browser.as_(who)
        found = {kind: _suggested(browser, kind, "secret", cycle=year.id)["options"] for kind in ("needs", "programs", "targets")}
        assert {kind: len(options) for kind, options in found.items()} == {"needs": n, "programs": n, "targets": n}


def test_only_administrators_are_told_who_has_no_account(browser: Browser) -> None:
    assert _asked(browser, "/suggestions/newcomers?q=a").status_code == 403
    assert _asked(browser.as_("ada"), "/suggestions/newcomers?q=a").status_code == 200
    assert _asked(browser.as_(None), "/suggestions/people?q=a").status_code == 303


def test_what_means_one_person_is_chosen(browser: Browser, goal_page: Page) -> None:
    for typed in ("Mia Manager", "otto  OTHER", "sam@example.org"):
        _sponsor(browser, goal_page, {"person_id-typed": typed})
    assert sorted(_sponsors()) == ["Mia Manager", "Otto Other", "Sam Sponsor"]


def test_what_may_mean_several_comes_back_with_them(browser: Browser, goal_page: Page) -> None:
    again = _sponsor(browser, goal_page, {"person_id-typed": "1 member", "agreement": "On Monday"}, status=422)
    assert again.errors() == ["Sponsor: Choose what you mean by “1 member”, or type another name."]
    assert "On Monday" in again.html
    matches = again.document.select("[name=person_id]")
    assert {tag["type"] for tag in matches} == {"radio"}
    assert len(matches) == 11  # 1, and 10 to 19
    _sponsor(browser, again, {"person_id": str(_id(Person, "Crowd Member 12"))})
    assert _sponsors() == ["Crowd Member 12"]


def test_choosing_none_of_them_asks_again_and_typing_something_else_counts(browser: Browser, goal_page: Page) -> None:
    again = _sponsor(browser, goal_page, {"person_id-typed": "crowd member"}, status=422)
    once_more = _sponsor(browser, again, {}, status=422)
    assert once_more.document.select("[name=person_id][type=radio]")
    radio = str(once_more.document.select_one("[name=person_id]")["value"])
    _sponsor(browser, once_more, {"person_id": radio, "person_id-typed": "Sam Sponsor"})
    assert _sponsors() == ["Sam Sponsor"]


def test_what_means_nobody_says_what_to_do_and_stays(browser: Browser, goal_page: Page) -> None:
    again = _sponsor(browser, goal_page, {"person_id-typed": "Zorro"}, status=422)
    assert again.errors() == ["Sponsor: Nothing fits “Zorro”. Type a part of the name, or empty the field."]
    field = again.document.select_one("[name='person_id-typed']")
    assert (field["value"], field["aria-invalid"], field["id"]) == ("Zorro", "true", "person_id")


def test_nothing_typed_is_nothing_chosen(browser: Browser, goal_page: Page) -> None:
    assert _sponsor(browser, goal_page, {}, status=422).errors() == ["Sponsor: Choose a person."]
    page = browser.get("goals.edit", goal_id=_id(Goal, "Goal number 0"))
    browser.submit(page, "/edit", {"owner_id-typed": "Mia Manager"})
    page = browser.get("goals.edit", goal_id=_id(Goal, "Goal number 0"))
    assert page.document.select_one("[name='owner_id-typed']")["value"] == "Mia Manager"
    browser.submit(page, "/edit", {"statement": "Renamed"})
    goal = db.session.get_one(Goal, _id(Goal, "Renamed"))
    assert goal.owner_id == _id(Person, "Mia Manager")
    browser.submit(browser.get("goals.edit", goal_id=goal.id), "/edit", {"owner_id-typed": " "})
    assert db.session.get_one(Goal, goal.id).owner_id is None


HOSTILE: tuple[dict[str, str], ...] = (
    {"person_id": "999999"}, {"person_id": "99999999999999999999"}, {"person_id": "-1"}, {"person_id": "1 OR 1=1"},
    {"person_id-typed": "%", "person_id": "1"}, {"person_id-typed": "x" * 100_000}, {"person_id-typed": "💥\x00%_\\"},
    {"person_id": "9" * 5000}, {"person_id-typed": "_____"}, {"person_id-typed": "Lou Left"},
)


def test_hostile_input_names_nobody(browser: Browser, goal_page: Page) -> None:
    db.session.add(Person(name="Lou Left", left_on=date(2027, 1, 1)))
    db.session.commit()
    assert [sent for sent in HOSTILE if not _sponsor(browser, goal_page, sent, status=422).errors()] == []
    assert _sponsors() == []


def test_an_owner_who_left_stays_until_somebody_else_is_named(browser: Browser, cycle: Cycle) -> None:
    left = Person(name="Lou Left", left_on=date(2027, 1, 1), archived_at=datetime(2027, 2, 1, tzinfo=UTC))
    db.session.add(left)
    db.session.commit()
    program = make_program(cycle, name="Old hands", owner_id=left.id)
    page = browser.get("programs.edit", program_id=program.id)
    browser.submit(page, "/edit", {"name": "Old hands again", "sponsor_id-typed": "Lou Left"})
    assert (db.session.get_one(Program, program.id).owner_id, program.sponsor_id) == (left.id, left.id)
    other = make_program(cycle, name="New hands")
    refused = browser.submit(
        browser.get("programs.edit", program_id=other.id), "/edit", {"owner_id-typed": "Lou Left"}, status=422
    )
    assert refused.errors() == ["Owner: Nothing fits “Lou Left”. Type a part of the name, or empty the field."]


def test_several_are_added_by_reference_and_by_name(browser: Browser, cycle: Cycle) -> None:
    needs = [make_need(cycle, title=title) for title in ("Wrong labels, late", "Cold lorries", "Lost keys")]
    page = browser.get("programs.new")
    again = browser.submit(page, "/programs/new", {
        "name": "Warehouse basics", "need_ids-typed": f"{needs[0].ref}, cold lorries, keys lost",
        "goal_ids-typed": "Goal number 3",
    }, status=422)
    assert "Choose what you mean by “keys lost”" in " ".join(again.errors())
    assert again.document.select_one("[name='need_ids-typed']")["value"] == "keys lost"
    ticked = {str(tag["value"]) for tag in again.document.select("[name=need_ids][checked]")}
    assert ticked == {str(needs[0].id), str(needs[1].id)}
    browser.submit(again, "/programs/new", {"need_ids": [*ticked, str(needs[2].id)]})
    program = db.session.scalars(select(Program).where(Program.name == "Warehouse basics")).one()
    answers = browser.get("programs.edit", program_id=program.id)
    assert len(answers.document.select("[name=need_ids][checked]")) == 3
    assert [str(tag["value"]) for tag in answers.document.select("[name=goal_ids][checked]")] == [str(_id(Goal, "Goal number 3"))]


def test_a_name_with_a_comma_is_one_name(browser: Browser, cycle: Cycle) -> None:
    need = make_need(cycle, title="Wrong labels, late")
    browser.submit(browser.get("programs.new"), "/programs/new", {"name": "Labels", "need_ids-typed": "wrong labels, late"})
    assert browser.get("needs.show", need_id=need.id).document.find("a", string="Labels") is not None


def test_a_need_of_no_year_is_not_added(browser: Browser, cycle: Cycle) -> None:
    other = make_need(make_cycle(name="FY2028", starts_on=date(2028, 1, 1), ends_on=date(2028, 12, 31)), title="Next year")
    for typed in ({"need_ids-typed": other.ref}, {"need_ids-typed": "Next year"}):
        page = browser.get("programs.new", cycle=cycle.id)
        assert browser.submit(page, "/programs/new", {"name": "Early", **typed}, status=422).errors()
    sent = {"name": "Early", "need_ids": str(other.id), "need_ids-typed": ""}
    assert "Choose from the list." in " ".join(browser.post("programs.create", sent, status=422, cycle=cycle.id).errors())


def test_a_filter_is_typed_and_its_address_can_be_kept(browser: Browser, cycle: Cycle) -> None:
    page = browser.get("programs.index", **{"goal-typed": "Goal number 7", "goal-for": ""})
    assert page.document.select_one("[name=goal]")["value"] == str(_id(Goal, "Goal number 7"))
    short = browser.get("programs.index", goal=_id(Goal, "Goal number 7"))
    assert short.document.select_one("[name='goal-typed']")["value"] == "Goal number 7"
    unclear = browser.get("needs.index", status=422, **{"department-typed": "depot", "department-for": ""})
    assert unclear.document.select("[name=department][type=radio]")


def test_a_target_is_set_with_everything_typed(browser: Browser, cycle: Cycle, people: People) -> None:
    page = browser.get("targets.new")
    measure = next(str(o["value"]) for o in page.document.select("[name=measure_id] option") if o["value"])
    need = make_need(cycle, title="Cold lorries")
    browser.submit(page, "/targets/new", {
        "statement": "Raise it", "measure_id": measure, "target_value": "70", "owner_id-typed": "lena@example.org",
        "program_id-typed": "Course 4", "goal_id-typed": "goal number 4", "need_id-typed": need.ref,
        "collector_id-typed": "Mia Manager",
    }, to="targets.show")
    shown = browser.get("targets.index")
    assert "Raise it" in shown.text


def test_a_step_is_given_to_somebody_by_name(browser: Browser, cycle: Cycle) -> None:
    target = make_target(make_indicator(cycle))
    page = browser.get("targets.show", target_id=target.id)
    browser.submit(page, "/steps", {"step-what": "Call them", "step-owner_id-typed": "Mia Manager"})
    assert db.session.scalars(select(Step.owner_id)).one() == _id(Person, "Mia Manager")


def test_a_brief_is_about_one_thing(browser: Browser, cycle: Cycle) -> None:
    page = browser.get("briefs.new", program=_id(Program, "Course 4"))
    assert page.document.select_one("[name='program_id-typed']")["value"] == "Course 4"
    both = browser.submit(page, "/briefs/new", {"goal_id-typed": "Goal number 2"}, status=422)
    assert "A brief is about one goal or one program. Empty one of the two." in " ".join(both.errors())
    browser.submit(both, "/briefs/new", {"goal_id-typed": "", "goal_id": ""})
    assert db.session.scalars(select(Brief.program_id)).one() == _id(Program, "Course 4")


FORMS = [
    "actions.new", "briefs.new", "departments.new", "goals.new", "measures.new", "needs.index", "needs.new",
    "people.index", "people.new", "programs.index", "programs.new", "reviews.new", "targets.new",
]


def _looked_at(browser: Browser, endpoint: str, **values: Any) -> tuple[int, int]:
    with count_statements() as counted:
        page = browser.get(endpoint, **values)
    return len(counted), len(page.document.select("option"))


def test_a_form_asks_and_weighs_the_same_however_many_there_are(browser: Browser, cycle: Cycle) -> None:
    target = db.session.scalars(select(Target.id).limit(1)).one()
    needs, goals = list(db.session.scalars(select(Need).limit(2))), list(db.session.scalars(select(Goal).limit(2)))
    owner = _id(Person, "Crowd Member 34")
    program = make_program(cycle, name="Everything", goals=goals, needs=needs, owner_id=owner, sponsor_id=owner)
    edits = {
        "programs.edit": ("program_id", program.id), "targets.edit": ("target_id", target),
        "goals.edit": ("goal_id", goals[0].id), "people.edit": ("person_id", owner),
    }
    def seen() -> dict[str, tuple[int, int]]:
        found = {name: _looked_at(browser, name, **({"target": target} if name == "actions.new" else {})) for name in FORMS}
        found |= {name: _looked_at(browser, name, **{key: number}) for name, (key, number) in edits.items()}
        found["admin.new_account"] = _looked_at(browser.as_("ada"), "admin.new_account")
        browser.as_("paula")
        return found

    before = seen()
    db.session.execute(insert(Person), [{"name": f"More {place}", "version": 1} for place in range(200)])
    db.session.execute(insert(Department), [{"name": f"Branch {place}", "version": 1} for place in range(100)])
    assert seen() == before
    assert {name: n for name, (n, _options) in before.items() if n > 12} == {}
