"""`planner …` on the command line."""

import logging
import os
import signal
import sys
import threading
from typing import Any

import click
from flask import Flask
from flask.cli import FlaskGroup

from planner.app import create_app
from planner.features.account.cli import user
from planner.features.admin.backup_cli import backup, restore
from planner.features.admin.cli import check
from planner.features.demo.cli import demo
from planner.features.demo.commands import is_empty, load_if_empty
from planner.features.exchange.cli import export, import_
from planner.features.privacy.cli import person
from planner.features.targets.commands import keep_missing_standings
from planner.infra import database, logs, memory, migrate
from planner.infra.backups.contents import is_used, stands_at
from planner.infra.backups.refusal import BackupRefused
from planner.infra.backups.routine import back_up
from planner.infra.jobs_worker import JobWorker
from planner.infra.release import VERSION
from planner.serving import embedded
from planner.serving.processes import become_gunicorn
from planner.serving.safety import refuse_unsafe
from planner.settings import BadSetting, Settings, read_settings

WAIT_SECONDS = 5  # before a worker whose database is away looks again


def _app() -> Any:
    return create_app()


class PlannerGroup(FlaskGroup):
    """Says what is wrong with a setting in one sentence instead of a traceback."""

    def main(self, *args: Any, **kwargs: Any) -> Any:
        memory.look_seldom()
        # Commands speak for themselves; what `serve` has to log it sets up. Without this, Python would print bare warnings.
        logging.getLogger().addHandler(logging.NullHandler())
        try:
            return super().main(*args, **kwargs)
        except BadSetting as error:
            click.echo(f"planner: {error}", err=True)
            sys.exit(2)


@click.group(cls=PlannerGroup, create_app=_app, add_default_commands=False, add_version_option=False, name="planner")
@click.version_option(VERSION, prog_name="planner")
def main() -> None:
    """The Learning Strategy Planner. Settings are PLANNER_… variables, listed in docs/settings.md."""


def _settings() -> Settings:
    settings = read_settings(os.environ)
    database.prepare_folder(settings.database)
    return settings


@main.group()
def db() -> None:
    """The database: bring it to the newest structure."""


no_backup = click.option("--no-backup", is_flag=True, help="Make no backup first; you have one.")


def _back_up_first(settings: Settings, revision: str) -> None:
    """A migration is done wholly or not at all; a backup guards against one that is done and was wrong."""
    standing = stands_at(settings.database)
    if standing in (None, revision) or (revision == "head" and standing == migrate.newest()):
        return
    if not is_used(settings.database):
        return
    try:
        done = back_up(settings)
    except BackupRefused as refusal:
        raise click.ClickException(f"{refusal} The structure was not changed; --no-backup changes it without.") from refusal
    click.echo(f"Backed up first: {done.backup.path}")


@db.command("upgrade")
@click.argument("revision", default="head")
@no_backup
def db_upgrade(revision: str, no_backup: bool) -> None:
    """Bring the database to the newest structure (or to REVISION), after a backup if somebody has worked in it."""
    settings = _settings()
    if not no_backup:
        _back_up_first(settings, revision)
    _bring_up_to_date(settings, revision)
    click.echo("The database is up to date.")


def _bring_up_to_date(settings: Settings, revision: str = "head") -> None:
    """Migrate; then work out what the new structure keeps and the old one did not."""
    migrate.upgrade(settings.database, revision)
    if revision == "head":
        with create_app(settings).app_context(), database.unit_of_work():
            keep_missing_standings()


@db.command("downgrade")
@click.argument("revision")
@no_backup
def db_downgrade(revision: str, no_backup: bool) -> None:
    """Take the database back to REVISION, or to `base`, after a backup if somebody has worked in it."""
    settings = _settings()
    if not no_backup:
        _back_up_first(settings, revision)
    migrate.downgrade(settings.database, revision)
    click.echo(f"The database stands at {revision}.")


def _load_demonstration(app: Flask) -> None:
    with app.app_context():
        if not is_empty():
            return
    click.echo("The database is empty. Playing half a year of the demonstration organization into it; this takes a moment.")
    with app.app_context():
        load_if_empty()


@main.command()
@click.option("--prepare", is_flag=True, help="First bring the database up to date, and fill an empty one (PLANNER_DEMO).")
@click.option("--processes", type=click.IntRange(1, 64), help="Several web processes, on PostgreSQL (else PLANNER_PROCESSES).")
def serve(prepare: bool, processes: int | None) -> None:
    """Serve the planner on PLANNER_HOST and PLANNER_PORT."""
    settings = _settings()
    processes = processes or settings.processes
    refuse_unsafe(settings, processes=processes)
    logs.configure(settings.log_format, settings.log_level)
    if prepare:
        _back_up_first(settings, "head")
        _bring_up_to_date(settings)
    app = create_app(settings) if processes == 1 or prepare else None
    if app and prepare and settings.demo:
        _load_demonstration(app)
    if app is None or processes > 1:
        become_gunicorn(processes)
    worker = JobWorker(app) if settings.works_while_serving else None
    if worker:
        worker.start()
    try:
        embedded.serve(app, settings)
    finally:
        if worker:
            worker.stop()


@main.command()
@click.option("--threads", default=2, show_default=True, type=click.IntRange(1, 32), help="How many jobs it runs at once.")
def worker(threads: int) -> None:
    """Run jobs: mail, and what is done at a time of day.

    With PostgreSQL there may be any number of workers, on any number of machines. With SQLite, `planner serve` runs jobs
    itself unless PLANNER_EMBEDDED_WORKER is 0. A worker that is told to end (SIGTERM, Ctrl+C) finishes what it runs; one
    that is killed loses nothing: others take over what it ran.
    """
    settings = _settings()
    refuse_unsafe(settings)
    logs.configure(settings.log_format, settings.log_level)
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    job_worker = JobWorker(create_app(settings), threads=threads)
    while not job_worker.start():
        if stop.wait(WAIT_SECONDS):
            return
    click.echo(f"The worker {job_worker.name} runs jobs.")
    stop.wait()
    click.echo("The worker ends when its jobs are done.")
    job_worker.stop()


main.add_command(check)
main.add_command(backup)
main.add_command(restore)
main.add_command(user)
main.add_command(person)
main.add_command(demo)
main.add_command(import_)
main.add_command(export)
