"""Bring the database to the newest structure, or back. There is no alembic.ini: the configuration is built here."""

import warnings
from typing import Any

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine
from sqlalchemy.exc import SAWarning

from planner.infra.places import folder
from planner.models import Base


def config(url: str) -> Config:
    """Alembic's configuration for the database at `url`."""
    settings = Config()
    settings.set_main_option("script_location", str(folder("migrations")))
    settings.attributes["url"] = url
    return settings


def upgrade(url: str, revision: str = "head") -> None:
    command.upgrade(config(url), revision)


def downgrade(url: str, revision: str) -> None:
    command.downgrade(config(url), revision)


def upgrade_within(connection: Connection, revision: str = "head") -> None:
    """Upgrade on a connection of the caller's, inside its transaction: nothing is kept unless the caller commits."""
    command.upgrade(_config_within(connection), revision)


def downgrade_within(connection: Connection, revision: str) -> None:
    """The way back, inside the caller's transaction."""
    command.downgrade(_config_within(connection), revision)


def _config_within(connection: Connection) -> Config:
    settings = config("")
    settings.attributes["connection"] = connection
    return settings


def knows(revision: str) -> bool:
    """Whether this version of the planner has the migration called `revision`."""
    return revision in {script.revision for script in ScriptDirectory.from_config(config("")).walk_revisions()}


def newest() -> str:
    """The last migration that this version of the planner knows."""
    return str(ScriptDirectory.from_config(config("")).get_current_head())


def newest_number() -> str:
    """The same, read from the one file that names it, for who must not wait for all migrations to be read."""
    return (folder("migrations") / "HEAD").read_text(encoding="utf-8").partition("_")[0]


def revision_of(connection: Connection) -> str | None:
    """The migration that a connection's database stands at; None for an empty one."""
    return MigrationContext.configure(connection).get_current_revision()


def differences(connection: Connection) -> list[str]:
    """In what the database differs from the models: indexes, columns, references that somebody took away or added."""
    context = MigrationContext.configure(connection, opts={"compare_type": True, "include_object": _is_ours})
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", SAWarning)  # departments and people point at each other
        found = compare_metadata(context, Base.metadata)
    return [_described(part) for each in found for part in (each if isinstance(each, list) else [each])]


def _is_ours(thing: Any, name: str | None, kind: str, reflected: bool, compare_to: Any) -> bool:
    """What strangers keep in the same database is not our business."""
    return not (kind == "table" and reflected and compare_to is None)


def _described(difference: tuple[Any, ...]) -> str:
    verb, *parts = difference
    names = [str(getattr(part, "name", part)) for part in parts if isinstance(part, str) or hasattr(part, "name")]
    return " ".join([verb.replace("_", " "), *names])


def current(engine: Engine) -> str | None:
    """The migration that the database stands at; None for an empty one."""
    with engine.connect() as connection:
        return revision_of(connection)
