"""Pages for when the database refuses. Each says what happened to what was sent, and what to do."""

import logging
from collections.abc import Callable

from flask import Flask, Response, g
from sqlalchemy.exc import SQLAlchemyError

from planner.infra.database_errors import OutcomeUnknown, Trouble, trouble_in
from planner.infra.i18n import gettext as _

log = logging.getLogger("planner")
Page = Callable[[int, str, str], Response]
AGAIN_SECONDS = {Trouble.AWAY: 30, Trouble.BUSY: 5, Trouble.DAMAGED: 600}


def register(app: Flask, page: Page, unexpected: Callable[[Exception], Response]) -> None:
    """Let `page` make the pages; what is a mistake of the program goes to `unexpected`."""

    def refused(error: Exception) -> Response:
        trouble = trouble_in(error)
        if trouble is None:
            return unexpected(error)
        log.log(logging.INFO if trouble is Trouble.COLLISION else logging.ERROR, "the database refuses (%s): %s", trouble.name,
                getattr(error, "orig", error))
        return _answer(page, trouble)

    def unknown(error: OutcomeUnknown) -> Response:
        log.error("the connection was lost during a commit: %s", error.__cause__)
        g.database_is_away = True
        answer = page(
            503, _("It is not certain that this was saved"),
            _("The connection to the data broke off at the last moment. Wait a minute and look whether it is there. You may "
              "also go back and send it again: what was saved is not saved twice."),
        )
        answer.headers["Retry-After"] = "30"
        return answer

    app.register_error_handler(SQLAlchemyError, refused)
    app.register_error_handler(OSError, refused)
    app.register_error_handler(OutcomeUnknown, unknown)


def _answer(page: Page, trouble: Trouble) -> Response:
    status, title, text = _words()[trouble]
    if trouble is not Trouble.COLLISION:
        g.database_is_away = True  # or the frame of the page would ask it who reads
    answer = page(status, title, text)
    if trouble in AGAIN_SECONDS:
        answer.headers["Retry-After"] = str(AGAIN_SECONDS[trouble])
    return answer


def _words() -> dict[Trouble, tuple[int, str, str]]:
    return {
        Trouble.AWAY: (503, _("The planner cannot reach its data"), _("Nothing was lost. Try again in a minute.")),
        Trouble.BUSY: (
            503, _("Too many are saving at this moment"),
            _("Nothing was changed. Go back, what you typed is still there, and send it again in a few seconds."),
        ),
        Trouble.COLLISION: (
            409, _("Somebody else saved at the same moment"),
            _("Nothing of yours was changed. Go back to keep what you typed, look at theirs in another tab, then send it again."),
        ),
        Trouble.FULL: (
            507, _("The planner has no room to save"),
            _("The disk of its server is full. Nothing was changed, nothing is lost. Tell an administrator, then send it again."),
        ),
        Trouble.DAMAGED: (
            503, _("The planner cannot read its data"), _("Tell an administrator at once. Nothing was changed by you."),
        ),
    }
