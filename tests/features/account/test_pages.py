"""Signing in and out, setting up, one's own account."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from planner.features.account.requests import COOKIE
from planner.infra.clock import Clock
from planner.infra.tokens import fingerprint
from planner.models import Account, AuditEntry, Organization, SignInFailure, db
from tests.actors import PASSWORD, People
from tests.browser import Browser, Page
from tests.conftest import NOW

WRONG = "The e-mail address and the password do not fit. Check both and try again."


def _sign_in(browser: Browser, email: str = "mia@example.org", password: str = PASSWORD, **expected: Any) -> Page:
    typed = {"email": email, "password": password}
    return browser.submit(browser.get("account.sign_in"), "/sign-in", typed, **expected)


@pytest.fixture
def nobody(browser: Browser) -> Browser:
    return browser.as_(None)


def test_signing_in_leads_to_the_start_page(nobody: Browser) -> None:
    _sign_in(nobody, to="home.index")
    assert "Mia Manager" in nobody.get("account.show").text


@pytest.mark.parametrize("email", ["MIA@example.org", " mia@example.org "])
def test_the_address_may_be_typed_carelessly(nobody: Browser, email: str) -> None:
    _sign_in(nobody, email, to="home.index")


@pytest.mark.parametrize(("email", "password"), [("mia@example.org", "wrong"), ("unknown@example.org", PASSWORD)])
def test_what_does_not_fit_is_refused_without_saying_which(nobody: Browser, email: str, password: str) -> None:
    page = _sign_in(nobody, email, password, status=422)
    assert page.errors() == [WRONG]
    assert page.document.select_one("[name=email]")["value"] == email
    assert not page.document.select_one("[name=password]").get("value")


def test_a_deactivated_account_cannot_sign_in(nobody: Browser, people: People) -> None:
    people.accounts["mia"].is_active = False
    assert _sign_in(nobody, status=422).errors() == [WRONG]


def test_a_deactivated_account_is_out_at_the_next_click(browser: Browser, people: People) -> None:
    browser.as_("mia").get("account.show")
    people.accounts["mia"].is_active = False
    browser.get("account.show", status=303, to="account.sign_in")


def test_after_five_failures_even_the_right_password_waits(nobody: Browser, clock: Clock) -> None:
    for _ in range(5):
        _sign_in(nobody, password="wrong", status=422)
    refused = _sign_in(nobody, status=429)
    assert refused.errors() == ["There were too many failed tries. Wait a quarter of an hour, then try again."]
    clock.set(NOW + timedelta(minutes=15, seconds=1))
    _sign_in(nobody, to="home.index")


def test_a_failure_is_kept_although_the_answer_is_a_refusal(nobody: Browser) -> None:
    _sign_in(nobody, password="wrong", status=422)
    assert len(db.session.scalars(select(SignInFailure)).all()) == 2  # for the address and for the network


def test_one_network_cannot_try_many_addresses_for_ever(nobody: Browser) -> None:
    db.session.add_all(SignInFailure(key_hash=fingerprint("network 127.0.0.1"), failed_at=NOW) for _ in range(100))
    _sign_in(nobody, status=429)


def test_who_wanted_a_page_gets_it_after_signing_in(nobody: Browser) -> None:
    asked = nobody.get("goals.index", cycle=3, status=303, to="account.sign_in")
    page = nobody.fetch(asked.path)
    answer = nobody.submit(page, "/sign-in", {"email": "mia@example.org", "password": PASSWORD})
    assert answer.path == "/goals?cycle=3"


@pytest.mark.parametrize(
    "wanted",
    ["//evil.example", "https://evil.example", "/\\evil.example", "\\evil.example", "/\t/evil.example", "javascript:alert(1)",
     "evil.example", "/%09/evil.example\\", " //evil.example", "http:evil.example"],
)
def test_nobody_is_sent_to_another_site(nobody: Browser, wanted: str) -> None:
    page = nobody.get("account.sign_in", next=wanted)
    answer = nobody.submit(page, "/sign-in", {"email": "mia@example.org", "password": PASSWORD})
    assert answer.path == "/"


def test_who_is_signed_in_need_not_do_so_again(browser: Browser) -> None:
    browser.get("account.sign_in", status=303, to="home.index")


def test_the_cookie_is_for_the_browser_alone(nobody: Browser) -> None:
    _sign_in(nobody)
    cookie = nobody.client.get_cookie(COOKIE)
    assert cookie is not None
    assert (cookie.http_only, cookie.same_site, cookie.path, cookie.secure) == (True, "Lax", "/", False)


def test_signing_in_again_gives_another_token(nobody: Browser) -> None:
    _sign_in(nobody)
    first = nobody.client.get_cookie(COOKIE)
    browser = Browser(nobody.app, nobody.people).as_(None)
    _sign_in(browser)
    assert first.value != browser.client.get_cookie(COOKIE).value


def test_signing_out_ends_the_session_for_good(browser: Browser) -> None:
    browser.as_("mia")
    token = browser.client.get_cookie(COOKIE).value
    browser.submit(browser.get("account.show"), "/sign-out", to="account.sign_in")
    browser.client.set_cookie(COOKIE, token)
    browser.get("account.show", status=303, to="account.sign_in")


def test_an_idle_browser_is_signed_out(browser: Browser, clock: Clock) -> None:
    browser.as_("mia")
    clock.set(NOW + timedelta(minutes=121))
    browser.get("account.show", status=303, to="account.sign_in")


def test_a_browser_in_use_is_not(browser: Browser, clock: Clock) -> None:
    browser.as_("mia")
    for minutes in range(100, 700, 100):
        clock.set(NOW + timedelta(minutes=minutes))
        browser.get("account.show")
    clock.set(NOW + timedelta(hours=12))
    browser.get("account.show", status=303, to="account.sign_in")


@pytest.mark.parametrize("token", ["", "x", "ä" * 50, "0" * 3000])
def test_a_made_up_token_is_nobody(nobody: Browser, token: str) -> None:
    nobody.client.set_cookie(COOKIE, token)
    nobody.get("account.show", status=303, to="account.sign_in")


def test_a_form_without_its_token_is_refused_with_a_page(browser: Browser) -> None:
    answer = browser.client.post("/language", data={"locale": "nl"})
    assert (answer.status_code, "This form has expired" in answer.text) == (400, True)


def test_a_token_of_another_browser_is_refused(browser: Browser, people: People) -> None:
    page = Browser(browser.app, people).as_("mia").get("account.show")
    token = page.form("/sign-out").select_one("[name=csrf_token]")["value"]
    assert browser.client.post("/sign-out", data={"csrf_token": token}).status_code == 400


def test_signing_in_and_out_is_in_the_audit_trail(nobody: Browser) -> None:
    _sign_in(nobody)
    nobody.submit(nobody.get("account.show"), "/sign-out")
    events = db.session.scalars(select(AuditEntry.event).order_by(AuditEntry.id.desc()).limit(2)).all()
    assert events == ["account.signed_out", "account.signed_in"]


def test_the_account_page_knows_this_browser(browser: Browser) -> None:
    Browser(browser.app, browser.people).as_("paula")
    rows = browser.get("account.show").all("#sessions tbody th")
    assert [row for row in rows if "this one" in row] == ["test this one"]


def test_signing_out_everywhere_else_leaves_this_browser(browser: Browser, people: People) -> None:
    other = Browser(browser.app, people)
    browser.submit(browser.get("account.show"), "/sign-out-everywhere", to="account.show")
    browser.get("account.show")
    other.get("account.show", status=303, to="account.sign_in")


def test_the_password_is_changed(browser: Browser) -> None:
    typed = {"old_password": PASSWORD, "password": "another calm morning"}
    browser.submit(browser.get("account.show"), "/password", typed, to="account.show")
    _sign_in(browser.as_(None), "paula@example.org", "another calm morning", to="home.index")


@pytest.mark.parametrize(
    ("old", "new", "error"),
    [
        ("wrong", "another calm morning", "Present password: This is not your present password."),
        (PASSWORD, "short", "New password: Use a password of at least 12 characters; a few words in a row are fine."),
        (PASSWORD, "paula@example.org", "New password: This password is too easy to guess. Use a few words in a row."),
        ("", "another calm morning", "Present password: Enter your present password."),
    ],
)
def test_a_password_that_will_not_do_is_refused(browser: Browser, old: str, new: str, error: str) -> None:
    page = browser.submit(browser.get("account.show"), "/password", {"old_password": old, "password": new}, status=422)
    assert page.errors() == [error]
    assert not [tag for tag in page.document.select("[type=password]") if tag.get("value")]


def test_a_person_chooses_a_language_and_keeps_it(browser: Browser, people: People) -> None:
    page = browser.get("account.show")
    browser.submit(page, "/language", {"locale": "nl"}, to="account.show")
    assert db.session.get(Account, people.accounts["paula"].id).locale == "nl"
    assert browser.get("account.show").document.html["lang"] == "nl"
    assert browser.as_("paula").get("account.show").document.html["lang"] == "nl"


def test_nobody_yet_chooses_a_language_for_the_browser(nobody: Browser) -> None:
    page = nobody.get("account.sign_in", next="/goals")
    answer = nobody.submit(page, "/language", {"locale": "nl"})
    assert answer.path == "/sign-in?next=/goals"
    assert nobody.get("account.sign_in").document.html["lang"] == "nl"


def test_a_language_that_is_not_there_changes_nothing(browser: Browser, people: People) -> None:
    browser.post("account.language", {"locale": "xx"})
    assert db.session.get(Account, people.accounts["paula"].id).locale == "en"


@pytest.fixture
def empty(app: Flask, session: Any, clock: Clock) -> Browser:
    """A browser before anybody has set up the planner."""
    browser = Browser.__new__(Browser)
    browser.app, browser.client = app, app.test_client()
    return browser


MERIDIAN = {"organization_name": "Meridian", "name": "Ada", "email": "ada@example.org", "password": PASSWORD}


def test_the_first_visit_leads_to_the_set_up_and_in(empty: Browser) -> None:
    empty.get("account.sign_in", status=303, to="account.set_up")
    empty.submit(empty.get("account.set_up"), "/set-up", MERIDIAN, to="home.index")
    assert "Ada" in empty.get("account.show").text


@pytest.mark.parametrize(
    ("typed", "field"),
    [({"email": "ada"}, "Your e-mail address"), ({"password": "short"}, "A password"), ({"organization_name": " "}, "Name of"),
     ({"currency": "EURO"}, "Currency")],
)
def test_a_set_up_that_will_not_do_makes_nothing(empty: Browser, typed: dict[str, str], field: str) -> None:
    page = empty.submit(empty.get("account.set_up"), "/set-up", {**MERIDIAN, **typed}, status=422)
    assert page.errors()[0].startswith(field)
    assert db.session.scalars(select(Organization)).all() == []


def test_the_set_up_is_closed_once_somebody_can_sign_in(nobody: Browser) -> None:
    nobody.get("account.set_up", status=303, to="account.sign_in")
    page = nobody.post("account.begin", {**MERIDIAN, "currency": "EUR", "fiscal_year_start_month": "1"}, status=422)
    assert page.errors() == ["This planner is set up already. Sign in instead."]
