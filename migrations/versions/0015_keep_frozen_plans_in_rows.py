"""Keep approved plans and long closed reviews once more row by row, so that a page of them is read without the whole."""

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

NEVER = "what was frozen never changes"
TABLES = ("baseline_rows", "review_rows")
PLAN = ("goals", "programs", "targets", "needs")
REVIEW = ("lines", "actions")
LONG = {"lines": 100, "actions": 500}  # of a shorter review the snapshot itself is read
AGENDA = ("missed", "off_track", "at_risk", "no_data", "on_track", "met")
AT_ONCE = 500

BASELINES = sa.table("baselines", sa.column("id", sa.Integer), sa.column("snapshot", sa.JSON))
REVIEWS = sa.table("reviews", sa.column("id", sa.Integer), sa.column("snapshot", sa.JSON))


def upgrade() -> None:
    baseline_rows, review_rows = _create("baseline_rows", "baselines"), _create("review_rows", "reviews")
    op.create_index(
        "ix_baseline_rows_baseline_id_section_position_department_id", "baseline_rows",
        ["baseline_id", "section", "position", "department_id"],
    )
    op.create_index("ix_targets_program_id_archived_at", "targets", ["program_id", "archived_at"])
    op.drop_index("ix_targets_program_id", table_name="targets")
    _move_snapshots_to_the_end()
    _fill(baseline_rows, BASELINES, PLAN, sa.true())
    _fill(review_rows, REVIEWS, REVIEW, _is_long())
    _guard()


def downgrade() -> None:
    op.create_index("ix_targets_program_id", "targets", ["program_id"])
    op.drop_index("ix_targets_program_id_archived_at", table_name="targets")
    for table in TABLES:
        op.drop_table(table)  # its triggers go with it
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION refuse_frozen_change()")


def _move_snapshots_to_the_end() -> None:
    """SQLite reads through the megabytes of a snapshot to whatever stands behind it."""
    if op.get_bind().dialect.name == "sqlite":
        for table, order in (("baselines", ("sha256", "snapshot")), ("reviews", ("sha256", "version", "snapshot"))):
            with op.batch_alter_table(table, recreate="always", partial_reordering=[order]):
                pass


def _create(name: str, owners: str) -> sa.Table:
    owner = f"{owners.removesuffix('s')}_id"
    return op.create_table(
        name,
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("section", sa.String(length=20), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("department_id", sa.Integer(), nullable=True),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column(owner, sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint([owner], [f"{owners}.id"], name=f"fk_{name}_{owner}_{owners}", ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id", name=f"pk_{name}"),
        sa.UniqueConstraint(owner, "section", "position", name=f"uq_{name}_{owner}_section_position"),
    )


def _is_long() -> sa.ColumnElement[bool]:
    """Asked of the database: most reviews are short, and need not be read here."""
    return sa.or_(*(sa.func.json_array_length(REVIEWS.c.snapshot[name]) > LONG[name] for name in REVIEW))


def _fill(rows: sa.Table, things: Any, sections: tuple[str, ...], condition: sa.ColumnElement[bool]) -> None:
    connection = op.get_bind()
    owner = rows.columns.keys()[-1]
    ids = connection.scalars(sa.select(things.c.id).where(condition).order_by(things.c.id)).all()
    for thing_id in ids:  # one at a time: they are large
        snapshot = connection.scalar(sa.select(things.c.snapshot).where(things.c.id == thing_id))
        parts = [{owner: thing_id, **part} for part in _apart(snapshot or {}, sections)]
        for start in range(0, len(parts), AT_ONCE):
            connection.execute(rows.insert(), parts[start : start + AT_ONCE])


def _apart(snapshot: dict[str, Any], sections: tuple[str, ...]) -> Iterator[dict[str, Any]]:
    head = {key: value for key, value in snapshot.items() if key not in sections}
    yield {"section": "", "position": 0, "department_id": None, "content": head}
    for section in sections:
        for position, content in enumerate(_in_order(section, snapshot.get(section, []))):
            yield {
                "section": section, "position": position, "department_id": content.get("department_id"), "content": content,
            }


def _in_order(section: str, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What a meeting had to talk about comes first."""
    return sorted(rows, key=lambda row: AGENDA.index(row["shown_status"])) if section == "lines" else rows


def _guard() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE FUNCTION refuse_frozen_change() RETURNS trigger LANGUAGE plpgsql AS $$ "
            f"BEGIN RAISE EXCEPTION '{NEVER}'; END $$"
        )
        for table in TABLES:
            op.execute(
                f"CREATE TRIGGER {table}_never_change BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
                "FOR EACH STATEMENT EXECUTE FUNCTION refuse_frozen_change()"
            )
        return
    for table in TABLES:
        for event in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{event.lower()} BEFORE {event} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{NEVER}'); END"
            )
