"""Give each long list an index in the order in which it is shown."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

# Name → table and columns. Each starts with a column that had an index of its own, which is taken out below.
NEW = {
    "ix_actions_state_due_on_id": ("actions", ["state", "due_on", "id"]),
    "ix_actions_due_on_id": ("actions", ["due_on", "id"]),
    "ix_audit_entries_thing_type_id": ("audit_entries", ["thing_type", "id"]),
    "ix_audit_entries_actor_name_id": ("audit_entries", ["actor_name", "id"]),
    "ix_departments_parent_id_name_id": ("departments", ["parent_id", "name", "id"]),
    "ix_indicators_measure_id": ("indicators", ["measure_id"]),
    "ix_needs_cycle_id_id": ("needs", ["cycle_id", "id"]),
    "ix_needs_cycle_id_state_id": ("needs", ["cycle_id", "state", "id"]),
    "ix_people_name_id": ("people", ["name", "id"]),
    "ix_people_department_id_name_id": ("people", ["department_id", "name", "id"]),
    "ix_programs_cycle_id_starts_on_name_id": ("programs", ["cycle_id", "starts_on", "name", "id"]),
    "ix_reviews_series_id_state_held_on_id": ("reviews", ["series_id", "state", "held_on", "id"]),
    "ix_targets_counts": ("targets", ["cycle_id", "archived_at", "goal_id", "program_id"]),
}
OLD = {
    "ix_actions_state": ("actions", ["state"]),
    "ix_actions_due_on": ("actions", ["due_on"]),
    "ix_departments_parent_id": ("departments", ["parent_id"]),
    "ix_needs_cycle_id": ("needs", ["cycle_id"]),
    "ix_needs_state": ("needs", ["state"]),
    "ix_people_name": ("people", ["name"]),
    "ix_people_department_id": ("people", ["department_id"]),
    "ix_targets_cycle_id": ("targets", ["cycle_id"]),
}
IS_COMING = sa.text("state <> 'closed'")


def upgrade() -> None:
    for name, (table, columns) in NEW.items():
        op.create_index(name, table, columns)
    op.create_index(
        "ix_reviews_coming", "reviews", ["held_on", "id"], sqlite_where=IS_COMING, postgresql_where=IS_COMING
    )
    for name, (table, _columns) in OLD.items():
        op.drop_index(name, table)


def downgrade() -> None:
    for name, (table, columns) in OLD.items():
        op.create_index(name, table, columns)
    op.drop_index("ix_reviews_coming", "reviews")
    for name, (table, _columns) in NEW.items():
        op.drop_index(name, table)
