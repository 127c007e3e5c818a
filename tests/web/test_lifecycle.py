"""A request is a transaction: it happens, or it does not."""

import pytest
from flask import Flask
from sqlalchemy import Engine, event, select

from planner.models import Department, db


def _kept(app: Flask) -> list[str]:
    with app.app_context():
        return list(db.session.scalars(select(Department.name)))


@pytest.mark.parametrize("status", [200, 201, 204, 303])
def test_what_a_post_does_is_kept(probed: Flask, status: int) -> None:
    assert probed.test_client().post(f"/probe/write/{status}").status_code == status
    assert _kept(probed) == ["Written"]


@pytest.mark.parametrize("status", [400, 403, 404, 409, 422, 429, 500, 503])
def test_what_a_refusal_did_is_undone(probed: Flask, status: int) -> None:
    assert probed.test_client().post(f"/probe/write/{status}").status_code == status
    assert _kept(probed) == []


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_a_get_never_writes(probed: Flask, method: str) -> None:
    assert probed.test_client().open("/probe/write/200", method=method).status_code == 200
    assert _kept(probed) == []


def test_a_refusal_can_be_remembered_on_purpose(probed: Flask) -> None:
    assert probed.test_client().post("/probe/refuse-but-keep").status_code == 422
    assert _kept(probed) == ["Kept"]


@pytest.mark.parametrize(("kind", "status"), [("abort", 403), ("not-allowed", 403), ("crash", 500)])
def test_what_was_half_done_is_undone(probed: Flask, kind: str, status: int) -> None:
    assert probed.test_client().post(f"/probe/fail/{kind}").status_code == status
    assert _kept(probed) == []


def test_a_commit_that_fails_is_an_error_and_no_success(probed: Flask) -> None:
    answer = probed.test_client().post("/probe/fail-at-the-commit")
    assert (answer.status_code, "Something went wrong on our side" in answer.text) == (500, True)
    assert _kept(probed) == []


def test_one_request_leaves_nothing_behind_for_the_next(probed: Flask) -> None:
    client = probed.test_client()
    client.post("/probe/fail/crash")
    client.post("/probe/write/200")
    assert _kept(probed) == ["Written"]


def test_the_database_away_is_a_clear_page_and_no_crash(probed: Flask) -> None:
    answer = probed.test_client().post("/probe/away")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "30")
    assert "Nothing was lost" in answer.text


def test_an_afterthought_has_a_transaction_of_its_own(probed: Flask) -> None:
    assert probed.test_client().get("/probe/afterwards").status_code == 200
    assert _kept(probed) == ["Afterwards"]


def test_an_afterthought_may_fail_without_harm(probed: Flask) -> None:
    assert probed.test_client().get("/probe/afterthought-fails").status_code == 200
    assert _kept(probed) == []


@pytest.mark.parametrize(
    ("method", "path", "begins"),
    [
        ("GET", "/probe/write/200", ["BEGIN"]), ("POST", "/probe/write/200", ["BEGIN IMMEDIATE"]),
        ("POST", "/probe/slow", ["BEGIN", "BEGIN IMMEDIATE"]), ("GET", "/probe/afterwards", ["BEGIN", "BEGIN IMMEDIATE"]),
    ],
)
def test_sqlite_hears_at_the_beginning_what_a_request_is_for(probed: Flask, method: str, path: str, begins: list[str]) -> None:
    sent: list[str] = []

    def note(connection: object, cursor: object, statement: str, *rest: object) -> None:
        if statement.startswith("BEGIN"):
            sent.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        probed.test_client().open(path, method=method)
    finally:
        event.remove(Engine, "before_cursor_execute", note)
    assert sent == begins


def test_an_error_page_tells_nothing_of_the_inside(probed: Flask) -> None:
    answer = probed.test_client().get("/probe/crash")
    assert answer.status_code == 500
    assert not [word for word in ("hunter2", "ZeroDivisionError", "Traceback") if word in answer.text]
