"""Keep where each target stands, for each stretch of days in which nothing changes by itself.

The rows are worked out from the values by `planner db upgrade` afterwards: a migration knows no rule of the product.
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

STATUSES = ("met", "on_track", "at_risk", "off_track", "missed", "no_data")


def _status(name: str) -> sa.Column:
    kind = sa.Enum(*STATUSES, name=name, native_enum=False, create_constraint=True, length=32)
    return sa.Column(name, kind, nullable=False)


def upgrade() -> None:
    op.create_table(
        "target_standings",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("target_id", sa.Integer(), nullable=False),
        sa.Column("cycle_id", sa.Integer(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=False),
        _status("status"),
        _status("shown_status"),
        sa.Column("attention", sa.Integer(), nullable=False),
        sa.Column("reason", sa.JSON(), nullable=False),
        sa.Column("actual", sa.BigInteger(), nullable=True),
        sa.Column("actual_on", sa.Date(), nullable=True),
        sa.Column("expected", sa.BigInteger(), nullable=True),
        sa.Column("share", sa.BigInteger(), nullable=True),
        sa.Column("forecast", sa.BigInteger(), nullable=True),
        sa.Column("forecast_on", sa.Date(), nullable=True),
        sa.Column("forecast_low", sa.BigInteger(), nullable=True),
        sa.Column("forecast_high", sa.BigInteger(), nullable=True),
        sa.Column("forecast_share", sa.BigInteger(), nullable=True),
        sa.Column("probability", sa.BigInteger(), nullable=True),
        sa.Column("method", sa.String(length=200), nullable=False),
        sa.Column("n_points", sa.Integer(), nullable=False),
        sa.Column("n_suppressed", sa.Integer(), nullable=False),
        sa.Column("smart_until_on", sa.Date(), nullable=False),
        sa.Column("rules_version", sa.Integer(), nullable=False),
        sa.CheckConstraint("until_on > from_on", name=op.f("ck_target_standings_days")),
        sa.ForeignKeyConstraint(
            ["cycle_id"], ["cycles.id"], name=op.f("fk_target_standings_cycle_id_cycles"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["target_id"], ["targets.id"], name=op.f("fk_target_standings_target_id_targets"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_target_standings")),
        sa.UniqueConstraint("target_id", "from_on", name=op.f("uq_target_standings_target_id_from_on")),
    )
    op.create_index(
        "ix_target_standings_list", "target_standings",
        ["cycle_id", "attention", "due_on", "target_id", "from_on", "until_on"], unique=False,
    )
    op.create_index(
        "ix_target_standings_counts", "target_standings",
        ["cycle_id", "from_on", "until_on", "attention", "smart_until_on"], unique=False,
    )


def downgrade() -> None:
    op.drop_table("target_standings")
