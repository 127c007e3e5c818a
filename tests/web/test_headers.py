"""Headers that tell the browser to distrust everything that is not ours."""

import pytest
from flask import Flask

from planner.app import create_app
from planner.settings import read_settings
from tests.browser import Browser

PAGES = ["/sign-in", "/goals", "/nowhere", "/static/icon.svg"]


def _policy(header: str) -> dict[str, list[str]]:
    return {name: sources for name, *sources in (part.split() for part in header.split(";"))}


@pytest.mark.parametrize("path", PAGES)
def test_nothing_inline_and_nothing_from_elsewhere_runs(browser: Browser, path: str) -> None:
    policy = _policy(browser.client.get(path).headers["Content-Security-Policy"])
    assert policy["default-src"] == ["'none'"]
    assert policy["script-src"] == policy["style-src"] == policy["connect-src"] == policy["font-src"] == ["'self'"]
    assert (policy["form-action"], policy["frame-ancestors"], policy["base-uri"]) == (["'self'"], ["'none'"], ["'none'"])
    assert not any("unsafe" in source or "http" in source for sources in policy.values() for source in sources)


@pytest.mark.parametrize("path", PAGES)
def test_every_answer_carries_the_other_headers(browser: Browser, path: str) -> None:
    headers = browser.client.get(path).headers
    assert (headers["X-Content-Type-Options"], headers["Referrer-Policy"]) == ("nosniff", "same-origin")
    assert headers["Cross-Origin-Opener-Policy"] == headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "camera=()" in headers["Permissions-Policy"]


@pytest.mark.parametrize("path", ["/goals", "/sign-in", "/nowhere"])
def test_a_page_is_kept_by_nobody(browser: Browser, path: str) -> None:
    assert browser.client.get(path).headers["Cache-Control"] == "no-store"


def test_without_tls_there_is_no_promise_of_tls(browser: Browser) -> None:
    assert "Strict-Transport-Security" not in browser.client.get("/sign-in").headers


@pytest.fixture
def behind_tls(tmp_path: object) -> Flask:
    environ = {
        "PLANNER_DATA_DIR": str(tmp_path), "PLANNER_SECRET_KEY": "x", "PLANNER_SECURE_COOKIES": "1",
        "PLANNER_TRUSTED_PROXIES": "1",
    }
    return create_app(read_settings(environ))


def test_behind_tls_the_promise_and_the_flag_are_there(behind_tls: Flask) -> None:
    assert behind_tls.config["SESSION_COOKIE_SECURE"] is True
    with behind_tls.test_request_context("/"):
        answer = behind_tls.process_response(behind_tls.make_response("x"))
    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000"


def test_the_cookie_of_the_forms_is_for_our_pages_alone(browser: Browser) -> None:
    cookie = browser.as_(None).client.get("/sign-in").headers["Set-Cookie"]
    assert {"HttpOnly", "SameSite=Lax", "Path=/"} <= set(cookie.split("; "))


def test_the_style_guide_is_for_development_only(behind_tls: Flask, app: Flask) -> None:
    rules = [{rule.rule for rule in one.url_map.iter_rules()} for one in (app, behind_tls)]
    assert ["/styleguide" in found for found in rules] == [True, False]
