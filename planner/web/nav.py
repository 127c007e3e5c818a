"""The menu: what the signed-in person may open, in four groups."""

from typing import Any

from flask import current_app, request

from planner.domain.messages import N_
from planner.infra.i18n import gettext
from planner.permissions import Actor, can
from planner.web.fixed_urls import fixed_url
from planner.web.manifest import NavItem

GROUPS: tuple[tuple[str, str], ...] = (
    ("top", ""),
    ("plan", N_("Plan")),
    ("run", N_("Run")),
    ("tell", N_("Tell")),
    ("keep", N_("Keep")),
)


def menu(actor: Actor | None) -> list[dict[str, Any]]:
    """Groups with their items, for the layout; empty when nobody is signed in."""
    if actor is None:
        return []
    items: list[NavItem] = current_app.extensions["nav_items"]
    may = {permission: can(actor, permission) for permission in {item.permission for item in items}}
    current = _current(items, request.endpoint or "")
    groups = []
    for key, label in GROUPS:
        mine = [item for item in items if item.group == key and may[item.permission]]
        if mine:
            shown = [_shown(item, is_current=item is current) for item in sorted(mine, key=lambda item: item.order)]
            groups.append({"label": gettext(label) if label else "", "items": shown})
    return groups


def _current(items: list[NavItem], here: str) -> NavItem | None:
    """The place that the reader is at: the page itself, or the list of the room that the page belongs to."""
    index = f"{here.partition('.')[0]}.index"
    places = {item.endpoint: item for item in items}
    return places.get(here) or places.get(index)


def _shown(item: NavItem, *, is_current: bool) -> dict[str, Any]:
    return {
        "label": gettext(item.label), "endpoint": item.endpoint, "url": fixed_url(item.endpoint), "is_current": is_current,
        "note": "",
    }
