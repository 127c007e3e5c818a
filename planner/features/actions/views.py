"""The pages of corrective actions."""

from typing import Any

from flask import Blueprint, Response, abort, flash, redirect, request, url_for

from planner.domain.errors import RuleBroken, StaleEdit
from planner.domain.values import ActionState
from planner.features.actions import commands, history, queries
from planner.features.actions.forms import ActionForm, CompleteForm, DropForm, VerifyForm
from planner.features.choosing.queries import people_to_find
from planner.features.cycles.queries import cycle_in_view
from planner.features.people.queries import people_named
from planner.features.targets.queries import target_for
from planner.infra.audit import ids_in
from planner.infra.clock import today
from planner.infra.i18n import gettext as _
from planner.models import Action, Review, Target
from planner.permissions import Permission
from planner.web.access import requires, signed_in
from planner.web.history import history_of
from planner.web.paging import listed, seek
from planner.web.render import render

blueprint = Blueprint("actions", __name__, url_prefix="/actions")


@blueprint.get("")
@requires(Permission.PLAN_READ)
def index() -> Any:
    cycle = cycle_in_view(request.args.get("cycle", type=int), today())
    wanted = request.args.get("state", ActionState.OPEN.value)
    state = ActionState(wanted) if wanted in set(ActionState) else None
    actions = listed(*queries.actions_of(cycle.id, signed_in(), seek(), state=state)) if cycle else None
    return render("actions/index.html", cycle=cycle, actions=actions, state=state, states=list(ActionState), on=today(),
                  is_late=queries.is_late, waits=queries.waits_for_verification)


@blueprint.get("/new")
@requires(Permission.ACTION_EDIT)
def new() -> Any:
    return _edit_page(_target(), ActionForm())


@blueprint.post("/new")
@requires(Permission.ACTION_EDIT)
def create() -> Any:
    target, form = _target(), ActionForm()
    form.owner_id.offer(people_to_find(today()))
    if form.validate():
        try:
            action = commands.create_action(target, actor=signed_in(), values=form.values(), review=_review())
        except RuleBroken as error:
            form.refuse(error)
        else:
            flash(_("The action is added."))
            return redirect(_back_to_review(target) or url_for("actions.show", action_id=action.id), code=303)
    return _edit_page(target, form, status=422)


@blueprint.get("/<int:action_id>")
@requires(Permission.PLAN_READ)
def show(action_id: int) -> Any:
    return _show_page(_action(action_id))


@blueprint.get("/<int:action_id>/edit")
@requires(Permission.ACTION_EDIT)
def edit(action_id: int) -> Any:
    action = _action(action_id)
    return _edit_page(action.target, ActionForm(obj=action), action=action)


@blueprint.post("/<int:action_id>/edit")
@requires(Permission.ACTION_EDIT)
def update(action_id: int) -> Any:
    action, form = _action(action_id), ActionForm()
    form.owner_id.offer(people_to_find(today(), keep=[action.owner_id]))
    if form.validate():
        try:
            commands.revise_action(action, actor=signed_in(), values=form.values(), version=form.loaded_version)
        except StaleEdit as error:
            form.refuse(error)
            saved = ActionForm(formdata=None, obj=action)
            saved.owner_id.offer(people_to_find(today(), keep=[action.owner_id]))
            form.hold_against(saved, action.version)
        except RuleBroken as error:
            form.refuse(error)
        else:
            flash(_("The action is saved."))
            return redirect(url_for("actions.show", action_id=action.id), code=303)
    return _edit_page(action.target, form, action=action, status=422)


@blueprint.post("/<int:action_id>/complete")
@requires(Permission.ACTION_EDIT)
def complete(action_id: int) -> Any:
    form = CompleteForm()
    return _moved(action_id, form, lambda action: commands.complete_action(
        action, actor=signed_in(), done_on=form.done_on.data or today()), _("The action is done. Its effect is verified later."))


@blueprint.post("/<int:action_id>/verify")
@requires(Permission.ACTION_VERIFY)
def verify(action_id: int) -> Any:
    form = VerifyForm()
    return _moved(action_id, form, lambda action: commands.verify_action(
        action, actor=signed_in(), was_effective=form.was_effective.data == "yes", note=form.outcome_note.data or ""),
        _("The action is verified."))


@blueprint.post("/<int:action_id>/drop")
@requires(Permission.ACTION_EDIT)
def drop(action_id: int) -> Any:
    form = DropForm()
    return _moved(action_id, form, lambda action: commands.drop_action(
        action, actor=signed_in(), reason=form.outcome_note.data or ""), _("The action is dropped."))


@blueprint.post("/<int:action_id>/reopen")
@requires(Permission.ACTION_EDIT)
def reopen(action_id: int) -> Any:
    return _moved(action_id, None, lambda action: commands.reopen_action(action, actor=signed_in()),
                  _("The action is open again."))


def _moved(action_id: int, form: Any, change: Any, said: str) -> Response:
    """Validate, change the state, say so; or show the page again with what was wrong."""
    action = _action(action_id)
    if form is None or form.validate():
        try:
            change(action)
        except RuleBroken as error:
            form = form or DropForm()
            form.refuse(error)
        else:
            flash(said)
            return redirect(url_for("actions.show", action_id=action.id), code=303)  # type: ignore[return-value]
    return _show_page(action, form, status=422)


def _review() -> Review | None:
    return queries.open_review(request.args.get("review", type=int))


def _back_to_review(target: Target) -> str | None:
    review = _review()
    return url_for("reviews.show", review_id=review.id, target=target.id) if review else None


def _target() -> Target:
    target = target_for(signed_in(), request.args.get("target", type=int) or 0)
    if target is None:
        abort(404)
    return target


def _action(action_id: int) -> Action:
    action = queries.action_for(signed_in(), action_id)
    if action is None:
        abort(404)
    return action


def _edit_page(target: Target, form: ActionForm, *, action: Action | None = None, status: int = 200) -> Response:
    form.owner_id.offer(people_to_find(today(), keep=[action.owner_id] if action else []))
    return render("actions/edit.html", target=target, form=form, action=action, review=_review(), status=status)


def _show_page(action: Action, form: Any = None, *, status: int = 200) -> Response:
    forms = {"complete": CompleteForm, "verify": VerifyForm, "drop": DropForm}
    blank = {name: kind(formdata=None) for name, kind in forms.items()}
    blank["complete"].done_on.data = today()
    shown = {name: form if isinstance(form, kind) else blank[name] for name, kind in forms.items()}
    return render(
        "actions/show.html", action=action, form=form, forms=shown, on=today(), is_late=queries.is_late(action, today()),
        history=history_of(
            action, history.EVENTS, lambda entries: history.columns(people_named(ids_in(entries, "owner_id"))),
            path=url_for("actions.show", action_id=action.id),
        ),
        status=status,
    )
