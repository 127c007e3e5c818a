"""The four users, each with what they come to do."""

import re
from collections.abc import Callable

import pytest

from planner.features.demo.commands import DEMO_ACCOUNTS, DEMO_PASSWORD
from tests.journeys.conftest import Server, Visitor

pytestmark = [pytest.mark.browser]

EMAILS = {account.role: account.email for account in reversed(DEMO_ACCOUNTS)}


def signed_in(visit: Callable[..., Visitor], server: Server, role: str, **how: object) -> Visitor:
    visitor = visit(server, **how)
    visitor.sign_in(EMAILS[role], DEMO_PASSWORD)
    return visitor


def test_a_department_head_logs_a_problem_and_sees_it_wait(demo_server: Server, visit: Callable[..., Visitor]) -> None:
    visitor = signed_in(visit, demo_server, "department_head", javascript=False)
    visitor.follow("Log a need")
    visitor.fill(title="Handovers lose the customer", problem="Account managers change and nobody tells the customer.",
                 audience="account managers", audience_size="24")
    visitor.page.locator("[name=department_id]").select_option(index=1)
    visitor.press("Save and go on")
    visitor.fill(indicator_name="Customers who know their contact", unit="percent", current_value="62",
                 current_on="2026-01-15", desired_value="90")
    visitor.press("Save and go on")
    visitor.fill(consequence="We lose accounts that we had won.")
    visitor.press("Save and check")
    visitor.press("Send for a decision")
    assert "Waits for a decision" in visitor.text


def test_a_learning_manager_enters_this_fortnight_in_one_save(demo_server: Server, visit: Callable[..., Visitor]) -> None:
    visitor = signed_in(visit, demo_server, "learning_manager")
    visitor.open("/update?everybody=1")
    values = visitor.page.locator("input[name$='-value']:visible")
    if values.count() == 0:
        assert "nothing" in visitor.text.lower()
        return
    values.first.fill("not a number")
    visitor.page.get_by_role("button", name=re.compile("Save")).first.click()
    assert "Enter a number" in visitor.text


def test_an_executive_finds_the_verdict_on_one_page(demo_server: Server, visit: Callable[..., Visitor]) -> None:
    visitor = signed_in(visit, demo_server, "executive")
    visitor.open("/briefs")
    visitor.page.locator("main table a").first.click()
    visitor.page.wait_for_load_state()
    assert visitor.page.locator("figure").count() >= 1
    content, headers = visitor.fetch("a[href$='.pdf']")
    assert content.startswith(b"%PDF")
    assert ".pdf" in headers["content-disposition"]


def test_a_chief_learning_officer_sees_what_is_missing_and_goes_there(
    demo_server: Server, visit: Callable[..., Visitor]
) -> None:
    visitor = signed_in(visit, demo_server, "clo")
    gap = visitor.page.locator(".question__missing a").first
    words = gap.inner_text()
    gap.click()
    visitor.page.wait_for_load_state()
    assert words
    assert visitor.page.locator("h1").count() == 1


def test_the_chart_becomes_interactive_and_offers_no_upload(demo_server: Server, visit: Callable[..., Visitor]) -> None:
    visitor = signed_in(visit, demo_server, "clo")
    visitor.open("/targets")
    visitor.page.locator("main table a[href*='/targets/']").first.click()
    visitor.page.locator(".js-plotly-plot .modebar").first.wait_for(state="attached")
    titles = visitor.page.locator(".modebar-btn").evaluate_all("all => all.map(one => one.dataset.title || '')")
    assert titles
    assert not [title for title in titles if re.search("share|cloud|upload|edit in chart", title, re.IGNORECASE)]


@pytest.mark.parametrize("width", [1280, 360])
def test_words_above_the_chart_stay_inside_it(demo_server: Server, visit: Callable[..., Visitor], width: int) -> None:
    visitor = signed_in(visit, demo_server, "clo")
    visitor.page.set_viewport_size({"width": width, "height": 900})
    visitor.open("/actions")
    visitor.page.locator("main table a[href*='/targets/'], main table a[href*='/actions/']").first.click()
    visitor.page.locator("main a[href*='/targets/']").first.click()
    visitor.page.locator(".js-plotly-plot .annotation").first.wait_for()
    beyond = visitor.page.locator(".js-plotly-plot .annotation").evaluate_all(
        "all => all.map(one => one.getBoundingClientRect().right - one.closest('.js-plotly-plot').getBoundingClientRect().right)"
    )
    assert len(beyond) > 1
    assert max(beyond) <= 1


def test_the_planner_speaks_dutch_when_asked(demo_server: Server, visit: Callable[..., Visitor]) -> None:
    visitor = visit(demo_server, locale="nl-NL")
    visitor.open("/sign-in")
    assert visitor.page.locator("html").get_attribute("lang") == "nl"
    assert visitor.page.locator("h1").inner_text() == "Aanmelden"


def test_signing_out_really_ends_it(demo_server: Server, visit: Callable[..., Visitor]) -> None:
    visitor = signed_in(visit, demo_server, "auditor")
    visitor.press("Sign out")
    visitor.page.go_back()
    visitor.open("/goals")
    assert "/sign-in" in visitor.page.url
