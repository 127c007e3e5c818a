"""What the application wires of this room."""

from planner.domain.messages import N_
from planner.features.needs.jobs import JOBS
from planner.features.needs.views import blueprint
from planner.permissions import Permission
from planner.web.manifest import NavItem, Room

ROOM = Room(
    blueprint=blueprint,
    nav=(NavItem(N_("Needs"), "needs.index", "plan", 30, Permission.PLAN_READ),),
    jobs=JOBS,
)
