"""What the application wires of this room."""

from planner.domain.messages import N_
from planner.features.reviews.checks import CHECKS
from planner.features.reviews.jobs import JOBS
from planner.features.reviews.views import blueprint
from planner.permissions import Permission
from planner.web.manifest import NavItem, Room

ROOM = Room(
    blueprint=blueprint,
    nav=(NavItem(N_("Reviews"), "reviews.index", "run", 30, Permission.REVIEW_READ),),
    jobs=JOBS,
    checks=CHECKS,
)
