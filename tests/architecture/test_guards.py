"""Every endpoint says who may, and addresses look alike."""

import re

from flask import Flask
from werkzeug.routing import Rule

from planner.permissions import Permission
from planner.web.access import PUBLIC

# Open to everybody, on purpose. A new public page is added here by hand, and that is the moment to think again.
PUBLIC_ENDPOINTS = {
    "account.begin", "account.language", "account.set_up", "account.sign_in", "account.start", "home.healthz", "home.index",
}
_SEGMENT = re.compile(r"^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z]+)?$")
_CONVERTED = re.compile(r"^<(int|uuid|date|path|slug|any\([^)]*\)|[a-z_]+):[a-z_]+>(\.[a-z]+)?$")


def _views(app: Flask) -> dict[str, object]:
    return {name: view for name, view in app.view_functions.items() if name != "static"}


def test_every_endpoint_says_who_may(app: Flask) -> None:
    silent = [
        name for name, view in _views(app).items()
        if not isinstance(said := getattr(view, "__planner_permission__", None), Permission) and said != PUBLIC
    ]
    assert silent == [], "put @requires(Permission.…) or @public on the view"


def test_pages_use_kebab_case_typed_converters_and_no_last_slash(app: Flask) -> None:
    assert [problem for rule in app.url_map.iter_rules() for problem in _ugly(rule)] == []


def _ugly(rule: Rule) -> list[str]:
    if rule.endpoint == "static":
        return []
    found = [f"{rule.rule} ends in a slash"] if rule.rule != "/" and rule.rule.endswith("/") else []
    for segment in filter(None, rule.rule.split("/")):
        if not (_SEGMENT.match(segment) or _CONVERTED.match(segment)):
            found.append(f"{rule.rule}: write {segment!r} in kebab-case or as <int:goal_id>")
    return found


def test_what_is_public_is_public_on_purpose(app: Flask) -> None:
    public = {name for name, view in _views(app).items() if getattr(view, "__planner_permission__", None) == PUBLIC}
    assert public == PUBLIC_ENDPOINTS


def test_pages_use_the_two_methods_that_forms_can_send(app: Flask) -> None:
    odd = [f"{rule.endpoint}: {sorted(extra)}" for rule in app.url_map.iter_rules()
           if (extra := (rule.methods or set()) - {"GET", "HEAD", "OPTIONS", "POST"})]
    assert odd == []


def test_the_menu_names_endpoints_that_exist(app: Flask) -> None:
    items = app.extensions["nav_items"]
    assert [item.endpoint for item in items if item.endpoint not in app.view_functions] == []
