"""Every page that can be reached, looked at by a machine: barriers, noise, weight, narrow windows, other hosts."""

import re
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

import pytest

from planner.features.demo.commands import DEMO_ACCOUNTS, DEMO_PASSWORD
from tests.journeys.conftest import Server, Visitor

pytestmark = [pytest.mark.browser]

EMAILS = {role: email for email, role in ((account.email, account.role) for account in DEMO_ACCOUNTS)}
KILOBYTE = 1024


def pattern(path: str) -> str:
    """The shape of an address: numbers do not matter, questions do not either."""
    return re.sub(r"\d+", "#", urlsplit(path).path)


def pages_of(visitor: Visitor) -> Iterator[str]:
    """Follow the links from the start page; one page of each shape. The visitor stands on the page that is given."""
    waiting, seen = ["/"], {"/"}
    while waiting:
        path = waiting.pop(0)
        visitor.open(path)
        yield path
        for address in visitor.page.eval_on_selector_all("a[href]", "links => links.map(link => link.href)"):
            parts = urlsplit(address)
            if f"{parts.scheme}://{parts.netloc}" != visitor.address or parts.path.endswith((".pdf", ".csv")):
                continue
            if pattern(parts.path) not in seen:
                seen.add(pattern(parts.path))
                waiting.append(parts.path + (f"?{parts.query}" if parts.query else ""))


@pytest.mark.parametrize(("role", "colour"), [("clo", "light"), ("clo", "dark"), ("administrator", "light")])
def test_no_page_has_a_barrier(demo_server: Server, visit: Callable[..., Visitor], role: str, colour: str) -> None:
    visitor = visit(demo_server, colour=colour)
    visitor.sign_in(EMAILS[role], DEMO_PASSWORD)
    found = {path: barriers for path in pages_of(visitor) if (barriers := visitor.barriers())}
    assert found == {}


def test_no_page_is_wider_than_a_narrow_window(demo_server: Server, visit: Callable[..., Visitor]) -> None:
    visitor = visit(demo_server, width=320)
    visitor.sign_in(EMAILS["clo"], DEMO_PASSWORD)
    wide = {}
    for path in pages_of(visitor):
        width = visitor.page.evaluate("document.documentElement.scrollWidth")
        if width > 320:
            wide[path] = width
    assert wide == {}


def test_every_page_works_without_javascript(demo_server: Server, visit: Callable[..., Visitor]) -> None:
    visitor = visit(demo_server, javascript=False)
    visitor.sign_in(EMAILS["clo"], DEMO_PASSWORD)
    visitor.open("/")
    links = [link.get_attribute("href") or "" for link in visitor.page.locator("nav a").all()]
    for path in links:
        visitor.open(path)
        assert visitor.page.locator("h1").count() == 1, path


def test_no_page_is_heavy(demo_server: Server, visit: Callable[..., Visitor]) -> None:
    """HTML up to 60 KB compressed; style and script up to 100 KB where there is no chart."""
    visitor = visit(demo_server)
    visitor.sign_in(EMAILS["clo"], DEMO_PASSWORD)
    heavy = []
    for path in pages_of(visitor):
        has_chart = visitor.page.locator("[data-chart]").count() > 0
        sizes = visitor.page.evaluate(
            "performance.getEntriesByType('resource').filter(one => /\\.(css|js)(\\?|$)/.test(one.name))"
            ".reduce((sum, one) => sum + one.encodedBodySize, 0)"
        )
        if sizes > 100 * KILOBYTE and not has_chart:
            heavy.append((path, sizes))
        html = visitor.page.evaluate("performance.getEntriesByType('navigation')[0].encodedBodySize")
        if html > 60 * KILOBYTE:
            heavy.append((path, html))
    assert heavy == []
