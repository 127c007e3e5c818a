"""Who may do what, over every page: a table written here by hand, held against what each endpoint really answers.

New endpoints are found by walking the address map, so a new page is tested the moment it exists. New permissions are not:
they must be written into the table, and that is the moment to think about who should have them.
"""

from collections.abc import Iterator
from contextvars import Context
from typing import Any
from urllib.parse import urlsplit

import pytest
from flask import Flask
from sqlalchemy import func, select
from werkzeug.routing import AnyConverter, IntegerConverter, Rule

from planner.models import Action, Base, Brief, Indicator, Measure, Need, Program, Target, db
from planner.permissions import GRANTS, Permission, Role, can, visible
from planner.web.access import PUBLIC
from tests.actors import WHO, People
from tests.browser import Browser
from tests.makers import make_cycle, make_goal

EVERYBODY = {"paula", "lena", "sam", "mia", "otto", "ada", "aud"}
LEARNING = {"paula", "lena"}

# Permission → the people of the tests who have it. Deliberately not derived from planner.permissions.
MAY: dict[str, set[str]] = {
    "account:edit": {"ada"},
    "action:edit": LEARNING,
    "action:verify": LEARNING,
    "audit:read": {"paula", "ada", "aud"},
    "brief:edit": LEARNING,
    "brief:issue": {"paula"},
    "brief:read": EVERYBODY,
    "cycle:approve": {"paula", "sam"},
    "cycle:edit": {"paula"},
    "data:export": LEARNING | {"ada", "aud"},
    "data:import": LEARNING | {"ada"},
    "goal:edit": {"paula"},
    "job:edit": {"ada"},
    "measure:edit": LEARNING,
    "need:analyse": LEARNING,
    "need:decide": {"paula"},
    "need:log": LEARNING | {"mia", "otto"},
    "observation:record": LEARNING | {"mia", "otto"},
    "organization:edit": {"ada"},
    "people:edit": LEARNING | {"ada"},
    "people:read": EVERYBODY,
    "person:erase": {"ada"},
    "plan:read": EVERYBODY,
    "program:edit": LEARNING,
    "review:read": LEARNING | {"sam", "ada", "aud"},
    "review:run": LEARNING,
    "self:use": EVERYBODY,
    "target:edit": LEARNING,
}

NOWHERE = 2_000_000_000  # the id of nothing: who may act gets "there is nothing here", who may not gets "you may not"


def test_the_table_has_every_permission() -> None:
    assert set(MAY) == {permission.value for permission in Permission}


@pytest.mark.parametrize("who", sorted(WHO))
def test_each_role_has_exactly_these_permissions(who: str) -> None:
    granted = {permission.value for permission in GRANTS[WHO[who][1]]}
    assert granted == {permission for permission, people in MAY.items() if who in people}


def test_every_role_has_somebody_in_the_tests() -> None:
    assert {role for _name, role, _department in WHO.values()} == set(Role)


def _endpoints(app: Flask) -> Iterator[tuple[Rule, str, Any]]:
    """Every rule with its method and what its view says who may."""
    for rule in sorted(app.url_map.iter_rules(), key=lambda rule: (rule.endpoint, rule.rule)):
        if rule.endpoint == "static":
            continue
        said = getattr(app.view_functions[rule.endpoint], "__planner_permission__", None)
        for method in sorted({"GET", "POST"} & (rule.methods or set())):
            yield rule, method, said


def _address(app: Flask, rule: Rule) -> str:
    """The rule's address with made-up values in it."""
    values: dict[str, Any] = {}
    for name in rule.arguments - set(rule.defaults or {}):
        converter = rule._converters[name]
        if isinstance(converter, AnyConverter):
            values[name] = min(converter.items)
        else:
            values[name] = NOWHERE if isinstance(converter, IntegerConverter) else "nowhere"
    return app.url_map.bind("localhost").build(rule.endpoint, values, method=None, force_external=False)


class Visitor:
    """Somebody with a browser and a form token of their own, who asks without looking at the answer's page."""

    def __init__(self, browser: Browser, who: str | None) -> None:
        self.browser, self.who = browser, who
        self._enter()

    def _enter(self) -> None:
        self.browser.as_(self.who)
        page = self.browser.get("account.show" if self.who else "account.sign_in")
        self.token = str(page.document.select_one("[name=csrf_token]")["value"])

    def ask(self, method: str, address: str, *, with_token: bool = True) -> Any:
        data = {"csrf_token": self.token} if method == "POST" and with_token else None
        answer = Context().run(self.browser.client.open, address, method=method, data=data)
        db.session.expire_all()
        if method == "POST" and answer.status_code == 303:  # signed out, signed in, another language: start afresh
            self._enter()
        return answer


@pytest.mark.parametrize("who", sorted(WHO))
def test_every_endpoint_lets_in_whom_the_table_names_and_nobody_else(app: Flask, browser: Browser, who: str) -> None:
    visitor, wrong = Visitor(browser, who), []
    for rule, method, said in _endpoints(app):
        if said == PUBLIC:
            continue
        status = visitor.ask(method, _address(app, rule)).status_code
        may = who in MAY[said]
        if (status == 403) == may or status >= 500 or (not may and status != 403):
            wrong.append(f"{method} {rule.rule} ({said}) answers {status} to {who}, who {'may' if may else 'may not'}")
    assert wrong == []


