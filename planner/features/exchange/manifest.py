"""What the application wires of this room: the pages of imports, and that of exports."""

from planner.domain.messages import N_
from planner.features.exchange.checks import CHECKS
from planner.features.exchange.export_views import blueprint as exports_blueprint
from planner.features.exchange.jobs import JOBS
from planner.features.exchange.views import blueprint
from planner.permissions import Permission
from planner.web.manifest import NavItem, Room

ROOM = Room(
    blueprint=blueprint,
    nav=(NavItem(N_("Import"), "exchange.index", "keep", 40, Permission.DATA_IMPORT),),
    jobs=JOBS,
    checks=CHECKS,
)
EXPORTS = Room(
    blueprint=exports_blueprint, nav=(NavItem(N_("Export"), "exports.index", "keep", 50, Permission.DATA_EXPORT),)
)
