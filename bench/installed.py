"""Imported first by a server that is measured: hides what only the tools bring.

Where the planner is installed there is no such package; with them, logging and the database's driver would load 8 MB more.
"""

import sys

for _name in ("rich", "pygments", "greenlet"):
    sys.modules[_name] = None  # type: ignore[assignment]  # as if it could not be found
