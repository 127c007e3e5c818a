"""Charts and briefs to draw: a believable year of fortnights, and the words of an English reader without a framework."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from planner.charts.figure import ChartWords, Flag, ForecastPoint, PlanChart, Point
from planner.charts.finding import finding
from planner.charts.frozen import frozen_chart
from planner.domain.brief_snapshot import ActionRow, BriefSnapshot, KeyFigure, SummaryGoal, SummaryRow
from planner.domain.values import Direction

START = date(2027, 1, 4)
FORTNIGHTS = [START + timedelta(14 * k) for k in range(26)]
MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
ACTUAL = ["48", "48.5", "49", "50.2", "50", "51.5", "52.8", "52.4", "53.9", "55", "54.6", "56.1", "57"]


def digits(value: Decimal) -> str:
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def english_day(day: date) -> str:
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


WORDS = ChartWords(
    plan="Plan", original_plan="Original plan", actual="Actual", forecast="Forecast", today="today",
    no_values="No values yet", date_heading="Date", difference="Difference",
    number=lambda value: f"{digits(value)} %",
    bare=digits,
    gap=lambda value: f"{digits(value)} points",
    likely_range=lambda low, high: f"{digits(low)} – {digits(high)} (80 %)",
    day=english_day,
    month=lambda day: MONTHS[day.month - 1],
)


def points(values: list[Any], *, days: list[date] = FORTNIGHTS) -> tuple[Point, ...]:
    return tuple(Point(on, Decimal(str(value))) for on, value in zip(days, values, strict=False))


def forecast_from(start: int, value: str, *, step: str = "0.6") -> tuple[ForecastPoint, ...]:
    """From a fortnight to the end of the year, with a range that widens."""
    forecast = []
    for k, on in enumerate(FORTNIGHTS[start:]):
        middle, margin = Decimal(value) + k * Decimal(step), Decimal(k) / 4
        forecast.append(ForecastPoint(on, middle, middle - margin, middle + margin))
    return tuple(forecast)


def make_chart(**changes: Any) -> PlanChart:
    """An application rate three points behind a plan that was raised in April."""
    defaults: dict[str, Any] = {
        "title": "Application rate stood 1 point behind plan on 21 June 2027 and will end near 64.8 %",
        "subtitle": "Share of participants applying at 60 days, by fortnight; higher is better",
        "unit": "% of participants",
        "words": WORDS,
        "plan": points([48 + k * Decimal("0.9") for k in range(26)]),
        "original_plan": points([48 + k * Decimal("0.8") for k in range(26)]),
        "actual": points(ACTUAL),
        "forecast": forecast_from(12, "57"),
        "flags": (Flag(date(2027, 5, 10), "A-012 manager coaching"),),
        "today": date(2027, 6, 25),
        "fixed_range": (Decimal(0), Decimal(100)),
    }
    return PlanChart(**{**defaults, **changes})


def make_row(measure: str = "Application rate at 60 days", **changes: Any) -> SummaryRow:
    row: SummaryRow = {
        "measure": measure, "unit": "percent", "last_year": Decimal(44), "plan": Decimal(70), "actual": Decimal(57),
        "percent_of_plan": Decimal(95), "forecast": Decimal(65), "forecast_percent_of_plan": Decimal(93),
        "status": "at_risk", "comment": "Forecast 62 – 68 %",
    }
    return {**row, **changes}


def make_goal_block(rank: int = 1, **changes: Any) -> SummaryGoal:
    block: SummaryGoal = {
        "rank": rank, "statement": "Win larger accounts", "sponsor": "M. Brandt",
        "outcome": make_row("Win rate"), "impacts": [make_row("Impact of learning", unit="points", last_year=None)],
        "measures": [make_row()], "note": "",
    }
    return {**block, **changes}


def make_action_row(ref: str = "A-012", **changes: Any) -> ActionRow:
    row: ActionRow = {
        "ref": ref, "title": "Managers coach two calls a month", "concerns": "T-041 Application rate",
        "owner": "R. Haddad", "due_on": date(2027, 8, 31), "expected": "+4 points by October", "state": "Open",
        "is_late": False,
    }
    return {**row, **changes}


def make_snapshot(**changes: Any) -> BriefSnapshot:
    """A brief of five goals in July; every part of it has something to say."""
    chart = make_chart()
    said = finding(
        measure="Application rate", unit="percent", direction=Direction.UP,
        plan=chart.plan, actual=chart.actual, forecast=chart.forecast,
    )
    figure: KeyFigure = {
        "value": Decimal(41), "of": Decimal(61), "unit": "", "label": "targets on track", "on": date(2027, 7, 11)
    }
    snapshot: BriefSnapshot = {
        "schema": 1, "organization": "Meridian Logistics", "cycle": "FY2027", "title": "Learning strategy",
        "audience": "Executive board", "number": 14, "issued_on": date(2027, 7, 13), "issued_by": "Ines Okafor",
        "as_of_on": date(2027, 7, 11),
        "verdict": "Four of five goals will be reached; selling needs coaching from August.",
        "figures": [figure] * 5,
        "chart": frozen_chart(chart, unit="percent", finding=said, subtitle="Share applying the method at 60 days"),
        "asks": [{"lead": "Onboarding:", "text": "release two drivers per depot, or accept 64 days."}],
        "conclusions": ["Claims recovered after the checklist."],
        "recommendations": ["Start manager coaching in August."],
        "goals": [make_goal_block(rank) for rank in range(1, 6)],
        "key_measures": [make_row("Unique participants", unit="people", status="on_track")],
        "actions": [make_action_row(), make_action_row("A-015", is_late=True)],
        "sources": {"n_observations": 18204, "names": ["survey at 60 days"], "methods": ["Forecast: damped trend."]},
    }
    return {**snapshot, **changes}


def make_empty_snapshot() -> BriefSnapshot:
    return make_snapshot(
        issued_on=None, figures=[], chart=None, asks=[], conclusions=[], recommendations=[], goals=[], key_measures=[],
        actions=[], sources={"n_observations": 0, "names": [], "methods": []},
    )


def make_crowded_snapshot() -> BriefSnapshot:
    """Ten goals with three measures each, an impact each, eight actions, and nobody who writes briefly."""
    long = (
        "Raise the share of account managers and regional sales engineers who demonstrably apply the consultative method "
        "in front of customers from 48 % to 70 %"
    )
    rows = [make_row(f"{what} of participants of the long named program for sales", comment=long) for what in "ABC"]
    goals = [
        make_goal_block(
            rank, statement=long, sponsor="Maximiliane von Brandt-Hohenstein", outcome=make_row(comment=long),
            impacts=[make_row("Impact of learning on the goal, agreed with its sponsor", comment=long)], measures=rows,
        )
        for rank in range(1, 11)
    ]
    actions = [make_action_row(f"A-{k:03d}", title=long, expected=long) for k in range(8)]
    return make_snapshot(
        goals=goals, actions=actions, verdict=f"{long}. {long}.", conclusions=[long] * 4, recommendations=[long] * 4,
        asks=[{"lead": "Onboarding:", "text": f"{long}. {long}."}] * 4,
    )
