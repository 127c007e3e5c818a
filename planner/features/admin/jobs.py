"""Nightly work on the whole house: whether everything still fits together, and clearing up the ledger of jobs."""

from datetime import time, timedelta

from planner.domain.messages import N_, msg
from planner.features.admin import queries
from planner.infra import jobs_running
from planner.infra.jobs import Daily, Handler
from planner.infra.jobs_running import Run
from planner.models import db

CHECK = "house.check"
MOST_TOLD = 50


def check(run: Run) -> None:
    """Look for what does not fit. Problems are a finding and no failure: the job is done."""
    problems = queries.integrity()
    n_entries = queries.chain_state(everything=True).count.n
    db.session.rollback()  # nothing was changed, and the look may have taken long
    if problems:
        run.say(msg("Problems found: %(n)s.", n=len(problems)), problems[:MOST_TOLD], is_fine=False)
    else:
        run.say(msg("Everything fits. The audit trail has %(n)s entries and is unbroken.", n=n_entries))


def forget(run: Run) -> None:
    with run.finishing():
        run.say(msg("Old jobs were forgotten: %(n)s.", n=jobs_running.forget_old_jobs()))


JOBS = {
    CHECK: Handler(
        check, N_("Check that everything fits together"), attempts=3, lease=timedelta(minutes=5), schedule=Daily(time(3, 30))
    ),
    "jobs.forget": Handler(forget, N_("Forget jobs that were done long ago"), schedule=Daily(time(4, 30))),
}
