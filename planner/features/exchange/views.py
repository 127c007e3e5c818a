"""The pages of imports: offer a file, look at what it means, answer, approve or throw away."""

from typing import Any

from flask import Blueprint, Response, abort, flash, redirect, url_for

from planner.domain.errors import RuleBroken
from planner.domain.messages import msg
from planner.domain.tabular.report import Proposal
from planner.features.exchange import commands, queries, telling
from planner.features.exchange.files import FIELDS, Answers, Kind, read_offer
from planner.features.exchange.forms import AnswersForm, ApproveForm, UploadForm, answers_form
from planner.infra.clock import today
from planner.infra.i18n import gettext as _
from planner.infra.spreadsheet import Limits, TooManyRows
from planner.models import ImportRun
from planner.permissions import Permission
from planner.web.access import requires, signed_in
from planner.web.lifecycle import reads_first, start_writing
from planner.web.paging import listed, seek
from planner.web.render import render

blueprint = Blueprint("exchange", __name__, url_prefix="/import")

MOST_ROWS = 20_000
MOST_VALUES = 100_000  # a row of values is plain: no person has to be found for it
PAGE_LIMITS = {
    Kind.PEOPLE: Limits(csv_rows=MOST_ROWS, rows=MOST_ROWS), Kind.TRAINING_RECORDS: Limits(csv_rows=MOST_ROWS, rows=MOST_ROWS),
    Kind.OBSERVATIONS: Limits(csv_rows=MOST_VALUES, rows=MOST_VALUES),
}
MOST_REFUSALS_SHOWN = 100
_NOT_YET = {
    commands.Verdict.LACKS: msg("Say whether to make what is missing here. Nothing was imported."),
    commands.Verdict.MOVED: msg("What is missing here has changed in the meantime. Look at the list again, then approve it."),
}


@blueprint.get("")
@requires(Permission.DATA_IMPORT)
def index() -> Any:
    return _index_page(UploadForm())


@blueprint.post("")
@requires(Permission.DATA_IMPORT)
@reads_first
def create() -> Any:
    form = UploadForm()
    if form.validate():
        content = form.file.data.read()
        try:
            offer = _read(Kind(form.kind.data), content, form.file.data.filename or "", form.answers())
            start_writing()  # a long file is read before others have to wait
            run = commands.stage_import(offer, content, actor=signed_in())
        except RuleBroken as error:
            form.refuse(error if error.field in form.WRITING else RuleBroken(error.message, field="file"))
        else:
            return redirect(url_for("exchange.show", run_id=run.id), code=303)
    return _index_page(form, status=422)


@blueprint.get("/<int:run_id>")
@requires(Permission.DATA_IMPORT)
def show(run_id: int) -> Any:
    return _show_page(_run(run_id))


@blueprint.post("/<int:run_id>/answers")
@requires(Permission.DATA_IMPORT)
@reads_first
def answer(run_id: int) -> Any:
    run = _run(run_id, with_content=True)
    if run.content is None:
        return _gone(run)
    form = _answers_form(run)
    if form.validate():
        try:
            offer = _read(Kind(run.kind), run.content, run.file_name, form.answers())
            start_writing()
            commands.answer_import(_locked(run_id), offer, actor=signed_in())
        except RuleBroken as error:
            form.refuse(error)
        else:
            return redirect(url_for("exchange.show", run_id=run_id), code=303)
    return _show_page(_run(run_id), answers=form, status=422)


@blueprint.post("/<int:run_id>/approve")
@requires(Permission.DATA_IMPORT)
@reads_first
def approve(run_id: int) -> Any:
    run, form, report = _run(run_id, with_reading=True), ApproveForm(), None
    if run.applied_at is not None:
        return _gone(run)
    try:
        offer = commands.offer_as_read(run) or _read_again(run)
        start_writing()
        result = commands.approve_import(
            _locked(run_id), offer, actor=signed_in(), create_missing=bool(form.create_missing.data),
            seen=form.seen.data or "",
        )
        report = telling.kept(result.report.to_json())
        if result.verdict in (commands.Verdict.APPLIED, commands.Verdict.UNCHANGED):
            flash(_("The file is imported.") if result.verdict is commands.Verdict.APPLIED
                  else _("Nothing had to change: everything in the file is here already."))
            return redirect(url_for("exchange.show", run_id=run_id), code=303)
        if (sentence := _NOT_YET.get(result.verdict)) is not None:
            raise RuleBroken(sentence, field="create_missing")
    except RuleBroken as error:
        form.refuse(error)
    return _show_page(_run(run_id), approve_form=form, report=report, status=422)


