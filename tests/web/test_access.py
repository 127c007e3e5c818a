"""Who is let in, and where the others are sent."""

import pytest

from planner.permissions import Permission
from planner.web.access import PUBLIC, public, requires
from tests.browser import Browser


def test_a_view_says_who_may() -> None:
    assert requires(Permission.GOAL_EDIT)(lambda: None).__planner_permission__ == Permission.GOAL_EDIT
    assert public(lambda: None).__planner_permission__ == PUBLIC


def test_who_is_not_signed_in_is_sent_there_and_back(browser: Browser) -> None:
    answer = browser.as_(None).fetch("/goals?cycle=3", status=303, to="account.sign_in")
    assert answer.path == "/sign-in?next=/goals?cycle%3D3"


def test_a_post_is_not_come_back_to(browser: Browser) -> None:
    browser.as_(None)
    assert browser.post("cycles.create").path == "/sign-in"


def test_who_may_not_is_told_so_on_a_page(browser: Browser) -> None:
    page = browser.as_("mia").get("goals.new", status=403)
    assert page.h1 == "You may not do this"


@pytest.mark.parametrize("path", ["/nowhere", "/goals/0x1", "/goals/-1", "/goals/99999999999"])
def test_what_is_not_there_is_a_page_too(browser: Browser, path: str) -> None:
    assert browser.fetch(path, status=404).h1 == "There is nothing here"


def test_a_page_that_does_not_take_a_post_says_so(browser: Browser) -> None:
    page = browser.get("account.show")
    token = page.document.select_one("[name=csrf_token]")["value"]
    answer = browser.client.post("/account", data={"csrf_token": token})
    assert (answer.status_code, "This page does not take that" in answer.text) == (405, True)


def test_an_error_page_knows_who_reads_it(browser: Browser) -> None:
    """The menu of an error page must not ask again who is signed in when that is what failed."""
    page = browser.as_(None).fetch("/nowhere", status=404)
    assert "Go to the start page" in page.text


def test_two_people_at_one_server_do_not_mix(browser: Browser) -> None:
    other = Browser(browser.app, browser.people).as_("mia")
    for _ in range(2):
        assert "Paula Planner" in browser.get("account.show").text
        assert "Mia Manager" in other.get("account.show").text
