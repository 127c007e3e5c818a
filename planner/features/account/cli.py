"""`planner user …`: accounts from the command line, for the first start and for emergencies."""

import click
from flask.cli import with_appcontext
from sqlalchemy import select

from planner.domain.errors import RuleBroken
from planner.features.account import commands, queries
from planner.infra.database import unit_of_work
from planner.models import Person, db
from planner.permissions import SYSTEM, Role


@click.group()
def user() -> None:
    """People who can sign in."""


@user.command("add")
@click.option("--email", required=True, help="The address to sign in with.")
@click.option("--name", required=True, help="The person's name; used when nobody has this address yet.")
@click.option("--role", "roles", multiple=True, required=True, type=click.Choice([role.value for role in Role]),
              help="What the account may do; give it again for a second role.")
@click.password_option(help="Asked for when it is not given.")
@with_appcontext
def add(email: str, name: str, roles: tuple[str, ...], password: str) -> None:
    """Make an account."""
    try:
        with unit_of_work():
            commands.found_organization("Our organization")
            person = db.session.scalar(select(Person).where(Person.email == email.lower()))
            if person is None:
                person = Person(name=name, email=email.lower())
                db.session.add(person)
                db.session.flush()
            commands.create_account(
                person, actor=SYSTEM, email=email, password=password, roles={Role(role) for role in roles}
            )
    except RuleBroken as error:
        raise click.ClickException(error.message.text % error.message.values) from error
    click.echo(f"{email} can sign in.")


@user.command("sign-out")
@click.option("--email", required=True, help="The address of the account.")
@with_appcontext
def sign_out(email: str) -> None:
    """End every session of an account."""
    with unit_of_work():
        account = queries.account_by_email(email)
        if account is None:
            raise click.ClickException(f"Nobody signs in with {email}.")
        commands.end_all_sessions(account, actor=SYSTEM)
    click.echo(f"{email} is signed out everywhere.")
