"""Keep the hash of each issued brief's PDF beside it, so that a changed page is found as a changed sentence is."""

import hashlib

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

BRIEFS = sa.table(
    "briefs", sa.column("id", sa.Integer), sa.column("pdf", sa.LargeBinary), sa.column("pdf_sha256", sa.String)
)


def upgrade() -> None:
    op.add_column("briefs", sa.Column("pdf_sha256", sa.String(length=64), nullable=True))
    connection = op.get_bind()
    ids = connection.scalars(sa.select(BRIEFS.c.id).where(BRIEFS.c.pdf.is_not(None)).order_by(BRIEFS.c.id)).all()
    for brief_id in ids:  # one at a time: they are large
        pdf = connection.scalar(sa.select(BRIEFS.c.pdf).where(BRIEFS.c.id == brief_id))
        digest = hashlib.sha256(bytes(pdf)).hexdigest()
        connection.execute(sa.update(BRIEFS).where(BRIEFS.c.id == brief_id).values(pdf_sha256=digest))


def downgrade() -> None:
    op.drop_column("briefs", "pdf_sha256")
