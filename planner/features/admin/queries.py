"""Reads for administrators and auditors: the audit trail and whether everything still fits together."""

from dataclasses import dataclass

from sqlalchemy import func, select

from planner.infra import audit
from planner.infra.keyset import FIRST, By, Count, Order, Page, Seek, count_of, distinct_values, page_of, whole
from planner.models import AuditEntry, db

QUICK_CHECK = 100  # entries whose chain is checked each time the trail is shown
NEWEST_FIRST = Order(By(AuditEntry.id, whole, is_descending=True))
MOST_NAMES = 20  # whose entries are put together when part of a name is asked for


def trail(seek: Seek = FIRST, *, thing_type: str = "", who: str = "") -> Page[AuditEntry]:
    """The newest entries first: about one type of thing, by people whose name has `who` in it."""
    query = select(AuditEntry)
    if thing_type:
        query = query.where(AuditEntry.thing_type == thing_type)
    if who:
        query = query.where(AuditEntry.actor_name.in_(_names_with(who)))
    return page_of(query, NEWEST_FIRST, seek)


def types_in_trail() -> list[str]:
    """The types of things that something happened to, by name."""
    return distinct_values(AuditEntry.thing_type)


def _names_with(part: str) -> list[str]:
    names = [name for name in distinct_values(AuditEntry.actor_name) if part.casefold() in name.casefold()]
    return names[:MOST_NAMES]


@dataclass(frozen=True, slots=True)
class ChainState:
    """How long the chain is (at least), how many of its newest entries were checked, and which do not fit."""

    count: Count
    n_checked: int
    broken_ids: list[int]


def chain_state(*, everything: bool = False) -> ChainState:
    """The state of the audit chain; of its newest entries only, unless everything is asked for."""
    if everything:
        n_entries = trail_length()
        return ChainState(Count(n_entries), n_entries, audit.broken_links())
    count = count_of(select(AuditEntry.id))
    return ChainState(count, min(count.n, QUICK_CHECK), audit.broken_links(newest=QUICK_CHECK))


def trail_length() -> int:
    """How many entries the whole trail has."""
    return db.session.scalar(select(func.count()).select_from(AuditEntry)) or 0
