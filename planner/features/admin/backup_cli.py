"""`planner backup` and `planner restore`."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext
from sqlalchemy.exc import DBAPIError

from planner.features.admin.after_restoring import note_restoration
from planner.features.admin.cli import run_checks
from planner.features.targets.commands import keep_missing_standings
from planner.infra.backups.contents import contents_of
from planner.infra.backups.keeping import Keep
from planner.infra.backups.manifest import Manifest
from planner.infra.backups.refusal import BackupRefused
from planner.infra.backups.restoring import restore_backup
from planner.infra.backups.routine import back_up
from planner.infra.backups.verifying import verify_backup
from planner.infra.database import unit_of_work
from planner.models import db
from planner.settings import Settings, days_weeks_months

AS_SET = "as set"
DATABASES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}


@click.command("backup")
@click.option("--to", "folder", type=click.Path(path_type=Path), help="Another folder than PLANNER_BACKUP_DIR.")
@click.option("--keep", is_flag=False, flag_value=AS_SET, metavar="7d,5w,12m",
              help="Then remove backups, but the last one of so many days, weeks, months; alone: as PLANNER_BACKUP_KEEP says.")
@click.option("--encrypt/--plain", "is_encrypted", default=None,
              help="Encrypt with PLANNER_BACKUP_KEY, or do not. When neither is said: encrypt if there is a key.")
@click.option("--verify", "verified", metavar="FILE", type=click.Path(path_type=Path),
              help="Make none; read FILE through and say whether it is whole.")
@with_appcontext
def backup(folder: Path | None, keep: str | None, is_encrypted: bool | None, verified: Path | None) -> None:
    """Write everything into one file, while the planner is in use.

    The file can be restored into SQLite and into PostgreSQL, whichever it was made from. It is read through before it gets its
    name. It holds all that the planner keeps, except the key that signs cookies.
    """
    with _refusals_told():
        if verified is not None:
            manifest = verify_backup(verified, passphrase=_settings().backup_key, progress=_progress)
            click.echo(f"{verified} is whole: {_told(manifest)}")
            return
        done = back_up(_settings(), folder=folder, keep=_kept(keep), is_encrypted=is_encrypted, progress=_progress)
    how = "encrypted" if done.backup.is_encrypted else "not encrypted"
    click.echo(f"{done.backup.path}: {done.backup.n_rows:,} rows, {_size(done.backup.n_bytes)}, {how}.")
    for path in done.removed:
        click.echo(f"{path} was removed.")


def _kept(text: str | None) -> Keep | None:
    if text is None:
        return None
    try:
        return Keep(*(_settings().backup_keep if text == AS_SET else days_weeks_months(text)))
    except ValueError as error:
        raise click.BadParameter(f"{error}.", param_hint="--keep") from error


@click.command("restore")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--replace", is_flag=True, help="Give up what the database holds now.")
@click.option("--yes", is_flag=True, help="Do not ask before giving it up.")
@with_appcontext
def restore(file: Path, replace: bool, yes: bool) -> None:
    """Bring a backup back into an empty database, or with --replace into the place of another.

    Stop the planner and its workers first. Every table is compared with the backup before the old database goes; when anything
    does not fit, nothing is changed. Afterwards everybody has to sign in again.
    """
    db.engine.dispose()
    with _refusals_told():
        url = _settings().database
        if replace:
            _agree(url, yes)
        manifest = restore_backup(file, url, passphrase=_settings().backup_key, replace=replace, progress=_progress)
    with unit_of_work():
        note_restoration(manifest.made_at, file.name)
        keep_missing_standings()
    click.echo(f"Restored and compared: {_told(manifest)}")
    click.echo("Everybody has to sign in again.")
    run_checks()


def _agree(url: str, yes: bool) -> None:
    """Say what will be lost, and go on only when somebody says so."""
    try:
        found = contents_of(url)
    except DBAPIError:
        click.echo("The database that is there cannot be read; it will be given up.")
    else:
        if found is None:
            return
        last = f", last changed {found.changed_at:%Y-%m-%d %H:%M} UTC" if found.changed_at else ""
        click.echo(f"This database will be given up: {found.n_rows:,} rows in {found.n_tables} tables{last}.")
    if not yes and not click.confirm("Is there a backup of it, or is it not missed?"):
        raise click.ClickException("Nothing was changed.")


def _told(manifest: Manifest) -> str:
    where = DATABASES.get(manifest.database, manifest.database)
    return (
        f"{manifest.n_rows:,} rows in {len(manifest.tables)} tables, made {manifest.made_at:%Y-%m-%d %H:%M} UTC from {where} by "
        f"version {manifest.planner} (structure {manifest.revision})."
    )


def _size(n_bytes: int) -> str:
    return f"{n_bytes / 1_000_000:,.1f} MB"


def _progress(table: str, n_rows: int) -> None:
    if sys.stderr.isatty():
        click.echo(f"  {table}: {n_rows:,}", err=True)


@contextmanager
def _refusals_told() -> Iterator[None]:
    try:
        yield
    except BackupRefused as refusal:
        raise click.ClickException(str(refusal)) from refusal


def _settings() -> Settings:
    settings: Settings = current_app.extensions["settings"]
    return settings
