"""What the application wires of this room."""

from planner.domain.messages import N_
from planner.features.cycles.checks import CHECKS
from planner.features.cycles.jobs import JOBS
from planner.features.cycles.views import blueprint
from planner.permissions import Permission
from planner.web.manifest import NavItem, Room

ROOM = Room(
    blueprint=blueprint,
    nav=(NavItem(N_("Cycles"), "cycles.index", "plan", 10, Permission.PLAN_READ),),
    jobs=JOBS,
    checks=CHECKS,
)
