"""What machines ask of the service."""

import re
from datetime import datetime, timedelta

import pytest
from flask import Flask

from planner.app import create_app
from planner.infra import migrate
from planner.infra.clock import now
from planner.infra.release import VERSION
from planner.models import Job, db
from planner.settings import read_settings
from tests.architecture.tree import ROOT
from tests.browser import Browser

TOKEN = "0123456789abcdef0123456789abcdef"


def make_job(*, run_at: datetime) -> None:
    db.session.add(Job(name="probe", args={}, run_at=run_at, deliver_at=run_at))
    db.session.commit()


def test_the_service_says_that_it_lives(browser: Browser) -> None:
    assert browser.as_(None).client.get("/healthz").json == {"status": "ok"}


def test_it_is_ready_when_its_database_is(browser: Browser) -> None:
    assert browser.as_(None).client.get("/readyz").json == {"status": "ready"}


def test_work_that_waits_is_told_and_is_no_reason(browser: Browser) -> None:
    make_job(run_at=now() - timedelta(seconds=301))
    assert browser.client.get("/readyz").json == {"status": "ready", "late_jobs_seconds": 301}
    numbers = browser.client.get("/metrics").text
    assert 'planner_jobs{state="waiting"} 1.0' in numbers
    assert 'planner_jobs{state="failed"} 0.0' in numbers
    assert "planner_jobs_lag_seconds 301.0" in numbers
    assert "planner_workers 0.0" in numbers


def test_it_lives_but_is_not_ready_without_the_tables(tmp_path: object) -> None:
    client = create_app(read_settings({"PLANNER_DATA_DIR": str(tmp_path), "PLANNER_SECRET_KEY": "x"})).test_client()
    assert client.get("/healthz").status_code == 200
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json) == (503, {"status": "not ready", "reasons": {"database": "does not answer"}})


def test_the_numbers_are_there_for_this_machine(browser: Browser) -> None:
    browser.get("account.show")
    answer = browser.client.get("/metrics")
    assert answer.content_type.startswith("text/plain; version=0.0.4")
    for line in (
        'planner_requests_total{endpoint="account.show",method="GET",status="200"}',
        'planner_request_seconds_bucket{endpoint="account.show",le="0.5",method="GET"}',
        'planner_request_statements_bucket{endpoint="account.show",le="12.0"}',
        "planner_sessions_open 1.0", "planner_jobs_lag_seconds 0.0",
        "planner_process_resident_bytes{", "planner_database_connections_in_use ",
        "planner_database_connections_limit 10.0", f'version="{VERSION}"',
    ):
        assert line in answer.text, line


@pytest.mark.parametrize(
    ("peer", "headers"),
    [
        ("192.0.2.1", {}), ("", {}), ("127.0.0.1", {"X-Forwarded-For": "192.0.2.1"}), ("::1", {"Via": "1.1 proxy"}),
        ("127.0.0.1", {"Forwarded": "for=192.0.2.1"}), ("192.0.2.1", {"X-Forwarded-For": "127.0.0.1"}),
    ],
)
def test_for_others_they_are_not_there(browser: Browser, peer: str, headers: dict[str, str]) -> None:
    assert browser.client.get("/metrics", headers=headers, environ_base={"REMOTE_ADDR": peer}).status_code == 404


def _app(tmp_path: object, **settings: str) -> Flask:
    read = read_settings({"PLANNER_DATA_DIR": str(tmp_path), "PLANNER_SECRET_KEY": "x", **settings})
    migrate.upgrade(read.database)
    return create_app(read)


def test_behind_a_proxy_nobody_counts_as_this_machine(tmp_path: object) -> None:
    client = _app(tmp_path, PLANNER_TRUSTED_PROXIES="1").test_client()
    assert client.get("/metrics", headers={"X-Forwarded-For": "127.0.0.1"}).status_code == 404
    assert client.get("/metrics").status_code == 404


@pytest.mark.parametrize(
    "header", [None, "", "Bearer", "Bearer x", f"Basic {TOKEN}", f"Bearer {TOKEN}x", "Bearer ünïcode", TOKEN],
)
def test_with_a_token_only_who_has_it_is_answered(tmp_path: object, header: str | None) -> None:
    client = _app(tmp_path, PLANNER_METRICS_TOKEN=TOKEN).test_client()
    answer = client.get("/metrics", headers={"Authorization": header} if header is not None else {})
    assert (answer.status_code, answer.headers["WWW-Authenticate"]) == (401, 'Bearer realm="metrics"')
    assert "planner_" not in answer.text


def test_the_token_counts_from_everywhere(browser: Browser) -> None:
    browser.app.extensions["settings"], kept = _with_token(browser.app), browser.app.extensions["settings"]
    try:
        answer = browser.client.get(
            "/metrics", headers={"Authorization": f"Bearer {TOKEN}"}, environ_base={"REMOTE_ADDR": "192.0.2.1"}
        )
    finally:
        browser.app.extensions["settings"] = kept
    assert answer.status_code == 200


def _with_token(app: Flask) -> object:
    kept = app.extensions["settings"]
    return type(kept)(**{name: getattr(kept, name) for name in kept.__slots__} | {"metrics_token": TOKEN})


def test_every_number_is_explained_to_administrators(browser: Browser) -> None:
    text = browser.client.get("/metrics").text
    names = {line.split()[2] for line in text.splitlines() if line.startswith("# HELP")}
    explained = set(re.findall(r"`(planner_[a-z_]+)", (ROOT / "docs" / "admin.md").read_text(encoding="utf-8")))
    assert names - explained == set()
    assert explained - names == set()
