"""Every page sends few statements, and not one more for twice the data: found by walking all of them, as everybody."""

from flask import Flask

from tests.actors import WHO, People
from tests.browser import Browser
from tests.lists.walking import addresses, ask
from tests.lists.world import World
from tests.statements import count_statements

MOST = 12  # everything: the session, the organization, the menu, and the page's own
# A draft of a brief is composed anew of the whole chain each time it is looked at. The number is fixed all the same.
# What is kept of one person is gathered from every table, one after the other.
MORE = {"briefs.show": 20, "briefs.words": 20}
NOT_WALKED = {"briefs.pdf": "a file that takes half a second; it asks what the page of the brief asks"}
# Answers that are not looked at here, with the reason.
NO_PAGE = {
    "account.sign_in": "a page for who is not signed in", "account.set_up": "a page for who is not signed in",
    "admin.index": "leads elsewhere", "needs.check": "leads elsewhere once the need is sent",
    "needs.edit": "leads elsewhere once the need is sent",
}


Sent = dict[tuple[str, str, str], list[str]]


def _sent(app: Flask, browser: Browser, world: World) -> Sent:
    """(who, endpoint, address) → the statements that the page sent; of the pages that this person may see."""
    found: Sent = {}
    for who in sorted(WHO):
        browser.as_(who)
        for endpoint, address in addresses(app, world):
            if endpoint in NOT_WALKED:
                continue
            with count_statements() as counted:
                answer = ask(browser, address)
            assert answer.status_code < 500, address
            if answer.status_code == 200:
                found[who, endpoint, address] = counted.sent
    return found


def test_twice_the_data_takes_no_statement_more_and_no_page_many(app: Flask, browser: Browser, people: People) -> None:
    world = World(people)
    few = _sent(app, browser, world)
    world.grow(world.n)
    many = _sent(app, browser, world)
    assert few.keys() == many.keys()
    grown = {page: (len(few[page]), len(sent)) for page, sent in many.items() if len(sent) != len(few[page])}
    assert grown == {}, "\n".join(sorted({line for page in grown for line in set(many[page]) - set(few[page])}))
    too_many = {page: len(sent) for page, sent in many.items() if len(sent) > MORE.get(page[1], MOST)}
    assert too_many == {}, "\n".join(line[:200] for page in too_many for line in [str(page), *many[page]])


def test_no_page_is_left_out(app: Flask, browser: Browser, people: People) -> None:
    world, seen = World(people), set()
    for who in ("paula", "ada"):
        browser.as_(who)
        seen |= {endpoint for endpoint, address in addresses(app, world)
                 if endpoint not in NOT_WALKED and ask(browser, address).status_code == 200}
    everything = {endpoint for endpoint, _address in addresses(app, world)}
    assert everything - seen - NO_PAGE.keys() - NOT_WALKED.keys() == set()
