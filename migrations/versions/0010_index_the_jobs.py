"""Index the ledger of jobs for the page that counts and lists them: a busy month has tens of thousands."""

from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

NEW = {
    "ix_jobs_name_state_finished_at": ["name", "state", "finished_at"],
    "ix_jobs_state_id": ["state", "id"],
}


def upgrade() -> None:
    for name, columns in NEW.items():
        op.create_index(name, "jobs", columns)


def downgrade() -> None:
    for name in NEW:
        op.drop_index(name, table_name="jobs")
