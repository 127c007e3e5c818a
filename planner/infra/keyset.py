"""Long lists in pages by the seek method: a page begins behind the last row of the page before it.

Rows are never counted off to find a place, so the thousandth page costs what the first costs, and a row that is added
meanwhile neither repeats nor hides another. A place is the values by which the list is sorted, written into the address.
"""

import base64
import binascii
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, Generic, TypeVar

from sqlalchemy import ColumnElement, Select, and_, false, func, or_, select

from planner.models.base import db

PAGE_SIZE = 50
PANEL_SIZE = 20  # of a list that stands beside others on a page about one thing
MOST_COUNTED = 1_000  # a longer list is said to have more than this many rows
LONGEST_TEXT = 400
LONGEST_PLACE = 3_000
LARGEST_WHOLE = 2**53

Place = tuple[Any, ...]


class NoPlace(ValueError):
    """What was given is no place in this list."""


def whole(value: Any) -> int:
    """An id, a rank or a number of days."""
    if isinstance(value, bool) or not isinstance(value, int) or abs(value) > LARGEST_WHOLE:
        raise NoPlace
    return value


def text(value: Any) -> str:
    """A name. PostgreSQL keeps no NUL and neither database keeps half a letter, so no row begins behind such a text."""
    if not isinstance(value, str) or len(value) > LONGEST_TEXT or "\0" in value:
        raise NoPlace
    try:
        value.encode()
    except UnicodeEncodeError:
        raise NoPlace from None
    return value


def day(value: Any) -> date:
    try:
        return date.fromisoformat(text(value))
    except ValueError:
        raise NoPlace from None


def moment(value: Any) -> datetime:
    try:
        found = datetime.fromisoformat(text(value))
        return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        raise NoPlace from None


def amount(value: Any) -> Decimal:
    try:
        found = Decimal(text(value))
    except ArithmeticError:
        raise NoPlace from None
    if not found.is_finite() or abs(found) > 10**12:
        raise NoPlace
    return found


@dataclass(frozen=True, slots=True)
class By:
    """One column by which a list is sorted. `read` makes a value of it from what stood in an address, or raises `NoPlace`.

    Where the column may be empty, the empty ones come last whichever way the list runs.
    """

    column: Any
    read: Callable[[Any], Any]
    is_descending: bool = False
    may_be_empty: bool = False

    def value(self, given: Any) -> Any:
        return None if given is None and self.may_be_empty else self.read(given)

    def sorted(self, *, backwards: bool) -> Any:
        falls = self.is_descending is not backwards
        expression = self.column.desc() if falls else self.column.asc()
        if not self.may_be_empty:
            return expression
        return expression.nulls_first() if backwards else expression.nulls_last()

    def beyond(self, value: Any, *, backwards: bool) -> ColumnElement[bool]:
        """What comes behind the value; before it when the list is walked backwards."""
        if value is None:  # the empty ones are the end
            return self.column.is_not(None) if backwards else false()
        falls = self.is_descending is not backwards
        found: ColumnElement[bool] = self.column < value if falls else self.column > value
        return or_(found, self.column.is_(None)) if self.may_be_empty and not backwards else found

    def at(self, value: Any) -> ColumnElement[bool]:
        found: ColumnElement[bool] = self.column.is_(None) if value is None else self.column == value
        return found

    def not_before(self, value: Any, *, backwards: bool) -> ColumnElement[bool] | None:
        """A bound that an index can begin at; None where empty values would fall outside it."""
        if self.may_be_empty:
            return None
        found: ColumnElement[bool] = self.column <= value if self.is_descending is not backwards else self.column >= value
        return found


class Order:
    """By what a list is sorted; the last column tells any two rows apart."""

    def __init__(self, *columns: By) -> None:
        self.columns = columns

    def place(self, written: str) -> Place:
        """The place that was written into an address. Raises `NoPlace` for whatever else stands there."""
        if len(written) > LONGEST_PLACE:
            raise NoPlace
        try:
            values = json.loads(base64.urlsafe_b64decode(written.encode("ascii") + b"=" * (-len(written) % 4)))
        except (ValueError, binascii.Error, RecursionError):
            raise NoPlace from None
        if not isinstance(values, list) or len(values) != len(self.columns):
            raise NoPlace
        return tuple(by.value(value) for by, value in zip(self.columns, values, strict=True))

    def behind(self, place: Place, *, backwards: bool) -> ColumnElement[bool]:
        """The rows that come behind a place (before it, backwards), as a condition that an index on the columns serves."""
        condition: ColumnElement[bool] = false()
        for by, value in reversed(list(zip(self.columns, place, strict=True))):
            behind = or_(by.beyond(value, backwards=backwards), and_(by.at(value), condition))
            bound = by.not_before(value, backwards=backwards)
            condition = behind if bound is None else and_(bound, behind)
        return condition

    def sorted(self, *, backwards: bool = False) -> list[Any]:
        return [by.sorted(backwards=backwards) for by in self.columns]


