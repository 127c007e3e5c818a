"""Nightly work about imports."""

from datetime import time

from planner.domain.messages import N_, msg
from planner.features.exchange.commands import forget_staged
from planner.infra.jobs import Daily, Handler
from planner.infra.jobs_running import Run


def forget(run: Run) -> None:
    with run.finishing():
        run.say(msg("Files that nobody approved were thrown away: %(n)s.", n=forget_staged()))


JOBS = {"imports.forget": Handler(forget, N_("Throw away files that nobody approved"), schedule=Daily(time(4, 15)))}
