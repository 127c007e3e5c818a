"""The pages of administrators and auditors."""

from typing import Any

from flask import Blueprint, Response, abort, flash, redirect, request, url_for
from wtforms.fields.choices import SelectChoice

from planner.domain.errors import RuleBroken, StaleEdit
from planner.features.account import commands as account_commands
from planner.features.account import queries as account_queries
from planner.features.admin import commands, queries
from planner.features.admin.forms import AccountForm, NewPasswordForm, OrganizationForm, RolesForm, TrailForm
from planner.features.choosing.queries import newcomers_to_find
from planner.infra.clock import today
from planner.infra.i18n import gettext as _
from planner.models import Account, Organization, Person, db
from planner.permissions import Permission, Role, can
from planner.web.access import requires, signed_in
from planner.web.forms import PlannerForm
from planner.web.paging import listed, seek
from planner.web.render import render

blueprint = Blueprint("admin", __name__, url_prefix="/admin")


@blueprint.get("")
@requires(Permission.AUDIT_READ)
def index() -> Any:
    where = "admin.accounts" if can(signed_in(), Permission.ACCOUNT_EDIT) else "admin.audit_trail"
    return redirect(url_for(where), code=303)


@blueprint.get("/accounts")
@requires(Permission.ACCOUNT_EDIT)
def accounts() -> Any:
    return render("admin/accounts.html", accounts=listed(account_queries.accounts(seek())))


@blueprint.get("/accounts/new")
@requires(Permission.ACCOUNT_EDIT)
def new_account() -> Any:
    return _new_page(AccountForm())


@blueprint.post("/accounts/new")
@requires(Permission.ACCOUNT_EDIT)
def create_account() -> Any:
    form = AccountForm()
    form.person_id.offer(newcomers_to_find(today()))
    person = db.session.get(Person, form.person_id.data) if form.validate() else None
    if person is not None:
        try:
            account = account_commands.create_account(
                person, actor=signed_in(), email=form.email.data or "", password=form.password.data or "",
                roles=set(form.roles.data or ()),
            )
        except RuleBroken as error:
            form.refuse(error)
        else:
            flash(_("%(email)s can sign in.", email=account.email))
            return redirect(url_for("admin.accounts"), code=303)
    return _new_page(form, status=422)


@blueprint.get("/accounts/<int:account_id>")
@requires(Permission.ACCOUNT_EDIT)
def account(account_id: int) -> Any:
    return _account_page(_account(account_id))


@blueprint.post("/accounts/<int:account_id>/roles")
@requires(Permission.ACCOUNT_EDIT)
def change_roles(account_id: int) -> Any:
    account, form = _account(account_id), RolesForm()
    if form.validate():
        try:
            account_commands.change_roles(
                account, actor=signed_in(), roles=set(form.roles.data or ()), version=form.loaded_version
            )
        except RuleBroken as error:
            form.refuse(error)
            if isinstance(error, StaleEdit):
                form.hold_against(_roles_form(account), account.version)
        else:
            flash(_("The roles of %(name)s are saved.", name=account.person.name))
            return redirect(url_for("admin.account", account_id=account.id), code=303)
    return _account_page(account, roles_form=form, status=422)


@blueprint.post("/accounts/<int:account_id>/password")
@requires(Permission.ACCOUNT_EDIT)
def set_password(account_id: int) -> Any:
    account, form = _account(account_id), NewPasswordForm()
    if form.validate():
        try:
            account_commands.set_password(account, actor=signed_in(), password=form.password.data or "")
        except RuleBroken as error:
            form.refuse(error)
        else:
            flash(_("%(name)s has a new password and is signed out everywhere.", name=account.person.name))
            return redirect(url_for("admin.account", account_id=account.id), code=303)
    return _account_page(account, password_form=form, status=422)


