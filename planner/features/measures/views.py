"""The pages of the measure library."""

from itertools import groupby
from typing import Any

from flask import Blueprint, Response, abort, flash, redirect, request, url_for

from planner.domain.errors import RuleBroken, StaleEdit
from planner.domain.values import Aggregation, Direction, MeasureType
from planner.features.choosing.queries import people_to_find
from planner.features.cycles.queries import cycle_in_view
from planner.features.measures import commands, queries
from planner.features.measures.forms import LEVELS, MeasureForm
from planner.infra.clock import today
from planner.infra.i18n import gettext as _
from planner.infra.i18n import lazy_gettext as _l
from planner.models import Measure
from planner.permissions import Permission
from planner.web.access import requires, signed_in
from planner.web.history import as_number, as_text, as_word, as_yes_or_no, history_of
from planner.web.paging import listed, seek
from planner.web.render import render

blueprint = Blueprint("measures", __name__, url_prefix="/measures")

EVENTS = {
    "measure.created": _l("The measure was added."),
    "measure.revised": _l("The measure was changed."),
    "measure.archived": _l("The measure was put away."),
    "measure.restored": _l("The measure was taken back."),
}
COLUMNS = {
    "name": (_l("Name"), as_text), "type": (_l("Type"), as_word(MeasureType)), "level": (_l("Level"), as_number),
    "unit": (_l("Unit"), as_text), "direction": (_l("Which way is better"), as_word(Direction)),
    "aggregation": (_l("How periods make a year"), as_word(Aggregation)), "formula": (_l("Formula"), as_text),
    "source": (_l("Source"), as_text), "is_survey": (_l("Survey"), as_yes_or_no),
    "collected_every_days": (_l("Collected every so many days"), as_number),
}


@blueprint.get("")
@requires(Permission.PLAN_READ)
def index() -> Any:
    with_archived = request.args.get("archived") == "1"
    page = listed(queries.page_of_measures(seek(), with_archived=with_archived))
    cycle = cycle_in_view(request.args.get("cycle", type=int), today())
    return render(
        "measures/index.html", measures=page, groups=[(kind, list(some)) for kind, some in groupby(page.rows, _type_of)],
        n_targets=queries.n_targets_by_measure(cycle.id) if cycle else {}, cycle=cycle, with_archived=with_archived,
    )


def _type_of(measure: Measure) -> MeasureType:
    return measure.type


@blueprint.get("/new")
@requires(Permission.MEASURE_EDIT)
def new() -> Any:
    return _edit_page(MeasureForm())


@blueprint.post("/new")
@requires(Permission.MEASURE_EDIT)
def create() -> Any:
    form = MeasureForm()
    _offer(form)
    if form.validate():
        try:
            measure = commands.create_measure(actor=signed_in(), values=form.values())
        except RuleBroken as error:
            form.refuse(error)
        else:
            flash(_("The measure is in the library."), "success")
            return redirect(url_for("measures.show", measure_id=measure.id), code=303)
    return _edit_page(form, status=422)


@blueprint.get("/<int:measure_id>")
@requires(Permission.PLAN_READ)
def show(measure_id: int) -> Any:
    measure = _measure(measure_id)
    return render(
        "measures/show.html", measure=measure, n_targets=queries.n_targets_with(measure.id),
        levels=dict(LEVELS), events=history_of(measure, EVENTS, COLUMNS, path=request.path),
    )


@blueprint.get("/<int:measure_id>/edit")
@requires(Permission.MEASURE_EDIT)
def edit(measure_id: int) -> Any:
    measure = _measure(measure_id)
    return _edit_page(_form_for(measure, obj=measure), measure=measure)


@blueprint.post("/<int:measure_id>/edit")
@requires(Permission.MEASURE_EDIT)
def update(measure_id: int) -> Any:
    measure = _measure(measure_id)
    form = _form_for(measure)
    _offer(form, measure)
    if form.validate():
        try:
            commands.revise_measure(measure, actor=signed_in(), values=form.values(), version=form.loaded_version)
        except RuleBroken as error:
            form.refuse(error)
            if isinstance(error, StaleEdit):
                saved = _form_for(measure, formdata=None, obj=measure)
                _offer(saved, measure)
                form.hold_against(saved, measure.version)
        else:
            flash(_("The measure is saved."), "success")
            return redirect(url_for("measures.show", measure_id=measure.id), code=303)
    return _edit_page(form, measure=measure, status=422)


@blueprint.post("/<int:measure_id>/archive")
@requires(Permission.MEASURE_EDIT)
def archive(measure_id: int) -> Any:
    commands.archive_measure(_measure(measure_id), actor=signed_in())
    flash(_("The measure is put away. Targets that use it keep it."), "success")
    return redirect(url_for("measures.show", measure_id=measure_id), code=303)


@blueprint.post("/<int:measure_id>/restore")
@requires(Permission.MEASURE_EDIT)
def restore(measure_id: int) -> Any:
    commands.restore_measure(_measure(measure_id), actor=signed_in())
    flash(_("The measure is in the library again."), "success")
    return redirect(url_for("measures.show", measure_id=measure_id), code=303)


def _measure(measure_id: int) -> Measure:
    measure = queries.measure_by_id(measure_id)
    if measure is None:
        abort(404)
    return measure


def _form_for(measure: Measure, **values: Any) -> MeasureForm:
    form = MeasureForm(**values)
    del form.code  # imports and exports know the measure by it
    return form


def _offer(form: MeasureForm, measure: Measure | None = None) -> None:
    form.steward_id.offer(people_to_find(today(), keep=[measure.steward_id] if measure else []))


def _edit_page(form: MeasureForm, *, measure: Measure | None = None, status: int = 200) -> Response:
    _offer(form, measure)
    is_fixed = measure is not None and queries.is_in_use(measure.id)
    return render("measures/edit.html", form=form, measure=measure, is_fixed=is_fixed, status=status)
