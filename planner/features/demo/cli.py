"""`planner demo …`"""

from datetime import date, datetime

import click
from flask.cli import AppGroup

from planner.features.demo.commands import DEMO_ACCOUNTS, DEMO_PASSWORD, SCALES, TEAM, load_if_empty, load_scaled_if_empty

demo = AppGroup("demo", help="The demonstration organization.")


@demo.command("load")
@click.option(
    "--scale", type=click.Choice([TEAM, *SCALES]), default=TEAM, show_default=True,
    help="How large: the usual demonstration, or a company made for trying out how the planner copes.",
)
@click.option(
    "--today", type=click.DateTime(["%Y-%m-%d"]), help="Tell the story as if this were today: about half a year lies before it."
)
def load(scale: str, today: datetime | None) -> None:
    """Fill an empty database with the demonstration organization.

    `team`: twelve departments, 60 targets, half a year. `enterprise`: five years of 800 departments, 20,000 people,
    3,000 programs, 12,000 targets and 1.2 million values, in some minutes; `large` is a tenth of that. The same day makes
    the same rows.
    """
    day: date | None = today.date() if today else None
    loaded = load_if_empty(day) if scale == TEAM else load_scaled_if_empty(SCALES[scale], day, say=click.echo)
    if not loaded:
        raise click.ClickException("This database already holds an organization or an account, so nothing was loaded.")
    click.echo("The demonstration organization is loaded. You can sign in with the password “" + DEMO_PASSWORD + "” as:")
    for account in DEMO_ACCOUNTS:
        click.echo(f"  {account.email:<24}{account.role.value.replace('_', ' ')}")
