"""Fields that no form offers are dropped, and what is sent twice means one thing."""

from typing import Any

import pytest
from sqlalchemy import inspect, select

from planner.models import Base, Need, Person, RoleGrant, db
from tests.actors import People
from tests.browser import Browser, _values_of
from tests.makers import make_cycle, make_goal

FORBIDDEN: dict[str, Any] = {
    "id": "4711", "person_id": "1", "is_active": "", "password_hash": "x", "state": "approved", "archived_at": "2020-01-01",
    "erased_at": "2020-01-01", "created_at": "2020-01-01", "approved_by_id": "1", "role": "administrator", "rank": "99",
    "decided_at": "2020-01-01", "submitted_at": "2020-01-01", "sha256": "x", "snapshot": "{}",
}


def _row(thing: Base) -> dict[str, Any]:
    return {column.key: getattr(thing, column.key) for column in inspect(type(thing)).column_attrs}


@pytest.fixture
def changed(browser: Browser, people: People) -> dict[str, tuple[Base, str, str, dict[str, Any]]]:
    """Who changes what, where, and what the form itself changes."""
    goal = make_goal(make_cycle())
    return {
        "person": (people.persons["mia"], "people.edit", "/edit", {"job_title": "Head"}),
        "goal": (goal, "goals.edit", "/edit", {"statement": "Another goal"}),
        "account": (people.accounts["mia"], "admin.account", "/password", {"password": "another calm morning"}),
    }


@pytest.mark.parametrize(
    ("kind", "who", "allowed"),
    [("person", "paula", {"job_title"}), ("goal", "paula", {"statement"}), ("account", "ada", {"password_hash"})],
)
def test_only_what_the_form_offers_is_changed(browser: Browser, changed: Any, kind: str, who: str, allowed: set[str]) -> None:
    thing, endpoint, action, typed = changed[kind]
    model, key = type(thing), thing.id
    before = _row(thing)
    page = browser.as_(who).get(endpoint, **{f"{kind}_id": key})
    form = page.form(action)
    unasked = {name: value for name, value in FORBIDDEN.items() if name not in _values_of(form)}
    answer = browser._ask("POST", str(form["action"]), data={**_values_of(form), **unasked, **typed})
    assert answer.status_code == 303
    after = _row(db.session.get(model, key))
    assert {name for name in after if after[name] != before[name]} - {"version"} == allowed
    assert db.session.scalar(select(Person.id).where(Person.id == 4711)) is None


def test_a_new_thing_begins_at_the_beginning(browser: Browser) -> None:
    make_cycle()
    page = browser.as_("mia").get("needs.new")
    form = page.form("/new")
    sent = {**_values_of(form), "title": "Deals slip", **{name: FORBIDDEN[name] for name in ("id", "state", "decided_at")}}
    browser._ask("POST", str(form["action"]), data=sent)
    need = db.session.scalars(select(Need)).one()
    assert (need.id == 4711, need.state.value, need.decided_at) == (False, "draft", None)


def test_of_a_field_that_is_sent_twice_the_first_is_checked_and_kept(browser: Browser, people: People) -> None:
    page = browser.get("people.edit", person_id=people.persons["mia"].id)
    form = page.form("/edit")
    sent = {**_values_of(form), "name": ["Mia First", "x" * 300]}
    assert browser._ask("POST", str(form["action"]), data=sent).status_code == 303
    assert db.session.get(Person, people.persons["mia"].id).name == "Mia First"


def test_of_a_way_back_that_is_sent_twice_none_leads_away(browser: Browser) -> None:
    for question in ("next=/goals&next=//evil.example", "next=//evil.example&next=/goals"):
        answer = browser._ask("GET", f"/sign-in?{question}")
        assert (answer.status_code, answer.headers["Location"] in ("/goals", "/")) == (303, True)


def test_a_role_is_not_given_by_the_form_of_a_password(browser: Browser, people: People) -> None:
    page = browser.as_("mia").get("account.show")
    form = page.form("/password")
    typed = {"old_password": "a quiet green harbour", "password": "another calm morning", "roles": "administrator"}
    assert browser._ask("POST", str(form["action"]), data={**_values_of(form), **typed}).status_code == 303
    grants = select(RoleGrant.role).where(RoleGrant.account_id == people.accounts["mia"].id)
    assert db.session.scalars(grants).all() == ["department_head"]
