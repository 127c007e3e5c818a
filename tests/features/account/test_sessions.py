"""Sessions and sign-ins under attack: renewed, ended, counted, and silent about who exists."""

import threading
from contextvars import Context
from datetime import timedelta
from typing import Any

import pytest
from argon2 import PasswordHasher, extract_parameters
from sqlalchemy import func, select

from planner.features.account import commands, queries
from planner.features.account.requests import COOKIE, network_of
from planner.infra import tokens
from planner.infra.clock import Clock
from planner.models import Account, AuthSession, SignInFailure, db
from planner.permissions import Role
from tests.actors import PASSWORD, People
from tests.browser import Browser


def _sign_in(browser: Browser, email: str = "mia@example.org", password: str = PASSWORD, *, status: int = 303) -> Any:
    return browser.submit(browser.get("account.sign_in"), "/sign-in", {"email": email, "password": password}, status=status)


def _open_sessions(people: People, who: str) -> int:
    return len(queries.open_sessions(people.accounts[who].id))


# --- sessions --------------------------------------------------------------------------------------------------------


def test_signing_in_over_an_open_session_ends_it(browser: Browser, people: People) -> None:
    """A token that was planted or overheard before is worth nothing afterwards."""
    browser.as_(None)
    page = browser.get("account.sign_in")
    token = commands.start_session(people.accounts["sam"], actor=people.sam, user_agent="", hours=1)
    db.session.commit()
    browser.client.set_cookie(COOKIE, token)
    browser.submit(page, "/sign-in", {"email": "mia@example.org", "password": PASSWORD})
    assert browser.client.get_cookie(COOKIE).value != token
    assert (_open_sessions(people, "sam"), _open_sessions(people, "mia")) == (0, 1)


def test_one_browser_is_signed_out_and_the_others_are_not(browser: Browser, people: People) -> None:
    other, third = (Browser(browser.app, people).as_("paula") for _number in range(2))
    sessions = queries.open_sessions(people.accounts["paula"].id)
    ended = max(session.id for session in sessions)
    browser.submit(browser.get("account.show"), f"/sessions/{ended}/end", to="account.show")
    third.get("account.show", status=303, to="account.sign_in")
    other.get("account.show")
    assert _open_sessions(people, "paula") == len(sessions) - 1


def test_the_session_of_somebody_else_is_not_there(browser: Browser, people: People) -> None:
    Browser(browser.app, people).as_("mia")
    [session] = queries.open_sessions(people.accounts["mia"].id)
    browser.post("account.end_session", session_id=session.id, status=404)
    assert _open_sessions(people, "mia") == 1


def test_other_roles_are_had_after_signing_in_anew(people: People) -> None:
    commands.start_session(people.accounts["mia"], actor=people.mia, user_agent="", hours=1)
    account = queries.account_by_id(people.accounts["mia"].id)
    assert account is not None
    commands.change_roles(account, actor=people.ada, roles={Role.AUDITOR})
    assert _open_sessions(people, "mia") == 0


def test_who_changes_the_own_roles_stays(people: People) -> None:
    commands.start_session(people.accounts["ada"], actor=people.ada, user_agent="", hours=1)
    account = queries.account_by_id(people.accounts["ada"].id)
    assert account is not None
    commands.change_roles(account, actor=people.ada, roles={Role.ADMINISTRATOR, Role.AUDITOR})
    assert _open_sessions(people, "ada") == 1


@pytest.mark.parametrize("end", ["deactivate_account", "set_password"])
def test_an_account_that_changes_hands_has_no_session(people: People, end: str) -> None:
    commands.start_session(people.accounts["mia"], actor=people.mia, user_agent="", hours=1)
    account = queries.account_by_id(people.accounts["mia"].id)
    more = {"password": "another calm morning"} if end == "set_password" else {}
    getattr(commands, end)(account, actor=people.ada, **more)
    assert _open_sessions(people, "mia") == 0


# --- passwords -------------------------------------------------------------------------------------------------------


def test_passwords_are_hashed_as_owasp_asks() -> None:
    found = extract_parameters(tokens.hash_password("x" * 12))
    assert (found.type.name, found.memory_cost >= 19 * 1024, found.time_cost >= 2) == ("ID", True, True)


