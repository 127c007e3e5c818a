"""What the application wires of this room."""

from planner.domain.messages import N_
from planner.features.briefs.checks import CHECKS
from planner.features.briefs.jobs import JOBS
from planner.features.briefs.views import blueprint
from planner.permissions import Permission
from planner.web.manifest import NavItem, Room

ROOM = Room(
    blueprint=blueprint,
    nav=(NavItem(N_("Briefs"), "briefs.index", "tell", 10, Permission.BRIEF_READ),),
    jobs=JOBS,
    checks=CHECKS,
)
