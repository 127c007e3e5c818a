"""What the application wires of this room."""

from planner.features.choosing.checks import CHECKS
from planner.features.choosing.cli import search
from planner.features.choosing.views import blueprint
from planner.web.manifest import Room

ROOM = Room(blueprint=blueprint, commands=(search,), checks=CHECKS)
