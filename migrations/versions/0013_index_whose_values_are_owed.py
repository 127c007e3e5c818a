"""Walk the targets of a year by program."""

from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_targets_cycle_id_program_id_id", "targets", ["cycle_id", "program_id", "id"])


def downgrade() -> None:
    op.drop_index("ix_targets_cycle_id_program_id_id", "targets")
