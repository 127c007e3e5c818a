"""What the application wires of this room."""

from planner.features.health import queries
from planner.features.health.views import blueprint
from planner.infra.metrics import Count
from planner.web.manifest import Room

ROOM = Room(
    blueprint=blueprint,
    counts=(
        Count("planner_jobs", "Jobs of the ledger.", queries.n_jobs_by_state, label="state"),
        Count(
            "planner_jobs_lag_seconds", "How long the job that is due longest has waited.", lambda: {"": queries.lag_seconds()}
        ),
        Count("planner_workers", "Processes that run jobs.", lambda: {"": queries.n_workers()}),
    ),
)
