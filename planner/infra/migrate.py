"""Bring the database to the newest structure, or back. There is no alembic.ini: the configuration is built here."""

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine

from planner.infra.places import folder


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


def current(engine: Engine) -> str | None:
    """The migration that the database stands at; None for an empty one."""
    with engine.connect() as connection:
        return revision_of(connection)
