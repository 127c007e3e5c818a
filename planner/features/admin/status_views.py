"""The page “Status”, and what an administrator does with jobs there."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from flask import Blueprint, abort, current_app, flash, redirect, request, url_for

from planner.domain.errors import RuleBroken
from planner.domain.values import JobState
from planner.features.admin import commands, status
from planner.infra import jobs, mail
from planner.infra.i18n import gettext as _
from planner.infra.release import VERSION
from planner.models import Job
from planner.permissions import Actor, Permission
from planner.web.access import requires, signed_in
from planner.web.filters import FIXED_SPACE, label, number, say
from planner.web.paging import listed, seek
from planner.web.render import render

blueprint = Blueprint("status", __name__, url_prefix="/admin/status")
UNITS = (("GB", 10**9), ("MB", 10**6), ("kB", 10**3))


@blueprint.get("")
@requires(Permission.AUDIT_READ)
def show() -> Any:
    settings = current_app.extensions["settings"]
    state = next((one for one in JobState if one.value == request.args.get("state")), None)
    page, daily = status.jobs_in((state,) if state else status.OPEN, seek()), status.routines()
    return render(
        "admin/status.html", version=VERSION, database=status.database(), disk=status.disk(settings.data_dir, settings.database),
        work=status.work(), workers=status.workers(), post=mail.post(), routines=daily,
        backup=status.last_backup(settings.backup_folder, daily), is_backed_up=settings.nightly_backup, jobs=listed(page),
        addressees=status.addressees(page.rows), job_label=_job_label, size=_size, state=state, states=_states(state),
    )


@blueprint.post("/jobs/<int:job_id>/retry")
@requires(Permission.JOB_EDIT)
def retry(job_id: int) -> Any:
    return _change(job_id, commands.retry_job, _("The job is tried again at once."))


@blueprint.post("/jobs/<int:job_id>/cancel")
@requires(Permission.JOB_EDIT)
def cancel(job_id: int) -> Any:
    return _change(job_id, commands.cancel_job, _("The job is cancelled; it will not be done."))


@blueprint.post("/daily/<string:name>/run")
@requires(Permission.JOB_EDIT)
def run(name: str) -> Any:
    try:
        commands.request_job(name, actor=signed_in())
    except LookupError:
        abort(404)
    flash(_("The work is handed to a worker. Look again in a moment."))
    return redirect(url_for("status.show"), code=303)


def _change(job_id: int, change: Callable[..., None], done: str) -> Any:
    job = status.job_for_update(job_id)
    if job is None:
        abort(404)
    actor: Actor = signed_in()
    try:
        change(job, actor=actor)
    except RuleBroken as error:
        flash(say(error.message), "error")
    else:
        flash(done)
    return redirect(url_for("status.show"), code=303)


def _job_label(job: Job | str) -> str:
    """What a job is, in words; its name when this version does not know it."""
    name = job if isinstance(job, str) else job.name
    handler = jobs.known().handlers.get(name)
    return say(handler.label) if handler else name


def _states(chosen: JobState | None) -> list[dict[str, Any]]:
    choices = [(_("Not over"), None), *((label(state), state) for state in JobState)]
    return [
        {"label": words, "url": url_for("status.show", state=state, _anchor="jobs"), "is_current": state is chosen}
        for words, state in choices
    ]


def _size(n_bytes: int) -> str:
    """`4.2 MB`."""
    unit, factor = next(((unit, factor) for unit, factor in UNITS if n_bytes >= factor), UNITS[-1])
    return f"{number(Decimal(n_bytes) / factor)}{FIXED_SPACE}{unit}"
