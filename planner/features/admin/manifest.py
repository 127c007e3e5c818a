"""What the application wires of this room."""

from planner.domain.messages import N_
from planner.features.admin.checks import CHECKS
from planner.features.admin.jobs import JOBS
from planner.features.admin.status_views import blueprint as status_blueprint
from planner.features.admin.views import blueprint
from planner.permissions import Permission
from planner.web.manifest import NavItem, Room

ROOM = Room(
    blueprint=blueprint,
    nav=(
        NavItem(N_("Accounts"), "admin.accounts", "keep", 60, Permission.ACCOUNT_EDIT),
        NavItem(N_("Organization"), "admin.organization", "keep", 65, Permission.ORGANIZATION_EDIT),
        NavItem(N_("Audit trail"), "admin.audit_trail", "keep", 70, Permission.AUDIT_READ),
    ),
    checks=CHECKS,
)
STATUS = Room(
    blueprint=status_blueprint,
    nav=(NavItem(N_("System status"), "status.show", "keep", 75, Permission.AUDIT_READ),),
    jobs=JOBS,
)
