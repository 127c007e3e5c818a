"""Let the counts of a year be read from indexes alone, whoever counts."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

WITHOUT_BASELINE = sa.text("baseline_value IS NULL AND archived_at IS NULL")
WITHOUT_NEED = sa.text("need_id IS NULL AND no_need_reason = '' AND archived_at IS NULL")


def upgrade() -> None:
    _replace("ix_actions_list", "actions", ["cycle_id", "state", "due_on", "id", "target_id", "owner_id", "effect_by_on"])
    _replace("ix_actions_by_day", "actions", ["cycle_id", "due_on", "id", "target_id"])
    _replace("ix_targets_without_baseline", "targets", ["cycle_id", "archived_at", "program_id"], WITHOUT_BASELINE)
    _replace("ix_targets_without_need", "targets", ["cycle_id", "archived_at", "need_id", "program_id"], WITHOUT_NEED)
    _replace("ix_targets_indicator_id", "targets", ["indicator_id", "archived_at"])
    op.create_index("ix_programs_counts", "programs", ["cycle_id", "archived_at", "state", "department_id", "id"])
    op.drop_index("ix_target_standings_counts", "target_standings")
    _replace(
        "ix_target_standings_list", "target_standings",
        ["cycle_id", "attention", "due_on", "target_id", "from_on", "until_on", "smart_until_on"],
    )


def downgrade() -> None:
    op.drop_index("ix_programs_counts", "programs")
    _replace(
        "ix_target_standings_list", "target_standings", ["cycle_id", "attention", "due_on", "target_id", "from_on", "until_on"]
    )
    op.create_index(
        "ix_target_standings_counts", "target_standings",
        ["cycle_id", "from_on", "until_on", "attention", "smart_until_on"],
    )
    _replace("ix_targets_indicator_id", "targets", ["indicator_id"])
    _replace("ix_targets_without_need", "targets", ["cycle_id", "program_id"], WITHOUT_NEED)
    _replace("ix_targets_without_baseline", "targets", ["cycle_id", "program_id"], WITHOUT_BASELINE)
    _replace("ix_actions_by_day", "actions", ["cycle_id", "due_on", "id"])
    _replace("ix_actions_list", "actions", ["cycle_id", "state", "due_on", "id"])


def _replace(name: str, table: str, columns: list[str], where: sa.TextClause | None = None) -> None:
    op.drop_index(name, table)
    op.create_index(name, table, columns, sqlite_where=where, postgresql_where=where)
