"""Keep what was read of a file until it is approved, so that it is read only once."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("import_runs", sa.Column("reading", sa.LargeBinary(), nullable=True))


def downgrade() -> None:
    op.drop_column("import_runs", "reading")
