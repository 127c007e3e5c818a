"""The pages of targets: the list, one target, its plan, status and steps."""

from typing import Any

from flask import Response, abort, flash, redirect, request, url_for

from planner.charts.figure import Flag
from planner.charts.plotly_spec import plan_chart_spec
from planner.charts.svg import plan_chart_pair
from planner.charts.table import plan_cells, plan_columns
from planner.domain.errors import RuleBroken, StaleEdit
from planner.features.choosing.queries import goals_to_find, needs_to_find, people_to_find, programs_to_find
from planner.features.cycles.queries import cycle_by_id, cycle_in_view
from planner.features.measures.queries import measure_by_id, measures_to_choose
from planner.features.people.queries import organization
from planner.features.targets import commands, queries
from planner.features.targets.forms import FilterForm, OverrideForm, ReasonForm, StepForm, TargetForm
from planner.features.targets.listing import Narrowed, targets_by_attention
from planner.features.targets.queries import Standing
from planner.features.targets.views.wiring import blueprint, target_or_404
from planner.features.targets.views.words import COLUMNS, EVENTS, VALUE_EVENTS, letters, summary
from planner.infra import audit
from planner.infra.clock import today
from planner.infra.finding import Finder
from planner.infra.i18n import gettext as _
from planner.models import Action, AuditEntry, Cycle, Measure, Organization, Target
from planner.permissions import Permission
from planner.web.access import requires, signed_in
from planner.web.chart_words import chart_words
from planner.web.filters import day, label, say, unit_symbol
from planner.web.history import history_rows
from planner.web.paging import listed, seek
from planner.web.render import render


@blueprint.get("/targets")
@requires(Permission.PLAN_READ)
def index() -> Any:
    cycle = cycle_in_view(request.args.get("cycle", type=int), today())
    if cycle is None:
        return render("targets/index.html", cycle=None, targets=[])
    viewer, form = signed_in(), FilterForm(request.args)
    form.program.offer(programs_to_find(cycle.id, viewer))
    form.goal.offer(goals_to_find(cycle.id, viewer))
    form.owner.offer(people_to_find(today()))
    is_sound = form.validate()
    narrowed = Narrowed(form.status.data, form.program.data, form.goal.data, form.owner.data) if is_sound else Narrowed()
    on = today()
    found = listed(*targets_by_attention(cycle.id, viewer, on, seek(), narrowed, organization=organization()))
    return render(
        "targets/index.html", cycle=cycle, found=found, targets=found.rows, is_narrowed=narrowed.is_narrowed, form=form, on=on,
        status=200 if is_sound else 422,
    )


@blueprint.get("/targets/new")
@requires(Permission.TARGET_EDIT)
def new() -> Any:
    cycle, viewer = _cycle(), signed_in()
    programs, goals = programs_to_find(cycle.id, viewer), goals_to_find(cycle.id, viewer)
    form = TargetForm(data=_likely(cycle, programs, goals))
    form.program_id.offer(programs)  # what was looked up in them is known
    form.goal_id.offer(goals)
    return _edit_page(cycle, form)


@blueprint.post("/targets/new")
@requires(Permission.TARGET_EDIT)
def create() -> Any:
    cycle, form = _cycle(), TargetForm()
    _offer(form, cycle, None)
    if "more" in request.form:
        form.add_rows()
        return _edit_page(cycle, form)
    if form.validate():
        try:
            target = commands.create_target(
                cycle, actor=signed_in(), measure=_measure(form), values=form.values(), points=form.points.points(),
                population=form.population.data or "",
            )
        except RuleBroken as error:
            form.refuse(error)
        else:
            flash(_("The target is set."), "success")
            return redirect(url_for("targets.show", target_id=target.id), code=303)
    return _edit_page(cycle, form, status=422)


@blueprint.get("/targets/<int:target_id>")
@requires(Permission.PLAN_READ)
def show(target_id: int) -> Any:
    return _show_page(target_or_404(target_id))


@blueprint.get("/targets/<int:target_id>/edit")
@requires(Permission.TARGET_EDIT)
def edit(target_id: int) -> Any:
    target = target_or_404(target_id)
    return _edit_page(target.cycle, TargetForm.of(target), target=target)


