"""The pages of programs: the portfolio, and one program with the chain that it stands in."""

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, Response, abort, flash, redirect, request, url_for

from planner.domain.errors import RuleBroken, StaleEdit
from planner.domain.messages import N_
from planner.domain.programs import RATINGS, warning_on_dates
from planner.domain.workflow import PROGRAM_MOVES, moves_from
from planner.features.choosing.queries import departments_to_find, goals_to_find, needs_to_find, people_to_find
from planner.features.cycles.queries import cycle_in_view
from planner.features.needs.queries import need_for
from planner.features.people.queries import departments_named, people_named
from planner.features.programs import commands, queries
from planner.features.programs.forms import ArchiveForm, FilterForm, ImpactForm, MoveForm, ProgramForm
from planner.features.programs.history import EVENTS, columns
from planner.features.targets.queries import target_rows
from planner.infra.audit import ids_in
from planner.infra.clock import today
from planner.infra.i18n import gettext as _
from planner.infra.keyset import Count
from planner.models import AuditEntry, Cycle, Impact, Program
from planner.permissions import Permission
from planner.web.access import requires, signed_in
from planner.web.filters import label
from planner.web.forms import PlannerForm
from planner.web.history import Columns, history_of
from planner.web.paging import listed, seek
from planner.web.render import render

blueprint = Blueprint("programs", __name__, url_prefix="/programs")

MOVES = {
    "plan": N_("Take it into the plan"), "start": N_("Start it"), "complete": N_("Complete it"), "cancel": N_("Cancel it"),
    "propose": N_("Propose it again"),
}


@blueprint.get("")
@requires(Permission.PLAN_READ)
def index() -> Any:
    viewer, form = signed_in(), FilterForm(request.args)
    cycle = cycle_in_view(request.args.get("cycle", type=int), today())
    if cycle is None:
        return render("programs/index.html", cycle=None, form=form)
    form.goal.offer(goals_to_find(cycle.id, viewer))
    form.department.offer(departments_to_find(viewer, only_own=True))
    is_sound = form.validate()
    wanted = {"state": form.state.data, "goal_id": form.goal.data, "department_id": form.department.data} if is_sound else {}
    found = queries.programs_of(cycle.id, viewer, seek(), **wanted)
    return render(
        "programs/index.html", cycle=cycle, form=form, programs=listed(found.page, Count(found.n_found)), totals=found,
        n_targets=queries.n_targets_of([program.id for program in found.page.rows], viewer),
        is_filtered=any(wanted.values()), status=200 if is_sound else 422,
    )


@blueprint.get("/new")
@requires(Permission.PROGRAM_EDIT)
def new() -> Any:
    cycle = _cycle()
    need = need_for(signed_in(), request.args.get("need", 0, type=int))
    if need is None or need.cycle_id != cycle.id:
        return _edit_page(cycle, ProgramForm())
    answers = {"need_ids": [need.id], "goal_ids": [need.goal_id] if need.goal_id else [], "audience": need.audience}
    return _edit_page(cycle, ProgramForm(data={**answers, "expected_participants": need.audience_size}))


@blueprint.post("/new")
@requires(Permission.PROGRAM_EDIT)
def create() -> Any:
    cycle, form = _cycle(), ProgramForm()
    _offer(form, cycle)
    if form.validate():
        try:
            program = commands.create_program(
                cycle, actor=signed_in(), values=form.values(), goal_ids=form.goal_ids.data, need_ids=form.need_ids.data
            )
        except RuleBroken as error:
            form.refuse(error)
        else:
            return _saved(program, _("The program is proposed."))
    return _edit_page(cycle, form, status=422)


@blueprint.get("/<int:program_id>")
@requires(Permission.PLAN_READ)
def show(program_id: int) -> Any:
    return _show_page(_program(program_id))


@blueprint.get("/<int:program_id>/edit")
@requires(Permission.PROGRAM_EDIT)
def edit(program_id: int) -> Any:
    program = _program(program_id)
    return _edit_page(program.cycle, _filled(program), program=program)


@blueprint.post("/<int:program_id>/edit")
@requires(Permission.PROGRAM_EDIT)
def update(program_id: int) -> Any:
    program, form = _program(program_id), ProgramForm()
    _offer(form, program.cycle, program)
    if form.validate():
        try:
            commands.revise_program(
                program, actor=signed_in(), values=form.values(), goal_ids=form.goal_ids.data,
                need_ids=form.need_ids.data, version=form.loaded_version,
            )
        except RuleBroken as error:
            form.refuse(error)
            if isinstance(error, StaleEdit):
                saved = _filled(program)
                _offer(saved, program.cycle, program)
                form.hold_against(saved, program.version)
        else:
            return _saved(program, _("The program is saved."))
    return _edit_page(program.cycle, form, program=program, status=422)


@blueprint.get("/<int:program_id>/impact/<int:goal_id>")
@requires(Permission.PROGRAM_EDIT)
def edit_impact(program_id: int, goal_id: int) -> Any:
    program = _program(program_id)
    impact = _impact(program, goal_id)
    return _impact_page(program, impact, _filled_impact(program, impact))


