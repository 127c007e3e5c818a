"""Errors become pages with a sentence, a status code and a way on."""

import logging
from typing import Any

from flask import Flask, Response, g
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import BadHost, HTTPException, SecurityError

from planner.domain.errors import NotAllowed, RuleBroken
from planner.infra.database import give_up
from planner.infra.i18n import gettext as _
from planner.web import database_troubles
from planner.web.filters import say
from planner.web.render import render
from planner.web.watching import request_id

log = logging.getLogger("planner")


def register(app: Flask) -> None:
    app.register_error_handler(CSRFError, _forged)
    app.register_error_handler(BadHost, _strange_host)
    app.register_error_handler(SecurityError, _strange_host)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(NotAllowed, _not_allowed)
    app.register_error_handler(RuleBroken, _rule_broken)
    app.register_error_handler(StaleDataError, _stale)
    database_troubles.register(app, _page, _unexpected)
    app.register_error_handler(Exception, _unexpected)


def _page(status: int, title: str, text: str) -> Response:
    give_up()
    words: dict[str, Any] = {"code": status, "error_title": title, "error_text": text, "request_id": request_id()}
    try:
        return render("errors/error.html", status=status, **words)
    except SQLAlchemyError:  # the frame of the page asked who reads it, and the database is away
        give_up()
        g.database_is_away = True
        return render("errors/error.html", status=status, **words)


def _http(error: HTTPException) -> Any:
    status = error.code or 500
    if status < 400:
        return error.get_response()
    title, text = _sentences().get(status, (error.name, error.description or ""))
    return _page(status, title, text)


def _sentences() -> dict[int, tuple[str, str]]:
    return {
        400: (_("This request cannot be read"), _("Go back, load the page again and try once more.")),
        403: (_("You may not do this"), _("Your role does not allow it. Ask an administrator if you think it should.")),
        404: (_("There is nothing here"), _("The page does not exist, or it is not for you. Check the address.")),
        405: (_("This page does not take that"), _("Go back and use the buttons on the page.")),
        413: (_("The file is too large"), _("Send a smaller file, or ask an administrator to import it.")),
        429: (_("Too many tries"), _("Wait a quarter of an hour, then try again.")),
    }


def _strange_host(error: HTTPException) -> Response:
    """Asked for under a name that is not ours, or that is no name. No link can be made, so there is no page either."""
    return Response(_("The planner is not reached by this name. Check the address."), 400, mimetype="text/plain")


def _forged(error: CSRFError) -> Response:
    return _page(
        400,
        _("This form has expired"),
        _("Go back: what you typed is still there. Load the page again in another tab, then send the form."),
    )


def _not_allowed(error: NotAllowed) -> Response:
    title, text = _sentences()[403]
    return _page(403, title, text)


def _rule_broken(error: RuleBroken) -> Response:
    """A button alone has no form that could show the objection: the thing has changed since its page was loaded."""
    return _page(409, _("This cannot be done now"), say(error.message))


def _stale(error: StaleDataError) -> Response:
    return _page(
        409,
        _("Somebody else saved this first"),
        _("Nothing was changed. Go back to keep what you typed, and load the page in another tab to see theirs."),
    )


def _unexpected(error: Exception) -> Response:
    log.exception("unexpected error")
    return _page(500, _("Something went wrong on our side"), _("Nothing was changed. The administrator can see why."))
