"""Words in the language of whoever reads them."""

from collections.abc import Iterator

import pytest
from flask import Flask, render_template_string

from planner.infra.i18n import gettext, language, lazy_gettext, ngettext, speaking
from planner.web.filters import day, number


@pytest.fixture(autouse=True)
def _request(app: Flask) -> Iterator[None]:
    with app.test_request_context("/", headers={"Accept-Language": "en"}):
        yield


def test_a_letter_in_another_language_leaves_the_readers_language_as_it_was() -> None:
    assert gettext("Targets") == "Targets"
    with speaking("nl"):
        assert (gettext("Targets"), str(lazy_gettext("Targets"))) == ("Streefwaarden", "Streefwaarden")
    assert (gettext("Targets"), language().locale.language) == ("Targets", "en")


def test_what_was_written_in_one_language_is_not_taken_for_another() -> None:
    shown = []
    for locale in ("en", "nl", "en"):
        with speaking(locale):
            shown.append((number(1234), day(None), gettext("Save")))
    assert shown[0] == shown[2] != shown[1]


def test_what_a_sentence_is_given_is_escaped_and_the_sentence_is_not() -> None:
    shown = render_template_string("{{ _('%(name)s & 100 %%', name='<b>') }}")
    assert shown == "&lt;b&gt; & 100 %"


def test_a_sentence_for_one_differs_from_that_for_many() -> None:
    shown = render_template_string("{% for n in (1, 2) %}{{ ngettext('%(num)s value', '%(num)s values', n) }};{% endfor %}")
    assert shown == "1 value;2 values;"
    assert ngettext("%(num)s value", "%(num)s values", 2) == "2 values"