@blueprint.post("/accounts/<int:account_id>/deactivate")
@requires(Permission.ACCOUNT_EDIT)
def deactivate(account_id: int) -> Any:
    account, form = _account(account_id), PlannerForm()
    try:
        account_commands.deactivate_account(account, actor=signed_in())
    except RuleBroken as error:
        form.refuse(error)
        return _account_page(account, refused=form, status=422)
    flash(_("%(name)s can no longer sign in.", name=account.person.name))
    return redirect(url_for("admin.account", account_id=account.id), code=303)


@blueprint.post("/accounts/<int:account_id>/activate")
@requires(Permission.ACCOUNT_EDIT)
def activate(account_id: int) -> Any:
    account = _account(account_id)
    account_commands.activate_account(account, actor=signed_in())
    flash(_("%(name)s can sign in again.", name=account.person.name))
    return redirect(url_for("admin.account", account_id=account.id), code=303)


@blueprint.post("/accounts/<int:account_id>/sign-out")
@requires(Permission.ACCOUNT_EDIT)
def sign_out(account_id: int) -> Any:
    account = _account(account_id)
    account_commands.end_all_sessions(account, actor=signed_in())
    flash(_("%(name)s is signed out everywhere.", name=account.person.name))
    return redirect(url_for("admin.account", account_id=account.id), code=303)


@blueprint.get("/audit")
@requires(Permission.AUDIT_READ)
def audit_trail() -> Any:
    form = TrailForm(request.args)
    types = [SelectChoice(name, name.replace("_", " ")) for name in queries.types_in_trail()]
    form.thing.choices = [SelectChoice("", _("everything")), *types]
    form.validate()
    wanted = {} if form.errors else {"thing_type": form.thing.data or "", "who": form.who.data or ""}
    state = queries.chain_state(everything=request.args.get("check") == "all")
    return render(
        "admin/audit.html", filters=form, trail=listed(queries.trail(seek(), **wanted)), state=state,
        is_filtered=any(wanted.values()), shown=_shown,
    )


@blueprint.get("/organization")
@requires(Permission.ORGANIZATION_EDIT)
def organization() -> Any:
    return render("admin/organization.html", form=OrganizationForm(obj=_organization()))


@blueprint.post("/organization")
@requires(Permission.ORGANIZATION_EDIT)
def update_organization() -> Any:
    organization, form = _organization(), OrganizationForm()
    if form.validate():
        try:
            commands.revise_organization(organization, actor=signed_in(), values=form.values())
        except RuleBroken as error:
            form.refuse(error)
        else:
            flash(_("The organization is saved."))
            return redirect(url_for("admin.organization"), code=303)
    return render("admin/organization.html", form=form, status=422)


def _shown(value: Any) -> str:
    """A value as the trail keeps it, short enough for a table."""
    if value is None or value == "" or value == []:
        return "–"
    text = ", ".join(str(one) for one in value) if isinstance(value, list) else str(value)
    return text if len(text) <= 120 else text[:119] + "…"


def _organization() -> Organization:
    organization = account_queries.organization()
    if organization is None:
        abort(404)
    return organization


def _account(account_id: int) -> Account:
    account = account_queries.account_by_id(account_id)
    if account is None:
        abort(404)
    return account


def _roles_form(account: Account) -> RolesForm:
    return RolesForm(
        formdata=None, data={"version": account.version, "roles": [Role(grant.role) for grant in account.roles]}
    )


def _new_page(form: AccountForm, status: int = 200) -> Response:
    form.person_id.offer(newcomers_to_find(today()))
    return render("admin/account_new.html", form=form, status=status)


def _account_page(
    account: Account, *, roles_form: RolesForm | None = None, password_form: NewPasswordForm | None = None,
    refused: PlannerForm | None = None, status: int = 200,
) -> Response:
    return render(
        "admin/account.html", status=status, account=account, sessions=account_queries.open_sessions(account.id),
        roles_form=roles_form or _roles_form(account), password_form=password_form or NewPasswordForm(formdata=None),
        refused=refused, form=roles_form or password_form or refused,
    )
