"""The command line for what is found by typing."""

import click
from flask.cli import AppGroup

from planner.infra.database import unit_of_work
from planner.infra.words import index_everything

search = AppGroup("search", help="What is found by typing.")


@search.command("index")
def index() -> None:
    """Write the words anew by which people, departments, programs, needs, targets and goals are found.

    Needed only after rows were written into the database by other means than the planner.
    """
    with unit_of_work() as session:
        n = index_everything(session())
    click.echo(f"Things that are found by their words: {n}")
