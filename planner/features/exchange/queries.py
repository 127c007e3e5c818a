"""Reads about imports, and the values that are exported."""

from sqlalchemy import exists, select
from sqlalchemy.orm import defer, joinedload, undefer

from planner.infra.finding import FEW
from planner.infra.keyset import FIRST, By, Order, Page, Seek, page_of, whole
from planner.models import Cycle, ImportRun, Indicator, Observation, Program, db
from planner.permissions import Actor, visible_rows

NEWEST_FIRST = Order(By(ImportRun.id, whole, is_descending=True))


def import_runs(seek: Seek = FIRST) -> Page[ImportRun]:
    """The imports, staged and applied, the latest first, with who offered the file."""
    # A report can be long and is shown on the page of its import only.
    query = select(ImportRun).options(joinedload(ImportRun.created_by), defer(ImportRun.report), defer(ImportRun.options))
    return page_of(query, NEWEST_FIRST, seek)


def import_run(
    run_id: int, *, with_content: bool = False, with_reading: bool = False, for_update: bool = False
) -> ImportRun | None:
    """One import; for a command that changes it, others who want to wait until this is done."""
    query = select(ImportRun).where(ImportRun.id == run_id)
    if with_content:
        query = query.options(undefer(ImportRun.content))
    if with_reading:
        query = query.options(undefer(ImportRun.reading))
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


def names_with_observations(viewer: Actor) -> tuple[list[str], list[str] | None]:
    """The planning years and the programs that have values, by name, as far as the viewer may see them; None instead of the
    programs when they are too many to list."""
    values = (exists().where(Observation.indicator_id == Indicator.id), visible_rows(viewer, Indicator))
    of_cycle = select(Indicator.id).where(Indicator.cycle_id == Cycle.id, *values).exists()
    of_program = select(Indicator.id).where(Indicator.program_id == Program.id, *values).exists()
    cycles = list(db.session.scalars(select(Cycle.name).where(of_cycle).order_by(Cycle.starts_on.desc())))
    # A name occurs once in a year: among so many programs there is one name too many, and the others need not be looked at.
    programs = select(Program.name).where(of_program).limit(FEW * len(cycles) + 1)
    names = sorted(set(db.session.scalars(programs)))
    return cycles, names if len(names) <= FEW else None
