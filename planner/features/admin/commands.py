"""Writes of administrators that belong to no other room."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from planner.domain.errors import RuleBroken
from planner.domain.messages import msg
from planner.domain.values import JobState
from planner.infra import audit, jobs
from planner.infra.clock import now
from planner.infra.editing import revise
from planner.models import Job, Organization, db
from planner.permissions import Actor, Permission, authorize

FEWEST_RESPONDENTS = 3


def revise_organization(organization: Organization, *, actor: Actor, values: Mapping[str, Any]) -> None:
    """Change name, currency, fiscal year, bands or the smallest group that is shown. Raises `RuleBroken`."""
    authorize(actor, Permission.ORGANIZATION_EDIT)
    on_track = values.get("band_on_track", organization.band_on_track)
    at_risk = values.get("band_at_risk", organization.band_at_risk)
    if not Decimal(0) < at_risk < on_track <= Decimal(100):
        sentence = msg("The lower band lies between 0 and the upper one, and the upper one is at most 100 percent.")
        raise RuleBroken(sentence, field="band_at_risk")
    if values.get("minimum_respondents", organization.minimum_respondents) < FEWEST_RESPONDENTS:
        sentence = msg("In groups of fewer than %(n)s, people can be recognised. Use a larger number.", n=FEWEST_RESPONDENTS)
        raise RuleBroken(sentence, field="minimum_respondents")
    revise(organization, values, actor=actor, event="organization.revised")


def retry_job(job: Job, *, actor: Actor) -> None:
    """Have a job (held for update) tried again at once, with all its attempts before it. Raises `RuleBroken`."""
    authorize(actor, Permission.JOB_EDIT)
    if job.state in (JobState.RUNNING, JobState.DONE):
        raise RuleBroken(msg("This job runs or is done by now; nothing was changed."))
    _change(job, actor, "job.retried", JobState.WAITING, attempts=0, run_at=now(), deliver_at=now() + jobs.GRACE, reason="")
    jobs.deliver_after_commit(job.id)


def cancel_job(job: Job, *, actor: Actor) -> None:
    """Have a job (held for update) not done at all. Raises `RuleBroken` for one that runs or is over."""
    authorize(actor, Permission.JOB_EDIT)
    if job.state not in (JobState.WAITING, JobState.HELD, JobState.FAILED):
        raise RuleBroken(msg("This job runs or is done by now; nothing was changed."))
    _change(job, actor, "job.cancelled", JobState.CANCELLED, finished_at=now())


def request_job(name: str, *, actor: Actor) -> None:
    """Have one of the daily jobs done now as well. Raises `LookupError` for another name."""
    authorize(actor, Permission.JOB_EDIT)
    handler = jobs.known().handlers.get(name)
    if handler is None or handler.schedule is None:
        raise LookupError(name)
    job = db.session.get_one(Job, jobs.enqueue(name, {}))
    audit.record(actor, "job.requested", job)


def _change(job: Job, actor: Actor, event: str, state: JobState, **values: Any) -> None:
    old, job.state = job.state, state
    for column, value in values.items():
        setattr(job, column, value)
    db.session.flush()
    audit.record(actor, event, job, changes={"state": [old, state]})
