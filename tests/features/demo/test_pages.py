"""The pages with the demonstration on them: each kind of page once for each reader, linted as it is fetched."""

from urllib.parse import urlsplit

import pytest
from flask import Flask

from planner.features.demo.commands import DEMO_ACCOUNTS, DEMO_PASSWORD
from tests.browser import Browser, Page


@pytest.mark.parametrize("email", [row.email for row in DEMO_ACCOUNTS])
def test_every_account_signs_in(demo_browser: Browser, email: str) -> None:
    browser = demo_browser.as_(None)
    browser.submit(browser.fetch("/sign-in"), "/sign-in", {"email": email, "password": DEMO_PASSWORD})
    assert browser.fetch("/account").status == 200


@pytest.mark.parametrize("who", ["paula", "mia", "sam", "aud", "ada"])
def test_every_link_leads_to_a_page_that_its_reader_may_open(demo_app: Flask, demo_browser: Browser, who: str) -> None:
    browser = demo_browser.as_(who)
    seen, waiting, problems = set[str](), {"home.index": ("/", "")}, []
    while waiting:
        endpoint, (link, found_on) = waiting.popitem()
        seen.add(endpoint)
        try:
            page = browser.fetch(link)
        except AssertionError as error:
            problems.append(f"{found_on} → {link}: {error}")
        else:
            waiting |= {name: (to, link) for name, to in kinds_of_pages(demo_app, page) if name not in seen}
    assert problems == []
    assert len(seen) >= 15


def kinds_of_pages(app: Flask, page: Page) -> list[tuple[str, str]]:
    """The links of a page that lead to pages of ours, with the endpoint of each."""
    addresses = app.url_map.bind("localhost")
    paths = [(urlsplit(link), link) for link in sorted(page.links())]
    own = [(parts.path, link) for parts, link in paths if parts.path.startswith("/") and not parts.netloc]
    found = [(addresses.match(path)[0], link) for path, link in own if addresses.test(path)]
    return [(endpoint, link) for endpoint, link in found if endpoint != "static"]
