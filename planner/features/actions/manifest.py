"""What the application wires of this room."""

from planner.domain.messages import N_
from planner.features.actions.jobs import JOBS
from planner.features.actions.views import blueprint
from planner.permissions import Permission
from planner.web.manifest import NavItem, Room

ROOM = Room(
    blueprint=blueprint,
    nav=(NavItem(N_("Actions"), "actions.index", "run", 40, Permission.PLAN_READ),),
    jobs=JOBS,
)
