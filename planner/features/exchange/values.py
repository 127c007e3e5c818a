"""What the figures of a program come to as values of measures, and which values are here already."""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal

from sqlalchemy import func, select

from planner.domain.errors import RuleBroken
from planner.domain.messages import msg
from planner.domain.training import FortnightFigures
from planner.features.targets.commands import Entry
from planner.models import Indicator, Measure, Observation, db

# The measures that training records give values for, by their stable names in the library.
CODES = ("total_participants", "unique_participants", "completion_rate", "learning_days", "direct_cost")


def entries_of(
    figures: Sequence[FortnightFigures], source: str, *, knows_the_start: bool
) -> dict[str, list[Entry]]:
    """Values by the code of their measure. What nobody said gives no value: unknown is not zero.

    A file that begins after the first known value cannot tell how many different persons there were since the start.
    """
    entries: dict[str, list[Entry]] = {code: [] for code in CODES}
    for one in figures:
        start, end = one.period.starts_on, one.period.ends_on
        to_date = Decimal(one.n_persons_to_date) if knows_the_start else None
        entries["total_participants"].append(Entry(start, end, Decimal(one.n_records), source=source))
        entries["unique_participants"].append(
            Entry(start, end, Decimal(one.n_persons), to_date=to_date, source=source)
        )
        if one.n_judged:
            entries["completion_rate"].append(
                Entry(start, end, numerator=Decimal(one.n_completed), denominator=Decimal(one.n_judged), source=source)
            )
        if one.days is not None:
            note = _note(one.n_without_days, one.n_records, "a duration")
            entries["learning_days"].append(Entry(start, end, one.days, source=source, note=note))
        if one.cost is not None:
            note = _note(one.n_without_cost, one.n_records, "a cost")
            entries["direct_cost"].append(Entry(start, end, one.cost, source=source, note=note))
    return {code: listed for code, listed in entries.items() if listed}


def _note(n_without: int, n: int, what: str) -> str:
    return f"{n_without} of {n} records do not give {what}." if n_without else ""


def measures() -> dict[str, Measure]:
    """The measures of `CODES` by code. Raises `RuleBroken` when the library has lost one."""
    found = {one.code: one for one in db.session.scalars(select(Measure).where(Measure.code.in_(CODES)))}
    for code in CODES:
        if code not in found:
            raise RuleBroken(
                msg("The measure library has no measure with the code %(code)s. Add it, then import the file.", code=code)
            )
    return found


def first_periods(cycle_ids: Iterable[int]) -> dict[int, date]:
    """The first day for which each program of the cycles has such a value."""
    query = (
        select(Indicator.program_id, func.min(Observation.period_start))
        .join(Observation, Observation.indicator_id == Indicator.id)
        .join(Indicator.measure)
        .where(Indicator.cycle_id.in_(set(cycle_ids)), Indicator.program_id.is_not(None), Measure.code.in_(CODES),
               Observation.superseded_at.is_(None))
        .group_by(Indicator.program_id)
    )
    return {program_id: day for program_id, day in db.session.execute(query) if program_id is not None}
