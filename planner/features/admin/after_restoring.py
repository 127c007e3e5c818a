"""What follows once a backup is in place."""

from datetime import datetime

from sqlalchemy import CursorResult, select, update

from planner.domain.messages import N_
from planner.infra import audit, jobs_running
from planner.infra.clock import now
from planner.models import AuthSession, Organization, db
from planner.permissions import SYSTEM

MAYBE_DONE = N_("The planner was restored from a backup; this may have been done since then.")


def note_restoration(made_at: datetime, file_name: str) -> None:
    """Write into a database that was just restored that it was, sign everybody out, and give up the jobs that waited.

    A session that was ended after the backup was made would otherwise be alive again, and a letter sent a second time.
    """
    ended = db.session.execute(update(AuthSession).where(AuthSession.revoked_at.is_(None)).values(revoked_at=now()))
    n_jobs = jobs_running.give_up_everything(MAYBE_DONE)
    organization = db.session.scalar(select(Organization).order_by(Organization.id).limit(1))
    if organization is not None:
        assert isinstance(ended, CursorResult)
        changes = {"made_at": [None, made_at], "file_name": [None, file_name], "sessions_ended": [None, ended.rowcount]}
        changes["jobs_cancelled"] = [None, n_jobs]
        audit.record(SYSTEM, "backup.restored", organization, changes=changes)
