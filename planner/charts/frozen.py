"""The chart of a brief, drawn from its snapshot alone."""

from collections.abc import Callable

from planner.charts.figure import ChartWords, Flag, ForecastPoint, PlanChart, Point
from planner.charts.svg import plan_chart_svg
from planner.charts.theme import PRINT
from planner.domain.brief_snapshot import BriefChart, BriefSnapshot, DayValue, Said, prose

PRINT_WIDTH = 672
"""The width of an A4 page between its margins, in CSS pixels."""

_HEIGHTS = {"roomy": 265, "dense": 225, "tight": 180}


def brief_chart_svg(snapshot: BriefSnapshot, *, words: ChartWords, say: Callable[[Said], str], unit: str) -> str:
    """The chart of a brief for its first page, lower when there are many words; nothing when the brief has no chart."""
    if snapshot["chart"] is None:
        return ""
    chart = chart_of(snapshot["chart"], words=words, say=say, unit=unit)
    return plan_chart_svg(chart, width=PRINT_WIDTH, height=_HEIGHTS[prose(snapshot)], palette=PRINT)


def chart_of(data: BriefChart, *, words: ChartWords, say: Callable[[Said], str], unit: str) -> PlanChart:
    """The chart that was frozen, in a reader's words: `say` translates messages, `unit` is what stands at the axis."""
    return PlanChart(
        title=say(data["finding"]),
        subtitle=say(data["subtitle"]),
        unit=unit,
        words=words,
        plan=_points(data["plan"]),
        original_plan=_points(data["original_plan"]),
        actual=_points(data["actual"]),
        forecast=tuple(ForecastPoint(p["on"], p["value"], p["low"], p["high"]) for p in data["forecast"]),
        flags=tuple(Flag(flag["on"], flag["label"]) for flag in data["flags"]),
        today=data["today"],
        is_stepped=data["is_stepped"],
        fixed_range=(data["lowest"], data["highest"]),
    )


def frozen_chart(chart: PlanChart, *, unit: str, finding: Said, subtitle: Said) -> BriefChart:
    """The other way: a chart as plain data, with its sentences still to be translated."""
    return {
        "finding": finding,
        "subtitle": subtitle,
        "unit": unit,
        "is_stepped": chart.is_stepped,
        "lowest": chart.fixed_range[0],
        "highest": chart.fixed_range[1],
        "plan": _day_values(chart.plan),
        "original_plan": _day_values(chart.original_plan),
        "actual": _day_values(chart.actual),
        "forecast": [{"on": p.on, "value": p.value, "low": p.low, "high": p.high} for p in chart.forecast],
        "flags": [{"on": flag.on, "label": flag.label} for flag in chart.flags],
        "today": chart.today,
    }


def _points(values: list[DayValue]) -> tuple[Point, ...]:
    return tuple(Point(value["on"], value["value"]) for value in values)


def _day_values(points: tuple[Point, ...]) -> list[DayValue]:
    return [{"on": point.on, "value": point.value} for point in points]
