"""Nightly work on the whole house: a backup, whether everything still fits together, clearing up the ledger of jobs."""

from datetime import time, timedelta
from decimal import Decimal

from flask import current_app

from planner.domain.messages import N_, msg
from planner.features.admin import queries
from planner.infra import integrity, jobs_running, statistics
from planner.infra.backups.keeping import Keep
from planner.infra.backups.routine import back_up
from planner.infra.jobs import Daily, Handler
from planner.infra.jobs_running import Run
from planner.models import db

BACKUP = "house.backup"
CHECK = "house.check"
MOST_TOLD = 50


def make_backup(run: Run) -> None:
    """Make a backup and remove what need not be kept. Refused (a full disk), it is tried again a few times."""
    settings = current_app.extensions["settings"]
    if not settings.nightly_backup:
        run.say(msg("The nightly backup is switched off."))
        return
    backup = back_up(settings, keep=Keep(*settings.backup_keep)).backup
    size = round(Decimal(backup.n_bytes) / 10**6, 1)
    run.say(msg("%(file)s, %(size)s MB, read through and whole.", file=backup.path.name, size=size))
    run.result = {**(run.result or {}), "n_bytes": backup.n_bytes}


def check(run: Run) -> None:
    """Look for what does not fit. Problems are a finding and no failure: the job is done."""
    found = list(integrity.findings())
    problems, n_problems = [problem for each in found for problem in each.problems], sum(each.n for each in found)
    n_entries = queries.trail_length()
    db.session.rollback()  # nothing was changed, and the look may have taken long
    if problems:
        run.say(msg("Problems found: %(n)s.", n=n_problems), problems[:MOST_TOLD], is_fine=False)
    else:
        run.say(msg("Everything fits. The audit trail has %(n)s entries and is unbroken.", n=n_entries))


def forget(run: Run) -> None:
    with run.finishing():
        run.say(msg("Old jobs were forgotten: %(n)s.", n=jobs_running.forget_old_jobs()))


def look_at_tables(run: Run) -> None:
    with run.finishing() as session:
        statistics.refresh(session.connection())


JOBS = {
    BACKUP: Handler(make_backup, N_("Make a backup"), attempts=4, lease=timedelta(minutes=5), schedule=Daily(time(2, 30))),
    CHECK: Handler(
        check, N_("Check that everything fits together"), attempts=3, lease=timedelta(minutes=5), schedule=Daily(time(3, 30))
    ),
    "jobs.forget": Handler(forget, N_("Forget jobs that were done long ago"), schedule=Daily(time(4, 30))),
    "house.statistics": Handler(look_at_tables, N_("Look how long the tables have become"), schedule=Daily(time(4, 45))),
}
