"""The pages of goals."""

from typing import Any

from flask import Blueprint, Response, abort, flash, redirect, request, url_for

from planner.domain.errors import RuleBroken, StaleEdit
from planner.domain.programs import RATINGS
from planner.features.choosing.queries import people_to_find
from planner.features.cycles.queries import cycle_in_view
from planner.features.goals import commands, history, queries
from planner.features.goals.forms import ArchiveForm, GoalForm, RankForm, SponsorForm
from planner.features.people.queries import people_named, person_by_id
from planner.features.targets.queries import target_rows
from planner.infra import keyset
from planner.infra.audit import ids_in
from planner.infra.clock import today
from planner.infra.i18n import gettext as _
from planner.models import Cycle, Goal
from planner.permissions import Permission
from planner.web.access import requires, signed_in
from planner.web.history import history_of
from planner.web.paging import listed, seek
from planner.web.render import render

blueprint = Blueprint("goals", __name__, url_prefix="/goals")


@blueprint.get("")
@requires(Permission.PLAN_READ)
def index() -> Any:
    cycle = cycle_in_view(request.args.get("cycle", type=int), today())
    if cycle is None:
        return render("goals/index.html", cycle=None)
    page = queries.page_of_goals(cycle.id, signed_in(), seek())
    n_programs = queries.n_programs_serving([goal.id for goal in page.rows], signed_in())
    return render("goals/index.html", cycle=cycle, goals=listed(page), n_programs=n_programs)


@blueprint.get("/new")
@requires(Permission.GOAL_EDIT)
def new() -> Any:
    return _edit_page(_cycle(), GoalForm())


@blueprint.post("/new")
@requires(Permission.GOAL_EDIT)
def create() -> Any:
    cycle, form = _cycle(), GoalForm()
    _offer_people(form.owner_id)
    if form.validate():
        try:
            goal = commands.create_goal(cycle, actor=signed_in(), values=form.values())
        except RuleBroken as error:
            form.refuse(error)
        else:
            flash(_("The goal is added."))
            return redirect(url_for("goals.show", goal_id=goal.id), code=303)
    return _edit_page(cycle, form, status=422)


@blueprint.get("/<int:goal_id>")
@requires(Permission.PLAN_READ)
def show(goal_id: int) -> Any:
    return _show_page(_goal(goal_id), SponsorForm(formdata=None))


@blueprint.get("/<int:goal_id>/edit")
@requires(Permission.GOAL_EDIT)
def edit(goal_id: int) -> Any:
    goal = _goal(goal_id)
    return _edit_page(goal.cycle, GoalForm(obj=goal), goal=goal)


@blueprint.post("/<int:goal_id>/edit")
@requires(Permission.GOAL_EDIT)
def update(goal_id: int) -> Any:
    goal, form = _goal(goal_id), GoalForm()
    _offer_people(form.owner_id, goal)
    if form.validate():
        try:
            commands.revise_goal(goal, actor=signed_in(), values=form.values(), version=form.loaded_version)
        except RuleBroken as error:
            form.refuse(error)
            if isinstance(error, StaleEdit):
                saved = GoalForm(formdata=None, obj=goal)
                _offer_people(saved.owner_id, goal)
                form.hold_against(saved, goal.version)
        else:
            flash(_("The goal is saved."))
            return redirect(url_for("goals.show", goal_id=goal.id), code=303)
    return _edit_page(goal.cycle, form, goal=goal, status=422)


@blueprint.post("/<int:goal_id>/rank")
@requires(Permission.GOAL_EDIT)
def rank(goal_id: int) -> Any:
    goal, form = _goal(goal_id), RankForm()
    if form.validate():
        commands.rank_goal(goal, actor=signed_in(), rank=form.rank.data or 1)
    else:
        flash(_("Enter a whole number as the rank."), "error")
    return redirect(url_for("goals.index", cycle=goal.cycle_id), code=303)


@blueprint.post("/<int:goal_id>/sponsors")
@requires(Permission.GOAL_EDIT)
def name_sponsor(goal_id: int) -> Any:
    goal, form = _goal(goal_id), SponsorForm()
    _offer_people(form.person_id)
    person = person_by_id(form.person_id.data) if form.validate() else None
    if person is not None:
        try:
            commands.name_sponsor(
                goal, person, actor=signed_in(), is_lead=form.is_lead.data, agreed_on=form.agreed_on.data,
                agreement=form.agreement.data or "",
            )
        except RuleBroken as error:
            form.refuse(error)
        else:
            flash(_("%(name)s sponsors this goal.", name=person.name))
            return redirect(url_for("goals.show", goal_id=goal.id), code=303)
    return _show_page(goal, form, status=422)


@blueprint.post("/<int:goal_id>/sponsors/<int:person_id>/release")
@requires(Permission.GOAL_EDIT)
def release_sponsor(goal_id: int, person_id: int) -> Any:
    commands.release_sponsor(_goal(goal_id), person_id, actor=signed_in())
    return redirect(url_for("goals.show", goal_id=goal_id), code=303)


@blueprint.post("/<int:goal_id>/archive")
@requires(Permission.GOAL_EDIT)
def archive(goal_id: int) -> Any:
    goal, form = _goal(goal_id), ArchiveForm()
    try:
        commands.archive_goal(goal, actor=signed_in(), reason=form.reason.data or "")
    except RuleBroken as error:
        form.refuse(error)
        return _show_page(goal, SponsorForm(formdata=None), archive_form=form, status=422)
    flash(_("The goal is put away."))
    return redirect(url_for("goals.index", cycle=goal.cycle_id), code=303)


def _cycle() -> Cycle:
    cycle = cycle_in_view(request.args.get("cycle", type=int), today())
    if cycle is None:
        abort(404)
    return cycle


def _goal(goal_id: int) -> Goal:
    goal = queries.goal_for(signed_in(), goal_id)
    if goal is None:
        abort(404)
    return goal


def _offer_people(field: Any, goal: Goal | None = None) -> None:
    field.offer(people_to_find(today(), keep=[goal.owner_id] if goal else []))


def _edit_page(cycle: Cycle, form: GoalForm, *, goal: Goal | None = None, status: int = 200) -> Response:
    _offer_people(form.owner_id, goal)
    return render("goals/edit.html", cycle=cycle, form=form, goal=goal, status=status)


def _show_page(
    goal: Goal, sponsor_form: SponsorForm, *, archive_form: ArchiveForm | None = None, status: int = 200
) -> Response:
    _offer_people(sponsor_form.person_id)
    path = url_for("goals.show", goal_id=goal.id)
    targets = target_rows(signed_in(), today(), seek("targets"), cycle_id=goal.cycle_id, goal_id=goal.id, size=keyset.PANEL_SIZE)
    return render(
        "goals/show.html", goal=goal, ratings=RATINGS, form=archive_form or sponsor_form, sponsor_form=sponsor_form,
        archive_form=archive_form or ArchiveForm(formdata=None),
        impacts=listed(queries.impacts_on(goal.id, signed_in(), seek("programs")), name="programs", path=path),
        targets=listed(targets, name="targets", path=path),
        history=history_of(
            goal, history.EVENTS, lambda entries: history.columns(people_named(ids_in(entries, "owner_id"))), path=path
        ),
        status=status,
    )
