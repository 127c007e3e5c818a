"""The pages with the demonstration on them: each kind of page once for several readers, linted as it is fetched."""

from urllib.parse import urlsplit

import pytest
from flask import Flask

from planner.features.demo.commands import DEMO_ACCOUNTS, DEMO_PASSWORD
from tests.browser import Browser


@pytest.mark.parametrize("email", [row.email for row in DEMO_ACCOUNTS])
def test_every_account_signs_in(demo_browser: Browser, email: str) -> None:
    browser = demo_browser.as_(None)
    browser.submit(browser.fetch("/sign-in"), "/sign-in", {"email": email, "password": DEMO_PASSWORD})
    assert browser.fetch("/account").status == 200


@pytest.mark.parametrize("who", ["paula", "lena", "mia", "sam", "aud", "ada"])
def test_one_page_of_each_kind_can_be_read(demo_app: Flask, demo_browser: Browser, who: str) -> None:
    browser = demo_browser.as_(who)
    seen, waiting = set[str](), ["/"]
    addresses = demo_app.url_map.bind("localhost")
    while waiting:
        page = browser.fetch(waiting.pop(0))
        for link in page.links():
            path = urlsplit(link).path
            if not path.startswith("/") or path.startswith("/static") or not addresses.test(path, method="GET"):
                continue
            endpoint = addresses.match(path, method="GET")[0]
            if endpoint not in seen:
                seen.add(endpoint)
                waiting.append(path)
    assert len(seen) >= 15, seen
