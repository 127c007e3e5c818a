"""Walks every page that the application has, by its address map: a new page is walked the moment it exists."""

from collections.abc import Iterator
from contextvars import Context
from typing import Any

from flask import Flask

from planner.models import db
from tests.browser import Browser
from tests.lists.world import World

# Pages that mean nothing without a question in their address.
NEEDED: dict[str, dict[str, str]] = {"actions.new": {"target": "target_id"}}
# What a page can be asked beside its plain address. Values that are parameters of `World.ids` stand for those.
VARIANTS: dict[str, list[dict[str, str]]] = {
    "actions.index": [{"state": "all"}, {"state": "done"}],
    "admin.audit_trail": [{"thing": "goals"}, {"who": "paula"}],
    "departments.index": [{"under": "department_id"}],
    "home.alignment": [{"goal": "goal_id"}, {"loose": "aimless"}],
    "needs.index": [{"sort": "score"}, {"sort": "waiting"}, {"state": "approved"}, {"department": "department_id"}],
    "people.index": [{"q": "person"}, {"department": "department_id"}],
    "programs.index": [{"goal": "goal_id"}, {"state": "proposed"}, {"department": "department_id"}],
    "reviews.show": [{"target": "target_id"}],
    "targets.fortnight": [{"everybody": "1"}],
    "targets.index": [{"status": "no_data"}, {"goal": "goal_id"}, {"program": "program_id"}, {"owner": "person_id"}],
}


def addresses(app: Flask, world: World) -> Iterator[tuple[str, str]]:
    """Every endpoint that can be read, with an address of it; some with several."""
    ids, urls = world.ids, app.url_map.bind("localhost")
    for rule in sorted(app.url_map.iter_rules(), key=lambda rule: rule.rule):
        if "GET" not in (rule.methods or ()) or rule.endpoint == "static":
            continue
        unknown = rule.arguments - ids.keys()
        assert not unknown, f"{rule.rule}: say in tests/lists/world.py what {sorted(unknown)} stands for"
        values = {name: ids[name] for name in rule.arguments}
        needed = {name: ids.get(value, value) for name, value in NEEDED.get(rule.endpoint, {}).items()}
        for extra in ({}, *VARIANTS.get(rule.endpoint, [])):
            asked = needed | {name: ids.get(value, value) for name, value in extra.items()}
            yield rule.endpoint, urls.build(rule.endpoint, {**values, **asked})


def ask(browser: Browser, address: str) -> Any:
    """The answer, from a request that finds no row in a session that an earlier one filled."""
    answer = Context().run(browser.client.get, address)
    db.session.expire_all()
    return answer
