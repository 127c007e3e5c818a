"""Bring the database to the newest structure, or back. There is no alembic.ini: the configuration is built here."""

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine

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


def newest() -> str:
    """The last migration that this version of the planner knows."""
    return str(ScriptDirectory.from_config(config("")).get_current_head())


def newest_number() -> str:
    """The same, read from the one file that names it, for who must not wait for all migrations to be read."""
    return (folder("migrations") / "HEAD").read_text(encoding="utf-8").partition("_")[0]


def current(engine: Engine) -> str | None:
    """The migration that the database stands at; None for an empty one."""
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()
