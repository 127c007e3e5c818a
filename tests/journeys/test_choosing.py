"""Choosing one of many by typing: with the keyboard, with the mouse, and without a script."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator

from planner.features.demo.commands import DEMO_ACCOUNTS, DEMO_PASSWORD
from tests.journeys.conftest import Server, Visitor

pytestmark = [pytest.mark.browser]

EMAIL = next(account.email for account in DEMO_ACCOUNTS if account.role == "clo")


@pytest.fixture(params=[("light", 1440), ("dark", 320)], ids=["wide", "narrow and dark"])
def writer(request: pytest.FixtureRequest, demo_server: Server, visit: Callable[..., Visitor]) -> Visitor:
    """Somebody who begins a brief: the target in its chart is one of dozens."""
    colour, width = request.param
    visitor = visit(demo_server, colour=colour, width=width)
    visitor.sign_in(EMAIL, DEMO_PASSWORD)
    visitor.open("/briefs/new")
    return visitor


def _box(visitor: Visitor) -> Locator:
    return visitor.page.get_by_role("combobox", name="Target in the chart")


def _options(visitor: Visitor) -> Locator:
    return visitor.page.get_by_role("option").and_(visitor.page.locator(".finder__option"))


def _chosen_id(visitor: Visitor) -> str:
    return visitor.page.locator("[name=chart_target_id]").input_value()


def test_by_keyboard(writer: Visitor) -> None:
    box = _box(writer)
    box.press_sequentially("rais")
    _options(writer).first.wait_for()
    assert box.get_attribute("aria-expanded") == "true"
    assert writer.page.locator(".finder [role=status]").inner_text() != ""
    box.press("ArrowUp")
    box.press("ArrowDown")  # from the last round to the first
    first = _options(writer).first
    assert first.get_attribute("aria-selected") == "true"
    assert box.get_attribute("aria-activedescendant") == first.get_attribute("id")
    assert writer.barriers() == []
    assert writer.page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    label = first.inner_text()
    box.press("Enter")
    assert box.input_value() == label
    assert label.startswith(f"T-{int(_chosen_id(writer)):03d} ")
    assert box.get_attribute("aria-expanded") == "false"
    writer.press("Start the draft")
    assert "step 2" in writer.text.lower() or "/words" in writer.page.url


def test_escape_closes_and_keeps_what_was_typed(writer: Visitor) -> None:
    box = _box(writer)
    box.press_sequentially("rais")
    _options(writer).first.wait_for()
    box.press("Escape")
    assert (_options(writer).count(), box.input_value(), _chosen_id(writer)) == (0, "rais", "")


def test_by_mouse_and_then_nothing_again(writer: Visitor) -> None:
    box = _box(writer)
    box.press_sequentially("rais")
    wanted = _options(writer).nth(2)
    label = wanted.inner_text()
    wanted.click()
    assert (box.input_value(), _options(writer).count()) == (label, 0)
    assert label.startswith(f"T-{int(_chosen_id(writer)):03d} ")
    box.fill("")
    writer.press("Start the draft")
    writer.page.goto(writer.page.url.replace("/words", "/edit"))
    assert (_box(writer).input_value(), _chosen_id(writer)) == ("", "")


def test_without_a_script(demo_server: Server, visit: Callable[..., Visitor]) -> None:
    visitor = visit(demo_server, javascript=False)
    visitor.sign_in(EMAIL, DEMO_PASSWORD)
    visitor.open("/briefs/new")
    visitor.page.get_by_label("Target in the chart").fill("rais")
    visitor.page.get_by_role("button", name="Start the draft").click()
    radios = visitor.page.locator("[name=chart_target_id][type=radio]")
    assert visitor.page.locator(".error-summary").is_visible()
    radios.nth(1).check()
    visitor.press("Start the draft")
    assert "/words" in visitor.page.url
