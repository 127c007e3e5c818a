"""The name in the Host header is the browser's word: nothing is built from it."""

import pytest
from flask import Flask

from tests.browser import Browser

FORGED = {
    "Host": "evil.example", "X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "https", "Forwarded": "host=evil.example",
}


@pytest.mark.parametrize("who", [None, "paula"])
def test_no_page_and_no_redirect_repeats_a_forged_name(app: Flask, browser: Browser, who: str | None) -> None:
    browser.as_(who)
    plain = [rule for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ()) and not rule.arguments]
    answers = {rule.rule: browser._ask("GET", rule.rule, headers=FORGED) for rule in plain}
    found = [path for path, answer in answers.items() if "evil.example" in f"{answer.headers} {answer.get_data(as_text=True)}"]
    assert found == []
    assert len(answers) > 20


@pytest.mark.parametrize("path", ["//goals", "/goals/", "//evil.example/", "/goals//1", "///"])
def test_an_address_that_is_nearly_right_is_not_corrected_with_the_name(browser: Browser, path: str) -> None:
    """A redirect to the right spelling would be built from the Host header, and could be kept by a cache in between."""
    answer = browser._ask("GET", "/", headers=FORGED, environ_overrides={"PATH_INFO": path})
    assert (answer.status_code < 500, "evil.example" in str(answer.headers)) == (True, False)


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "TRACE"])
def test_a_method_cannot_be_smuggled(browser: Browser, method: str) -> None:
    """Neither a header nor a field turns a GET or a POST into something else."""
    page = browser.get("account.show")
    token = page.document.select_one("[name=csrf_token]")["value"]
    headers = {"X-HTTP-Method-Override": method, "X-Method-Override": method}
    posted = browser._ask("POST", "/account", data={"csrf_token": token, "_method": method}, headers=headers)
    got = browser._ask("GET", "/sign-out?_method=POST", headers={"X-HTTP-Method-Override": "POST"})
    assert (posted.status_code, got.status_code) == (405, 405)
    browser.get("account.show")
