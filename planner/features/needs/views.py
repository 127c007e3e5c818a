"""The pages of needs: the list, the intake in three steps, one need with its analysis, triage and decision."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from flask import Blueprint, Response, abort, flash, redirect, request, url_for

from planner.domain.errors import RuleBroken, StaleEdit
from planner.domain.intake import ANSWERS, solution_words, verdict_on_training
from planner.domain.priority import CRITERIA
from planner.domain.values import CauseCell, NeedState
from planner.domain.workflow import NEED_MOVES, moves_from
from planner.features.choosing.queries import departments_to_find, goals_to_find
from planner.features.cycles.queries import cycle_in_view
from planner.features.needs import commands, queries
from planner.features.needs.forms import (
    STEPS,
    AnalysisForm,
    DecisionForm,
    ExpectationForm,
    FilterForm,
    ProblemForm,
    ReturnForm,
    StepForm,
    TriageForm,
)
from planner.features.needs.history import EVENTS, columns
from planner.features.people.queries import departments_named
from planner.infra.audit import ids_in, latest_about
from planner.infra.clock import today
from planner.infra.i18n import gettext as _
from planner.models import AuditEntry, Cycle, Need
from planner.permissions import Permission, can
from planner.web.access import requires, signed_in
from planner.web.forms import VersionedForm
from planner.web.history import Columns, history_of
from planner.web.paging import listed, seek
from planner.web.render import render

blueprint = Blueprint("needs", __name__, url_prefix="/needs")

_ORDER = list(STEPS)


@dataclass(frozen=True, slots=True)
class _Row:
    """A line of the list. The days count only while the need waits for a decision."""

    need: Need
    score: Decimal | None
    n_days: int | None


@blueprint.get("")
@requires(Permission.PLAN_READ)
def index() -> Any:
    viewer, form = signed_in(), FilterForm(request.args)
    cycle = cycle_in_view(request.args.get("cycle", type=int), today())
    if cycle is None:
        return render("needs/index.html", cycle=None, form=form)
    form.department.offer(departments_to_find(viewer, only_own=True))
    form.goal.offer(goals_to_find(cycle.id, viewer))
    is_sound = form.validate()
    wanted = {"state": form.state.data, "department_id": form.department.data, "goal_id": form.goal.data} if is_sound else {}
    page = queries.needs_of(cycle.id, viewer, seek(), order=(form.sort.data or "latest") if is_sound else "latest", **wanted)
    return render(
        "needs/index.html", cycle=cycle, form=form, needs=listed(page.with_rows([_row(need) for need in page.rows])),
        n_by_state=queries.n_needs_by_state(cycle.id, viewer),
        n_programs=queries.n_programs_answering([need.id for need in page.rows], viewer),
        status=200 if is_sound else 422,
    )


@blueprint.get("/new")
@requires(Permission.NEED_LOG)
def new() -> Any:
    form = ProblemForm(data={"department_id": queries.department_of(signed_in().person_id)})
    return _step_page(_cycle(), form, "problem")


@blueprint.post("/new")
@requires(Permission.NEED_LOG)
def create() -> Any:
    cycle, form = _cycle(), ProblemForm()
    _offer(form, cycle)
    if form.validate():
        try:
            need = commands.create_need(cycle, actor=signed_in(), values=form.values())
        except RuleBroken as error:
            form.refuse(error)
        else:
            return _after_step(need, "problem")
    return _step_page(cycle, form, "problem", status=422)


@blueprint.get("/<int:need_id>/<any(problem,gap,reasons):step>")
@requires(Permission.NEED_LOG)
def edit(need_id: int, step: str) -> Any:
    need = _need(need_id)
    if need.state is not NeedState.DRAFT:
        flash(_("This need was sent already, so it is shown here and no longer changed."))
        return redirect(url_for("needs.show", need_id=need.id), code=303)
    return _step_page(need.cycle, STEPS[step][1](obj=need), step, need=need)


@blueprint.post("/<int:need_id>/<any(problem,gap,reasons):step>")
@requires(Permission.NEED_LOG)
def update(need_id: int, step: str) -> Any:
    need, kind = _need(need_id), STEPS[step][1]
    form = kind()
    _offer(form, need.cycle, need)
    if form.validate():
        try:
            commands.revise_need(need, actor=signed_in(), values=form.values(), version=form.loaded_version)
        except RuleBroken as error:
            saved = kind(formdata=None, obj=need)
            _offer(saved, need.cycle, need)
            _refuse(form, error, saved, need)
        else:
            return _after_step(need, step)
    return _step_page(need.cycle, form, step, need=need, status=422)


@blueprint.get("/<int:need_id>/check")
@requires(Permission.NEED_LOG)
def check(need_id: int) -> Any:
    need = _need(need_id)
    if need.state is not NeedState.DRAFT:
        return redirect(url_for("needs.show", need_id=need.id), code=303)
    return _check_page(need, ReturnForm(formdata=None))


@blueprint.post("/<int:need_id>/submit")
@requires(Permission.NEED_LOG)
def submit(need_id: int) -> Any:
    need, form = _need(need_id), ReturnForm(formdata=None)
    try:
        commands.submit_need(need, actor=signed_in())
    except RuleBroken as error:
        form.refuse(error)
        return _check_page(need, form, status=422)
    flash(_("The need is sent. What is decided, and why, you will find here."), "success")
    return redirect(url_for("needs.show", need_id=need.id), code=303)


@blueprint.get("/<int:need_id>")
@requires(Permission.PLAN_READ)
def show(need_id: int) -> Any:
    return _show_page(_need(need_id))


@blueprint.post("/<int:need_id>/decision")
@requires(Permission.NEED_DECIDE)
def decide(need_id: int) -> Any:
    need, form = _need(need_id), DecisionForm()
    if form.validate():
        try:
            commands.decide_need(
                need, actor=signed_in(), decision=form.decision.data, reason=form.reason.data or "", version=form.loaded_version
            )
        except RuleBroken as error:
            _refuse(form, error, DecisionForm(formdata=None, obj=need), need)
        else:
            flash(_("The decision is saved. The requester finds it with its reason on this page."), "success")
            return redirect(url_for("needs.show", need_id=need.id), code=303)
    return _show_page(need, decision_form=form, status=422)


@blueprint.post("/<int:need_id>/return")
@requires(Permission.NEED_ANALYSE)
def return_(need_id: int) -> Any:
    need, form = _need(need_id), ReturnForm()
    if form.validate():
        try:
            commands.return_need(need, actor=signed_in(), reason=form.return_reason.data or "")
        except RuleBroken as error:
            form.refuse(error)
        else:
            flash(_("The need is a draft of the department again."))
            return redirect(url_for("needs.show", need_id=need.id), code=303)
    return _show_page(need, return_form=form, status=422)


@blueprint.get("/<int:need_id>/analysis")
@requires(Permission.NEED_ANALYSE)
def edit_analysis(need_id: int) -> Any:
    need = _need(need_id)
    return _analysis_page(need, _analysis_of(need))


@blueprint.post("/<int:need_id>/analysis")
@requires(Permission.NEED_ANALYSE)
def analyse(need_id: int) -> Any:
    need, form = _need(need_id), AnalysisForm()
    if form.validate():
        try:
            commands.analyse_need(need, actor=signed_in(), findings=form.findings(), version=form.loaded_version)
        except RuleBroken as error:
            _refuse(form, error, _analysis_of(need), need)
        else:
            flash(_("The analysis is saved."), "success")
            return redirect(url_for("needs.show", need_id=need.id, _anchor="causes"), code=303)
    return _analysis_page(need, form, status=422)


@blueprint.get("/<int:need_id>/expectation")
@requires(Permission.NEED_ANALYSE)
def edit_expectation(need_id: int) -> Any:
    need = _need(need_id)
    return render("needs/expectation.html", need=need, form=ExpectationForm(obj=need))


@blueprint.post("/<int:need_id>/expectation")
@requires(Permission.NEED_ANALYSE)
def agree(need_id: int) -> Any:
    need, form = _need(need_id), ExpectationForm()
    if form.validate():
        try:
            commands.agree_expectation(need, actor=signed_in(), values=form.values(), version=form.loaded_version)
        except RuleBroken as error:
            _refuse(form, error, ExpectationForm(formdata=None, obj=need), need)
        else:
            flash(_("The expectation is saved."), "success")
            return redirect(url_for("needs.show", need_id=need.id, _anchor="expectation"), code=303)
    return render("needs/expectation.html", need=need, form=form, status=422)


@blueprint.get("/<int:need_id>/triage")
@requires(Permission.NEED_ANALYSE)
def edit_triage(need_id: int) -> Any:
    need = _need(need_id)
    return render("needs/triage.html", need=need, form=TriageForm(obj=need), criteria=CRITERIA)


@blueprint.post("/<int:need_id>/triage")
@requires(Permission.NEED_ANALYSE)
def score(need_id: int) -> Any:
    need, form = _need(need_id), TriageForm()
    if form.validate():
        try:
            commands.score_need(need, actor=signed_in(), scores=form.scores(), version=form.loaded_version)
        except RuleBroken as error:
            _refuse(form, error, TriageForm(formdata=None, obj=need), need)
        else:
            flash(_("The scores are saved."), "success")
            return redirect(url_for("needs.show", need_id=need.id), code=303)
    return render("needs/triage.html", need=need, form=form, criteria=CRITERIA, status=422)


def _cycle() -> Cycle:
    cycle = cycle_in_view(request.args.get("cycle", type=int), today())
    if cycle is None:
        abort(404)
    return cycle


def _need(need_id: int) -> Need:
    need = queries.need_for(signed_in(), need_id)
    if need is None:
        abort(404)
    return need


def _offer(form: StepForm, cycle: Cycle, need: Need | None = None) -> None:
    if isinstance(form, ProblemForm):
        form.department_id.offer(departments_to_find(signed_in(), only_own=True, keep=[need.department_id] if need else []))
        form.goal_id.offer(goals_to_find(cycle.id, signed_in(), keep=[need.goal_id] if need else []))


def _refuse(form: VersionedForm, error: RuleBroken, saved: VersionedForm, need: Need) -> None:
    form.refuse(error)
    if isinstance(error, StaleEdit):
        form.hold_against(saved, need.version)


def _row(need: Need) -> _Row:
    return _Row(need, queries.score_of(need), _n_days_waiting(need))


def _n_days_waiting(need: Need) -> int | None:
    if need.state is not NeedState.SUBMITTED or need.submitted_at is None:
        return None
    return max((today() - need.submitted_at.date()).days, 0)


def _after_step(need: Need, step: str) -> Any:
    if request.form.get("later"):
        flash(_("The draft is saved. Go on with it whenever you like."), "success")
        return redirect(url_for("needs.show", need_id=need.id), code=303)
    place = _ORDER.index(step) + 1
    if request.values.get("back_to_check") or place == len(_ORDER):
        return redirect(url_for("needs.check", need_id=need.id), code=303)
    return redirect(url_for("needs.edit", need_id=need.id, step=_ORDER[place]), code=303)


def _step_page(cycle: Cycle, form: StepForm, step: str, *, need: Need | None = None, status: int = 200) -> Response:
    _offer(form, cycle, need)
    place = _ORDER.index(step)
    return render(
        "needs/step.html", cycle=cycle, form=form, need=need, step=step, number=place + 1, steps=STEPS,
        previous=_ORDER[place - 1] if place else None, from_check=bool(request.values.get("back_to_check")), status=status,
        words=solution_words(need.title, need.problem) if need else [],
    )


def _check_page(need: Need, form: ReturnForm, *, status: int = 200) -> Response:
    return render(
        "needs/check.html", need=need, form=form, missing=queries.missing_in(need),
        words=solution_words(need.title, need.problem), status=status,
    )


def _analysis_of(need: Need) -> AnalysisForm:
    data: dict[str, Any] = {"version": need.version}
    for cause in need.causes:
        data |= {f"{cause.cell.value}_finding": cause.finding, f"{cause.cell.value}_accepted": cause.is_accepted}
    return AnalysisForm(formdata=None, data=data)


def _analysis_page(need: Need, form: AnalysisForm, *, status: int = 200) -> Response:
    return render("needs/analysis.html", need=need, form=form, cells=list(CauseCell), answers=ANSWERS, status=status)


def _history_columns(entries: Sequence[AuditEntry]) -> Columns:
    goals = queries.goals_named(ids_in(entries, "goal_id"))
    return columns(goals.items(), departments_named(ids_in(entries, "department_id")).items())


def _show_page(
    need: Need, *, decision_form: DecisionForm | None = None, return_form: ReturnForm | None = None, status: int = 200
) -> Response:
    viewer, last_step = signed_in(), latest_about(need, ("need.returned", "need.submitted"))
    path = url_for("needs.show", need_id=need.id)
    causes = sorted(need.causes, key=lambda cause: list(CauseCell).index(cause.cell))
    # A decision that is refused because there is one already still shows what was typed.
    may_decide = can(viewer, Permission.NEED_DECIDE, need) and "decline" in moves_from(NEED_MOVES, need.state)
    return render(
        "needs/show.html", need=need, score=queries.score_of(need), n_days=_n_days_waiting(need), criteria=CRITERIA,
        causes=causes, answers=ANSWERS,
        programs=listed(queries.programs_answering(need.id, viewer, seek("programs")), name="programs", path=path),
        verdict=verdict_on_training(cause.cell for cause in causes if cause.is_accepted),
        decision_form=decision_form or (DecisionForm(formdata=None, obj=need) if may_decide else None),
        return_form=return_form or ReturnForm(formdata=None), form=decision_form or return_form,
        returned=last_step if last_step and last_step.event == "need.returned" else None,
        history=history_of(need, EVENTS, _history_columns, path=path),
        status=status,
    )
