"""The pages of cycles."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, abort, flash, redirect, url_for

from planner.domain.cycles import fortnight_of, fortnights
from planner.domain.errors import RuleBroken, StaleEdit
from planner.domain.frozen import restored
from planner.domain.values import CycleState
from planner.domain.workflow import CYCLE_MOVES, moves_from
from planner.features.cycles import commands, queries
from planner.features.cycles.forms import CycleForm, RebaselineForm, ReturnForm
from planner.features.cycles.freezing import frozen_plan
from planner.features.cycles.plan import SECTIONS
from planner.infra.clock import today
from planner.infra.i18n import gettext as _
from planner.infra.i18n import lazy_gettext as _l
from planner.models import Cycle
from planner.permissions import Permission
from planner.web import history
from planner.web.access import requires, signed_in
from planner.web.forms import PlannerForm
from planner.web.paging import listed, seek
from planner.web.render import render

blueprint = Blueprint("cycles", __name__, url_prefix="/cycles")

EVENTS = {
    "cycle.created": _l("Opened the cycle"),
    "cycle.revised": _l("Changed the cycle"),
    "cycle.submitted": _l("Submitted the plan"),
    "cycle.returned": _l("Returned the plan"),
    "cycle.approved": _l("Approved the plan"),
    "cycle.baselined": _l("Froze a baseline"),
    "cycle.closed": _l("Closed the cycle"),
}
COLUMNS = {
    "name": (_l("Name"), history.as_text),
    "starts_on": (_l("First day"), history.as_day),
    "ends_on": (_l("Last day"), history.as_day),
    "purpose": (_l("What this year is about"), history.as_text),
    "state": (_l("State"), history.as_word(CycleState)),
    "baseline": (_l("Baseline"), history.as_text),
}


@blueprint.get("")
@requires(Permission.PLAN_READ)
def index() -> Any:
    return render("cycles/index.html", cycles=queries.cycles(), counts=queries.counts_by_cycle(signed_in()), today=today())


@blueprint.get("/new")
@requires(Permission.CYCLE_EDIT)
def new() -> Any:
    year = queries.proposed_cycle(today())
    return _edit_page(CycleForm(data={"name": year.name, "starts_on": year.starts_on, "ends_on": year.ends_on}))


@blueprint.post("/new")
@requires(Permission.CYCLE_EDIT)
def create() -> Any:
    form = CycleForm()
    if form.validate():
        try:
            cycle = commands.create_cycle(actor=signed_in(), values=form.values())
        except RuleBroken as error:
            form.refuse(error)
        else:
            flash(_("The cycle is open. Add the goals of the organization next."))
            return redirect(url_for("cycles.show", cycle_id=cycle.id), code=303)
    return _edit_page(form, status=422)


@blueprint.get("/<int:cycle_id>")
@requires(Permission.PLAN_READ)
def show(cycle_id: int) -> Any:
    return _show_page(_cycle(cycle_id))


@blueprint.get("/<int:cycle_id>/edit")
@requires(Permission.CYCLE_EDIT)
def edit(cycle_id: int) -> Any:
    cycle = _cycle(cycle_id)
    return _edit_page(CycleForm(obj=cycle), cycle=cycle)


@blueprint.post("/<int:cycle_id>/edit")
@requires(Permission.CYCLE_EDIT)
def update(cycle_id: int) -> Any:
    cycle, form = _cycle(cycle_id), CycleForm()
    if form.validate():
        try:
            commands.revise_cycle(cycle, actor=signed_in(), values=form.values(), version=form.loaded_version)
        except RuleBroken as error:
            form.refuse(error)
            if isinstance(error, StaleEdit):
                form.hold_against(CycleForm(formdata=None, obj=cycle), cycle.version)
        else:
            flash(_("The cycle is saved."))
            return redirect(url_for("cycles.show", cycle_id=cycle.id), code=303)
    return _edit_page(form, cycle=cycle, status=422)


@blueprint.post("/<int:cycle_id>/submit")
@requires(Permission.CYCLE_EDIT)
def submit(cycle_id: int) -> Any:
    cycle, form = _cycle(cycle_id), PlannerForm()
    return _moved(cycle, form, lambda: commands.submit_cycle(cycle, actor=signed_in()), _("The plan waits for approval."))


@blueprint.post("/<int:cycle_id>/return")
@requires(Permission.CYCLE_APPROVE)
def return_(cycle_id: int) -> Any:
    cycle, form = _cycle(cycle_id), ReturnForm()
    reason = form.reason.data or ""
    return _moved(
        cycle, form, lambda: commands.return_cycle(cycle, actor=signed_in(), reason=reason), _("The plan is a draft again.")
    )


@blueprint.post("/<int:cycle_id>/approve")
@requires(Permission.CYCLE_APPROVE)
def approve(cycle_id: int) -> Any:
    cycle, form = _cycle(cycle_id), PlannerForm()
    done = _("The plan is approved. Baseline 1 keeps it as it stands today.")
    return _moved(cycle, form, lambda: commands.approve_cycle(cycle, actor=signed_in()), done)


@blueprint.post("/<int:cycle_id>/rebaseline")
@requires(Permission.CYCLE_APPROVE)
def rebaseline(cycle_id: int) -> Any:
    cycle, form = _cycle(cycle_id), RebaselineForm()
    reason = form.reason.data or ""
    done = _("There is a new baseline. The older one stays readable.")
    return _moved(cycle, form, lambda: commands.rebaseline_cycle(cycle, actor=signed_in(), reason=reason), done)


@blueprint.post("/<int:cycle_id>/close")
@requires(Permission.CYCLE_EDIT)
def close(cycle_id: int) -> Any:
    cycle, form = _cycle(cycle_id), PlannerForm()
    return _moved(cycle, form, lambda: commands.close_cycle(cycle, actor=signed_in()), _("The cycle is closed."))


@blueprint.get("/<int:cycle_id>/baselines/<int:number>")
@requires(Permission.PLAN_READ)
def baseline(cycle_id: int, number: int) -> Any:
    found = queries.baseline_of(cycle_id, number)
    if found is None:
        abort(404)
    plan = frozen_plan(found, signed_in(), {name: seek(name) for name in SECTIONS})
    parts = {
        name: listed(page.with_rows(restored(page.rows)), plan.counts.get(name), name=name) for name, page in plan.parts.items()
    }
    return render("cycles/baseline.html", baseline=found, cycle=found.cycle, frozen=restored(plan.cycle), parts=parts)


def _cycle(cycle_id: int) -> Cycle:
    cycle = queries.cycle_by_id(cycle_id)
    if cycle is None:
        abort(404)
    return cycle


def _moved(cycle: Cycle, form: PlannerForm, command: Callable[[], Any], done: str) -> Response:
    """Make the move and go back to the cycle, or show it with the sentence that says why not."""
    if form.validate():
        try:
            command()
        except RuleBroken as error:
            form.refuse(error)
        else:
            flash(done)
            return redirect(url_for("cycles.show", cycle_id=cycle.id), code=303)  # type: ignore[return-value]
    return _show_page(cycle, form, status=422)


def _edit_page(form: CycleForm, *, cycle: Cycle | None = None, status: int = 200) -> Response:
    return render("cycles/edit.html", form=form, cycle=cycle, status=status)


def _show_page(cycle: Cycle, form: PlannerForm | None = None, *, status: int = 200) -> Response:
    viewer, day, path = signed_in(), today(), url_for("cycles.show", cycle_id=cycle.id)
    baselines = listed(queries.baselines_of(cycle.id, seek("baselines")), name="baselines", path=path)
    return render(
        "cycles/show.html", status=status, cycle=cycle, form=form, moves=moves_from(CYCLE_MOVES, cycle.state),
        return_form=form if isinstance(form, ReturnForm) else ReturnForm(formdata=None),
        rebaseline_form=form if isinstance(form, RebaselineForm) else RebaselineForm(formdata=None),
        fortnight=fortnight_of(day, cycle.starts_on, cycle.ends_on),
        n_fortnights=len(fortnights(cycle.starts_on, cycle.ends_on)),
        counts=queries.counts_by_cycle(viewer, cycle_id=cycle.id).get(cycle.id, queries.Counts()),
        gaps=queries.gaps_of(cycle, viewer) if viewer.sees_everything else None,
        baselines=baselines, today=day,
        history_rows=history.history_of(cycle, EVENTS, COLUMNS, path=path),
    )