def test_nobody_is_sent_to_sign_in(app: Flask, browser: Browser) -> None:
    visitor, wrong = Visitor(browser, None), []
    for rule, method, said in _endpoints(app):
        answer = visitor.ask(method, _address(app, rule))
        where = urlsplit(answer.headers.get("Location", "")).path
        if said != PUBLIC and (answer.status_code, where) != (303, "/sign-in"):
            wrong.append(f"{method} {rule.rule} answers {answer.status_code} {where} to nobody")
    assert wrong == []


@pytest.mark.parametrize("who", [None, "mia", "paula"])
def test_nothing_is_posted_without_the_token_of_the_form(app: Flask, browser: Browser, who: str | None) -> None:
    visitor = Visitor(browser, who)
    posts = [(rule, _address(app, rule)) for rule, method, _said in _endpoints(app) if method == "POST"]
    answers = {rule.endpoint: visitor.ask("POST", address, with_token=False).status_code for rule, address in posts}
    assert {endpoint: status for endpoint, status in answers.items() if status != 400} == {}
    assert len(answers) > 10


def test_a_get_leaves_the_database_as_it_was(app: Flask, browser: Browser) -> None:
    """Whoever walks every page (a search engine, a careless link) changes nothing."""
    visitor = Visitor(browser, "paula")
    before = _n_rows()
    for rule, method, said in _endpoints(app):
        if method == "GET" and said != PUBLIC:
            visitor.ask("GET", _address(app, rule))
    assert _n_rows() == before


def _n_rows() -> dict[str, int]:
    return {
        name: db.session.scalar(select(func.count()).select_from(table)) or 0 for name, table in Base.metadata.tables.items()
    }


# What one may see: department heads see their own branch, everybody else sees all of it.

MODELS = (Need, Program, Indicator, Target, Action, Brief)


@pytest.fixture
def of_sales(people: People) -> dict[type, int]:
    """One thing of each kind that belongs to Sales North, which lies below Sales."""
    cycle = make_cycle()
    goal = make_goal(cycle)
    north = people.departments["Sales North"].id
    program = Program(cycle_id=cycle.id, name="Negotiation", department_id=north)
    need = Need(cycle_id=cycle.id, department_id=north, title="Deals slip")
    measure = db.session.scalars(select(Measure)).first()
    assert measure is not None
    indicator = Indicator(cycle_id=cycle.id, measure_id=measure.id, program=program)
    target = Target(
        cycle_id=cycle.id, indicator=indicator, program=program, goal_id=goal.id, statement="Raise it", target_value=5,
        starts_on=cycle.starts_on, due_on=cycle.ends_on,
    )
    action = Action(target=target, what="Coach the team", due_on=cycle.ends_on)
    brief = Brief(cycle_id=cycle.id, number=1, title="A draft", as_of_on=cycle.starts_on)
    things = (need, program, indicator, target, action, brief)
    db.session.add_all(things)
    db.session.commit()
    return {type(thing): thing.id for thing in things}


def _seen(model: Any, actor: Any) -> set[int]:
    return set(db.session.scalars(visible(select(model.id), actor, model)))


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_otto_sees_nothing_of_sales(people: People, of_sales: dict[type, int], model: type) -> None:
    assert _seen(model, people.otto) == set()


@pytest.mark.parametrize("model", [model for model in MODELS if model is not Brief], ids=lambda model: model.__name__)
@pytest.mark.parametrize("who", sorted(EVERYBODY - {"otto"}))
def test_the_others_see_what_lies_below_sales(people: People, of_sales: dict[type, int], model: type, who: str) -> None:
    assert _seen(model, people.actors[who]) == {of_sales[model]}


@pytest.mark.parametrize("who", sorted(EVERYBODY))
def test_a_draft_brief_is_seen_by_its_makers_and_the_auditor(people: People, of_sales: dict[type, int], who: str) -> None:
    assert bool(_seen(Brief, people.actors[who])) == (who in {"paula", "lena", "aud"})


def test_somebody_without_a_role_sees_nothing_and_may_nothing(people: People, of_sales: dict[type, int]) -> None:
    nobody = type(people.otto)(name="No role", roles=frozenset())
    assert [_seen(model, nobody) for model in MODELS] == [set()] * len(MODELS)
    assert not any(can(nobody, permission) for permission in Permission)


def test_what_has_no_department_is_seen_by_every_department(people: People) -> None:
    program = Program(cycle_id=make_cycle().id, name="For everybody")
    db.session.add(program)
    db.session.commit()
    assert _seen(Program, people.otto) == {program.id}


@pytest.mark.parametrize(("who", "may"), [("mia", True), ("otto", False), ("lena", True)])
def test_a_department_head_logs_needs_of_the_own_branch(people: People, of_sales: dict[type, int], who: str, may: bool) -> None:
    need = db.session.get(Need, of_sales[Need])
    assert can(people.actors[who], Permission.NEED_LOG, need) is may


@pytest.mark.parametrize(("who", "role"), [("mia", "owner_id"), ("mia", "collector_id")])
def test_a_department_head_records_only_what_it_owns_or_collects(
    people: People, of_sales: dict[type, int], who: str, role: str
) -> None:
    target = db.session.get(Target, of_sales[Target])
    assert not can(people.actors[who], Permission.OBSERVATION_RECORD, target)
    setattr(target, role, people.persons[who].id)
    assert can(people.actors[who], Permission.OBSERVATION_RECORD, target)
    assert not can(people.otto, Permission.OBSERVATION_RECORD, target)
