"""A form that is sent again is saved once."""

from datetime import timedelta
from typing import Any

from sqlalchemy import func, select

from planner.models import Goal, SentForm, db
from planner.web import sent_forms
from tests.browser import Browser
from tests.makers import make_cycle


def _n_goals() -> int:
    return db.session.scalar(select(func.count()).select_from(Goal)) or 0


def _page(browser: Browser) -> Any:
    make_cycle()
    db.session.commit()
    return browser.get("goals.new")


def test_the_same_form_again_leads_to_the_same_place(browser: Browser) -> None:
    page = _page(browser)
    first = browser.submit(page, "/goals/new", {"statement": "Fewer accidents"}, to="goals.show")
    again = browser.submit(page, "/goals/new", {"statement": "Fewer accidents"}, to="goals.show")
    assert (again.path, _n_goals()) == (first.path, 1)
    assert "It was not saved twice" in browser.fetch(again.path).text


def test_other_words_on_the_same_page_are_another_form(browser: Browser) -> None:
    page = _page(browser)
    for statement in ("Fewer accidents", "Happier customers"):
        browser.submit(page, "/goals/new", {"statement": statement}, to="goals.show")
    assert _n_goals() == 2


def test_what_was_refused_is_not_remembered(browser: Browser) -> None:
    page = _page(browser)
    for _ in range(2):
        browser.submit(page, "/goals/new", {"statement": ""}, status=422)
    assert (_n_goals(), db.session.scalars(select(SentForm)).all()) == (0, [])


def test_the_same_words_on_a_page_loaded_anew_are_another_form(browser: Browser) -> None:
    browser.submit(_page(browser), "/goals/new", {"statement": "Fewer accidents"})
    browser.submit(browser.get("goals.new"), "/goals/new", {"statement": "Fewer accidents"})
    assert _n_goals() == 2


def test_all_forms_of_a_page_have_one_word_and_the_next_page_has_another(browser: Browser) -> None:
    pages = (_page(browser), browser.get("goals.new"))
    words = [{str(tag["value"]) for tag in page.document.select("[name=sending]")} for page in pages]
    assert [len(one) for one in words] == [1, 1]
    assert words[0] != words[1]


def test_it_is_forgotten_after_a_day(browser: Browser, clock: Any) -> None:
    page = _page(browser)
    browser.submit(page, "/goals/new", {"statement": "Fewer accidents"})
    assert len(db.session.scalars(select(SentForm)).all()) == 1
    clock.set(clock.now() + sent_forms.KEPT + timedelta(minutes=1))
    browser.as_("paula")
    browser.submit(browser.get("goals.new"), "/goals/new", {"statement": "Happier customers"})
    assert [one.sent_at for one in db.session.scalars(select(SentForm))] == [clock.now()]


def test_nothing_of_the_content_is_kept(browser: Browser) -> None:
    browser.submit(_page(browser), "/goals/new", {"statement": "Fewer accidents"})
    kept = db.session.scalars(select(SentForm)).one()
    assert "accidents" not in f"{kept.key} {kept.location}"
