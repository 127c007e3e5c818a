"""What follows once a backup is in place."""

from datetime import datetime

from sqlalchemy import CursorResult, select, update

from planner.infra import audit
from planner.infra.clock import now
from planner.models import AuthSession, Organization, db
from planner.permissions import SYSTEM


def note_restoration(made_at: datetime, file_name: str) -> None:
    """Write into a database that was just restored that it was, and sign everybody out.

    A session that was ended after the backup was made would otherwise be alive again.
    """
    ended = db.session.execute(update(AuthSession).where(AuthSession.revoked_at.is_(None)).values(revoked_at=now()))
    organization = db.session.scalar(select(Organization).order_by(Organization.id).limit(1))
    if organization is not None:
        assert isinstance(ended, CursorResult)
        changes = {"made_at": [None, made_at], "file_name": [None, file_name], "sessions_ended": [None, ended.rowcount]}
        audit.record(SYSTEM, "backup.restored", organization, changes=changes)
