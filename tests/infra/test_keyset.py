"""Lists in pages: each row once, in order, whichever way one walks, with ties, with nothing in a column, on both databases."""

import base64
import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import Select, select

from planner.infra import keyset
from planner.infra.keyset import By, Count, NoPlace, Order, Page, Seek, count_of, day, distinct_values, page_of, text, whole
from planner.models import Person, db

DAYS = [None, date(2027, 1, 4), date(2027, 1, 4), None, date(2026, 3, 1), date(2027, 12, 31), None, date(2027, 1, 4)]


@pytest.fixture(autouse=True)
def _people(session: Any) -> None:
    """Names come in pairs, days in ties and sometimes not at all."""
    for number, started_on in enumerate(DAYS):
        db.session.add(Person(name=f"Person {number // 2}", started_on=started_on, job_title="Clerk"))
    db.session.commit()


def _days(*, is_descending: bool = False) -> By:
    return By(Person.started_on, day, is_descending=is_descending, may_be_empty=True)


NAMES, IDS, IDS_DOWN = By(Person.name, text), By(Person.id, whole), By(Person.id, whole, is_descending=True)
NAMES_DOWN = By(Person.name, text, is_descending=True)
ORDERS = {
    "one column": Order(IDS), "downwards": Order(IDS_DOWN), "ties": Order(NAMES, IDS), "either way": Order(NAMES_DOWN, IDS),
    "empty last": Order(_days(), IDS), "empty last downwards": Order(_days(is_descending=True), IDS),
    "three columns": Order(NAMES, _days(), IDS_DOWN), "empty, then ties": Order(_days(), NAMES_DOWN, IDS_DOWN),
}


def _all(order: Order) -> list[int]:
    return [row.id for row in page_of(select(Person), order, Seek(), size=100).rows]


def _walk(order: Order, size: int, seek: Callable[[Page[Any]], Seek | None], start: Seek) -> list[list[int]]:
    pages: list[list[int]] = []
    at: Seek | None = start
    while at is not None:
        page = page_of(select(Person), order, at, size=size)
        pages.append([row.id for row in page.rows])
        at = seek(page)
        assert len(pages) < 20
    return pages


@pytest.mark.parametrize("size", [1, 2, 3, 8, 9])
@pytest.mark.parametrize("name", ORDERS)
def test_every_row_is_seen_once_whichever_way_one_walks(name: str, size: int) -> None:
    order = ORDERS[name]
    wanted = _all(order)
    there = _walk(order, size, lambda page: Seek(after=page.later) if page.later else None, Seek())
    assert [one for page in there for one in page] == wanted
    end = keyset.written(_place_behind_all(order, wanted[-1]))
    back = _walk(order, size, lambda page: Seek(before=page.earlier) if page.earlier else None, Seek(before=end))
    assert [one for page in reversed(back) for one in page] == wanted[:-1]


def _place_behind_all(order: Order, last_id: int) -> tuple[Any, ...]:
    return tuple(db.session.execute(select(*(by.column for by in order.columns)).where(Person.id == last_id)).one())


def test_the_empty_ones_come_last_both_ways() -> None:
    for is_descending in (False, True):
        rows = page_of(select(Person), Order(_days(is_descending=is_descending), IDS), Seek(), size=100).rows
        assert [row.started_on is None for row in rows] == [False] * 5 + [True] * 3


def test_the_page_before_the_second_is_the_first() -> None:
    order = Order(NAMES, IDS)
    first = page_of(select(Person), order, Seek(), size=3)
    second = page_of(select(Person), order, Seek(after=first.later or ""), size=3)
    again = page_of(select(Person), order, Seek(before=second.earlier or ""), size=3)
    assert [row.id for row in again.rows] == [row.id for row in first.rows]
    assert (first.earlier, again.earlier) == (None, None)


def test_a_row_that_is_added_meanwhile_shifts_nothing() -> None:
    order = Order(NAMES, IDS)
    first = page_of(select(Person), order, Seek(), size=3)
    wanted = _all(order)[3:]
    db.session.add(Person(name="Aaron"))
    db.session.commit()
    assert [row.id for row in page_of(select(Person), order, Seek(after=first.later or ""), size=9).rows] == wanted


def test_a_list_that_became_shorter_begins_anew() -> None:
    order = Order(IDS)
    place = keyset.written([max(_all(order)) + 5])
    assert len(page_of(select(Person), order, Seek(after=place), size=3).rows) == 3


def _as_place(values: Any) -> str:
    return base64.urlsafe_b64encode(json.dumps(values).encode()).decode().rstrip("=")


HOSTILE = [
    "x", "%", "é", "\0", "////", "a" * 100_000, _as_place({}), _as_place([]), _as_place(["2027-01-04"]), _as_place([1, 2, 3, 4]),
    _as_place([["a"], 1, 1]), _as_place(["a\0b", "2027-01-04", 1]), _as_place(["\ud800", "2027-01-04", 1]),
    _as_place(["a", "2027-13-45", 1]), _as_place(["a", 5, 1]), _as_place(["a", "2027-01-04", "1"]),
    _as_place(["a", "2027-01-04", 10**30]), _as_place(["a", "2027-01-04", True]), _as_place(["a", "2027-01-04", 1.5]),
    _as_place(["a", "2027-01-04", None]), _as_place([None, None, 1]), _as_place(["a" * 500, None, 1]),
    base64.urlsafe_b64encode(b"[" * 3000).decode(), base64.urlsafe_b64encode(b"[NaN,1,1]").decode(),
]


@pytest.mark.parametrize("place", HOSTILE)
@pytest.mark.parametrize("side", ["after", "before"])
def test_what_is_no_place_is_the_first_page(place: str, side: str) -> None:
    order = ORDERS["three columns"]
    page = page_of(select(Person), order, Seek(**{side: place}), size=3)
    assert ([row.id for row in page.rows], page.earlier) == (_all(order)[:3], None)


@pytest.mark.parametrize(("read", "value", "kept"), [
    (keyset.amount, "12.50", Decimal("12.5")), (keyset.moment, "2027-01-04T09:00:00+01:00", datetime(2027, 1, 4, 8, tzinfo=UTC)),
    (keyset.moment, "2027-01-04T09:00:00", datetime(2027, 1, 4, 9, tzinfo=UTC)),
])
def test_amounts_and_moments_are_read_exactly(read: Callable[[Any], Any], value: str, kept: Any) -> None:
    assert read(value) == kept


@pytest.mark.parametrize(("read", "value"), [
    (keyset.amount, "NaN"), (keyset.amount, "1e99"), (keyset.amount, "many"), (keyset.amount, 4), (keyset.moment, "soon"),
    (keyset.moment, "0001-01-01T00:00:00+14:00"), (keyset.moment, 7),
])
def test_what_is_no_amount_and_no_moment_is_no_place(read: Callable[[Any], Any], value: Any) -> None:
    with pytest.raises(NoPlace):
        read(value)


def _everybody() -> Select[Any]:
    return select(Person.id)


def test_a_list_is_counted_up_to_a_limit() -> None:
    assert (count_of(_everybody(), most=8), count_of(_everybody(), most=7)) == (Count(8), Count(7, is_exact=False))


def test_different_values_are_found_in_order() -> None:
    assert distinct_values(Person.name) == ["Person 0", "Person 1", "Person 2", "Person 3"]
    assert distinct_values(Person.email) == []
