"""The pages of people and departments."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from planner.models import Department, Person, db
from tests.actors import People
from tests.browser import Browser
from tests.makers import make_goal
from tests.statements import count_statements


def test_the_directory_lists_people_by_name(browser: Browser) -> None:
    assert browser.get("people.index").all("tbody th")[:2] == ["Ada Admin", "Aud Auditor"]


def test_the_directory_can_be_filtered_and_bookmarked(browser: Browser, people: People) -> None:
    page = browser.get("people.index", q="sam", department=people.departments["Board"].id)
    assert page.all("tbody th") == ["Sam Sponsor"]
    assert page.document.select_one("[name=q]")["value"] == "sam"


@pytest.mark.parametrize("query", ["department=abc", "after=x", "before=%00", "department=99999999999"])
def test_a_filter_that_makes_no_sense_shows_a_page_anyway(browser: Browser, query: str) -> None:
    assert browser.fetch(f"/people?{query}").h1 == "People"


def test_nobody_found_says_so(browser: Browser) -> None:
    assert "Nobody fits" in browser.get("people.index", q="zzz").text


def test_a_person_is_added(browser: Browser, people: People) -> None:
    typed = {"name": "Nina New", "job_title": "Trainer", "department_id": str(people.departments["Learning"].id)}
    browser.submit(browser.get("people.new"), "/people/new", typed, to="people.show")
    assert db.session.scalars(select(Person.name).where(Person.job_title == "Trainer")).all() == ["Nina New"]


@pytest.mark.parametrize(
    ("typed", "error"),
    [
        ({"name": " "}, "Name: Enter the name."),
        ({"email": "nobody"}, "Work e-mail address: Enter an address such as ada@example.org."),
        ({"email": "mia@example.org"}, "Mia Manager has this already"),
        ({"left_on": "2027-01-01"}, "Last working day: The last day cannot lie before the first."),
        ({"department_id": "99999"}, "Department: Choose one from the list."),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(browser: Browser, typed: dict[str, Any], error: str) -> None:
    typed = {"name": "Nina", "job_title": "Trainer", "started_on": "2027-02-01", **typed}
    page = browser.submit(browser.get("people.new"), "/people/new", typed, status=422)
    assert any(error in said for said in page.errors()), page.errors()
    assert page.document.select_one("[name=job_title]")["value"] == "Trainer"


def test_a_person_shows_what_they_answer_for(browser: Browser, people: People) -> None:
    make_goal(owner_id=people.persons["mia"].id)
    page = browser.get("people.show", person_id=people.persons["mia"].id)
    assert page.all("#owned tbody tr") == ["Heads Sales", "Owns the goal Win larger accounts"]


def test_an_owner_is_put_away_after_a_warning(browser: Browser, people: People) -> None:
    person = Person(name="Nina New")
    db.session.add(person)
    db.session.flush()
    make_goal(owner_id=person.id)
    here = {"person_id": person.id}
    warned = browser.submit(browser.get("people.show", **here), "/archive", status=422)
    assert "still answers for open things: 1" in warned.errors()[0]
    browser.submit(warned, "/archive", {"even_as_owner": "y"}, to="people.index")
    browser.submit(browser.get("people.show", **here), "/restore", to="people.show")


def test_the_second_of_two_editors_sees_both_versions(browser: Browser, people: People) -> None:
    page = browser.get("people.edit", person_id=people.persons["sam"].id)
    browser.submit(page, "/edit", {"job_title": "Mine"}, to="people.show")
    second = browser.submit(page, "/edit", {"job_title": "Yours"}, status=422)
    assert {"Mine", "Yours"} <= set(second.all(".both-versions td"))


def test_departments_are_a_tree(browser: Browser) -> None:
    page = browser.get("departments.index")
    assert page.all("tbody th") == ["Board", "Finance", "IT", "Learning", "Sales", "Sales North"]
    assert page.all("th.tree--1") == ["Sales North"]


def test_many_departments_are_opened_level_by_level(browser: Browser, people: People) -> None:
    north = people.departments["Sales North"]
    db.session.add_all(Department(name=f"Team {n:02d}", parent=north) for n in range(52))
    db.session.commit()
    top = browser.get("departments.index")
    assert top.all("tbody th") == ["Board", "Finance", "IT", "Learning", "Sales"]
    sales = browser.fetch(top.document.select_one("tbody th a[href*='under=']:-soup-contains('Sales')")["href"])
    assert (sales.h1, sales.all("tbody tr")) == ("Sales", ["Sales North nobody yet 0 52"])
    inside = browser.get("departments.index", under=north.id)
    assert (len(inside.all("tbody th")), inside.all(".paging a"), inside.all(".crumbs li")[:2]) == (
        50, ["Next page"], ["Departments", "Sales"]
    )
    assert browser.get("departments.index", under=999_999, status=404).h1


def test_a_department_is_added_and_moved(browser: Browser, people: People) -> None:
    browser.submit(browser.get("departments.new"), "/departments/new", {"name": "Oslo"}, to="departments.index")
    oslo = db.session.scalars(select(Department).where(Department.name == "Oslo")).one()
    page = browser.get("departments.edit", department_id=oslo.id)
    browser.submit(page, "/edit", {"parent_id": str(people.departments["Sales"].id)}, to="departments.index")
    assert "Changed Part of Sales" in browser.get("departments.edit", department_id=oslo.id).text


def test_a_department_cannot_lie_under_its_own_part(browser: Browser, people: People) -> None:
    page = browser.get("departments.edit", department_id=people.departments["Sales"].id)
    wrong = {"parent_id": str(people.departments["Sales North"].id)}
    said = browser.submit(page, "/edit", wrong, status=422).errors()
    assert said == ["Part of: Sales cannot lie under itself or under one of its own parts. Choose another."]


def test_a_department_with_people_is_not_put_away(browser: Browser, people: People) -> None:
    page = browser.get("departments.edit", department_id=people.departments["Sales"].id)
    refused = browser.submit(page, "/archive", status=422)
    assert refused.errors() == ["Sales is not empty: people 1, departments 1. Move them first."]
    assert refused.document.title.get_text().startswith("Error:")


def test_an_empty_department_is_put_away(browser: Browser, people: People) -> None:
    page = browser.get("departments.edit", department_id=people.departments["Sales North"].id)
    browser.submit(page, "/archive", to="departments.index")
    assert "Sales North" not in browser.get("departments.index").all("tbody th")


@pytest.mark.parametrize("address", ["/people/99999", "/people/99999/edit", "/departments/99999/edit"])
def test_what_is_not_there_is_404(browser: Browser, address: str) -> None:
    browser.fetch(address, status=404)


@pytest.mark.parametrize("who", ["mia", "otto", "sam", "aud"])
def test_readers_see_the_directory_without_buttons(browser: Browser, people: People, who: str) -> None:
    browser.as_(who)
    page = browser.get("people.show", person_id=people.persons["sam"].id)
    assert page.document.select("main form") == []
    browser.get("people.edit", person_id=people.persons["sam"].id, status=403)
    browser.post("departments.create", {"name": "Mine"}, status=403)


@pytest.mark.parametrize("endpoint", ["people.index", "departments.index"])
def test_a_longer_list_asks_no_more_questions(browser: Browser, people: People, endpoint: str) -> None:
    few = _n_statements(lambda: browser.get(endpoint))
    learning = people.departments["Learning"].id
    for n in range(12):
        part = Department(name=f"Part {n}", parent_id=learning)
        db.session.add_all([part, Person(name=f"Person {n}", department=part, started_on=date(2027, 1, 1))])
    db.session.commit()
    assert _n_statements(lambda: browser.get(endpoint)) == few <= 12


def _n_statements(fetch: Callable[[], Any]) -> int:
    fetch()
    with count_statements() as sent:
        fetch()
    return len(sent)


def test_the_directory_is_walked_page_by_page_with_its_filter(browser: Browser, people: People) -> None:
    db.session.add_all(Person(name=f"Pat {n:03d}", job_title="Clerk") for n in range(120))
    db.session.commit()
    first = browser.get("people.index", q="clerk")
    assert (first.all("tbody th")[0], len(first.all("tbody th")), first.all(".paging a")) == ("Pat 000", 50, ["Next page"])
    second = browser.fetch(first.document.select_one(".paging [rel=next]")["href"])
    assert (second.all("tbody th")[0], second.document.select_one("[name=q]")["value"]) == ("Pat 050", "clerk")
    assert second.all(".paging__where") == ["120 in all"]
    third = browser.fetch(second.document.select_one(".paging [rel=next]")["href"])
    assert (len(third.all("tbody th")), third.all(".paging a")) == (20, ["First page", "Previous page"])
    back = browser.fetch(third.document.select_one(".paging [rel=prev]")["href"])
    assert back.all("tbody th") == second.all("tbody th")
    assert browser.fetch(third.document.select_one(".paging a")["href"]).all("tbody th") == first.all("tbody th")