def written(place: Iterable[Any]) -> str:
    """A place as it stands in an address."""
    values = json.dumps([_plain(value) for value in place], ensure_ascii=False, separators=(",", ":"))
    return base64.urlsafe_b64encode(values.encode()).decode("ascii").rstrip("=")


def _plain(value: Any) -> Any:
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value


@dataclass(frozen=True, slots=True)
class Seek:
    """Which page is asked for: the one behind `after`, the one before `before`, or else the first."""

    after: str = ""
    before: str = ""


FIRST = Seek()

Row = TypeVar("Row")
Other = TypeVar("Other")


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """The rows of one page, and the places from which it goes on either way; None at an end."""

    rows: list[Row]
    earlier: str | None = None
    later: str | None = None

    def with_rows(self, rows: Sequence[Other]) -> "Page[Other]":
        """The same page with something else made of its rows."""
        return Page(list(rows), self.earlier, self.later)


def page_of(query: Select[*tuple[Any, ...]], order: Order, seek: Seek, *, size: int | None = None) -> Page[Any]:
    """One page of a query, which must not be sorted itself. One statement; a place that is none is the first page.

    Rows of one column come as that column, others as they are, with the columns of the order at their end.
    """
    is_single, size = len(query.column_descriptions) == 1, size or PAGE_SIZE
    query = query.add_columns(*(by.column for by in order.columns))
    wanted, backwards = seek.before or seek.after, bool(seek.before)
    place: Place | None = None
    if wanted:
        try:
            place = order.place(wanted)
        except NoPlace:
            backwards = False
    found = _rows(query, order, place, size, backwards=backwards)
    if not found and place is not None:  # the list has become shorter
        place, backwards = None, False
        found = _rows(query, order, place, size, backwards=False)
    has_more, kept = len(found) > size, found[:size]
    if backwards:
        kept.reverse()
    n_columns = len(order.columns)
    has_earlier = has_more if backwards else place is not None
    has_later = backwards or has_more
    return Page(
        [row[0] for row in kept] if is_single else kept,
        written(kept[0][-n_columns:]) if has_earlier else None,
        written(kept[-1][-n_columns:]) if has_later else None,
    )


def page_in(rows: Sequence[Row], seek: Seek) -> Page[Row]:
    """A page of rows that are all at hand; a place is the number of a row."""
    before, after = _number(seek.before), _number(seek.after)
    start = max(before - PAGE_SIZE, 0) if before else after if after < len(rows) else 0
    end = start + PAGE_SIZE
    return Page(list(rows[start:end]), str(start) if start else None, str(end) if end < len(rows) else None)


def _number(written: str) -> int:
    return int(written) if written.isascii() and written.isdigit() and len(written) < 10 else 0


def _rows(query: Select[*tuple[Any, ...]], order: Order, place: Place | None, size: int, *, backwards: bool) -> list[Any]:
    if place is not None:
        query = query.where(order.behind(place, backwards=backwards))
    return list(db.session.execute(query.order_by(*order.sorted(backwards=backwards)).limit(size + 1)))


@dataclass(frozen=True, slots=True)
class Count:
    """How many rows there are; of a long list only that there are more than `n`."""

    n: int
    is_exact: bool = True


def count_of(query: Select[*tuple[Any, ...]], *, most: int = MOST_COUNTED) -> Count:
    """How many rows a query has, counted up to `most`: no list is read to its end for the sake of a number."""
    some = query.order_by(None).limit(most + 1).subquery()
    n = db.session.scalar(select(func.count()).select_from(some)) or 0
    return Count(min(n, most), n <= most)


def distinct_values(column: Any) -> list[Any]:
    """The different values of a column, in order, each found by a step in the column's index: not by reading every row."""
    steps = select(func.min(column).label("value")).cte("walk", recursive=True)
    following = select(func.min(column)).where(column > steps.c.value).scalar_subquery()
    steps = steps.union_all(select(following).where(steps.c.value.is_not(None)))
    return list(db.session.scalars(select(steps.c.value).where(steps.c.value.is_not(None))))
