"""Every endpoint says who may, and addresses look alike."""

import ast
import re
from collections.abc import Iterator

from flask import Flask
from jinja2 import nodes
from werkzeug.routing import Rule

from planner.permissions import Permission
from planner.web.access import PUBLIC
from tests.architecture.tree import PLANNER, TEMPLATES, files_in, shown

# Open to everybody, on purpose. A new public page is added here by hand, and that is the moment to think again.
PUBLIC_ENDPOINTS = {
    "account.begin", "account.language", "account.set_up", "account.sign_in", "account.start", "health.live",
    "health.ready", "health.show_metrics", "home.index",
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


def test_every_link_leads_to_an_endpoint(app: Flask) -> None:
    """A page may show a link only to some people, or only sometimes; a wrong name would wait for exactly that moment."""
    links = [*_links_in_python(), *_links_in_templates(app)]
    known = app.view_functions.keys()
    assert [f"{place}: {name}" for place, name in links if name not in known and not name.startswith(".")] == []


def _links_in_python() -> Iterator[tuple[str, str]]:
    for path in files_in(PLANNER, ".py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "url_for" and node.args:
                names = [leaf.value for leaf in ast.walk(node.args[0]) if isinstance(leaf, ast.Constant)]
                yield from ((f"{shown(path)}:{node.lineno}", name) for name in names if _is_endpoint(node.args[0], name))


def _is_endpoint(argument: ast.expr, name: object) -> bool:
    """A plain string; or one side of `"goals.show" if … else "goals.index"`. What is put together cannot be checked."""
    sides = (argument.body, argument.orelse) if isinstance(argument, ast.IfExp) else (argument,)
    return any(isinstance(side, ast.Constant) and side.value == name for side in sides)


def _links_in_templates(app: Flask) -> Iterator[tuple[str, str]]:
    for path in files_in(TEMPLATES, ".html"):
        tree = app.jinja_env.parse(path.read_text(encoding="utf-8"))
        for call in tree.find_all(nodes.Call):
            if isinstance(call.node, nodes.Name) and call.node.name == "url_for" and isinstance(call.args[0], nodes.Const):
                yield f"{shown(path)}:{call.lineno}", call.args[0].value
