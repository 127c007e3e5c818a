"""One transaction for each request, ended in one place.

Safe methods and answers of 400 and above roll back; everything else commits once, before the answer leaves. A commit that
fails is handled like any other error of the view, which is why it happens in `dispatch_request` and not afterwards.
"""

import logging
from collections.abc import Callable
from typing import Any

from flask import Flask, Response, current_app, g, request

from planner.infra import patience
from planner.infra.database import allow_writing, give_up, make_lasting
from planner.models.base import db
from planner.web import sent_forms

log = logging.getLogger("planner")

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


def reads_first(view: Any) -> Any:
    """The view begins by reading and calls `start_writing` itself: for slow checks that must not hold the write lock."""
    view.__planner_reads_first__ = True
    return view


def start_writing() -> None:
    """End the reading part of a `@reads_first` view; what was loaded must be loaded again."""
    db.session.rollback()
    allow_writing(True)


def commit_despite_refusal() -> None:
    """Keep what was written although the answer is a refusal (a failed sign-in must be counted)."""
    g.commit_despite_refusal = True


class TransactionalFlask(Flask):
    """A Flask whose requests are transactions."""

    def dispatch_request(self) -> Response:
        key = sent_forms.key_of_request()
        if (again := sent_forms.answer_again(key)) is not None:
            db.session.rollback()
            return again
        response = self.make_response(super().dispatch_request())
        if request.method in SAFE_METHODS or (response.status_code >= 400 and not g.get("commit_despite_refusal")):
            db.session.rollback()
        elif (again := sent_forms.remember(key, response)) is not None:
            db.session.rollback()
            response = again
        else:
            make_lasting()
        _run_afterwards()
        return response


def afterwards(work: Callable[[], None]) -> None:
    """Run `work` in a small transaction of its own once the request's has ended; it may fail without harm."""
    g.setdefault("afterwards", []).append(work)


def _run_afterwards() -> None:
    for work in g.pop("afterwards", []):
        allow_writing(True)
        try:
            work()
            db.session.commit()
        except Exception as error:  # the request's own work is kept, and nobody may be told otherwise
            log.warning("what follows a request failed: %s", getattr(error, "orig", error))
            give_up()
        finally:
            allow_writing(False)


def begin() -> None:
    """Before anything is loaded: say whether this request may write."""
    view = current_app.view_functions.get(request.endpoint or "")
    allow_writing(request.method not in SAFE_METHODS and not getattr(view, "__planner_reads_first__", False))
    patience.wait_at_most(patience.ANSWER_SECONDS)


def end(error: BaseException | None) -> None:
    """After the answer: whatever is left open is undone."""
    allow_writing(False)
    patience.wait_at_most(None)
