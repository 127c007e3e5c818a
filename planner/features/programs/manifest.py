"""What the application wires of this room."""

from planner.domain.messages import N_
from planner.features.programs.views import blueprint
from planner.permissions import Permission
from planner.web.manifest import NavItem, Room

ROOM = Room(blueprint=blueprint, nav=(NavItem(N_("Programs"), "programs.index", "plan", 40, Permission.PLAN_READ),))