@blueprint.post("/targets/<int:target_id>/edit")
@requires(Permission.TARGET_EDIT)
def update(target_id: int) -> Any:
    target, form = target_or_404(target_id), TargetForm()
    _offer(form, target.cycle, target)
    if "more" in request.form:
        form.add_rows()
        return _edit_page(target.cycle, form, target=target)
    if form.validate():
        try:
            commands.revise_target(
                target, actor=signed_in(), measure=_measure(form), values=form.values(), points=form.points.points(),
                population=form.population.data or "", version=form.loaded_version,
            )
        except StaleEdit as error:
            form.refuse(error)
            saved = TargetForm.of(target, is_saved=True)
            _offer(saved, target.cycle, target)
            form.hold_against(saved, target.version)
        except RuleBroken as error:
            form.refuse(error)
        else:
            flash(_("The target is saved."), "success")
            return redirect(url_for("targets.show", target_id=target.id), code=303)
    return _edit_page(target.cycle, form, target=target, status=422)


@blueprint.post("/targets/<int:target_id>/archive")
@requires(Permission.TARGET_EDIT)
def archive(target_id: int) -> Any:
    target, form = target_or_404(target_id), ReasonForm(prefix="archive-")
    try:
        commands.archive_target(target, actor=signed_in(), reason=form.reason.data or "")
    except RuleBroken as error:
        form.refuse(error)
        return _show_page(target, archive_form=form, status=422)
    flash(_("The target is put away. Its values are kept."), "success")
    return redirect(url_for("targets.index", cycle=target.cycle_id), code=303)


@blueprint.post("/targets/<int:target_id>/override")
@requires(Permission.TARGET_EDIT)
def override(target_id: int) -> Any:
    target, form = target_or_404(target_id), OverrideForm(prefix="override-")
    if form.validate():
        try:
            commands.override_status(target, actor=signed_in(), status=form.status.data, reason=form.reason.data)
        except RuleBroken as error:
            form.refuse(error)
        else:
            flash(_("The target is shown as “%(status)s”.", status=label(form.status.data)), "success")
            return redirect(url_for("targets.show", target_id=target.id), code=303)
    return _show_page(target, override_form=form, status=422)


@blueprint.post("/targets/<int:target_id>/lift-override")
@requires(Permission.TARGET_EDIT)
def lift_override(target_id: int) -> Any:
    target = target_or_404(target_id)
    commands.lift_override(target, actor=signed_in())
    flash(_("The computed status is shown again."), "success")
    return redirect(url_for("targets.show", target_id=target.id), code=303)


@blueprint.post("/targets/<int:target_id>/steps")
@requires(Permission.TARGET_EDIT)
def add_step(target_id: int) -> Any:
    target, form = target_or_404(target_id), StepForm(prefix="step-")
    form.owner_id.offer(people_to_find(today()))
    if form.validate():
        try:
            commands.add_step(
                target, actor=signed_in(), what=form.what.data, owner_id=form.owner_id.data, due_on=form.due_on.data
            )
        except RuleBroken as error:
            form.refuse(error)
        else:
            flash(_("The step is added."), "success")
            return redirect(url_for("targets.show", target_id=target.id, _anchor="steps"), code=303)
    return _show_page(target, step_form=form, status=422)


@blueprint.post("/targets/<int:target_id>/steps/<int:step_id>/complete")
@requires(Permission.TARGET_EDIT)
def complete_step(target_id: int, step_id: int) -> Any:
    commands.complete_step(_target_with_step(target_id, step_id), step_id, actor=signed_in())
    return redirect(url_for("targets.show", target_id=target_id, _anchor="steps"), code=303)


@blueprint.post("/targets/<int:target_id>/steps/<int:step_id>/reopen")
@requires(Permission.TARGET_EDIT)
def reopen_step(target_id: int, step_id: int) -> Any:
    commands.reopen_step(_target_with_step(target_id, step_id), step_id, actor=signed_in())
    return redirect(url_for("targets.show", target_id=target_id, _anchor="steps"), code=303)


def _target_with_step(target_id: int, step_id: int) -> Target:
    target = target_or_404(target_id)
    if step_id not in {step.id for step in target.steps}:
        abort(404)
    return target


def _cycle() -> Cycle:
    chosen = request.args.get("cycle", type=int)
    cycle = cycle_by_id(chosen) if chosen is not None else cycle_in_view(None, today())
    if cycle is None:
        abort(404)
    return cycle


def _measure(form: TargetForm) -> Measure:
    measure = measure_by_id(form.measure_id.data)
    if measure is None:
        abort(404)
    return measure


