"""Let an action know its planning year, as its target does, and index what the start page counts."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

WITHOUT_BASELINE = sa.text("baseline_value IS NULL AND archived_at IS NULL")
WITHOUT_NEED = sa.text("need_id IS NULL AND no_need_reason = '' AND archived_at IS NULL")


def upgrade() -> None:
    with op.batch_alter_table("actions") as batch:
        batch.add_column(sa.Column("cycle_id", sa.Integer(), nullable=True))
    op.execute("UPDATE actions SET cycle_id = (SELECT targets.cycle_id FROM targets WHERE targets.id = actions.target_id)")
    with op.batch_alter_table("actions") as batch:
        batch.alter_column("cycle_id", existing_type=sa.Integer(), nullable=False)
        batch.create_foreign_key("fk_actions_cycle_id_cycles", "cycles", ["cycle_id"], ["id"], ondelete="RESTRICT")
        batch.drop_index("ix_actions_state_due_on_id")
        batch.drop_index("ix_actions_due_on_id")
    op.create_index("ix_actions_list", "actions", ["cycle_id", "state", "due_on", "id"], unique=False)
    op.create_index("ix_actions_by_day", "actions", ["cycle_id", "due_on", "id"], unique=False)
    op.create_index("ix_targets_collector_id", "targets", ["collector_id"], unique=False)
    op.create_index(
        "ix_targets_without_baseline", "targets", ["cycle_id", "program_id"], unique=False,
        sqlite_where=WITHOUT_BASELINE, postgresql_where=WITHOUT_BASELINE,
    )
    op.create_index(
        "ix_targets_without_need", "targets", ["cycle_id", "program_id"], unique=False,
        sqlite_where=WITHOUT_NEED, postgresql_where=WITHOUT_NEED,
    )


def downgrade() -> None:
    op.drop_index("ix_targets_without_need", table_name="targets")
    op.drop_index("ix_targets_without_baseline", table_name="targets")
    op.drop_index("ix_targets_collector_id", table_name="targets")
    op.drop_index("ix_actions_by_day", table_name="actions")
    op.drop_index("ix_actions_list", table_name="actions")
    with op.batch_alter_table("actions") as batch:
        batch.drop_constraint("fk_actions_cycle_id_cycles", type_="foreignkey")
        batch.drop_column("cycle_id")
        batch.create_index("ix_actions_state_due_on_id", ["state", "due_on", "id"])
        batch.create_index("ix_actions_due_on_id", ["due_on", "id"])
