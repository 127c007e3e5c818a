"""`planner check`: whether everything in the database still fits together."""

import sys

import click
from flask.cli import with_appcontext

from planner.features.admin import queries


@click.command("check")
@with_appcontext
def check() -> None:
    """Check references, the audit trail and the fingerprints of frozen plans, reviews and briefs."""
    run_checks()


def run_checks() -> None:
    """Check everything and say what was found. Leaves with 1 when something does not fit."""
    problems = queries.integrity()
    for problem in problems:
        click.echo(str(problem), err=True)
    if problems:
        click.echo(f"Problems found: {len(problems)}. Restore a backup, or ask who had access to the database.", err=True)
        sys.exit(1)
    state = queries.chain_state(everything=True)
    click.echo(f"Everything fits. The audit trail has {state.count.n} entries and is unbroken.")
