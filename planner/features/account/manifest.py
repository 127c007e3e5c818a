"""What the application wires of this room."""

from planner.domain.messages import N_
from planner.features.account import queries
from planner.features.account.jobs import JOBS
from planner.features.account.views import blueprint
from planner.infra.metrics import Count
from planner.permissions import Permission
from planner.web.manifest import NavItem, Room

ROOM = Room(
    blueprint=blueprint,
    nav=(NavItem(N_("Account"), "account.show", "keep", 90, Permission.SELF),),
    counts=(Count("planner_sessions_open", "Browsers that are signed in.", lambda: {"": queries.n_open_sessions()}),),
    jobs=JOBS,
)
