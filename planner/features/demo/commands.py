"""Filling an empty database with the demonstration organization."""

from sqlalchemy import exists, select

from planner.models import Account, Organization, db


def is_empty() -> bool:
    """Whether nobody has used this database yet."""
    return not db.session.scalar(select(exists(select(Organization.id)) | exists(select(Account.id))))


def load_if_empty() -> bool:
    """Load the demonstration into an empty database; leave any other as it is. Says whether it was loaded."""
    return False
