"""Who did what, when and why: append-only, each entry chained to the one before by its hash."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from planner.models.base import Base, Instant, Key, UtcDateTime


class AuditEntry(Base):
    """One event. Triggers on both databases refuse deletions, and every change but the erasing of somebody's name.

    `personal_digest` is a fingerprint of what may name people (actor, thing, changes, reason) with the entry's own `salt`.
    Erasing replaces the words and takes the salt away; the chain is made over the fingerprint, which stays.
    """

    __tablename__ = "audit_entries"
    __table_args__ = (
        Index("ix_audit_entries_thing", "thing_type", "thing_id", "id"),
        Index("ix_audit_entries_thing_type_id", "thing_type", "id"),
        Index("ix_audit_entries_actor_name_id", "actor_name", "id"),
    )

    id: Mapped[Key]
    at: Mapped[Instant]
    actor_account_id: Mapped[int | None] = mapped_column(Integer)  # no foreign key: the trail outlives the account
    actor_name: Mapped[str] = mapped_column(String(200))
    event: Mapped[str] = mapped_column(String(64), index=True)
    thing_type: Mapped[str] = mapped_column(String(40))
    thing_id: Mapped[int | None] = mapped_column(Integer)
    thing_name: Mapped[str] = mapped_column(String(300), default="")
    changes: Mapped[dict[str, Any]] = mapped_column(JSON)
    reason: Mapped[str] = mapped_column(Text, default="")
    previous_hash: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64), unique=True)
    salt: Mapped[str | None] = mapped_column(String(32))
    personal_digest: Mapped[str | None] = mapped_column(String(64))  # None: written before names could be erased
    erased_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
