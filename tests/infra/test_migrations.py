"""The structure of the database: up, down and up again, with a row in every table."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
import sqlalchemy as sa
from alembic import command
from flask import Flask

from planner.infra import migrate
from planner.models import Base

MADE_OF_OTHERS = {"search_words"}  # written anew by the migration that makes the table
LATER = {"due_on", "ends_on", "period_end", "expires_at", "effect_by_on", "until_on"}


def _value(column: sa.Column[Any]) -> Any:
    """Something that the column accepts; later days where a period ends."""
    month = 12 if column.name in LATER else 1
    if column.foreign_keys:
        return 1
    if isinstance(column.type, sa.Enum):
        return column.type.enums[0]
    # Stored types, not ours: instants as UTC, scaled decimals as whole numbers, JSON as text.
    fitting: tuple[tuple[type, Any], ...] = (
        (sa.Boolean, True), (sa.JSON, {}), (sa.LargeBinary, b"x"), (sa.Date, date(2027, month, 1)),
        (sa.DateTime, datetime(2027, month, 1, tzinfo=UTC)), (sa.Integer, 1),
    )
    kind = getattr(column.type, "impl", column.type)
    return next((value for type_, value in fitting if isinstance(kind, type_)), _word(column))


def _word(column: sa.Column[Any]) -> str:
    return {"role": "auditor", "email": "a@example.org"}.get(column.name, "x")


def _fill(url: str) -> None:
    """One row in every table, only with what must be there; the rest by the columns' defaults."""
    engine = sa.create_engine(url, poolclass=sa.pool.NullPool)
    with engine.begin() as connection:
        for table in Base.metadata.sorted_tables:
            if table.name == "measures":
                continue  # the library is there
            values = {
                column.name: _value(column) for column in table.columns
                if column.name != "id" and not column.nullable and column.default is None
            }
            connection.execute(table.insert().values(id=1, **values))
    engine.dispose()


def _counts(url: str) -> dict[str, int]:
    engine = sa.create_engine(url, poolclass=sa.pool.NullPool)
    with engine.connect() as connection:
        names = sorted(set(sa.inspect(connection).get_table_names()) - {"alembic_version"} - MADE_OF_OTHERS)
        counts = {name: connection.scalar(sa.select(sa.func.count()).select_from(sa.table(name))) or 0 for name in names}
    engine.dispose()
    return counts


@pytest.mark.filterwarnings("ignore:Cannot correctly sort tables")
def test_up_down_and_up_again_with_a_row_in_every_table(own_url: str) -> None:
    migrate.upgrade(own_url)
    fresh = _counts(own_url)
    assert {name for name, n in fresh.items() if n} == {"measures"}  # the library, and nothing else
    _fill(own_url)
    assert {name for name, n in _counts(own_url).items() if n == 0} == set()
    migrate.downgrade(own_url, "base")
    assert _counts(own_url) == {}
    migrate.upgrade(own_url)
    assert _counts(own_url) == fresh


@pytest.mark.filterwarnings("ignore:Cannot correctly sort tables")
def test_one_step_back_and_forth_loses_no_row_of_a_table_that_was_there_before(own_url: str) -> None:
    migrate.upgrade(own_url)
    _fill(own_url)
    before = _counts(own_url)
    migrate.downgrade(own_url, "-1")
    earlier = _counts(own_url)
    migrate.upgrade(own_url)
    after = _counts(own_url)
    assert [after[name] for name in earlier] == [before[name] for name in earlier]


def test_the_newest_structure_is_what_the_models_say(own_url: str) -> None:
    migrate.upgrade(own_url)
    command.check(migrate.config(own_url))


def test_upgrading_twice_changes_nothing(own_url: str) -> None:
    migrate.upgrade(own_url)
    once = _counts(own_url)
    migrate.upgrade(own_url)
    assert _counts(own_url) == once


def test_the_planner_knows_where_its_database_stands(own_app: Flask, own_url: str) -> None:
    engine = sa.create_engine(own_url, poolclass=sa.pool.NullPool)
    assert migrate.current(engine) == migrate.newest()
    engine.dispose()


def test_an_empty_database_stands_nowhere(own_url: str) -> None:
    engine = sa.create_engine(own_url, poolclass=sa.pool.NullPool)
    assert migrate.current(engine) is None
    engine.dispose()


def test_a_migration_that_would_break_a_reference_changes_nothing(tmp_path: Any) -> None:
    """SQLite migrates with foreign keys off; what is broken afterwards is found before it is kept."""
    url = f"sqlite:///{tmp_path / 'own.db'}"
    migrate.upgrade(url, "0002")
    engine = sa.create_engine(url, poolclass=sa.pool.NullPool)
    with engine.begin() as connection:
        connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
        connection.exec_driver_sql("INSERT INTO departments (name, parent_id, version) VALUES ('Orphan', 99, 1)")
    with pytest.raises(RuntimeError, match="broken references"):
        migrate.upgrade(url)
    assert _counts(url)["measures"] == 0
    engine.dispose()