def test_an_old_hash_is_renewed_when_its_password_is_typed(browser: Browser, people: People) -> None:
    weak = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
    people.accounts["mia"].password_hash = weak
    db.session.commit()
    _sign_in(browser.as_(None), password="not this one at all", status=422)
    assert _hash_of(people) == weak
    _sign_in(browser)
    assert not tokens.needs_new_hash(_hash_of(people))
    assert tokens.is_password(PASSWORD, _hash_of(people))


def _hash_of(people: People) -> str:
    return str(db.session.scalar(select(Account.password_hash).where(Account.id == people.accounts["mia"].id)))


def test_few_passwords_are_hashed_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """Many sign-ins at once wait for each other, instead of taking 19 MB each."""
    inside, most, lock, full = 0, 0, threading.Lock(), threading.Event()

    def verify(hashed: str, password: str) -> bool:
        nonlocal inside, most
        with lock:
            inside += 1
            most = max(most, inside)
            if inside == 4:
                full.set()
        full.wait(timeout=10)
        with lock:
            inside -= 1
        return True

    class Hasher:
        pass

    hasher = Hasher()
    hasher.verify = verify  # type: ignore[attr-defined]
    monkeypatch.setattr(tokens, "_hasher", hasher)
    threads = [threading.Thread(target=tokens.is_password, args=("x", "y")) for _number in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == 4


# --- who exists ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("email", ["mia@example.org", "nobody@example.org", "sam@example.org"])
def test_an_answer_does_not_tell_who_exists(
    browser: Browser, people: People, monkeypatch: pytest.MonkeyPatch, email: str
) -> None:
    """Known, unknown or deactivated: the same words, and one password checked, which is what takes the time."""
    people.accounts["sam"].is_active = False
    db.session.commit()
    checked: list[str] = []
    monkeypatch.setattr(tokens, "is_password", lambda password, hashed: bool(checked.append(hashed)))
    page = _sign_in(browser.as_(None), email=email, password="not this one at all", status=422)
    assert page.errors() == ["The e-mail address and the password do not fit. Check both and try again."]
    assert len(checked) == 1
    assert db.session.scalar(select(func.count()).select_from(SignInFailure)) == 2


def test_an_unknown_address_waits_as_long_as_a_known_one(browser: Browser, clock: Clock) -> None:
    browser.as_(None)
    answers = {email: [_try(browser, email) for _number in range(6)] for email in ("mia@example.org", "nobody@example.org")}
    assert answers["mia@example.org"] == answers["nobody@example.org"] == [422] * 5 + [429]


def _try(browser: Browser, email: str) -> int:
    token = browser.get("account.sign_in").document.select_one("[name=csrf_token]")["value"]
    sent = {"csrf_token": token, "email": email, "password": "not this one at all"}
    return Context().run(browser.client.post, "/sign-in", data=sent).status_code


def test_many_tries_at_once_do_not_slip_through(browser: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    """While one password is being checked, five others fail: the right one comes too late."""
    def is_password(password: str, hashed: str) -> bool:
        for _number in range(5):
            commands.count_failure(["email mia@example.org"])
        db.session.commit()
        return True

    monkeypatch.setattr(tokens, "is_password", is_password)
    page = _sign_in(browser.as_(None), status=429)
    assert "too many failed tries" in page.errors()[0]
    assert db.session.scalar(select(func.count()).select_from(AuthSession).where(AuthSession.user_agent != "test")) == 0


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.7", "192.0.2.7"), ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"), ("2001:db8:1:2::1", "2001:db8:1:2::/64"),
        ("::ffff:192.0.2.7", "192.0.2.7"), ("", ""), (None, ""), ("unix:", "unix:"),
    ],
)
def test_a_subscriber_with_many_addresses_is_one_network(address: str | None, network: str) -> None:
    assert network_of(address) == network


def test_a_session_is_not_prolonged_beyond_its_hours(browser: Browser, people: People, clock: Clock) -> None:
    _sign_in(browser.as_(None))
    for _number in range(12):
        clock.set(clock.now() + timedelta(minutes=59))
        browser.get("account.show")
    clock.set(clock.now() + timedelta(minutes=59))
    browser.get("account.show", status=303, to="account.sign_in")
