"""The audit trail of one thing, as rows for the `history` component.

A room says what its events are called and how its columns are shown; columns that it does not name stay out of sight.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any

from planner.infra import audit
from planner.infra.i18n import gettext as _
from planner.models import AuditEntry, Base
from planner.web.filters import day, instant, label, number
from planner.web.paging import Listed, listed, seek


@dataclass(frozen=True, slots=True)
class Change:
    """One column that became something else, in the reader's words."""

    label: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened."""

    what: str
    who: str
    at: str
    at_iso: str
    changes: tuple[Change, ...]
    note: str


Show = Callable[[Any], str]


def as_text(value: Any) -> str:
    return "" if value is None else str(value)


def as_number(value: Any) -> str:
    try:
        return "" if value is None else number(Decimal(str(value)), decimals=6)
    except InvalidOperation:
        return str(value)


def as_day(value: Any) -> str:
    try:
        return "" if not value else day(date.fromisoformat(str(value)))
    except ValueError:
        return str(value)


def as_yes_or_no(value: Any) -> str:
    return "" if value is None else _("yes") if value else _("no")


def as_word(vocabulary: type[StrEnum]) -> Show:
    """For a column that holds a member of a vocabulary."""

    def show(value: Any) -> str:
        return label(vocabulary(value)) if value in set(vocabulary) else as_text(value)

    return show


def as_name(names: Mapping[int, str]) -> Show:
    """For a column that holds an id."""

    def show(value: Any) -> str:
        return "" if value is None else names.get(value, f"#{value}")

    return show


def history_rows(
    entries: Iterable[AuditEntry], events: Mapping[str, Any], columns: Mapping[str, tuple[Any, Show]]
) -> list[Event]:
    """`events` maps an event to its sentence, `columns` a column to its label and the way to show its values."""
    return [
        Event(
            what=str(events.get(entry.event, entry.event)), who=entry.actor_name, at=instant(entry.at),
            at_iso=entry.at.isoformat(), changes=tuple(_changes(entry.changes, columns)), note=entry.reason,
        )
        for entry in entries
    ]


Columns = Mapping[str, tuple[Any, Show]]


def history_of(
    thing: Base, events: Mapping[str, Any], columns: Columns | Callable[[Sequence[AuditEntry]], Columns], *, path: str
) -> Listed[Event]:
    """What happened to one thing, in pages of the page at `path`. `columns` may be made of the entries, for names to ids."""
    page = audit.page_about(thing, seek("history"))
    shown = columns(page.rows) if callable(columns) else columns
    return listed(page.with_rows(history_rows(page.rows, events, shown)), name="history", path=path)


def _changes(changes: Mapping[str, Any], columns: Mapping[str, tuple[Any, Show]]) -> Iterable[Change]:
    for name, (words, show) in columns.items():
        if name in changes:
            old, new = changes[name]
            yield Change(str(words), show(old), show(new))
