"""The demonstration, loaded once for each database and only read afterwards.

`tests/features/demo/conftest.py` offers it as the fixture `demo_app`; browser tests can call `demo_application` themselves.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path

from flask import Flask

from planner.app import create_app
from planner.features.account.queries import account_by_email, actor_of
from planner.features.demo.commands import DEMO_ACCOUNTS, load_if_empty
from planner.infra import migrate
from planner.infra.clock import clock
from planner.models import Organization, db
from planner.permissions import Role
from planner.settings import read_settings
from tests.actors import People

# Who plays which of the actors that all tests know.
PLAYED_BY = {
    "paula": "clo@example.org", "lena": "manager@example.org", "sam": "executive@example.org", "mia": "head@example.org",
    "otto": "head2@example.org", "ada": "admin@example.org", "aud": "auditor@example.org",
}


@contextmanager
def demo_application(
    folder: Path, url: str, now: datetime, today: date | None = None, *, load: Callable[[date | None], bool] = load_if_empty
) -> Iterator[Flask]:
    """An application on a database of its own that holds the demonstration (or what `load` loads), told as of `now`."""
    environ = {
        "PLANNER_DATA_DIR": str(folder), "PLANNER_DATABASE_URL": url, "PLANNER_ENVIRONMENT": "test",
        "PLANNER_SECRET_KEY": "only for tests", "PLANNER_TIME_ZONE": "Europe/Amsterdam",
    }
    app = create_app(read_settings(environ))
    app.testing = True
    app.config["PROPAGATE_EXCEPTIONS"] = True
    migrate.upgrade(app.extensions["settings"].database)
    with app.app_context(), clock.borrowed():
        clock.set(now)
        assert load(today)
    yield app
    with app.app_context():
        db.engine.dispose()


def demo_people() -> People:
    """The accounts of the demonstration in the parts that the tests' actors have elsewhere."""
    organization = db.session.query(Organization).one()
    people = People({}, {}, {}, {}, organization)
    assert {row.email for row in DEMO_ACCOUNTS} == set(PLAYED_BY.values())
    for key, email in PLAYED_BY.items():
        account = account_by_email(email)
        assert account is not None
        people.accounts[key], people.persons[key], people.actors[key] = account, account.person, actor_of(account)
    assert people.actors["paula"].roles == {Role.CLO}
    return people
