"""`planner demo …`"""

import click
from flask.cli import AppGroup

from planner.features.demo.commands import load_if_empty

demo = AppGroup("demo", help="The demonstration organization.")


@demo.command("load")
def load() -> None:
    """Fill an empty database with the demonstration organization."""
    if not load_if_empty():
        raise click.ClickException("This database already holds an organization or an account, so nothing was loaded.")
    click.echo("The demonstration organization is loaded.")
