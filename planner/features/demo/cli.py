"""`planner demo …`"""

from datetime import date, datetime

import click
from flask.cli import AppGroup

from planner.features.demo.commands import DEMO_ACCOUNTS, DEMO_PASSWORD, load_if_empty

demo = AppGroup("demo", help="The demonstration organization.")


@demo.command("load")
@click.option(
    "--today", type=click.DateTime(["%Y-%m-%d"]), help="Tell the story as if this were today: about half a year lies before it."
)
def load(today: datetime | None) -> None:
    """Fill an empty database with the demonstration organization."""
    day: date | None = today.date() if today else None
    if not load_if_empty(day):
        raise click.ClickException("This database already holds an organization or an account, so nothing was loaded.")
    click.echo("The demonstration organization is loaded. You can sign in with the password “" + DEMO_PASSWORD + "” as:")
    for account in DEMO_ACCOUNTS:
        click.echo(f"  {account.email:<24}{account.role.value.replace('_', ' ')}")
