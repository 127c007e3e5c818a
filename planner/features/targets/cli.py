"""The command line for where targets stand."""

import click
from flask.cli import AppGroup

from planner.features.targets.keeping import renew

standings = AppGroup("standings", help="Where targets stand, as it is kept with them.")


@standings.command("renew")
def renew_standings() -> None:
    """Work out anew where targets stand, if what is kept of it is not what their values say.

    Needed only after the clock of the machine was wrong, or after rows were written by other means than the planner.
    """
    click.echo(f"Targets that were worked out anew: {renew()}")