def _likely(cycle: Cycle, programs: Finder, goals: Finder) -> dict[str, Any]:
    """What a new target probably says, from where the person came."""
    program_id, goal_id = request.args.get("program", 0, type=int), request.args.get("goal", 0, type=int)
    likely: dict[str, Any] = {"starts_on": cycle.starts_on, "due_on": cycle.ends_on}
    if program_id and programs.by_ids([program_id]):
        links = queries.likely_links(program_id)
        likely |= {"program_id": program_id, "goal_id": links.goal_id, "need_id": links.need_id}
    if goal_id and goals.by_ids([goal_id]):
        likely["goal_id"] = goal_id
    return likely


def _offer(form: TargetForm, cycle: Cycle, target: Target | None) -> None:
    viewer = signed_in()
    form.program_id.offer(programs_to_find(cycle.id, viewer, keep=[target.program_id] if target else []))
    form.goal_id.offer(goals_to_find(cycle.id, viewer, keep=[target.goal_id] if target else []))
    form.need_id.offer(needs_to_find(cycle.id, viewer, keep=[target.need_id] if target else []))
    measures = measures_to_choose(keep=target.indicator.measure_id if target else None)
    form.measure_id.offer((measure.id, _measure_words(measure)) for measure in measures)
    people = people_to_find(today(), keep=[target.owner_id, target.collector_id] if target else [])
    form.owner_id.offer(people)
    form.collector_id.offer(people)


def _measure_words(measure: Measure) -> str:
    unit = _("unit of the goal") if measure.unit == "goal" else unit_symbol(measure.unit)
    better = "" if measure.unit == "goal" else f", {label(measure.direction)}"
    return f"{measure.name} ({unit}{better})"


def _edit_page(cycle: Cycle, form: TargetForm, *, target: Target | None = None, status: int = 200) -> Response:
    _offer(form, cycle, target)
    return render("targets/edit.html", cycle=cycle, form=form, target=target, status=status)


def _show_page(
    target: Target, *, override_form: OverrideForm | None = None, step_form: StepForm | None = None,
    archive_form: ReasonForm | None = None, status: int = 200,
) -> Response:
    viewer, house = signed_in(), organization()
    fewest = queries.fewest_respondents(house)
    observations = queries.observations_of(target.indicator_id)
    standing = queries.standing_of(target, queries.observed_of(observations, today()), today(), house)
    assessment = queries.assessments([target], {target.id: standing})[target.id]
    actions = queries.actions_on(target.id, viewer)
    step_form = step_form or StepForm(formdata=None, prefix="step-")
    step_form.owner_id.offer(people_to_find(today()))
    refused = next((form for form in (override_form, step_form, archive_form) if form is not None and form.errors), None)
    return render(
        "targets/show.html", target=target, standing=standing, form=refused, step_form=step_form, actions=actions,
        override_form=override_form or OverrideForm(formdata=None, prefix="override-"),
        archive_form=archive_form or ReasonForm(formdata=None, prefix="archive-"),
        chart=_chart(target, standing, actions, house), smart=summary(assessment),
        letters=letters(assessment, target, standing.unit), need=queries.need_behind(target, viewer),
        sponsor=next((one for one in target.goal.sponsorships if one.is_lead), None) if target.goal else None,
        rows=queries.value_rows(target, standing, observations, fewest), fewest=fewest,
        events=history_rows(_told(target), EVENTS, COLUMNS), status=status,
    )


def _told(target: Target) -> list[AuditEntry]:
    return [entry for entry in audit.entries_about(target) if entry.event not in VALUE_EVENTS]


def _chart(target: Target, standing: Standing, actions: list[Action], house: Organization | None) -> dict[str, Any] | None:
    """The chart in all its forms, for the `figure_chart` component; None where there is nothing to draw."""
    if standing.trajectory is None and not standing.points:
        return None
    original = queries.original_plan_of(target)
    unit = unit_symbol(standing.unit)
    what = _("Total since %(day)s", day=day(target.cycle.starts_on)) if standing.is_cumulative else _("By fortnight")
    subtitle = f"{standing.measure}, {unit} · {what} · {label(standing.direction)}"
    chart = queries.chart_of(
        standing, words=chart_words(standing.unit, original_plan_until=original.until if original else None), say=say,
        subtitle=subtitle, unit=unit, currency=house.currency if house else "", original=original,
        flags=[Flag(action.created_at.date(), f"{action.ref} {action.what}") for action in actions],
    )
    columns = [{"label": words, "num": place > 0} for place, words in enumerate(plan_columns(chart))]
    return {
        "title": chart.title, "subtitle": subtitle, "svg": plan_chart_pair(chart), "spec": plan_chart_spec(chart),
        "columns": columns, "rows": plan_cells(chart),
    }
