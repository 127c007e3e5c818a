"""The chart of a brief, drawn from its snapshot alone."""

from collections.abc import Callable

from planner.charts.figure import ChartWords, Flag, ForecastPoint, PlanChart, Point
from planner.domain.brief_snapshot import BriefChart, DayValue, Said


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
