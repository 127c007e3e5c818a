"""What each role comes across by following links, asked for by every other: never more than the matrix says.

The addresses are found by walking, the matrix is the table of `tests/test_access_matrix.py`, and who may see which thing is
worked out here once more, in plain Python, from the departments. On SQLite alone: what is asked is asked of both databases by
`tests/test_access_matrix.py`.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from itertools import product
from typing import Any
from urllib.parse import urlsplit

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.exceptions import HTTPException

from planner.domain.values import BriefState
from planner.features.account.queries import account_by_email
from planner.models import Action, Brief, Department, Need, Person, Program, Target, db
from planner.web.access import PUBLIC
from tests.demo import PLAYED_BY
from tests.fuzz.conftest import Fresh
from tests.fuzz.tripwire import tripwire
from tests.fuzz.visitor import Visitor
from tests.fuzz.walk import walk
from tests.test_access_matrix import MAY

pytestmark = [pytest.mark.parametrize("original", ["sqlite"], indirect=True)]

HEADS = {"mia", "otto"}
MAKE_BRIEFS = {"paula", "lena", "aud"}
KINDS: dict[str, Any] = {"need_id": Need, "program_id": Program, "target_id": Target, "action_id": Action, "brief_id": Brief}


@dataclass
class Secrets:
    """For each person the things that they may not see, by the name of their id in addresses, with their names."""

    hidden: dict[str, dict[tuple[str, int], str]] = field(default_factory=dict)

    def hides(self, who: str, values: dict[str, Any]) -> str:
        """The name of the first thing in an address that is not for `who`; empty when they may see it all."""
        found = (self.hidden[who].get((name, value), "") for name, value in values.items() if isinstance(value, int))
        return next(filter(None, found), "")


def _secrets() -> Secrets:
    secrets = Secrets()
    for who, email in PLAYED_BY.items():
        account = account_by_email(email)
        assert account is not None
        mine = _branch(account.person)
        hidden = {("brief_id", brief.id): brief.title for brief in db.session.scalars(select(Brief))
                  if brief.state is not BriefState.ISSUED and who not in MAKE_BRIEFS}
        if who in HEADS:
            hidden |= _hidden_from_head(mine)
        secrets.hidden[who] = hidden
    return secrets


def _branch(person: Person) -> set[int]:
    """The departments that somebody heads or works in, and all below them."""
    departments = list(db.session.scalars(select(Department)))
    mine = {one.id for one in departments if one.head_id == person.id or one.id == person.department_id}
    for _level in departments:
        mine |= {one.id for one in departments if one.parent_id in mine}
    return mine


def _hidden_from_head(mine: set[int]) -> dict[tuple[str, int], str]:
    programs = {one.id: one for one in db.session.scalars(select(Program)) if one.department_id not in mine | {None}}
    targets = {one.id: one for one in db.session.scalars(select(Target)) if one.program_id in programs}
    return {
        **{("need_id", one.id): one.title for one in db.session.scalars(select(Need)) if one.department_id not in mine},
        **{("program_id", key): one.name for key, one in programs.items()},
        **{("target_id", key): one.statement for key, one in targets.items()},
        **{("action_id", one.id): one.what for one in db.session.scalars(select(Action)) if one.target_id in targets},
    }


@dataclass(frozen=True)
class Found:
    """Something that can be asked for: its address, endpoint, the values in the address, and what the endpoint says who may."""

    method: str
    address: str
    endpoint: str
    values: dict[str, Any]
    said: str


def _found(app: Flask, method: str, addresses: set[str]) -> list[Found]:
    found = []
    for address in sorted(addresses):
        try:
            endpoint, values = app.url_map.bind("localhost").match(urlsplit(address).path, method=method)
        except HTTPException:
            continue
        said = str(getattr(app.view_functions[endpoint], "__planner_permission__", ""))
        found.append(Found(method, address, str(endpoint), dict(values), said))
    return found


def _wrong(visitor: Visitor, one: Found, secrets: Secrets) -> str:
    """What is wrong with the answer to somebody who did not come across this by themselves."""
    who = visitor.who or ""
    may = who in MAY[one.said]
    secret = secrets.hides(who, one.values) if who else ""
    if one.method == "POST" and may and not secret:
        return ""  # allowed: what it does is for other tests to say
    answer = visitor.ask(one.method, one.address, data={"csrf_token": visitor.token} if one.method == "POST" else None)
    wanted = {303} if not who else {403, 404} if not may else {404} if secret else {200, 303, 403, 404}
    if answer.status_code not in wanted:
        return f"{one.method} {one.address} ({one.said}) answers {answer.status_code} to {who or 'nobody'}, not {wanted}"
    if secret and secret in answer.text:
        return f"{one.method} {one.address} tells {who}, who may not know, {secret!r}"
    return ""


def test_nobody_gets_more_from_the_addresses_of_others_than_the_matrix_says(fresh: Fresh) -> None:
    with fresh() as app:
        with app.app_context():
            engine, secrets = db.engine, _secrets()
        with tripwire(engine) as wire:
            visitors = {who: Visitor(app, who, wire) for who in PLAYED_BY}
            walks = {who: walk(visitor, of_each=2 if who == "mia" else 1) for who, visitor in visitors.items()}
            pages = _found(app, "GET", {page for found in walks.values() for page in found.pages})
            posts = _found(app, "POST", {form.action for found in walks.values() for form in found.forms})
            wrong = []
            for visitor in (*visitors.values(), Visitor(app, None, wire)):
                own = walks[visitor.who].pages if visitor.who else {}
                asked = [one for one in (*pages, *posts) if one.said != PUBLIC and one.address not in own]
                wrong += [what for one in asked if (what := _wrong(visitor, one, secrets))]
                wrong += visitor.complaints
    assert not wrong, "\n".join(wrong)
    assert all(secrets.hidden[who] for who in HEADS), "nothing is hidden from anybody: this test sees nothing"
    assert len(pages) > 60
    assert len(posts) > 40


def test_what_belongs_to_another_parent_is_not_there(fresh: Fresh) -> None:
    """`/targets/1/steps/<a step of target 2>`: a pair of ids that nobody was offered finds nothing and changes nothing."""
    with fresh() as app:
        with app.app_context():
            engine = db.engine
        with tripwire(engine) as wire:
            visitor = Visitor(app, "paula", wire)
            found = walk(visitor, of_each=2)
            pairs: dict[tuple[str, str], set[tuple[tuple[str, Any], ...]]] = defaultdict(set)
            offered = _found(app, "GET", set(found.pages)) + _found(app, "POST", {form.action for form in found.forms})
            for one in offered:
                if len(one.values) > 1 and all(isinstance(value, int) for value in one.values.values()):
                    pairs[one.method, one.endpoint].add(tuple(one.values.items()))
            wrong = []
            for (method, endpoint), known in pairs.items():
                for parent, child in product({pair[0] for pair in known}, {pair[1] for pair in known}):
                    if (parent, child) not in known:
                        wrong += _crossed(visitor, method, endpoint, dict((parent, child)))
    assert not wrong, "\n".join(wrong)
    assert not visitor.complaints
    assert ("POST", "targets.reopen_step") in pairs


def _crossed(visitor: Visitor, method: str, endpoint: str, values: dict[str, Any]) -> list[str]:
    address = visitor.app.url_map.bind("localhost").build(endpoint, values, method=method)
    data = {"csrf_token": visitor.token} if method == "POST" else None
    answer = visitor.ask(method, address, data=data)
    if visitor.has_changed:
        return [f"{method} {address} changed something"]
    # Ending what is not there is no error: a sponsor who was released already stays released.
    is_fine = answer.status_code == 404 or (method == "POST" and endpoint == "goals.release_sponsor")
    return [] if is_fine else [f"{method} {address} answers {answer.status_code}"]
