"""Each request has an id, one line in the log, and is counted."""

import logging
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import text

from planner.features.account.requests import COOKIE
from planner.infra import metrics, watched
from planner.models import db
from planner.web.access import public
from tests.browser import Browser

log = logging.getLogger("planner")


def told(caplog: pytest.LogCaptureFixture, logger: str = "planner.access") -> list[dict[str, Any]]:
    return [record.__dict__ for record in caplog.records if record.name == logger]


@pytest.fixture(autouse=True)
def _listen(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)


def test_an_answer_carries_the_id_that_was_asked_with(probed: Flask) -> None:
    asked = probed.test_client().get("/probe/write/200", headers={"X-Request-ID": "from-the-proxy"})
    assert asked.headers.getlist("X-Request-ID") == ["from-the-proxy"]


def test_an_answer_gets_an_id_when_none_was_asked_with(probed: Flask) -> None:
    client = probed.test_client()
    ids = {client.get("/probe/write/200").headers["X-Request-ID"] for _ in range(3)}
    assert len(ids) == 3


@pytest.mark.parametrize(("path", "status"), [("/nowhere", 404), ("/probe/crash", 500), ("/probe/write/204", 204)])
def test_a_request_is_one_line(probed: Flask, caplog: pytest.LogCaptureFixture, path: str, status: int) -> None:
    answer = probed.test_client().get(f"{path}?token=hunter2", buffered=True)
    (line,) = told(caplog)
    assert (line["method"], line["status"], line["request_id"]) == ("GET", status, answer.headers["X-Request-ID"])
    assert line["endpoint"] in ("none", "probe.crash", "probe.write")
    assert line["duration_ms"] > 0
    assert "hunter2" not in str(line)


def test_the_line_says_how_often_the_database_was_asked_and_by_which_account(
    browser: Browser, caplog: pytest.LogCaptureFixture
) -> None:
    browser.get("account.show")
    line = told(caplog)[-1]
    assert line["account_id"] == browser.people.accounts["paula"].id
    assert 2 <= line["statements"] <= 12
    assert "Paula" not in str(line)
    assert "example.org" not in str(line)


def test_a_file_is_told_only_to_who_wants_everything(probed: Flask, caplog: pytest.LogCaptureFixture) -> None:
    client = probed.test_client()
    client.get("/static/icon.svg", buffered=True).close()
    assert told(caplog) == []
    caplog.set_level(logging.DEBUG)
    client.get("/static/icon.svg", buffered=True).close()
    assert [line["endpoint"] for line in told(caplog)] == ["static"]


def test_an_error_is_told_once_with_the_id_that_the_page_shows(probed: Flask, caplog: pytest.LogCaptureFixture) -> None:
    answer = probed.test_client().get("/probe/crash", headers={"X-Request-ID": "quote-me-please"})
    assert "quote-me-please" in answer.text
    errors = [record for record in caplog.records if record.exc_info]
    assert [record.getMessage() for record in errors] == ["unexpected error"]


def test_the_id_is_known_while_the_page_is_made(probed: Flask) -> None:
    seen: list[str] = []

    @probed.get("/probe/look")
    @public
    def look() -> str:
        work = watched.current()
        seen.append(f"{work.id} {work.endpoint}" if work else "nobody watches")
        return "done"

    probed.test_client().get("/probe/look", headers={"X-Request-ID": "abcdefgh"})
    assert seen == ["abcdefgh look"]
    assert watched.current() is None


def _value(name: str, **labels: str) -> float:
    return metrics._KEPT.get_sample_value(name, labels) or 0.0


def test_requests_are_counted_by_view_and_never_by_address(probed: Flask) -> None:
    labels = {"endpoint": "probe.write", "method": "POST", "status": "422"}
    before, running = _value("planner_requests_total", **labels), _value("planner_requests_running")
    client = probed.test_client()
    client.post("/probe/write/422", buffered=True)
    client.get("/not/a/page/4711", buffered=True)
    client.open("/not/a/page", method="BREW", buffered=True)
    assert _value("planner_requests_total", **labels) == before + 1
    assert _value("planner_requests_running") == running
    text_of_all = metrics.exposition([], pool_limit=1).decode()
    assert "4711" not in text_of_all
    assert "BREW" not in text_of_all


def test_a_slow_statement_is_told_without_its_values(probed: Flask, caplog: pytest.LogCaptureFixture) -> None:
    with probed.app_context():
        db.session.connection().connection.dbapi_connection.create_function("slowly", 1, _slowly)  # type: ignore[union-attr]
        db.session.execute(text("SELECT slowly(:secret)"), {"secret": "hunter2"}).all()
        db.session.rollback()
    (line,) = told(caplog, "planner.slow")
    assert line["statement"] == "SELECT slowly(?)"
    assert line["duration_ms"] >= 200
    assert "hunter2" not in str(line)


def _slowly(value: str) -> str:
    """Takes long by working, not by waiting: a quarter of a second on a clock of our own."""
    began = watched.perf_counter()
    while watched.perf_counter() - began < 0.25:
        pass
    return value


def test_the_cookie_of_a_session_is_in_no_line(browser: Browser, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    browser.get("account.show")
    cookie = browser.client.get_cookie(COOKIE)
    assert cookie is not None
    assert cookie.value not in caplog.text + str([record.__dict__ for record in caplog.records])
