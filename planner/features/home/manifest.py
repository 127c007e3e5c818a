"""What the application wires of this room."""

from planner.domain.messages import N_
from planner.features.home.views import blueprint
from planner.permissions import Permission
from planner.web.manifest import NavItem, Room

ROOM = Room(
    blueprint=blueprint,
    nav=(
        NavItem(N_("Start"), "home.index", "top", 0, Permission.PLAN_READ),
        NavItem(N_("Alignment"), "home.alignment", "plan", 30, Permission.PLAN_READ),
    ),
)
