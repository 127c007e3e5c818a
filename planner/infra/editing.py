"""What every command that revises something does: compare the version, set the values, note what changed."""

from collections.abc import Mapping
from typing import Any

from planner.domain.errors import StaleEdit
from planner.domain.messages import msg
from planner.infra import audit
from planner.models import Base, db
from planner.permissions import Actor


def check_version(thing: Any, loaded_version: int | None) -> None:
    """Refuse to save over somebody else's save. None: the caller loaded and saves in one transaction."""
    if loaded_version is not None and loaded_version != thing.version:
        raise StaleEdit(
            msg(
                "Somebody else saved this while you were typing. Theirs is kept; below is what you typed. "
                "Compare the two, then save again."
            )
        )


def revise(
    thing: Base, values: Mapping[str, Any], *, actor: Actor, event: str, loaded_version: int | None = None, reason: str = ""
) -> bool:
    """Set attributes, flush and record the differences. Returns whether anything changed. Raises `StaleEdit`."""
    check_version(thing, loaded_version)
    for key, value in values.items():
        if getattr(thing, key) != value:
            setattr(thing, key, value)
    changes = audit.changes_of(thing)
    if not changes:
        return False
    db.session.flush()
    audit.record(actor, event, thing, changes=changes, reason=reason)
    return True
