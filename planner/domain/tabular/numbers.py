"""Numbers as people write them, settled for a whole column at a time.

`1,234.56` and `1.234,56` say which sign is the decimal one; `1.234` alone does not, and is one thousand two hundred
thirty-four or one and a bit. As with dates, one plain row settles the column, two contradicting rows stop it, and where
nothing settles it the person is asked.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache

from planner.domain.messages import N_, Message, msg
from planner.domain.tabular.questions import Answer, Question
from planner.domain.tabular.table import Cell, is_blank, text_of

MOST = Decimal(10) ** 12
_N_EXAMPLES = 3
_N_REMEMBERED = 65_536


class DecimalSign(StrEnum):
    """The sign between units and tenths."""

    POINT = "point"
    COMMA = "comma"


_SIGN_WORDS = {DecimalSign.POINT: N_("decimal point"), DecimalSign.COMMA: N_("decimal comma")}
_SHAPES = {
    sign: re.compile(
        rf"(?:\d*|[1-9]\d{{0,2}}(?:(?P<group>[{thousands} '’])\d{{3}})(?:(?P=group)\d{{3}})*)(?:{decimal}\d+)?"
    )
    for sign, decimal, thousands in ((DecimalSign.POINT, r"\.", ","), (DecimalSign.COMMA, ",", "."))
}
_CURRENCIES = {
    "€": "EUR",
    "eur": "EUR",
    "euro": "EUR",
    "$": "USD",
    "usd": "USD",
    "us$": "USD",
    "£": "GBP",
    "gbp": "GBP",
    "chf": "CHF",
    "sek": "SEK",
    "nok": "NOK",
    "dkk": "DKK",
    "pln": "PLN",
    "¥": "JPY",
    "jpy": "JPY",
    "cad": "CAD",
    "aud": "AUD",
    "inr": "INR",
}
_CURRENCY = "|".join(sorted(map(re.escape, _CURRENCIES), key=len, reverse=True))
# Minus signs, accountants' brackets and the Dutch “€ 12,-” are read; percent signs and exponents are not.
_AMOUNT = re.compile(
    rf"(?P<open>\()?\s*(?P<before>[-+−–])?\s*(?P<left>{_CURRENCY})?\s*(?P<inside>[-+−–])?\s*"
    rf"(?P<digits>[\d.,'’ ]*\d)(?:[.,][-–—]{{1,2}})?(?P<after>-)?\s*(?P<right>{_CURRENCY})?\s*(?P<close>\))?",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class _Reading:
    """What one text may mean under either decimal sign."""

    by_sign: tuple[tuple[DecimalSign, Decimal], ...] = ()
    currency: str | None = None

    def under(self, sign: DecimalSign | None) -> Decimal | None:
        if sign is not None:
            return dict(self.by_sign).get(sign)
        values = {value for _, value in self.by_sign}
        return values.pop() if len(values) == 1 else None

    @property
    def decides(self) -> DecimalSign | None:
        return self.by_sign[0][0] if len(self.by_sign) == 1 else None

    @property
    def is_open(self) -> bool:
        return len({value for _, value in self.by_sign}) > 1


def _read(cell: Cell) -> _Reading:
    if isinstance(cell, Decimal):
        return _Reading(tuple((sign, cell) for sign in DecimalSign))
    if not isinstance(cell, str):
        return _Reading()
    whole, point, rest = cell.partition(".")
    if cell.isascii() and whole.isdigit() and (not point or (rest.isdigit() and len(rest) != 3)):
        return _plain(cell, rest)
    found = _AMOUNT.fullmatch(text_of(cell))
    if found is None or (found["left"] and found["right"]) or bool(found["open"]) != bool(found["close"]):
        return _Reading()
    signs = [mark for mark in (found["open"], found["before"], found["inside"], found["after"]) if mark]
    if len(signs) > 1:
        return _Reading()
    factor = -1 if signs and signs[0] != "+" else 1
    symbol = found["left"] or found["right"]
    by_sign = tuple(
        (sign, factor * _value(found["digits"], sign))
        for sign, shape in _SHAPES.items()
        if shape.fullmatch(found["digits"])
    )
    return _Reading(by_sign, _CURRENCIES[symbol.casefold()] if symbol else None)


def _plain(text: str, rest: str) -> _Reading:
    """By far the most there are: digits alone depend on no sign, and a point before other than three digits is a decimal one."""
    value = Decimal(text)
    return _Reading(((DecimalSign.POINT, value),) if rest else ((DecimalSign.POINT, value), (DecimalSign.COMMA, value)))


def _value(digits: str, sign: DecimalSign) -> Decimal:
    decimal = "." if sign is DecimalSign.POINT else ","
    whole, _, rest = digits.partition(decimal)
    return Decimal(re.sub(r"\D", "", whole) + "." + rest) if rest else Decimal(re.sub(r"\D", "", whole))


def _remembering() -> Callable[[Cell], _Reading]:
    """Reads cells, and knows those it has read lately: columns repeat themselves."""
    return lru_cache(maxsize=_N_REMEMBERED, typed=True)(_read)


@dataclass(frozen=True)
class NumberDecision:
    """How the numbers of one column are read, and why."""

    header: str
    sign: DecimalSign | None  # None: no number of the column depends on it
    currency: str | None
    message: Message


@dataclass(frozen=True)
class NumberColumn:
    """A settled column: reads its cells one by one."""

    decision: NumberDecision
    reading_of: Callable[[Cell], _Reading] = field(default_factory=_remembering, repr=False, compare=False)

    def read(self, cell: Cell) -> Decimal | Message | None:
        """The number, nothing for a blank cell, or the reason why it is none."""
        if is_blank(cell):
            return None
        reading = self.reading_of(cell)
        found = reading.under(self.decision.sign)
        if found is None:
            if reading.by_sign and self.decision.sign is not None:
                return msg(
                    N_("This is no number when read with a %(sign)s."), sign=msg(_SIGN_WORDS[self.decision.sign])
                )
            return msg(N_("This is not a number. Write digits only, such as 1234.56."))
        if abs(found) >= MOST:
            return msg(N_("This number is too large to be right."))
        return found


def settle_numbers(
    header: str, cells: Iterable[tuple[int, Cell]], sign: DecimalSign | None = None
) -> NumberColumn | Question:
    """The reader for a column of (row number, cell), or what has to be asked or mended first."""
    deciding: dict[DecimalSign, list[tuple[int, str]]] = {found: [] for found in DecimalSign}
    open_rows: list[tuple[int, str]] = []
    currencies: dict[str, tuple[int, str]] = {}
    reading_of = _remembering()
    for number, cell in cells:
        reading = reading_of(cell)
        if reading.currency:
            place = (number, text_of(cell))
            currencies[reading.currency] = min(place, currencies.get(reading.currency, place))
        if (only := reading.decides) is not None:
            deciding[only].append((number, text_of(cell)))
        elif reading.is_open:
            open_rows.append((number, text_of(cell)))
    if len(currencies) > 1:
        return _mixed_currencies(header, currencies)
    currency = next(iter(currencies), None)
    if sign is not None:
        told = msg(N_("“%(column)s” is read with a %(sign)s, as you said."), column=header, sign=msg(_SIGN_WORDS[sign]))
        return NumberColumn(NumberDecision(header, sign, currency, told), reading_of)
    found = _settled(header, deciding, open_rows, currency)
    return replace(found, reading_of=reading_of) if isinstance(found, NumberColumn) else found


def _settled(
    header: str,
    deciding: dict[DecimalSign, list[tuple[int, str]]],
    open_rows: list[tuple[int, str]],
    currency: str | None,
) -> NumberColumn | Question:
    settled = [found for found, rows in deciding.items() if rows]
    if len(settled) == 2:
        return _contradiction(header, deciding)
    if not settled and open_rows:
        return _question(header, open_rows)
    if not settled:
        message = msg(N_("Every number in “%(column)s” says what it means."), column=header)
        return NumberColumn(NumberDecision(header, None, currency, message))
    row, text = min(deciding[settled[0]])
    message = msg(
        N_("“%(column)s” is read with a %(sign)s: row %(row)s (%(value)s) is a number in that way only."),
        column=header,
        sign=msg(_SIGN_WORDS[settled[0]]),
        row=row,
        value=text,
    )
    return NumberColumn(NumberDecision(header, settled[0], currency, message))


def _contradiction(header: str, deciding: dict[DecimalSign, list[tuple[int, str]]]) -> Question:
    sentence = N_(
        "“%(column)s” mixes decimal points, %(point)s, and decimal commas, %(comma)s. Write all numbers in one way, or "
        "say which holds: rows that do not fit are then refused."
    )
    examples = {sign.value: _examples(rows) for sign, rows in deciding.items()}
    return Question(msg(sentence, column=header, **examples), Answer.DECIMAL, _answers(header))


def _question(header: str, rows: list[tuple[int, str]]) -> Question:
    sentence = N_(
        "In “%(column)s” the sign may part thousands or decimals: %(examples)s. Say which sign is the decimal one."
    )
    return Question(msg(sentence, column=header, examples=_examples(rows)), Answer.DECIMAL, _answers(header))


def _mixed_currencies(header: str, currencies: dict[str, tuple[int, str]]) -> Question:
    sentence = N_("“%(column)s” mixes currencies: %(examples)s. Convert all amounts to one currency first.")
    return Question(msg(sentence, column=header, examples=_examples(list(currencies.values()))))


def _answers(header: str) -> tuple[str, ...]:
    return tuple(f"{header}={sign.value}" for sign in DecimalSign)


def _examples(rows: list[tuple[int, str]]) -> str:
    return ", ".join(f"{text} (row {number})" for number, text in sorted(rows)[:_N_EXAMPLES])
