"""The same form sent again is not saved twice: a double click, a button pressed once more after the connection broke.

A form carries a word that was made with its page. Whoever sends the same word with the same content to the same address sends
the same form again; where the first sending led is kept in its own transaction, so it is there exactly if what it said is.
"""

import hashlib
import hmac
import secrets
from datetime import timedelta

from flask import Flask, Response, current_app, flash, g, redirect, request
from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError

from planner.infra.clock import now
from planner.infra.i18n import gettext as _
from planner.models import SentForm, db
from planner.web.access import PUBLIC, current_actor

KEPT = timedelta(days=1)
FIELD = "sending"


def register(app: Flask) -> None:
    """Offer `sending()` to the templates: a word for the forms of one page."""
    app.jinja_env.globals["sending"] = _word_of_page


def _word_of_page() -> str:
    if "sending" not in g:
        g.sending = secrets.token_urlsafe(12)
    return str(g.sending)


def key_of_request() -> str | None:
    """What names this sending of a form; None when it is none, or nobody is signed in who could have sent it before."""
    word = request.form.get(FIELD) if request.method == "POST" else None
    view = current_app.view_functions.get(request.endpoint or "")
    if not word or getattr(view, "__planner_permission__", PUBLIC) == PUBLIC or (actor := current_actor()) is None:
        return None
    secret = str(current_app.config["SECRET_KEY"]).encode()
    content = hmac.new(secret, f"{actor.account_id} {request.full_path}".encode(), hashlib.sha256)
    for name, value in request.form.items(multi=True):
        content.update(repr((name, value)).encode())
    for name, file in request.files.items(multi=True):
        content.update(repr((name, file.filename, hashlib.sha256(file.stream.read()).hexdigest())).encode())
        file.stream.seek(0)
    return content.hexdigest()


def answer_again(key: str | None) -> Response | None:
    """Send whoever sends a form again to where it led; None when it was not sent before."""
    location = db.session.scalar(select(SentForm.location).where(SentForm.key == key)) if key else None
    if location is None:
        return None
    flash(_("This was saved when you sent it the first time. It was not saved twice."))
    return redirect(location, code=303)  # type: ignore[return-value]


def remember(key: str | None, response: Response) -> Response | None:
    """Keep, in the transaction of what was saved, where that led. When the same form was faster: the answer to that one."""
    if not key or response.status_code != 303:
        return None
    db.session.execute(delete(SentForm).where(SentForm.sent_at < now() - KEPT))
    db.session.flush()  # what the command left to be written may meet an error of its own
    db.session.add(SentForm(key=key, location=response.location or "/", sent_at=now()))
    try:
        db.session.flush()
    except IntegrityError:
        db.session.rollback()
        return answer_again(key)
    return None
