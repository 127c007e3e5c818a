"""Reads about imports, and the values that are exported."""

from sqlalchemy import select
from sqlalchemy.orm import joinedload, undefer

from planner.models import ImportRun, db

LARGEST_ID = 2**31 - 1
MOST_SHOWN = 200


def import_runs() -> list[ImportRun]:
    """The latest imports, staged and applied, with who offered the file."""
    query = select(ImportRun).options(joinedload(ImportRun.created_by)).order_by(ImportRun.id.desc()).limit(MOST_SHOWN)
    return list(db.session.scalars(query))


def import_run(run_id: int, *, with_content: bool = False, for_update: bool = False) -> ImportRun | None:
    """One import; for a command that changes it, others who want to wait until this is done."""
    if not 0 < run_id <= LARGEST_ID:
        return None
    query = select(ImportRun).where(ImportRun.id == run_id)
    if with_content:
        query = query.options(undefer(ImportRun.content))
    if for_update:
        query = query.with_for_update()
    else:
        query = query.options(joinedload(ImportRun.created_by))
    run: ImportRun | None = db.session.scalar(query)
    return run


def applied_before(run: ImportRun) -> ImportRun | None:
    """The last time that exactly this file was imported as the same kind of list."""
    query = (
        select(ImportRun)
        .where(ImportRun.sha256 == run.sha256, ImportRun.kind == run.kind, ImportRun.id != run.id,
               ImportRun.applied_at.is_not(None))
        .order_by(ImportRun.applied_at.desc())
        .limit(1)
    )
    return db.session.scalar(query)
