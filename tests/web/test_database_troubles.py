"""When the database refuses, the page says what became of what was sent."""

from typing import Any

import pytest
from flask import Flask
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnectionFree

from planner.infra.database_errors import OutcomeUnknown
from planner.web import access
from planner.web.lifecycle import afterwards


class Said(Exception):
    """What a driver raises."""

    def __init__(self, **words: str) -> None:
        super().__init__("secret details")
        for name, word in words.items():
            setattr(self, name, word)


def _raising(app: Flask, error: Exception) -> Any:
    @access.public
    def view() -> Any:
        raise error

    app.add_url_rule("/troubled", "troubled", view, methods=["POST"])
    return app.test_client().post("/troubled")


def _sql(**words: str) -> OperationalError:
    return OperationalError("INSERT INTO secrets", {}, Said(**words))


@pytest.mark.parametrize(
    ("error", "status", "again", "words"),
    [
        (_sql(sqlite_errorname="SQLITE_FULL"), 507, None, "no room to save"),
        (OSError(28, "No space left on device"), 507, None, "no room to save"),
        (_sql(sqlstate="53100"), 507, None, "Nothing was changed"),
        (_sql(sqlite_errorname="SQLITE_BUSY"), 503, "5", "Too many are saving"),
        (_sql(sqlstate="55P03"), 503, "5", "Nothing was changed"),
        (NoConnectionFree(), 503, "5", "Too many are saving"),
        (_sql(sqlstate="40P01"), 409, None, "Somebody else saved at the same moment"),
        (IntegrityError("INSERT", {}, Said(sqlstate="23505")), 409, None, "Nothing of yours was changed"),
        (_sql(sqlstate="57P01"), 503, "30", "cannot reach its data"),
        (_sql(sqlite_errorname="SQLITE_CORRUPT"), 503, "600", "Tell an administrator at once"),
        (OutcomeUnknown(), 503, "30", "It is not certain that this was saved"),
        (IntegrityError("INSERT", {}, Said(sqlstate="23502")), 500, None, "Something went wrong on our side"),
        (OSError(13, "Permission denied"), 500, None, "Something went wrong on our side"),
    ],
)
def test_each_trouble_has_a_page_of_its_own(probed: Flask, error: Exception, status: int, again: str | None, words: str) -> None:
    answer = _raising(probed, error)
    assert (answer.status_code, answer.headers.get("Retry-After")) == (status, again)
    assert words in answer.text
    assert "secret" not in answer.text


def test_an_unknown_address_is_still_a_page_when_the_database_is_away(probed: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    def away() -> None:
        raise _sql(sqlstate="57P01")

    monkeypatch.setitem(probed.extensions, "actor_loader", away)
    answer = probed.test_client().get("/nowhere")
    assert (answer.status_code, "<h1" in answer.text) == (404, True)


def test_what_follows_a_request_cannot_make_it_look_undone(probed: Flask) -> None:
    @access.public
    def view() -> Any:
        afterwards(lambda: 1 / 0)  # type: ignore[arg-type,return-value]
        return "done", 201

    probed.add_url_rule("/followed", "followed", view, methods=["POST"])
    assert probed.test_client().post("/followed").status_code == 201
