"""Runs migrations on a connection of its own.

On SQLite foreign keys must be off before the transaction begins: rebuilding a table drops it, and a drop with foreign
keys on deletes the rows that point at it. They are checked afterwards, and the migration fails if one is broken.
"""

from typing import Any

import sqlalchemy as sa
from alembic import context

from planner.infra import statistics
from planner.models import Base


def _include(thing: Any, name: str | None, kind: str, reflected: bool, compare_to: Any) -> bool:
    """The tables of the job engine live in the same PostgreSQL database, and it looks after them itself."""
    return not (kind == "table" and reflected and compare_to is None and str(name).startswith("huey_"))


def _render(kind: str, thing: Any, autogen: Any) -> Any:
    """Our column types are spelled as what they are stored as: a migration must not import the models."""
    if kind == "type" and isinstance(thing, sa.types.TypeDecorator):
        return f"sa.{thing.impl!r}"
    return False


def _run(connection: sa.Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=True,
        include_object=_include,
        render_item=_render,
        compare_type=True,
        transaction_per_migration=False,
    )
    with context.begin_transaction():
        context.run_migrations()


def _run_on_sqlite(engine: sa.Engine) -> None:
    @sa.event.listens_for(engine, "connect")
    def _open(connection: Any, record: Any) -> None:
        connection.isolation_level = None
        connection.execute("PRAGMA foreign_keys=OFF")

    @sa.event.listens_for(engine, "begin")
    def _begin(connection: sa.Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    with engine.begin() as connection:
        _run(connection)
        broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
        if broken:
            raise RuntimeError(f"the migration would leave broken references; nothing was changed: {broken[:5]}")
        statistics.refresh(connection)  # what was known of a table that was rebuilt is gone


def run() -> None:
    given = context.config.attributes.get("connection")
    if given is not None:
        _run(given)
        return
    engine = sa.create_engine(context.config.attributes["url"], poolclass=sa.pool.NullPool)
    if engine.dialect.name == "sqlite":
        _run_on_sqlite(engine)
    else:
        with engine.connect() as connection, connection.begin():
            # One process migrates; others wait here and then find nothing left to do.
            connection.execute(sa.text("SELECT pg_advisory_xact_lock(7241994)"))
            _run(connection)
    engine.dispose()


run()
