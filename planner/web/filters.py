"""How numbers, days and sentences look to the reader, in the reader's language."""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import format_date as babel_format_date
from babel.dates import format_datetime as babel_format_datetime
from babel.numbers import NumberPattern, format_currency, format_decimal, parse_pattern
from flask import Flask, current_app
from markupsafe import Markup

from planner.domain.messages import Message
from planner.domain.values import LABELS
from planner.infra.i18n import Language, gettext, language

MINUS, FIXED_SPACE = "\u2212", "\u00a0"
EMPTY = "–"


def number(value: Decimal | int | None, unit: str | None = None, *, decimals: int = 1) -> str:
    """`1,234.5 hours`; nothing becomes a dash. Trailing zeros are dropped, a minus is a real minus."""
    if value is None:
        return EMPTY
    text = _decimal(value, decimals, unit == "money", language())
    return f"{text}{FIXED_SPACE}{unit_symbol(unit)}" if unit else text


# A list shows the same few days and amounts again and again, and spelling one out is slow.
@lru_cache(maxsize=4096)
def _decimal(value: Decimal | int, decimals: int, is_money: bool, language: Language) -> str:
    if not round(value, decimals):
        value = 0  # "−0" would be a decrease that nobody can see
    if is_money:
        decimals = 0 if abs(Decimal(value)) >= 1_000 else 2  # nobody reads the cents of thousands
    return format_decimal(value, format=_pattern(decimals), locale=language.locale).replace("-", MINUS)


@lru_cache
def _pattern(decimals: int) -> NumberPattern:
    return parse_pattern("#,##0" + ("." + "#" * decimals if decimals else ""))


@lru_cache(maxsize=4096)
def _date(value: date, pattern: str, language: Language) -> str:
    return babel_format_date(value, pattern, locale=language.locale)


@lru_cache(maxsize=4096)
def _day(value: date, language: Language) -> str:
    return _date(value, "d MMM y", language).replace(" ", FIXED_SPACE)


def signed(value: Decimal | int | None, unit: str | None = None, *, decimals: int = 1) -> str:
    """Like `number`, with a plus in front of what is more than nothing."""
    text = number(value, unit, decimals=decimals)
    return f"+{text}" if value is not None and round(Decimal(value), decimals) > 0 else text


def unit_symbol(unit: str | None) -> str:
    """The unit as the reader writes it; money is the organization's currency."""
    if unit == "percent":
        return "%"
    if unit and (unit == "money" or unit.startswith("money ")):
        return str(current_app.extensions["currency"]()) + gettext(unit)[len(gettext("money")):]
    return gettext(unit) if unit else ""


def money(value: Decimal | int | None) -> str:
    """An amount in the organization's currency, in whole units when it has no cents."""
    if value is None:
        return EMPTY
    return _money(value, str(current_app.extensions["currency"]()), language())


@lru_cache(maxsize=4096)
def _money(value: Decimal | int, currency: str, language: Language) -> str:
    locale = language.locale
    pattern = None if value != int(value) else "¤#,##0" if locale.language == "en" else "¤\u00a0#,##0;¤\u00a0-#,##0"
    return str(
        format_currency(value, currency, format=pattern, locale=locale, currency_digits=value != int(value))
    ).replace("-", MINUS)


def day(value: date | None, style: str = "medium") -> str:
    """`22 Nov 2026`; styles: short, medium, long, full."""
    if value is None:
        return EMPTY
    # A date is not torn apart at the end of a line; the long forms are for headings, which may break.
    if style == "medium":
        return _day(value, language())
    return _date(value, {"long": "d MMMM y", "full": "EEEE d MMMM y"}.get(style, style), language())


def day_range(start: date, end: date) -> str:
    """`28 Jun – 11 Jul 2027`; one day is shown once."""
    if start == end:
        return day(end)
    first = "d MMM y" if start.year != end.year else "d MMM" if start.month != end.month else "d"
    return f"{_date(start, first, language()).replace(' ', FIXED_SPACE)} – {day(end)}"


def instant(value: datetime | None) -> str:
    """A moment in the organization's time zone: `22 Nov 2026, 14:05`."""
    if value is None:
        return EMPTY
    return _instant(value, current_app.config["TIME_ZONE"], language())


@lru_cache(maxsize=4096)
def _instant(value: datetime, zone: str, language: Language) -> str:
    return str(babel_format_datetime(value, "d MMM y, HH:mm", tzinfo=ZoneInfo(zone), locale=language.locale))


def say(message: Message | str | None) -> str:
    """A message of the domain as a sentence in the reader's language."""
    if message is None:
        return ""
    if isinstance(message, str):
        return gettext(message)
    return gettext(message.text, **{key: _shown(value) for key, value in message.values.items()})


def _shown(value: Any) -> Any:
    if isinstance(value, Message):
        return say(value)
    if isinstance(value, Decimal) or (isinstance(value, int) and not isinstance(value, bool)):
        return number(value)
    if isinstance(value, datetime):
        return instant(value)
    if isinstance(value, date):
        return day(value)
    if isinstance(value, str):
        return gettext(value) if value else value
    return value


def label(member: StrEnum | None) -> str:
    """The words for a member of a vocabulary."""
    return "" if member is None else gettext(LABELS[member])


def paragraphs(text: str | None) -> Markup:
    """Plain text as paragraphs; everything is escaped."""
    blocks = [block.strip() for block in (text or "").replace("\r\n", "\n").split("\n\n") if block.strip()]
    lines = [Markup("<br>").join(block.split("\n")) for block in blocks]
    return Markup("").join(Markup("<p>{}</p>").format(line) for line in lines)


def register(app: Flask) -> None:
    for function in (number, signed, money, day, day_range, instant, say, label, paragraphs, unit_symbol):
        app.add_template_filter(function)
