"""What is checked of the whole house: its structure, its references, the audit trail and the ledger of jobs."""

from collections.abc import Iterator

from sqlalchemy import ForeignKeyConstraint, Table, and_, literal_column, not_, or_, select, text

from planner.domain.messages import N_, Message, msg
from planner.domain.values import JobState
from planner.infra import audit, jobs, migrate
from planner.infra.integrity import Check
from planner.models import Base, Job, db

OVER = (JobState.DONE, JobState.FAILED, JobState.CANCELLED)


def structure() -> Iterator[Message]:
    """The newest migration, and nothing taken away or added by hand."""
    connection = db.session.connection()
    if (standing := migrate.revision_of(connection)) != migrate.newest():
        yield msg(
            "The database stands at structure %(standing)s, and this version of the planner needs %(newest)s. Run `planner db "
            "upgrade`, or use the version that it was made by.", standing=standing or "—", newest=migrate.newest(),
        )
        return
    for difference in migrate.differences(connection):
        yield msg("The structure of the database was changed: it lacks or has too much (%(difference)s).", difference=difference)


def damaged_file() -> Iterator[Message]:
    """What SQLite finds when it reads its file; PostgreSQL checks its pages as it reads them."""
    if db.session.get_bind().dialect.name == "sqlite":
        for (finding,) in db.session.execute(text("PRAGMA quick_check")):
            if finding != "ok":
                yield msg("The database file is damaged: %(finding)s.", finding=finding)


def references() -> Iterator[Message]:
    """Rows that point at rows that are not there, as only somebody can leave them who writes past the database's own rules."""
    for table in Base.metadata.tables.values():
        for constraint in sorted(table.foreign_key_constraints, key=lambda one: str(one.name)):
            yield from _lost(table, constraint)


def _lost(table: Table, constraint: ForeignKeyConstraint) -> Iterator[Message]:
    (element,) = constraint.elements
    parent = constraint.referred_table.alias()
    key = next(iter(table.primary_key.columns))
    there = select(literal_column("1")).where(parent.c[element.column.name] == element.parent).exists()
    query = select(key).where(element.parent.is_not(None), not_(there)).order_by(key)
    for row_id in db.session.scalars(query.execution_options(yield_per=100)):
        yield msg("Row %(id)s of %(table)s points at a row of %(parent)s that is not there.", id=row_id, table=table.name,
                  parent=constraint.referred_table.name)


def audit_trail() -> Iterator[Message]:
    """The chain of hashes, and the triggers that refuse changes."""
    if not audit.is_guarded():
        yield msg("The audit trail is not guarded: the triggers that refuse changes are gone. Restore a backup.")
    if broken := audit.broken_links():
        yield msg("The audit trail is broken at entry %(id)s; entries that do not fit: %(n)s.", id=broken[0], n=len(broken))


def ledger() -> Iterator[Message]:
    """Jobs in a state that no job gets into by itself, and jobs that nobody knows how to do."""
    names = sorted(jobs.known().handlers)
    rules = (
        (and_(Job.state == JobState.RUNNING, or_(Job.lease_token.is_(None), Job.lease_until.is_(None))),
         N_("Job %(id)s (%(name)s) is said to run, but nobody runs it.")),
        (and_(Job.state != JobState.RUNNING, Job.lease_token.is_not(None)),
         N_("Job %(id)s (%(name)s) does not run, but somebody is said to run it.")),
        (and_(Job.state.in_(OVER), Job.finished_at.is_(None)), N_("Job %(id)s (%(name)s) is over, but has no end.")),
        (and_(Job.state == JobState.WAITING, Job.name.not_in(names)),
         N_("Job %(id)s (%(name)s) waits, but this version of the planner does not know how to do it.")),
    )
    for rule, sentence in rules:
        for row in db.session.execute(select(Job.id, Job.name).where(rule).order_by(Job.id)):
            yield Message(sentence, {"id": row.id, "name": row.name})


CHECKS = (
    Check("structure", N_("Structure of the database"), structure, is_vital=True),
    Check("file", N_("Database file"), damaged_file),
    Check("references", N_("References between tables"), references),
    Check("audit_trail", N_("Audit trail"), audit_trail),
    Check("jobs", N_("Ledger of jobs"), ledger),
)
