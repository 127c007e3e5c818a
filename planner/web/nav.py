"""The menu: what the signed-in person may open, in four groups."""

from typing import Any

from flask import current_app, request, url_for

from planner.domain.messages import N_
from planner.infra.i18n import translate as gettext
from planner.permissions import Actor, can
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
    groups, has_place_of_its_own = [], any(item.endpoint == request.endpoint for item in items)
    for key, label in GROUPS:
        mine = [item for item in items if item.group == key and can(actor, item.permission)]
        if mine:
            shown = [_shown(item, has_place_of_its_own) for item in sorted(mine, key=lambda item: item.order)]
            groups.append({"label": gettext(label) if label else "", "items": shown})
    return groups


def _shown(item: NavItem, has_place_of_its_own: bool) -> dict[str, Any]:
    """The item as the layout shows it; a page without an item of its own belongs to the list of its room."""
    here = request.endpoint or ""
    room, _, view = item.endpoint.partition(".")
    is_current = here == item.endpoint or (
        view == "index" and here.startswith(f"{room}.") and not has_place_of_its_own
    )
    return {
        "label": gettext(item.label), "endpoint": item.endpoint, "url": url_for(item.endpoint),
        "is_current": is_current, "note": "",
    }
