"""Fields read what people type, in their way of writing."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict
from wtforms import StringField
from wtforms.validators import InputRequired

from planner.web.fields import ChoiceField, DayField, MonthField, NumberField, WholeNumberField, parse_number, show_number
from planner.web.forms import PlannerForm, VersionedForm

AMOUNTS = st.decimals(min_value=-(10**11), max_value=10**11, places=4)


@given(AMOUNTS, st.sampled_from(["en", "nl"]))
def test_what_is_shown_can_be_typed_back(value: Decimal, locale: str) -> None:
    assert parse_number(show_number(value, locale), locale) == value


@given(st.integers(min_value=1_000, max_value=10**11), st.sampled_from([("en", ","), ("nl", ".")]), st.integers(0, 99))
def test_a_number_with_thousands_and_decimals_is_read(whole: int, way: tuple[str, str], cents: int) -> None:
    locale, grouping = way
    text = f"{whole:,}".replace(",", grouping) + ("." if grouping == "," else ",") + f"{cents:02d}"
    assert parse_number(text, locale) == Decimal(f"{whole}.{cents:02d}")


@given(st.text(max_size=12), st.sampled_from(["en", "nl"]))
def test_any_text_is_a_number_or_refused(text: str, locale: str) -> None:
    try:
        assert parse_number(text, locale).is_finite()
    except ValueError:
        pass


@pytest.mark.parametrize(
    ("text", "locale", "value"),
    [
        ("1,234.5", "en", "1234.5"), ("1.234,5", "nl", "1234.5"), ("1,234", "en", "1234"), ("1.234", "nl", "1234"),
        ("12,5", "en", "12.5"), ("12.5", "nl", "12.5"), ("-3", "en", "-3"), ("\u22123", "nl", "-3"), ("+7", "en", "7"),
        (".5", "en", "0.5"), ("5.", "en", "5"), ("1 234,5", "nl", "1234.5"), ("1\u00a0234", "nl", "1234"), ("007", "en", "7"),
    ],
)
def test_numbers_as_people_write_them(text: str, locale: str, value: str) -> None:
    assert parse_number(text, locale) == Decimal(value)


@pytest.mark.parametrize(
    "text", ["", "-", "abc", "1.2.3", "1,23,456.7", "12%", "1e5", "NaN", "Infinity", "--3", "3-", "٣", "1_000", "½"]
)
@pytest.mark.parametrize("locale", ["en", "nl"])
def test_what_is_no_number_is_refused(text: str, locale: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        parse_number(text, locale)


class Sample(PlannerForm):
    class Meta(PlannerForm.Meta):
        csrf = False

    name = StringField("Name", validators=[InputRequired("Enter a name.")])
    amount = NumberField("Amount", places=2, minimum=0)
    count = WholeNumberField("Count")
    on = DayField("On")
    due = DayField("Due", validators=[InputRequired("Enter a day.")])
    choice = ChoiceField("Choice")
    month = MonthField("Month", default=1)


def _sent(app: Flask, **typed: str) -> tuple[bool, Any]:
    with app.test_request_context("/"):
        form = Sample(MultiDict({"name": "x", "month": "1", "due": "2027-07-13", **typed}))
        form.choice.offer([(1, "One"), (2, "Two")])
        return form.validate(), form


@pytest.mark.parametrize(
    ("field", "text", "data"),
    [
        ("amount", "1,234.50", Decimal("1234.50")), ("amount", " ", None), ("count", "12", 12), ("count", "12.0", 12),
        ("on", "2027-07-13", date(2027, 7, 13)), ("on", "13-7-2027", date(2027, 7, 13)), ("on", "13/07/2027", date(2027, 7, 13)),
        ("on", "13.07.2027", date(2027, 7, 13)), ("on", "", None), ("choice", "2", 2), ("choice", "", None), ("month", "7", 7),
        ("name", "  a\0b  ", "ab"),
    ],
)
def test_what_is_typed_becomes_a_value(app: Flask, field: str, text: str, data: Any) -> None:
    is_valid, form = _sent(app, **{field: text})
    assert (is_valid, form[field].data) == (True, data), form.errors


@pytest.mark.parametrize(
    ("field", "text", "error"),
    [
        ("amount", "lots", "Enter a number, for example 12.5."), ("amount", "-1", "This must be at least 0."),
        ("amount", "1.005", "Use at most 2 decimals."), ("amount", "9" * 30, "This number is too large."),
        ("count", "1.5", "Use a whole number."), ("count", "x", "Enter a number, for example 120."),
        ("on", "31-2-2027", "Enter a date, for example 2027-12-31."), ("on", "0001-01-01", "Enter a date between 1900 and 2200."),
        ("choice", "3", "Choose one from the list."), ("name", "", "Enter a name."), ("name", "   ", "Enter a name."),
        ("name", "\0", "Enter a name."), ("due", "\t\t", "Enter a day."),
        ("amount", "9" * 1_000_001, "This number is too large."),
    ],
    ids=lambda given: given[:20],
)
def test_what_cannot_be_read_says_what_to_do_and_stays(app: Flask, field: str, text: str, error: str) -> None:
    is_valid, form = _sent(app, **{field: text})
    assert (is_valid, form[field].errors) == (False, [error])
    if field in ("amount", "count", "on"):
        with app.test_request_context("/"):
            assert form[field]._value() == text


@pytest.mark.parametrize(
    ("field", "text"), [("choice", "x"), ("choice", "1; DROP"), ("month", "13"), ("month", "x"), ("month", "")]
)
def test_a_choice_that_was_never_offered_is_refused(app: Flask, field: str, text: str) -> None:
    is_valid, form = _sent(app, **{field: text})
    assert not is_valid
    assert list(form.errors) == [field]


@pytest.mark.parametrize(("text", "version"), [("3", 3), ("", 0), ("x", 0), ("-1", 0), ("9" * 20, 0), ("²", 0)])
def test_a_version_that_is_no_number_matches_nothing(app: Flask, text: str, version: int) -> None:
    with app.test_request_context("/"):
        assert VersionedForm(MultiDict({"version": text}), meta={"csrf": False}).loaded_version == version
