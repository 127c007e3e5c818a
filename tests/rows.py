"""The rows of a database whatever its structure is: read from the database itself, not through the models."""

from typing import Any

import sqlalchemy as sa

Rows = dict[str, dict[str, list[Any]]]
"""Table → column → its values in the order of the primary key."""


def rows_as_stored(url: str) -> Rows:
    """Every row of every table but the migrations' own."""
    engine = sa.create_engine(url, poolclass=sa.pool.NullPool)
    metadata = sa.MetaData()
    with engine.connect() as connection:
        metadata.reflect(connection)
        found = {table.name: _columns(connection, table) for table in metadata.tables.values()}
    engine.dispose()
    return {name: columns for name, columns in found.items() if name != "alembic_version"}


def _columns(connection: sa.Connection, table: sa.Table) -> dict[str, list[Any]]:
    rows = connection.execute(sa.select(table).order_by(*table.primary_key.columns)).all()
    return {column.name: [row[index] for row in rows] for index, column in enumerate(table.columns)}


def differences(before: Rows, after: Rows) -> list[str]:
    """The columns that both structures have, and whose values are not the same."""
    return [
        f"{table}.{column}" for table in sorted(before.keys() & after.keys())
        for column in sorted(before[table].keys() & after[table].keys())
        if before[table][column] != after[table][column]
    ]