@blueprint.post("/<int:run_id>/discard")
@requires(Permission.DATA_IMPORT)
def discard(run_id: int) -> Any:
    try:
        commands.discard_import(_locked(run_id), actor=signed_in())
    except RuleBroken as error:
        form = ApproveForm(formdata=None)
        form.refuse(error)
        return _show_page(_run(run_id), approve_form=form, status=422)
    flash(_("The file is thrown away. Nothing was imported."))
    return redirect(url_for("exchange.index"), code=303)


def _gone(run: ImportRun) -> Response:
    """Somebody was faster, or came back with the browser's button."""
    flash(_("This file was imported already. Nothing was changed."), "error")
    return redirect(url_for("exchange.show", run_id=run.id), code=303)  # type: ignore[return-value]


def _run(run_id: int, *, with_content: bool = False, with_reading: bool = False) -> ImportRun:
    run = queries.import_run(run_id, with_content=with_content, with_reading=with_reading)
    if run is None:
        abort(404)
    return run


def _locked(run_id: int) -> ImportRun:
    run = queries.import_run(run_id, for_update=True)
    if run is None:
        abort(404)
    return run


def _read_again(run: ImportRun) -> commands.Offer:
    if run.content is None:
        raise RuleBroken(msg("The file is not kept any more. Throw this import away, and offer the file again."))
    return _read(Kind(run.kind), run.content, run.file_name, Answers.from_json(run.options))


def _read(kind: Kind, content: bytes, file_name: str, answers: Answers) -> commands.Offer:
    try:
        return read_offer(kind, content, file_name, answers, today=today(), limits=PAGE_LIMITS[kind])
    except TooManyRows as error:
        sentence = msg(
            "The table is longer than %(most)s rows, more than a page reads. On the server, “planner import %(kind)s FILE” "
            "reads longer ones; ask whoever keeps the planner running.",
            most=PAGE_LIMITS[kind].rows, kind=kind.value,
        )
        raise RuleBroken(sentence) from error


def _answers_form(run: ImportRun, **options: Any) -> AnswersForm:
    return answers_form(Kind(run.kind), run.report, Answers.from_json(run.options), **options)


def _index_page(form: UploadForm, *, status: int = 200) -> Response:
    return render(
        "exchange/index.html", form=form, most_rows=MOST_ROWS, most_values=MOST_VALUES, status=status,
        runs=listed(queries.import_runs(seek("past")), name="past", path=url_for("exchange.index")),
    )


def _show_page(
    run: ImportRun, *, answers: AnswersForm | None = None, approve_form: ApproveForm | None = None,
    report: dict[str, Any] | None = None, status: int = 200,
) -> Response:
    report = report or run.report
    is_staged = run.applied_at is None
    approve_form = approve_form or ApproveForm(formdata=None)
    approve_form.seen.data = telling.fingerprint(report["proposals"])
    proposals = [Proposal(one["kind"], one["name"], one["rows"], one["in"]) for one in report["proposals"]]
    forms = (form for form in (answers, approve_form) if form is not None)
    return render(
        "exchange/show.html", status=status, run=run, report=telling.told(report), is_staged=is_staged,
        approve_form=approve_form, answers=(answers or _answers_form(run, formdata=None)) if is_staged else None,
        form=next((form for form in forms if form.errors), None), effects=telling.EFFECTS,
        labels={field.name: field.label for field in FIELDS[Kind(run.kind)].fields}, kind_words=telling.KIND_WORDS,
        may_not_make=commands.may_not_make(signed_in(), proposals), earlier=queries.applied_before(run),
        n_shown=MOST_REFUSALS_SHOWN, kept_days=commands.KEPT_DAYS,
    )
