"""The page of exports, and the file that it hands out."""

from typing import Any

from flask import Blueprint, Response

from planner.domain.errors import RuleBroken
from planner.features.account.queries import organization
from planner.features.exchange import observations, queries
from planner.features.exchange.forms import ExportForm
from planner.infra import audit
from planner.infra.clock import today
from planner.infra.i18n import gettext as _
from planner.permissions import Permission
from planner.web.access import requires, signed_in
from planner.web.render import render

blueprint = Blueprint("exports", __name__, url_prefix="/export")


@blueprint.get("")
@requires(Permission.DATA_EXPORT)
def index() -> Any:
    return _page(_form())


@blueprint.post("/observations.csv")
@requires(Permission.DATA_EXPORT)
def download_observations() -> Any:
    """Hand out the file. It is posted for, because the audit trail notes who took what."""
    form = _form()
    if form.validate():
        cycle_name, program_name = form.cycle.data or None, form.program.data or None
        try:
            rows = observations.observations_for(signed_in(), cycle_name=cycle_name, program_name=program_name)
        except RuleBroken as error:
            form.refuse(error)
        else:
            _note(len(rows), cycle_name, program_name)
            text = observations.as_csv(rows, is_full=bool(form.full.data))
            # The mark at the beginning tells spreadsheet programs that the file is UTF-8.
            return Response(
                "\ufeff" + text, mimetype="text/csv",
                headers={"Content-Disposition": f'attachment; filename="observations-{today()}.csv"'},
            )
    return _page(form, status=422)


def _note(n_rows: int, cycle_name: str | None, program_name: str | None) -> None:
    thing = organization()
    if thing is not None:
        what = {"n_rows": [None, n_rows], "cycle": [None, cycle_name], "program": [None, program_name]}
        audit.record(signed_in(), "observations.exported", thing, changes=what)


def _form() -> ExportForm:
    form = ExportForm()
    form.offer(*queries.names_with_observations(signed_in()))
    return form


def _page(form: ExportForm, *, status: int = 200) -> Response:
    return render("exchange/export.html", form=form, columns=observations.COLUMNS, title=_("Export"), status=status)
