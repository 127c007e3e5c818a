"""The audit trail of the story: some of what happened, each entry chained to the one before."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime

from planner.features.demo.scaled.tables import Row
from planner.features.demo.scaled.world import Happened, World
from planner.infra.audit import FIRST_HASH, hash_of
from planner.models import AuditEntry


def trail_rows(world: World) -> Iterator[Row]:
    """As many entries as the scale has, in the order of time; of things that went on the trail in bulk only every nth."""
    everything = sorted(world.happened, key=lambda one: (one.at, one.table, one.thing))
    step = max(len(everything) / max(world.scale.entries, 1), 1.0)
    chosen = [everything[int(place * step)] for place in range(min(world.scale.entries, len(everything)))]
    previous = FIRST_HASH
    for number, one in enumerate(chosen, start=1):
        entry = _entry(world, one, previous)
        previous = hash_of(entry)
        yield (
            number, one.at, entry.actor_account_id, entry.actor_name, one.event, one.table, one.thing, entry.thing_name,
            json.dumps(entry.changes), one.reason, entry.previous_hash, previous,
        )


def _entry(world: World, one: Happened, previous: str) -> AuditEntry:
    account = world.company.accounts.get(one.person)
    return AuditEntry(
        at=datetime.fromisoformat(one.at).replace(tzinfo=UTC), actor_account_id=account[0] if account else None,
        actor_name=world.company.names[one.person], event=one.event, thing_type=one.table, thing_id=one.thing,
        thing_name=one.name[:300], changes={}, reason=one.reason, previous_hash=previous, hash="",
    )
