"""What the application wires of this room."""

from planner.features.choosing.views import blueprint
from planner.web.manifest import Room

ROOM = Room(blueprint=blueprint)
