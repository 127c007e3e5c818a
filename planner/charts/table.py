"""The numbers of a chart as rows, for the table that always stands below it."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from planner.charts.figure import PlanChart


@dataclass(frozen=True, slots=True)
class PlanRow:
    """One day of a chart. What is not known on that day is None: no data is not zero."""

    on: date
    plan: Decimal | None
    original_plan: Decimal | None
    actual: Decimal | None
    difference: Decimal | None
    forecast: Decimal | None
    low: Decimal | None
    high: Decimal | None


def plan_rows(chart: PlanChart) -> list[PlanRow]:
    """A row for each day that has a point, oldest first; the difference is actual less plan, whatever is better."""
    plan = {point.on: point.value for point in chart.plan}
    original = {point.on: point.value for point in chart.original_plan}
    actual = {point.on: point.value for point in chart.actual}
    forecast = {point.on: point for point in chart.forecast}
    rows = []
    for on in sorted({*plan, *original, *actual, *forecast}):
        value, planned, ahead = actual.get(on), plan.get(on), forecast.get(on)
        if planned is None and value is not None:
            planned = chart.plan_on(on)
        rows.append(
            PlanRow(
                on=on,
                plan=planned,
                original_plan=original.get(on),
                actual=value,
                difference=value - planned if value is not None and planned is not None else None,
                forecast=ahead.value if ahead else None,
                low=ahead.low if ahead else None,
                high=ahead.high if ahead else None,
            )
        )
    return rows


def plan_columns(chart: PlanChart) -> list[str]:
    """The headings of the columns that have something in them, in the reader's words."""
    words = chart.words
    columns = [words.date_heading, words.plan]
    columns += [words.original_plan] if chart.original_plan else []
    columns += [words.actual, words.difference] if chart.actual else []
    columns += [words.forecast] if chart.forecast else []
    return columns


def plan_cells(chart: PlanChart) -> list[list[str]]:
    """The rows as words under `plan_columns`, each number with its unit; a dash where there is no value."""
    return [_cells(chart, row) for row in plan_rows(chart)]


def _cells(chart: PlanChart, row: PlanRow) -> list[str]:
    words = chart.words

    def shown(value: Decimal | None) -> str:
        return "–" if value is None else words.number(value)

    cells = [words.day(row.on), shown(row.plan)]
    cells += [shown(row.original_plan)] if chart.original_plan else []
    if chart.actual:
        cells += [shown(row.actual), "–" if row.difference is None else words.gap(row.difference)]
    if chart.forecast:
        forecast = shown(row.forecast)
        if row.low is not None and row.high is not None:
            forecast = f"{forecast}, {words.likely_range(row.low, row.high)}"
        cells.append(forecast)
    return cells
