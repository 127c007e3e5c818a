"""Let a person's name be erased from the audit trail without breaking its chain.

New entries are chained over a salted fingerprint of what names people. Erasing takes the salt and the words away and keeps the
fingerprint, so that the chain holds and nobody can find the words by trying. Entries written before keep their hash as it is.
"""

import hashlib
import json
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

KEPT = (
    "id", "at", "actor_account_id", "event", "thing_type", "thing_id", "previous_hash", "hash", "personal_digest",
)
APPEND_ONLY = "the audit trail is append-only"
ENTRIES = sa.table(
    "audit_entries", sa.column("id", sa.Integer), sa.column("at", sa.DateTime(timezone=True)),
    sa.column("actor_account_id", sa.Integer), sa.column("actor_name", sa.String), sa.column("event", sa.String),
    sa.column("thing_type", sa.String), sa.column("thing_id", sa.Integer), sa.column("thing_name", sa.String),
    sa.column("changes", sa.JSON), sa.column("reason", sa.Text), sa.column("previous_hash", sa.String),
    sa.column("hash", sa.String), sa.column("personal_digest", sa.String),
)


def upgrade() -> None:
    # Plain ALTER TABLE: a table that is copied would lose its triggers.
    op.add_column("audit_entries", sa.Column("salt", sa.String(32), nullable=True))
    op.add_column("audit_entries", sa.Column("personal_digest", sa.String(64), nullable=True))
    op.add_column("audit_entries", sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("people", sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True))
    if op.get_bind().dialect.name == "postgresql":
        _allow_erasing_in_postgresql()
    else:
        _allow_erasing_in_sqlite()


def downgrade() -> None:
    """Chain the entries anew as the version before expects them; what was erased stays erased."""
    is_postgresql = op.get_bind().dialect.name == "postgresql"
    if is_postgresql:
        op.execute("DROP TRIGGER audit_entries_erase_only ON audit_entries")
        op.execute("DROP TRIGGER audit_entries_append_only ON audit_entries")
        op.execute("DROP FUNCTION refuse_audit_update()")
    else:
        op.execute("DROP TRIGGER audit_entries_no_update")
    _chain_as_before()
    for table, column in (
        ("people", "erased_at"), ("audit_entries", "erased_at"), ("audit_entries", "personal_digest"), ("audit_entries", "salt"),
    ):
        op.drop_column(table, column)
    if is_postgresql:
        op.execute(
            "CREATE TRIGGER audit_entries_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_entries "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_audit_change()"
        )
    else:
        op.execute(
            "CREATE TRIGGER audit_entries_no_update BEFORE UPDATE ON audit_entries "
            f"BEGIN SELECT RAISE(ABORT, '{APPEND_ONLY}'); END"
        )


def _allow_erasing_in_postgresql() -> None:
    same = ", ".join
    op.execute(
        f"""
        CREATE FUNCTION refuse_audit_update() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF NEW.erased_at IS NOT NULL AND NEW.salt IS NULL
                AND ({same(f"NEW.{name}" for name in KEPT)}) IS NOT DISTINCT FROM ({same(f"OLD.{name}" for name in KEPT)})
            THEN RETURN NEW; END IF;
            RAISE EXCEPTION '{APPEND_ONLY}';
        END $$
        """
    )
    op.execute("DROP TRIGGER audit_entries_append_only ON audit_entries")
    op.execute(
        "CREATE TRIGGER audit_entries_append_only BEFORE DELETE OR TRUNCATE ON audit_entries "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_audit_change()"
    )
    op.execute(
        "CREATE TRIGGER audit_entries_erase_only BEFORE UPDATE ON audit_entries "
        "FOR EACH ROW EXECUTE FUNCTION refuse_audit_update()"
    )


def _allow_erasing_in_sqlite() -> None:
    differs = " OR ".join(f"NEW.{name} IS NOT OLD.{name}" for name in KEPT)
    op.execute("DROP TRIGGER audit_entries_no_update")
    op.execute(
        "CREATE TRIGGER audit_entries_no_update BEFORE UPDATE ON audit_entries "
        f"WHEN NEW.erased_at IS NULL OR NEW.salt IS NOT NULL OR {differs} "
        f"BEGIN SELECT RAISE(ABORT, '{APPEND_ONLY}'); END"
    )


def _chain_as_before() -> None:
    """From the first entry with a fingerprint on, every hash is made of the words again."""
    connection, previous = op.get_bind(), None
    for row in connection.execute(sa.select(ENTRIES).order_by(ENTRIES.c.id)).mappings().all():
        if previous is None and row["personal_digest"] is None:
            continue
        chained = previous or row["previous_hash"]
        previous = _hash_as_before(row, chained)
        connection.execute(
            ENTRIES.update().where(ENTRIES.c.id == row["id"]).values(previous_hash=chained, hash=previous)
        )


def _hash_as_before(row: Any, previous: str) -> str:
    at: datetime = row["at"]
    at = at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
    content = [
        previous, at.isoformat(), row["actor_account_id"], row["actor_name"], row["event"], row["thing_type"], row["thing_id"],
        row["thing_name"], row["changes"], row["reason"],
    ]
    return hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
