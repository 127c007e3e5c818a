"""The pages of briefs: the list, the two steps of writing one, the brief itself, its print, and issuing it."""

import re
from datetime import date
from io import BytesIO
from typing import Any

from flask import Blueprint, Response, abort, flash, redirect, request, send_file, url_for

from planner.domain.errors import RuleBroken, StaleEdit
from planner.domain.frozen import sha256
from planner.domain.values import BriefState
from planner.features.briefs import commands, history, queries
from planner.features.briefs.forms import BriefForm, IssueForm, WordsForm
from planner.features.briefs.rendering import PdfUnavailable, article_of, composed, pdf_of, proposal_in, snapshot_of
from planner.features.choosing.queries import goals_to_find, programs_to_find, targets_to_find
from planner.features.cycles.queries import cycle_in_view
from planner.infra.clock import today
from planner.infra.i18n import gettext as _
from planner.infra.i18n import reader_locale
from planner.models import Brief, Cycle
from planner.permissions import Permission
from planner.web.access import requires, signed_in
from planner.web.history import history_of
from planner.web.lifecycle import reads_first, start_writing
from planner.web.paging import listed, seek
from planner.web.render import render

blueprint = Blueprint("briefs", __name__, url_prefix="/briefs")


@blueprint.get("")
@requires(Permission.BRIEF_READ)
def index() -> Any:
    cycle = cycle_in_view(request.args.get("cycle", type=int), today())
    briefs = listed(queries.briefs_of(cycle.id, signed_in(), seek())) if cycle else None
    return render("briefs/index.html", cycle=cycle, briefs=briefs)


@blueprint.get("/new")
@requires(Permission.BRIEF_EDIT)
def new() -> Any:
    cycle = _cycle()
    about = {f"{kind}_id": request.args.get(kind, type=int) for kind in ("program", "goal")}
    form = BriefForm(title=_("Learning strategy"), locale=reader_locale(), as_of_on=_usual_day(cycle), **about)
    return _facts_page(cycle, form)


@blueprint.post("/new")
@requires(Permission.BRIEF_EDIT)
def create() -> Any:
    cycle, form = _cycle(), BriefForm()
    _offer(form, cycle)
    if form.validate():
        try:
            brief = commands.create_brief(cycle, actor=signed_in(), values=form.values())
        except RuleBroken as error:
            form.refuse(error)
        else:
            flash(_("The draft is started. Now write what the figures mean."))
            return redirect(url_for("briefs.words", brief_id=brief.id), code=303)
    return _facts_page(cycle, form, status=422)


@blueprint.get("/<int:brief_id>")
@requires(Permission.BRIEF_READ)
def show(brief_id: int) -> Any:
    return _show_page(_brief(brief_id), IssueForm(formdata=None))


@blueprint.get("/<int:brief_id>.pdf")
@requires(Permission.BRIEF_READ)
def pdf(brief_id: int) -> Any:
    """The print: as it was issued, byte for byte; of a draft as it would be now, and said to be one."""
    brief = _brief(brief_id)
    if brief.sha256 and brief.sha256 in request.if_none_match:
        answer = Response(status=304)  # the reader has it: the file need not even be read
        answer.set_etag(brief.sha256)
        answer.headers["Cache-Control"] = "private, no-cache"
        return answer
    content = queries.pdf_of(brief)
    if content is None:
        try:
            content = pdf_of(snapshot_of(brief, signed_in()), brief.locale)
        except PdfUnavailable as error:
            flash(str(error), "error")
            return redirect(url_for("briefs.show", brief_id=brief.id), code=303)
    response = send_file(
        BytesIO(content), mimetype="application/pdf", download_name=_file_name(brief), etag=brief.sha256 or False,
        conditional=brief.sha256 is not None, max_age=None,
    )
    # A reader's browser may keep what was issued, but asks each time whether the reader still may see it.
    response.headers["Cache-Control"] = "private, no-cache" if brief.sha256 else "no-store"
    return response


@blueprint.get("/<int:brief_id>/edit")
@requires(Permission.BRIEF_EDIT)
def edit(brief_id: int) -> Any:
    brief = _brief(brief_id)
    if brief.state is not BriefState.DRAFT:
        return _no_draft(brief)
    return _facts_page(brief.cycle, BriefForm(obj=brief), brief=brief)


@blueprint.post("/<int:brief_id>/edit")
@requires(Permission.BRIEF_EDIT)
def update(brief_id: int) -> Any:
    brief, form = _brief(brief_id), BriefForm()
    _offer(form, brief.cycle, brief)
    if form.validate():
        try:
            commands.revise_brief(brief, actor=signed_in(), values=form.values(), version=form.loaded_version)
        except RuleBroken as error:
            form.refuse(error)
            if isinstance(error, StaleEdit):
                saved = BriefForm(formdata=None, obj=brief)
                _offer(saved, brief.cycle, brief)
                form.hold_against(saved, brief.version)
        else:
            flash(_("The brief is saved."))
            return redirect(url_for("briefs.show", brief_id=brief.id), code=303)
    return _facts_page(brief.cycle, form, brief=brief, status=422)


@blueprint.get("/<int:brief_id>/words")
@requires(Permission.BRIEF_EDIT)
def words(brief_id: int) -> Any:
    brief = _brief(brief_id)
    if brief.state is not BriefState.DRAFT:
        return _no_draft(brief)
    proposed = _proposed(brief)
    form = WordsForm(obj=brief)
    form.verdict.data = brief.verdict or proposed
    return _words_page(brief, form, proposed)


