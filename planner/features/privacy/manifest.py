"""What the application wires of this room: one page, reached from a person."""

from planner.features.privacy.views import blueprint
from planner.web.manifest import Room

ROOM = Room(blueprint=blueprint)
