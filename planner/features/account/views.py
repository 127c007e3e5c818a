"""The pages of signing in, setting up and one's own account."""

from typing import Any
from urllib.parse import urlsplit

from flask import Blueprint, Response, abort, current_app, flash, redirect, request, session, url_for

from planner.domain.errors import RuleBroken
from planner.features.account import commands, queries
from planner.features.account.browsers import browser_name
from planner.features.account.forms import LanguageForm, PasswordForm, SetUpForm, SignInForm
from planner.features.account.requests import COOKIE, network_of, token_of_request
from planner.infra import tokens
from planner.infra.i18n import COOKIE as LOCALE_COOKIE
from planner.infra.i18n import gettext as _
from planner.infra.tokens import fingerprint
from planner.models import Account
from planner.permissions import ROLE_LABELS, Permission, Role
from planner.web.access import current_actor, public, requires, signed_in
from planner.web.lifecycle import commit_despite_refusal, reads_first, start_writing
from planner.web.render import render

blueprint = Blueprint("account", __name__)


@blueprint.get("/sign-in")
@public
def sign_in() -> Any:
    if not queries.is_set_up():
        return redirect(url_for("account.set_up"), code=303)
    if current_actor() is not None:
        return redirect(_next_page(), code=303)
    return render("account/sign_in.html", form=SignInForm())


@blueprint.post("/sign-in")
@public
@reads_first
def start() -> Any:
    form = SignInForm()
    if not form.validate():
        return render("account/sign_in.html", form=form, status=422)
    email = str(form.email.data).lower()
    keys = [f"email {email}", f"network {network_of(request.remote_addr)}"]
    if not _has_tries_left(form, keys):
        return render("account/sign_in.html", form=form, status=429)
    account = queries.account_by_email(email)
    # The password is checked before the writing transaction begins: it is slow on purpose.
    fits = tokens.is_password(str(form.password.data), account.password_hash if account else tokens.UNUSABLE_HASH)
    start_writing()
    # Asked again: many tries at once would all have passed the first time.
    if not _has_tries_left(form, keys):
        return render("account/sign_in.html", form=form, status=429)
    account = queries.account_by_email(email)
    if account is None or not fits or not account.is_active:
        commands.count_failure(keys)
        commit_despite_refusal()
        form.form_errors.append(_("The e-mail address and the password do not fit. Check both and try again."))
        return render("account/sign_in.html", form=form, status=422)
    commands.renew_hash(account, str(form.password.data))
    return _signed_in(account, _next_page())


def _has_tries_left(form: SignInForm, keys: list[str]) -> bool:
    """Whether neither the address (the first key) nor the network was tried too often; the form says so."""
    allowed = current_app.extensions["settings"].sign_in_attempts
    try:
        commands.check_throttle(keys[:1], allowed=allowed)
        commands.check_throttle(keys[1:], allowed=allowed * 20)
    except RuleBroken as error:
        form.refuse(error)
        return False
    return True


def _signed_in(account: Account, where: str) -> Response:
    settings, actor = current_app.extensions["settings"], queries.actor_of(account)
    commands.end_session(token_of_request() or "", actor=actor)  # whoever was signed in here before
    token = commands.start_session(
        account, actor=actor, user_agent=request.user_agent.string, hours=settings.session_hours
    )
    session.clear()  # a new form token for the new person
    response = redirect(where, code=303)
    response.set_cookie(
        COOKIE, token, max_age=settings.session_hours * 3600, httponly=True, samesite="Lax",
        secure=settings.secure_cookies,
    )
    return response  # type: ignore[return-value]


def _next_page() -> str:
    """Where the person wanted to go: a path of ours only."""
    wanted = request.args.get("next", "")
    parts = urlsplit(wanted)
    is_ours = wanted.startswith("/") and not wanted.startswith(("//", "/\\")) and not parts.netloc and not parts.scheme
    return wanted if is_ours and "\\" not in wanted else url_for("home.index")


@blueprint.post("/sign-out")
@requires(Permission.SELF)
def sign_out() -> Any:
    commands.end_session(token_of_request() or "", actor=signed_in())
    session.clear()
    response = redirect(url_for("account.sign_in"), code=303)
    response.delete_cookie(COOKIE)
    return response


@blueprint.get("/set-up")
@public
def set_up() -> Any:
    if queries.is_set_up():
        return redirect(url_for("account.sign_in"), code=303)
    return render("account/set_up.html", form=SetUpForm())


@blueprint.post("/set-up")
@public
def begin() -> Any:
    form = SetUpForm()
    if form.validate():
        try:
            account = commands.set_up(
                organization_name=form.organization_name.data or "",
                currency=(form.currency.data or "").upper(),
                fiscal_year_start_month=form.fiscal_year_start_month.data,
                name=form.name.data or "",
                email=form.email.data or "",
                password=form.password.data or "",
            )
        except RuleBroken as error:
            form.refuse(error)
        else:
            return _signed_in(account, url_for("home.index"))
    return render("account/set_up.html", form=form, status=422)


@blueprint.get("/account")
@requires(Permission.SELF)
def show() -> Any:
    return _page(PasswordForm())


@blueprint.post("/account/password")
@requires(Permission.SELF)
def change_password() -> Any:
    form = PasswordForm()
    account = _own_account()
    if form.validate():
        try:
            commands.change_password(
                account, actor=signed_in(), old=form.old_password.data or "", new=form.password.data or "",
                token=token_of_request() or "",
            )
        except RuleBroken as error:
            form.refuse(error)
        else:
            flash(_("Your password is changed. Other browsers are signed out."))
            return redirect(url_for("account.show"), code=303)
    return _page(form, status=422)


@blueprint.post("/account/sign-out-everywhere")
@requires(Permission.SELF)
def sign_out_everywhere() -> Any:
    commands.end_all_sessions(_own_account(), actor=signed_in(), but=token_of_request())
    flash(_("You are signed out in every other browser."))
    return redirect(url_for("account.show"), code=303)


@blueprint.post("/account/sessions/<int:session_id>/end")
@requires(Permission.SELF)
def end_session(session_id: int) -> Any:
    account = _own_account()
    if session_id not in {one.id for one in queries.open_sessions(account.id)}:
        abort(404)
    commands.end_one_session(account, session_id, actor=signed_in())
    flash(_("That browser is signed out."))
    return redirect(url_for("account.show"), code=303)


@blueprint.post("/language")
@public
def language() -> Any:
    form = LanguageForm()
    response = redirect(_next_page(), code=303)
    if form.validate():
        if current_actor() is not None:
            commands.choose_locale(_own_account(), actor=signed_in(), locale=form.locale.data or "en")
        response.set_cookie(
            LOCALE_COOKIE, form.locale.data or "en", max_age=31_536_000, samesite="Lax", httponly=True,
            secure=current_app.config["SESSION_COOKIE_SECURE"],
        )
    return response


def _own_account() -> Account:
    account = queries.account_by_id(signed_in().account_id or 0)
    assert account is not None
    return account


def _page(form: PasswordForm, status: int = 200) -> Response:
    account, token = _own_account(), fingerprint(token_of_request() or "")
    sessions = queries.open_sessions(account.id)
    return render(
        "account/show.html", form=form, status=status, account=account, sessions=sessions, browser_name=browser_name,
        roles=[_(ROLE_LABELS[role]) for role in Role if role in signed_in().roles],
        this_session_id=next((one.id for one in sessions if one.token_hash == token), None),
    )
