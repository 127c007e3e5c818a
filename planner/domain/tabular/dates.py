"""Days as people and programs write them, settled for a whole column at a time.

`20-Sep-19`, `20 September 2019`, `2019-09-20T08:00`, `20190920`, days that a workbook knows as days, and its
serial numbers say what they mean. `07-10-1969` does not: one row in which only one order is possible settles the
column, two that contradict each other stop it, and where every row could be either, the person is asked. No row is
ever guessed.

Years of two digits: 00–68 are 2000–2068, 69–99 are 1969–1999 (as POSIX reads them). Two digits first, as in `19-09-20`
for 2019, are only read so when the person says `ymd`.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache

from planner.domain.messages import N_, Message, msg
from planner.domain.tabular.questions import Answer, Question
from planner.domain.tabular.table import Cell, is_blank, text_of

FIRST_YEAR, LAST_YEAR = 1900, 2100
FIRST_SERIAL, LAST_SERIAL = 10_000, 73_050  # 1927 to 2099; smaller numbers are more likely years or counts
_SERIAL_ZERO = date(1899, 12, 30)
_N_EXAMPLES = 3
_N_REMEMBERED = 4096


class DateOrder(StrEnum):
    """In which order day, month and year stand when all are numbers."""

    DMY = "dmy"
    MDY = "mdy"
    YMD = "ymd"


_ORDER_WORDS = {
    DateOrder.DMY: N_("day, month, year"),
    DateOrder.MDY: N_("month, day, year"),
    DateOrder.YMD: N_("year, month, day"),
}

_MONTHS = (
    ("jan", "january", "januari"),
    ("feb", "february", "februari", "febr"),
    ("mar", "march", "maart", "mrt"),
    ("apr", "april"),
    ("may", "mei"),
    ("jun", "june", "juni"),
    ("jul", "july", "juli"),
    ("aug", "august", "augustus"),
    ("sep", "sept", "september"),
    ("oct", "october", "okt", "oktober"),
    ("nov", "november"),
    ("dec", "december"),
)
MONTH_NUMBERS = {name: number for number, names in enumerate(_MONTHS, start=1) for name in names}
_WEEKDAYS = (
    "mon|monday|tue|tues|tuesday|wed|wednesday|thu|thur|thurs|thursday|fri|friday|sat|saturday|sun|sunday|"
    "ma|maandag|di|dinsdag|wo|woensdag|do|donderdag|vr|vrijdag|za|zaterdag|zo|zondag"
)
_WEEKDAY = re.compile(rf"^(?:{_WEEKDAYS})\.?,?\s+", re.IGNORECASE)
_TIME = re.compile(
    r"(?:[T ]|,\s*)\s*\d{1,2}[:.]\d{2}(?:[:.]\d{2}(?:[.,]\d{1,9})?)?\s*(?:[ap]\.?m\.?)?\s*(?:Z|UTC|[+-]\d{2}:?\d{2})?$",
    re.IGNORECASE,
)
_ISO = re.compile(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
_SERIAL = re.compile(r"\d{5}(?:\.\d+)?")
_THREE = re.compile(r"(\d{1,2})([-/. ])(\d{1,2})\2(\d{4}|\d{2})")
_DAY_NAME = re.compile(
    r"(\d{1,2})(?:ste|st|nd|rd|th|de|e)?[-/. ]*([^\W\d_]{3,9})\.?,?[-/. ]*'?(\d{4}|\d{2})", re.IGNORECASE
)
_NAME_DAY = re.compile(r"([^\W\d_]{3,9})\.?[-/. ]*(\d{1,2})(?:st|nd|rd|th)?,?[-/. ]+'?(\d{4}|\d{2})", re.IGNORECASE)
_YEAR_NAME_DAY = re.compile(r"(\d{4})[-/. ]([^\W\d_]{3,9})\.?[-/. ](\d{1,2})", re.IGNORECASE)


@dataclass(frozen=True)
class _Reading:
    """What one text may mean: one day, or one for each order of its numbers."""

    plain: date | None = None
    by_order: tuple[tuple[DateOrder, date], ...] = ()

    def under(self, order: DateOrder | None) -> date | None:
        if self.plain is not None:
            return self.plain
        if order is not None:
            return dict(self.by_order).get(order)
        days = {day for other, day in self.by_order if other is not DateOrder.YMD}
        return days.pop() if len(days) == 1 else None

    @property
    def decides(self) -> DateOrder | None:
        """The one order in which the text is a day at all."""
        usual = [order for order, _ in self.by_order if order is not DateOrder.YMD]
        return usual[0] if self.plain is None and len(usual) == 1 else None

    @property
    def is_open(self) -> bool:
        return self.plain is None and len({day for order, day in self.by_order if order is not DateOrder.YMD}) > 1


def _full_year(text: str) -> int:
    year = int(text)
    if len(text) == 4:
        return year
    return year + (2000 if year < 69 else 1900)


def _day(year: int, month: int, day: int) -> date | None:
    try:
        found = date(year, month, day)
    except ValueError:
        return None
    return found if FIRST_YEAR <= year <= LAST_YEAR else None


def _from_serial(number: Decimal) -> date | None:
    if not FIRST_SERIAL <= number <= LAST_SERIAL:
        return None
    return _SERIAL_ZERO + timedelta(days=int(number))


def _read(cell: Cell) -> _Reading:
    if isinstance(cell, datetime):
        return _Reading(_day(cell.year, cell.month, cell.day))
    if isinstance(cell, date):
        return _Reading(_day(cell.year, cell.month, cell.day))
    if isinstance(cell, Decimal):
        compact = _COMPACT.fullmatch(text_of(cell))
        return _Reading(_day(*map(int, compact.groups())) if compact else _from_serial(cell))
    if not isinstance(cell, str):
        return _Reading()
    text = _TIME.sub("", _WEEKDAY.sub("", text_of(cell))).strip()
    return _read_numbers(text) or _Reading(_read_words(text))


def _read_numbers(text: str) -> _Reading | None:
    if found := _ISO.fullmatch(text):
        return _Reading(_day(int(found[1]), int(found[3]), int(found[4])))
    if found := _COMPACT.fullmatch(text):
        return _Reading(_day(*map(int, found.groups())))
    if _SERIAL.fullmatch(text):
        return _Reading(_from_serial(Decimal(text)))
    if found := _THREE.fullmatch(text):
        one, two, three = found[1], found[3], found[4]
        candidates = [
            (DateOrder.DMY, _day(_full_year(three), int(two), int(one))),
            (DateOrder.MDY, _day(_full_year(three), int(one), int(two))),
        ]
        if len(one) == len(three) == 2:
            candidates.append((DateOrder.YMD, _day(_full_year(one), int(two), int(three))))
        return _Reading(by_order=tuple((order, day) for order, day in candidates if day is not None))
    return None


def _read_words(text: str) -> date | None:
    if found := _DAY_NAME.fullmatch(text):
        day, name, year = found.groups()
    elif found := _NAME_DAY.fullmatch(text):
        name, day, year = found.groups()
    elif found := _YEAR_NAME_DAY.fullmatch(text):
        year, name, day = found.groups()
    else:
        return None
    month = MONTH_NUMBERS.get(name.casefold())
    return _day(_full_year(year), month, int(day)) if month else None


def _remembering() -> Callable[[Cell], _Reading]:
    """Reads cells, and knows those it has read lately: columns repeat themselves."""
    return lru_cache(maxsize=_N_REMEMBERED, typed=True)(_read)


@dataclass(frozen=True)
class DateDecision:
    """How the dates of one column are read, and why."""

    header: str
    order: DateOrder | None  # None: no date of the column depends on an order
    message: Message
    warning: Message | None = None


@dataclass(frozen=True)
class DateColumn:
    """A settled column: reads its cells one by one."""

    decision: DateDecision
    reading_of: Callable[[Cell], _Reading] = field(default_factory=_remembering, repr=False, compare=False)

    def read(self, cell: Cell) -> date | Message | None:
        """The day, nothing for a blank cell, or the reason why it is none."""
        if is_blank(cell):
            return None
        reading = self.reading_of(cell)
        found = reading.under(self.decision.order)
        if found is not None:
            return found
        if reading.by_order and self.decision.order is not None:
            return msg(N_("This is no date when read as %(order)s."), order=msg(_ORDER_WORDS[self.decision.order]))
        return msg(N_("This is not a date that exists or can be read. Write it as 2019-09-20."))


def settle_dates(
    header: str, cells: Iterable[tuple[int, Cell]], order: DateOrder | None = None
) -> DateColumn | Question:
    """The reader for a column of (row number, cell), or what has to be asked or mended first."""
    if order is not None:
        sentence = N_("“%(column)s” is read as %(order)s, as you said.")
        return DateColumn(DateDecision(header, order, msg(sentence, column=header, order=msg(_ORDER_WORDS[order]))))
    reading_of = _remembering()
    deciding: dict[DateOrder, list[tuple[int, str]]] = {DateOrder.DMY: [], DateOrder.MDY: []}
    open_rows: list[tuple[int, str]] = []
    has_typed = has_ordered = False
    for number, cell in cells:
        reading = reading_of(cell)
        has_typed = has_typed or isinstance(cell, date)
        has_ordered = has_ordered or bool(reading.by_order)
        if (only := reading.decides) is not None:
            deciding[only].append((number, text_of(cell)))
        elif reading.is_open:
            open_rows.append((number, text_of(cell)))
    settled = [found for found, rows in deciding.items() if rows]
    if len(settled) == 2:
        return _contradiction(header, deciding)
    if not settled and open_rows:
        return _question(header, open_rows)
    if not settled:
        sentence = N_("Every date in “%(column)s” says what it means.")
        return DateColumn(DateDecision(header, None, msg(sentence, column=header)))
    return DateColumn(_decision(header, settled[0], min(deciding[settled[0]]), is_mixed=has_typed and has_ordered))


def _decision(header: str, order: DateOrder, example: tuple[int, str], *, is_mixed: bool) -> DateDecision:
    row, text = example
    sentence = N_("“%(column)s” is read as %(order)s: row %(row)s (%(value)s) is a date in that order only.")
    message = msg(sentence, column=header, order=msg(_ORDER_WORDS[order]), row=row, value=text)
    warning = N_(
        "“%(column)s” holds dates that the spreadsheet program understood beside dates that it left as text. Programs "
        "set to another country turn day and month around in such columns: compare a few rows with the source."
    )
    return DateDecision(header, order, message, msg(warning, column=header) if is_mixed else None)


def _contradiction(header: str, deciding: dict[DateOrder, list[tuple[int, str]]]) -> Question:
    sentence = N_(
        "“%(column)s” mixes two ways to write dates: %(dmy)s can only be day, month, year; %(mdy)s only month, day, "
        "year. Write all dates as 2019-09-20, or say which order holds: rows that do not fit are then refused."
    )
    examples = {order.value: _examples(rows) for order, rows in deciding.items()}
    return Question(msg(sentence, column=header, **examples), Answer.DATE_ORDER, _answers(header))


def _question(header: str, rows: list[tuple[int, str]]) -> Question:
    sentence = N_(
        "In “%(column)s” every date could be day first or month first: %(examples)s. Say which of the two it is."
    )
    return Question(msg(sentence, column=header, examples=_examples(rows)), Answer.DATE_ORDER, _answers(header))


def _answers(header: str) -> tuple[str, ...]:
    return tuple(f"{header}={order.value}" for order in (DateOrder.DMY, DateOrder.MDY))


def _examples(rows: list[tuple[int, str]]) -> str:
    return ", ".join(f"{text} (row {number})" for number, text in sorted(rows)[:_N_EXAMPLES])
