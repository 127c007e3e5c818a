"""Reads for administrators and auditors: the audit trail and whether everything still fits together."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, func, select, text
from sqlalchemy.orm import undefer

from planner.domain.frozen import sha256
from planner.domain.messages import Message, msg
from planner.infra import audit
from planner.infra.keyset import FIRST, By, Count, Order, Page, Seek, count_of, distinct_values, page_of, whole
from planner.models import AuditEntry, Baseline, Brief, Review, db

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
        n_entries = db.session.scalar(select(func.count()).select_from(AuditEntry)) or 0
        return ChainState(Count(n_entries), n_entries, audit.broken_links())
    count = count_of(select(AuditEntry.id))
    return ChainState(count, min(count.n, QUICK_CHECK), audit.broken_links(newest=QUICK_CHECK))


def integrity() -> list[Message]:
    """What does not fit together: references, the audit chain, and frozen plans, reviews and briefs with their hashes."""
    problems = [*_broken_references()]
    if broken := audit.broken_links():
        sentence = msg("The audit trail is broken at entry %(id)s; entries that do not fit: %(n)s.", id=broken[0], n=len(broken))
        problems.append(sentence)
    for name, query in _FROZEN.items():
        for frozen in db.session.scalars(query.execution_options(yield_per=50)):
            if frozen.snapshot is None or sha256(frozen.snapshot) != frozen.sha256:
                sentence = msg("%(kind)s %(id)s is not what was frozen: it does not fit its hash.", kind=name, id=frozen.id)
                problems.append(sentence)
    return problems


_FROZEN: dict[str, Select[Any]] = {
    "Baseline": select(Baseline).order_by(Baseline.id),
    "Review": select(Review).where(Review.sha256.is_not(None)).order_by(Review.id),
    "Brief": select(Brief).where(Brief.sha256.is_not(None)).options(undefer(Brief.snapshot)).order_by(Brief.id),
}


def _broken_references() -> Iterator[Message]:
    # PostgreSQL never lets one in. SQLite trusts whoever writes to the file with foreign keys off.
    if db.session.get_bind().dialect.name != "sqlite":
        return
    for table, row_id, parent, _number in db.session.execute(text("PRAGMA foreign_key_check")):
        yield msg(
            "Row %(id)s of %(table)s points at a row of %(parent)s that is not there.", id=row_id, table=table, parent=parent
        )
    for (finding,) in db.session.execute(text("PRAGMA quick_check")):
        if finding != "ok":
            yield msg("The database file is damaged: %(finding)s.", finding=finding)
