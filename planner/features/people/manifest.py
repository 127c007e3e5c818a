"""What the application wires of this room: two sets of pages, people and departments."""

from planner.domain.messages import N_
from planner.features.people.department_views import blueprint as departments_blueprint
from planner.features.people.views import blueprint
from planner.permissions import Permission
from planner.web.manifest import NavItem, Room

ROOM = Room(blueprint=blueprint, nav=(NavItem(N_("People"), "people.index", "keep", 20, Permission.PEOPLE_READ),))
DEPARTMENTS = Room(
    blueprint=departments_blueprint,
    nav=(NavItem(N_("Departments"), "departments.index", "keep", 10, Permission.PEOPLE_READ),),
)
