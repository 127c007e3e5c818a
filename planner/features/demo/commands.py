"""Filling an empty database with the demonstration organization.

In its usual size its half-year is played through the real commands; in the size of a large company its rows are loaded in bulk.
"""

from datetime import date

from sqlalchemy import exists, select

from planner.features.demo import founding, planning, running, telling
from planner.features.demo.scaled.commands import Say, load_story
from planner.features.demo.scaled.making import SEED
from planner.features.demo.scaled.scale import SCALES as SCALES
from planner.features.demo.scaled.scale import Scale
from planner.features.demo.stage import Stage
from planner.features.demo.story.people import DEMO_ACCOUNTS as DEMO_ACCOUNTS
from planner.features.demo.story.people import DEMO_PASSWORD as DEMO_PASSWORD
from planner.features.demo.year import Year
from planner.infra import clock, jobs
from planner.infra.database import unit_of_work
from planner.models import Account, Organization, db

TEAM = "team"  # the scale of the demonstration that is played


def is_empty() -> bool:
    """Whether nobody has used this database yet."""
    return not db.session.scalar(select(exists(select(Organization.id)) | exists(select(Account.id))))


def load_if_empty(today: date | None = None) -> bool:
    """Load the demonstration into an empty database, as if today were the day given; leave any other database as it is.

    Says whether it was loaded. All of it is one unit of work: after a failure the database is as empty as before.
    """
    with unit_of_work():
        if not is_empty():
            return False
        with clock.clock.borrowed(), jobs.muted():  # nobody is written to about a story
            play(Stage(Year.around(today or clock.today())))
    return True


def load_scaled_if_empty(
    scale: Scale, today: date | None = None, *, seed: int = SEED, say: Say = lambda _text: None
) -> bool:
    """The same for the size of a large company. `say` is told, in a few words, what is being done."""
    with unit_of_work():
        if not is_empty():
            return False
        with clock.clock.borrowed(), jobs.muted():
            load_story(scale, today or clock.today(), seed=seed, say=say)
    return True


def play(stage: Stage) -> None:
    """Write the diary, act by act, then live through it."""
    for act in (founding, planning, running, telling):
        act.prepare(stage)
    stage.run()