@blueprint.post("/<int:brief_id>/words")
@requires(Permission.BRIEF_EDIT)
def write(brief_id: int) -> Any:
    brief, form = _brief(brief_id), WordsForm()
    proposed = _proposed(brief)
    if form.validate():
        try:
            commands.revise_brief(brief, actor=signed_in(), values=form.values(proposed), version=form.loaded_version)
        except RuleBroken as error:
            form.refuse(error)
            if isinstance(error, StaleEdit):
                saved = WordsForm(formdata=None, obj=brief)
                saved.verdict.data = brief.verdict or proposed
                form.hold_against(saved, brief.version)
        else:
            flash(_("The words are saved."))
            return redirect(url_for("briefs.show", brief_id=brief.id), code=303)
    return _words_page(brief, form, proposed, status=422)


@blueprint.post("/<int:brief_id>/issue")
@requires(Permission.BRIEF_ISSUE)
@reads_first
def issue(brief_id: int) -> Any:
    """Compose and print while others may write; then freeze what was composed, if nobody changed the draft meanwhile."""
    brief, form = _brief(brief_id), IssueForm()
    if brief.state is BriefState.DRAFT:
        composition = composed(brief, signed_in()).issued(today(), signed_in().name)
        snapshot = composition.saying(brief.verdict or proposal_in(composition, brief.locale))
        try:
            content = pdf_of(snapshot, brief.locale)
        except PdfUnavailable as error:
            form.form_errors.append(str(error))
            return _show_page(brief, form, status=422)
        start_writing()
        brief = _brief(brief_id)
    else:
        snapshot, content = snapshot_of(brief, signed_in()), b""
    try:
        commands.issue_brief(brief, actor=signed_in(), snapshot=snapshot, pdf=content, version=form.loaded_version)
    except RuleBroken as error:
        form.refuse(error)
        return _show_page(brief, form, status=422)
    flash(_("Brief %(number)s is issued. It never changes from now on.", number=brief.number))
    return redirect(url_for("briefs.show", brief_id=brief.id), code=303)


@blueprint.post("/<int:brief_id>/discard")
@requires(Permission.BRIEF_EDIT)
def discard(brief_id: int) -> Any:
    brief, form = _brief(brief_id), IssueForm()
    cycle_id = brief.cycle_id
    try:
        commands.discard_brief(brief, actor=signed_in())
    except RuleBroken as error:
        form.refuse(error)
        return _show_page(brief, form, status=422)
    flash(_("The draft is thrown away."))
    return redirect(url_for("briefs.index", cycle=cycle_id), code=303)


def _cycle() -> Cycle:
    cycle = cycle_in_view(request.args.get("cycle", type=int), today())
    if cycle is None:
        abort(404)
    return cycle


def _brief(brief_id: int) -> Brief:
    brief = queries.brief_for(signed_in(), brief_id)
    if brief is None:
        abort(404)
    return brief


def _no_draft(brief: Brief) -> Response:
    """For who comes to write what has been issued."""
    flash(_("Brief %(number)s has been issued; it never changes. Start a new brief instead.", number=brief.number), "error")
    return redirect(url_for("briefs.show", brief_id=brief.id), code=303)  # type: ignore[return-value]


def _usual_day(cycle: Cycle) -> date:
    return min(max(today(), cycle.starts_on), cycle.ends_on)


def _proposed(brief: Brief) -> str:
    return proposal_in(composed(brief, signed_in()), brief.locale)


def _file_name(brief: Brief) -> str:
    title = re.sub(r"\W+", "-", f"{brief.cycle.name} {brief.title}".lower()).strip("-")[:80]
    return f"brief-{brief.number:02d}-{title}.pdf" if brief.sha256 else f"draft-of-brief-{brief.number:02d}-{title}.pdf"


def _offer(form: BriefForm, cycle: Cycle, brief: Brief | None = None) -> None:
    viewer = signed_in()
    form.goal_id.offer(goals_to_find(cycle.id, viewer, keep=[brief.goal_id] if brief else []))
    form.program_id.offer(programs_to_find(cycle.id, viewer, keep=[brief.program_id] if brief else []))
    form.chart_target_id.offer(targets_to_find(cycle.id, viewer, keep=[brief.chart_target_id] if brief else []))


def _facts_page(cycle: Cycle, form: BriefForm, *, brief: Brief | None = None, status: int = 200) -> Response:
    _offer(form, cycle, brief)
    return render("briefs/edit.html", cycle=cycle, form=form, brief=brief, status=status)


def _words_page(brief: Brief, form: WordsForm, proposed: str, *, status: int = 200) -> Response:
    return render("briefs/words.html", brief=brief, form=form, proposed=proposed, status=status)


def _show_page(brief: Brief, form: IssueForm, *, status: int = 200) -> Response:
    snapshot = snapshot_of(brief, signed_in())
    is_issued = brief.state is BriefState.ISSUED
    form.version.data = str(brief.version)
    return render(
        "briefs/show.html", brief=brief, form=form, snapshot=snapshot,
        article=article_of(snapshot, brief.locale, signed_in()),
        fits=sha256(snapshot) == brief.sha256 if is_issued else None,
        events=history_of(brief, history.EVENTS, history.COLUMNS, path=url_for("briefs.show", brief_id=brief.id)),
        status=status,
    )
