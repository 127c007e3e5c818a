"""What was seen in a closed review, a page at a time."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from planner.domain.frozen import sha256
from planner.features.reviews.freezing import SECTIONS, by_agenda, rows_of
from planner.infra.keyset import Count, Page, Seek, page_in
from planner.models import Review


@dataclass(frozen=True, slots=True)
class Seen:
    """What the meeting froze, the worst first. `is_unchanged`: what is shown fits its seal, as far as was looked."""

    head: Mapping[str, Any]
    parts: Mapping[str, Page[dict[str, Any]]]
    counts: Mapping[str, Count]
    is_unchanged: bool = True


def seen_in(review: Review, seeks: Mapping[str, Seek]) -> Seen:
    """Of a long review some rows, which `planner check` holds against the seal; a short one is read whole, and checked here."""
    kept = rows_of(review.id)
    if (head := kept.head()) is not None:
        return Seen(head, {name: kept.page(name, seeks[name]) for name in SECTIONS}, kept.counts())
    seen: dict[str, Any] = review.snapshot or {}
    lists = {"lines": by_agenda(seen["lines"]), "actions": seen["actions"]}
    return Seen(
        seen, {name: page_in(rows, seeks[name]) for name, rows in lists.items()},
        {name: Count(len(rows)) for name, rows in lists.items()}, sha256(seen) == review.sha256,
    )
