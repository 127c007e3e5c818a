"""Observations as rows of CSV: the values that hold, in one order, harmless in a spreadsheet program."""

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from planner.domain.errors import RuleBroken
from planner.domain.messages import msg
from planner.domain.tabular.spelling import name_key
from planner.features.account.queries import organization
from planner.features.targets.queries import fewest_respondents, is_hidden
from planner.models import Cycle, Indicator, Observation, Program, db
from planner.permissions import Actor, Permission, authorize, visible_rows

COLUMNS = ("program", "measure", "period_start", "period_end", "value", "unit", "respondents", "source")
MORE_COLUMNS = ("cycle", "goal", "population", "value_to_date", "numerator", "denominator", "recorded_at", "note")
# A cell that begins with one of these is a formula to some spreadsheet program.
_FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")

Cell = str | int | Decimal | date | datetime | None


@dataclass(frozen=True, slots=True)
class ExportRow:
    """One value, by the names of the columns."""

    program: str
    measure: str
    period_start: date
    period_end: date
    value: Decimal | None
    unit: str
    respondents: int | None
    source: str
    cycle: str
    goal: str
    population: str
    value_to_date: Decimal | None
    numerator: Decimal | None
    denominator: Decimal | None
    recorded_at: datetime
    note: str


def observations_for(
    viewer: Actor, *, cycle_name: str | None = None, program_name: str | None = None
) -> list[ExportRow]:
    """The values that hold and that the viewer may see, by program, goal, measure and period. Raises `RuleBroken`."""
    authorize(viewer, Permission.DATA_EXPORT)
    query = (
        select(Observation)
        .join(Observation.indicator)
        .where(Observation.superseded_at.is_(None), visible_rows(viewer, Indicator))
        .options(joinedload(Observation.indicator).options(
            joinedload(Indicator.measure), joinedload(Indicator.program), joinedload(Indicator.goal),
            joinedload(Indicator.cycle),
        ))
    )
    if cycle_name is not None:
        query = query.where(Indicator.cycle_id.in_(_ids(Cycle, cycle_name, "cycle")))
    if program_name is not None:
        query = query.where(Indicator.program_id.in_(_ids(Program, program_name, "program")))
    settings = organization()
    fewest, currency = fewest_respondents(settings), settings.currency if settings else ""
    rows = [_row(observation, fewest, currency) for observation in db.session.scalars(query)]
    # Sorted here and not by the databases, whose alphabets differ.
    return sorted(rows, key=lambda row: (row.program, row.goal, row.measure, row.population, row.cycle, row.period_start,
                                         row.period_end))


def as_csv(rows: Iterable[ExportRow], *, is_full: bool = False) -> str:
    """The rows under a heading. Decimals have a point and no thousands; days are written as 2027-01-31."""
    names = COLUMNS + MORE_COLUMNS if is_full else COLUMNS
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(names)
    writer.writerows([_cell(getattr(row, name)) for name in names] for row in rows)
    return text.getvalue()


def _row(observation: Observation, fewest: int, currency: str) -> ExportRow:
    indicator = observation.indicator
    is_blank = is_hidden(indicator.measure, observation.respondents, fewest)
    return ExportRow(
        program=indicator.program.name if indicator.program else "",
        measure=indicator.measure.code,
        period_start=observation.period_start,
        period_end=observation.period_end,
        value=None if is_blank else observation.value,
        unit=_unit(indicator.unit, currency),
        respondents=observation.respondents,
        source=observation.source,
        cycle=indicator.cycle.name,
        goal=indicator.goal.statement if indicator.goal else "",
        population=indicator.population,
        value_to_date=None if is_blank else observation.to_date,
        numerator=None if is_blank else observation.numerator,
        denominator=None if is_blank else observation.denominator,
        recorded_at=observation.recorded_at,
        note=observation.note,
    )


def _unit(unit: str, currency: str) -> str:
    """Money has the name of the organization's currency."""
    is_money = currency and (unit == "money" or unit.startswith("money "))
    return currency + unit.removeprefix("money") if is_money else unit


def _cell(value: Cell) -> str:
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    text = str(value)
    return f"'{text}" if isinstance(value, str) and text.lstrip(" ").startswith(_FORMULA_SIGNS) else text


def _ids(model: type[Cycle] | type[Program], name: str, noun: str) -> list[int]:
    found = [key for key, known in db.session.execute(select(model.id, model.name)) if name_key(known) == name_key(name)]
    if not found:
        raise RuleBroken(msg("There is no %(noun)s called “%(name)s”. Check how it is written.", noun=noun, name=name))
    return found
