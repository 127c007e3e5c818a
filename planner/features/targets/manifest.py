"""What the application wires of this room."""

from planner.domain.messages import N_
from planner.features.targets import keeping
from planner.features.targets.checks import CHECKS
from planner.features.targets.cli import standings
from planner.features.targets.jobs import JOBS
from planner.features.targets.views import fortnight, pages, values  # noqa: F401 (the pages register with the blueprint)
from planner.features.targets.views.wiring import blueprint
from planner.permissions import Permission
from planner.web.manifest import NavItem, Room

ROOM = Room(
    blueprint=blueprint,
    nav=(
        NavItem(N_("Update"), "targets.fortnight", "run", 10, Permission.OBSERVATION_RECORD),
        NavItem(N_("Targets"), "targets.index", "run", 20, Permission.PLAN_READ),
    ),
    commands=(standings,),
    jobs=JOBS,
    listen=keeping.listen,
    checks=CHECKS,
)
