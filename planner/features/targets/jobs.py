"""Nightly work about targets."""

from datetime import time

from planner.domain.messages import N_, msg
from planner.features.targets.keeping import renew
from planner.infra.jobs import Daily, Handler
from planner.infra.jobs_running import Run


def renew_standings(run: Run) -> None:
    """Done twice it finds nothing the second time. More than none is a finding: a clock was wrong, or somebody meddled."""
    n = renew()
    run.say(msg("Targets that did not stand where their values say, and were worked out anew: %(n)s.", n=n), is_fine=n == 0)


JOBS = {
    "targets.renew": Handler(
        renew_standings, N_("See that targets stand where their values say"), attempts=3, schedule=Daily(time(3, 15))
    )
}
