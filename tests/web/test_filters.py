"""How numbers, days and sentences look, in English and in Dutch."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask

from planner.domain.messages import msg
from planner.domain.values import LABELS, Status
from planner.infra.i18n import speaking
from planner.web import filters


def _plain(text: str) -> str:
    """With ordinary blanks: parts of a day or a number never stand on two lines."""
    return text.replace("\u00a0", " ")


@pytest.fixture(params=["en", "nl"])
def locale(app: Flask, people: Any, request: pytest.FixtureRequest) -> Iterator[str]:
    """Inside a request of somebody who reads this language."""
    with app.test_request_context("/"), speaking(request.param):
        yield request.param


@pytest.fixture
def english(app: Flask, people: Any) -> Iterator[None]:
    with app.test_request_context("/"), speaking("en"):
        yield


def test_numbers_are_written_as_the_reader_does(locale: str) -> None:
    shown = {"en": ("1,234.5", "−1,234.6", "0"), "nl": ("1.234,5", "−1.234,6", "0")}[locale]
    values = (Decimal("1234.5"), Decimal("-1234.56"), Decimal("0.00"))
    assert tuple(filters.number(value) for value in values) == shown


def test_amounts_are_in_the_currency_of_the_organization(locale: str) -> None:
    whole, cents = filters.money(Decimal(48000)), filters.money(Decimal("-1234.5"))
    expected = {"en": ("€48,000", "−€1,234.50"), "nl": ("€\u00a048.000", "€\u00a0−1.234,50")}
    assert (whole, cents) == expected[locale]


def test_days_are_written_out_so_that_nobody_mistakes_the_month(locale: str) -> None:
    assert _plain(filters.day(date(2027, 3, 4))) == {"en": "4 Mar 2027", "nl": "4 mrt 2027"}[locale]


@pytest.mark.parametrize(
    ("value", "unit", "shown"),
    [
        (Decimal("17.80"), "percent", "17.8\u00a0%"), (3, None, "3"), (None, "percent", "–"), (Decimal(5), "days", "5\u00a0days"),
        (Decimal(12), "money", "12\u00a0EUR"), (Decimal("-0.04"), None, "0"),
    ],
)
def test_a_number_carries_its_unit(english: None, value: Any, unit: str | None, shown: str) -> None:
    assert filters.number(value, unit) == shown


@pytest.mark.parametrize(
    ("value", "shown"),
    [(Decimal(3), "+3"), (Decimal(-3), "−3"), (Decimal(0), "0"), (Decimal("0.04"), "0"), (None, "–")],
)
def test_a_change_shows_which_way(english: None, value: Any, shown: str) -> None:
    assert filters.signed(value) == shown


@pytest.mark.parametrize(
    ("start", "end", "shown"),
    [
        (date(2027, 7, 1), date(2027, 7, 1), "1 Jul 2027"), (date(2027, 7, 1), date(2027, 7, 14), "1 – 14 Jul 2027"),
        (date(2027, 6, 28), date(2027, 7, 11), "28 Jun – 11 Jul 2027"),
        (date(2026, 12, 20), date(2027, 1, 2), "20 Dec 2026 – 2 Jan 2027"),
    ],
)
def test_a_range_says_what_differs_once(english: None, start: date, end: date, shown: str) -> None:
    assert _plain(filters.day_range(start, end)) == shown


@pytest.mark.parametrize(
    ("instant", "shown"),
    [
        (datetime(2027, 7, 12, 22, 30, tzinfo=UTC), "13 Jul 2027, 00:30"),
        (datetime(2027, 1, 12, 22, 30, tzinfo=UTC), "12 Jan 2027, 23:30"),
    ],
)
def test_an_instant_is_shown_in_the_zone_of_the_organization(english: None, instant: datetime, shown: str) -> None:
    assert _plain(filters.instant(instant)) == shown


def test_a_sentence_of_the_domain_speaks_the_readers_numbers(locale: str) -> None:
    message = msg("From %(start)s: %(n)s", start=date(2027, 3, 4), n=Decimal("1234.50"))
    shown = {"en": "From 4 Mar 2027: 1,234.5", "nl": "From 4 mrt 2027: 1.234,5"}
    assert _plain(filters.say(message)) == shown[locale]


def test_a_sentence_may_hold_another(english: None) -> None:
    assert filters.say(msg("%(status)s, %(why)s", status="Met", why=msg("early"))) == "Met, early"


def test_a_percent_sign_in_what_somebody_typed_does_no_harm(english: None) -> None:
    assert filters.say(msg("%(name)s is saved.", name="100% (done)s")) == "100% (done)s is saved."


@pytest.mark.parametrize("member", list(LABELS), ids=str)
def test_every_word_of_the_vocabularies_has_a_label(locale: str, member: Any) -> None:
    assert filters.label(member)


def test_nothing_has_no_label(english: None) -> None:
    assert (filters.label(None), filters.say(None), filters.day(None), filters.instant(None)) == ("", "", "–", "–")
    assert filters.label(Status.ON_TRACK) == "On track"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("One\n\nTwo\nlines", "<p>One</p><p>Two<br>lines</p>"),
        ("<script>alert(1)</script>", "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>"),
        ("\r\n\r\nOne\r\n\r\n", "<p>One</p>"), ("", ""), (None, ""),
    ],
)
def test_text_becomes_paragraphs_and_nothing_more(text: str | None, shown: str) -> None:
    assert filters.paragraphs(text) == shown
