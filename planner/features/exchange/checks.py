"""What is checked of imports: staged files are whole and not forgotten, and applied ones keep nothing of the file."""

import hashlib
from collections.abc import Iterator
from datetime import timedelta

from sqlalchemy import exists, select

from planner.domain.messages import N_, Message, msg
from planner.features.exchange.commands import KEPT_DAYS
from planner.infra.clock import now
from planner.infra.integrity import Check
from planner.models import ImportRun, Observation, db

GRACE_DAYS = 2  # the nightly clearing up may have been late


def staged_imports() -> Iterator[Message]:
    staged = select(ImportRun.id, ImportRun.content, ImportRun.sha256).where(ImportRun.applied_at.is_(None))
    for run_id, content, digest in db.session.execute(staged.order_by(ImportRun.id).execution_options(yield_per=1)):
        if content is None:
            yield msg("Import %(id)s waits for approval, but its file is gone. Discard it.", id=run_id)
        elif hashlib.sha256(content).hexdigest() != digest:
            yield msg("Import %(id)s waits for approval, but its file is not the one that was offered. Discard it.", id=run_id)
    forgotten = ImportRun.applied_at.is_(None) & (ImportRun.created_at < now() - timedelta(days=KEPT_DAYS + GRACE_DAYS))
    for run_id in db.session.scalars(select(ImportRun.id).where(forgotten).order_by(ImportRun.id)):
        yield msg("Import %(id)s was forgotten: it waits for more than %(n)s days. Is a worker running?", id=run_id, n=KEPT_DAYS)


def applied_imports() -> Iterator[Message]:
    kept = ImportRun.applied_at.is_not(None) & (ImportRun.content.is_not(None) | ImportRun.reading.is_not(None))
    for run_id in db.session.scalars(select(ImportRun.id).where(kept).order_by(ImportRun.id)):
        yield msg("Import %(id)s is done, but its file is still kept.", id=run_id)
    written = exists().where(Observation.import_run_id == ImportRun.id)
    for run_id in db.session.scalars(select(ImportRun.id).where(ImportRun.applied_at.is_(None), written).order_by(ImportRun.id)):
        yield msg("Import %(id)s was not approved, but values came of it.", id=run_id)


CHECKS = (
    Check("staged_imports", N_("Imports that wait"), staged_imports),
    Check("applied_imports", N_("Imports that are done"), applied_imports),
)
