"""What the application wires of this room."""

from planner.domain.messages import N_
from planner.features.goals.views import blueprint
from planner.permissions import Permission
from planner.web.manifest import NavItem, Room

ROOM = Room(blueprint=blueprint, nav=(NavItem(N_("Goals"), "goals.index", "plan", 20, Permission.PLAN_READ),))
