"""Every migration on a database with something in every table: one step down at a time, and up again."""

import pytest
import sqlalchemy as sa
from alembic.script import ScriptDirectory

from planner.infra import migrate
from tests.infra.backups.sample import fill
from tests.rows import Rows, differences, rows_as_stored

REVISIONS = [script.revision for script in ScriptDirectory.from_config(migrate.config("")).walk_revisions()]  # newest first
# What a step back gives up or works out anew in a table that stays: the measures that the library brought and nobody uses, and
# the hashes of the trail, which were made of the words before.
GIVEN_UP = {"0003": ("measures.",), "0011": ("audit_entries.hash", "audit_entries.previous_hash")}


def _unchanged(before: Rows, url: str, revision: str) -> Rows:
    """What is there after the step, which changed nothing but what it gives up."""
    after = rows_as_stored(url)
    assert [name for name in differences(before, after) if not name.startswith(GIVEN_UP.get(revision, ("nothing",)))] == []
    return after


def _is_guarded(url: str) -> bool:
    """Whether the trail refuses a change; one that it does not refuse is taken back."""
    engine = sa.create_engine(url, poolclass=sa.pool.NullPool)
    try:
        with engine.connect() as connection:
            connection.exec_driver_sql("UPDATE audit_entries SET reason = 'forged'")
    except sa.exc.DBAPIError as error:
        return "append-only" in str(error)
    finally:
        engine.dispose()
    return False


@pytest.mark.filterwarnings("ignore:Cannot correctly sort tables")
def test_no_step_down_or_up_changes_what_both_structures_have(own_url: str) -> None:
    fill(own_url)
    whole: Rows = rows_as_stored(own_url)
    assert all(next(iter(columns.values())) for columns in whole.values()), "a table is empty"
    before = whole
    for revision in REVISIONS[:-1]:
        migrate.downgrade(own_url, "-1")
        before = _unchanged(before, own_url, revision)
        assert _is_guarded(own_url) is (revision > "0002")
    for revision in reversed(REVISIONS[:-1]):
        migrate.upgrade(own_url, "+1")
        before = _unchanged(before, own_url, revision)
        assert _is_guarded(own_url)
    assert set(before) == set(whole)
