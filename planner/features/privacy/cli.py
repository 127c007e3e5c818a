"""`planner person …`: what is kept about somebody, handed out or erased, from the command line."""

import json

import click
from flask.cli import with_appcontext

from planner.domain.errors import RuleBroken
from planner.features.privacy import commands, queries
from planner.infra.database import unit_of_work
from planner.models import Person
from planner.permissions import SYSTEM


@click.group()
def person() -> None:
    """What is kept about a person."""


@person.command("export")
@click.argument("person_id", metavar="ID", type=int)
@with_appcontext
def export(person_id: int) -> None:
    """Print everything that is kept about the person with this ID, as JSON."""
    with unit_of_work():
        found = commands.export_person(_person(person_id), actor=SYSTEM)
    click.echo(json.dumps(found, ensure_ascii=False, indent=1))


@person.command("erase")
@click.argument("person_id", metavar="ID", type=int)
@click.option("--reason", required=True, help="Why, for the audit trail. Do not name the person: this is kept.")
@click.confirmation_option(prompt="This cannot be undone. Erase the person?", help="Do not ask whether you are sure.")
@with_appcontext
def erase(person_id: int, reason: str) -> None:
    """Leave a number where the person with this ID was. The account goes; sealed plans, reviews and briefs stay."""
    try:
        with unit_of_work():
            done = commands.erase_person(_person(person_id), actor=SYSTEM, reason=reason)
    except RuleBroken as error:
        raise click.ClickException(str(error.message)) from error
    click.echo(f"Erased. Texts: {done['texts']}, entries of the audit trail: {done['entries']}.")
    click.echo(f"Sealed plans, reviews and briefs that keep the name: {done['sealed']}.")


def _person(person_id: int) -> Person:
    found = queries.person_to_protect(person_id)
    if found is None:
        raise click.ClickException(f"There is no person with the number {person_id}.")
    return found