@blueprint.post("/<int:program_id>/impact/<int:goal_id>")
@requires(Permission.PROGRAM_EDIT)
def plan_impact(program_id: int, goal_id: int) -> Any:
    program, form = _program(program_id), ImpactForm()
    impact = _impact(program, goal_id)
    _offer_people(form, impact)
    if form.validate():
        try:
            commands.plan_impact(program, goal_id, actor=signed_in(), values=form.values(), version=form.loaded_version)
        except RuleBroken as error:
            form.refuse(error)
            if isinstance(error, StaleEdit):
                form.hold_against(_filled_impact(program, impact), program.version)
        else:
            flash(_("The planned impact is saved."), "success")
            return redirect(url_for("programs.show", program_id=program.id, _anchor="goals"), code=303)
    return _impact_page(program, impact, form, status=422)


@blueprint.post("/<int:program_id>/<any(plan,start,complete,cancel,propose):name>")
@requires(Permission.PROGRAM_EDIT)
def move(program_id: int, name: str) -> Any:
    program, form = _program(program_id), MoveForm()
    if form.validate():
        try:
            commands.move_program(program, actor=signed_in(), name=name, reason=form.reason.data or "")
        except RuleBroken as error:
            form.refuse(error)
        else:
            flash(_("The program is now “%(state)s”.", state=label(program.state)), "success")
            return redirect(url_for("programs.show", program_id=program.id), code=303)
    return _show_page(program, refused=form, move_form=form, status=422)


@blueprint.post("/<int:program_id>/archive")
@requires(Permission.PROGRAM_EDIT)
def archive(program_id: int) -> Any:
    program, form = _program(program_id), ArchiveForm()
    if form.validate():
        try:
            commands.archive_program(program, actor=signed_in(), reason=form.archive_reason.data or "")
        except RuleBroken as error:
            form.refuse(error)
        else:
            flash(_("The program is put away."), "success")
            return redirect(url_for("programs.index", cycle=program.cycle_id), code=303)
    return _show_page(program, refused=form, archive_form=form, status=422)


def _cycle() -> Cycle:
    cycle = cycle_in_view(request.args.get("cycle", type=int), today())
    if cycle is None:
        abort(404)
    return cycle


def _program(program_id: int) -> Program:
    program = queries.program_for(signed_in(), program_id)
    if program is None:
        abort(404)
    return program


def _impact(program: Program, goal_id: int) -> Impact:
    return next((impact for impact in program.impacts if impact.goal_id == goal_id), None) or abort(404)


def _filled(program: Program) -> ProgramForm:
    links = {"goal_ids": [i.goal_id for i in program.impacts], "need_ids": [a.need_id for a in program.answers]}
    return ProgramForm(formdata=None, obj=program, data=links)


def _filled_impact(program: Program, impact: Impact) -> ImpactForm:
    form = ImpactForm(formdata=None, obj=impact, data={"version": program.version})
    _offer_people(form, impact)
    return form


def _offer(form: ProgramForm, cycle: Cycle, program: Program | None = None) -> None:
    goals = [impact.goal_id for impact in program.impacts] if program else []
    needs = [answer.need_id for answer in program.answers] if program else []
    form.goal_ids.offer(goals_to_find(cycle.id, signed_in(), keep=goals))
    form.need_ids.offer(needs_to_find(cycle.id, signed_in(), keep=needs))
    form.department_id.offer(departments_to_find(signed_in(), keep=[program.department_id] if program else []))
    # Who has left since stays named until somebody else is.
    people = people_to_find(today(), keep=[program.owner_id, program.sponsor_id] if program else [])
    for field in (form.owner_id, form.sponsor_id):
        field.offer(people)


def _offer_people(form: ImpactForm, impact: Impact) -> None:
    form.agreed_by_id.offer(people_to_find(today(), keep=[impact.agreed_by_id]))


def _saved(program: Program, sentence: str) -> Any:
    flash(sentence, "success")
    return redirect(url_for("programs.show", program_id=program.id), code=303)


def _edit_page(cycle: Cycle, form: ProgramForm, *, program: Program | None = None, status: int = 200) -> Response:
    _offer(form, cycle, program)
    return render("programs/edit.html", cycle=cycle, form=form, program=program, status=status)


def _impact_page(program: Program, impact: Impact, form: ImpactForm, *, status: int = 200) -> Response:
    return render("programs/impact.html", program=program, goal=impact.goal, form=form, status=status)


def _history_columns(entries: Sequence[AuditEntry]) -> Columns:
    people = people_named(ids_in(entries, "owner_id", "sponsor_id", "agreed_by_id"))
    return columns(people.items(), departments_named(ids_in(entries, "department_id")).items())


def _show_page(
    program: Program, *, refused: PlannerForm | None = None, move_form: MoveForm | None = None,
    archive_form: ArchiveForm | None = None, status: int = 200,
) -> Response:
    viewer, cycle = signed_in(), program.cycle
    path = url_for("programs.show", program_id=program.id)
    targets = target_rows(viewer, today(), seek("targets"), cycle_id=cycle.id, program_id=program.id)
    return render(
        "programs/show.html", program=program, cycle=cycle, form=refused, ratings=RATINGS,
        impacts=sorted(program.impacts, key=lambda impact: impact.goal.rank),
        needs=listed(queries.needs_answered_by(program.id, viewer, seek("needs")), name="needs", path=path),
        targets=listed(targets, name="targets", path=path), on=today(),
        moves={name: MOVES[name] for name in moves_from(PROGRAM_MOVES, program.state)},
        warning=warning_on_dates(program.starts_on, program.ends_on, (cycle.starts_on, cycle.ends_on)),
        move_form=move_form or MoveForm(formdata=None), archive_form=archive_form or ArchiveForm(formdata=None),
        history=history_of(program, EVENTS, _history_columns, path=path),
        status=status,
    )
