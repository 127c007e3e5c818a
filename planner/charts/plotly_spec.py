"""The interactive twin of the SVG, as data.

Colours are named after the page's tokens (`var(--plan)`, `var(--forecast)/0.13`), and the script that draws the figure
reads them from the style sheet, so that a chart follows light and dark. What each thing is stands beside it:

* each trace has `meta.role`: `plan`, `plan-old`, `band`, `forecast` or `actual`;
* each shape and annotation has a `name`: `today` or `flag`;
* `layout.meta` has `kind: "plan"` and the `roles` present.

Labels are escaped, because Plotly reads a subset of HTML in them.
"""

from datetime import date, timedelta
from decimal import Decimal
from html import escape
from typing import Any

from planner.charts.figure import ForecastPoint, PlanChart, Point
from planner.charts.layout import actual_label, days_of, end_labels
from planner.charts.lettering import printable
from planner.charts.scale import month_starts

_LABEL_ROWS = 3
_COLOURS = {"today": "var(--ink-3)", "flag": "var(--risk)"}
_BAND_COLOUR = "var(--forecast)/0.13"
_WIDTHS = {"plan-old": 1.5, "plan": 2, "forecast": 2, "actual": 2.5}


def plan_chart_spec(chart: PlanChart) -> dict[str, Any]:
    """The figure as plain data for JSON."""
    traces = _traces(chart)
    return {"data": traces, "layout": _layout(chart, [trace["meta"]["role"] for trace in traces])}


def checked(spec: dict[str, Any]) -> dict[str, Any]:
    """The same figure after Plotly's own validators have read it. Raises ValueError for what Plotly would not draw.

    For who changes this file, and for the tests: a page need not pay fifteen times its own time, and every web process
    twenty megabytes, to hear once more that a figure of this shape is valid.
    """
    import plotly.graph_objects as go  # noqa: PLC0415

    traces = [{**trace} for trace in spec["data"]]
    for trace in traces:
        trace.pop("fillcolor", None)  # the validator knows var(), but not our way to write its opacity
    figure = go.Figure(data=traces, layout=spec["layout"])
    # Without this the default template would add six kilobytes; the page has its own.
    figure.layout.template = None
    read: dict[str, Any] = {"data": [dict(trace.to_plotly_json()) for trace in figure.data]}
    read["layout"] = figure.layout.to_plotly_json()
    for trace, original in zip(read["data"], spec["data"], strict=True):
        if "fillcolor" in original:
            trace["fillcolor"] = original["fillcolor"]
    return read


def _traces(chart: PlanChart) -> list[dict[str, Any]]:
    words = chart.words
    shape = "hv" if chart.is_stepped else "linear"
    # The key says how each line ends, as the labels at the line ends of the drawing do.
    legend = {label.role: ", ".join(label.rows) for label in end_labels(chart)} | {"actual": actual_label(chart)}
    traces = []
    if chart.has_band():
        traces += _band(chart)
    if chart.original_plan:
        traces.append(_line("plan-old", words.original_plan, chart.original_plan, chart, shape))
    if chart.plan:
        traces.append(_line("plan", words.plan, chart.plan, chart, shape))
    if chart.forecast:
        traces.append(_line("forecast", words.forecast, chart.forecast, chart, "linear", dash="dash"))
    if chart.actual:
        traces.append(_line("actual", words.actual, chart.actual, chart, "linear", mode="lines+markers"))
    return [trace | {"name": escape(legend.get(trace["meta"]["role"], ""), quote=False)} for trace in traces]


def _line(
    role: str,
    name: str,
    points: tuple[Point, ...] | tuple[ForecastPoint, ...],
    chart: PlanChart,
    shape: str,
    *,
    dash: str = "solid",
    mode: str = "lines",
) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": mode if len(points) > 1 else "markers",
        "x": [point.on.isoformat() for point in points],
        "y": [_drawn(point.value) for point in points],
        "text": [_hover(name, point, chart) for point in points],
        "hovertemplate": "%{text}<extra></extra>",
        "line": {"shape": shape, "dash": dash, "color": f"var(--{role})", "width": _WIDTHS[role]},
        "marker": {"color": f"var(--{role})", "size": 7},
        "meta": {"role": role},
    }


def _band(chart: PlanChart) -> list[dict[str, Any]]:
    """Two unseen lines with the space between them filled."""
    points = chart.banded()
    days = [point.on.isoformat() for point in points]
    bounds = (
        ("none", [point.low for point in points]),
        ("tonexty", [point.high for point in points]),
    )
    return [
        {
            "type": "scatter",
            "mode": "lines",
            "x": days,
            "y": [_drawn(value) for value in values if value is not None],
            "fill": fill,
            "fillcolor": _BAND_COLOUR,
            "line": {"width": 0},
            "hoverinfo": "skip",
            "showlegend": False,
            "meta": {"role": "band"},
        }
        for fill, values in bounds
    ]


def _layout(chart: PlanChart, roles: list[str]) -> dict[str, Any]:
    days = days_of(chart)
    months = month_starts(days, at_most=12)
    # Said outright, because Plotly would make room at the right for the words of the flags.
    margin = timedelta(1 + (days.end - days.start).days // 60)
    xaxis: dict[str, Any] = {"type": "date", "range": [str(days.start - margin), str(days.end + margin)]}
    if len(months) >= 2:
        # Named here, in the reader's language, so that no locale file of Plotly is needed.
        labels = [_month(chart, on, is_first=i == 0) for i, on in enumerate(months)]
        xaxis |= {"tickmode": "array", "tickvals": [on.isoformat() for on in months], "ticktext": labels}
    events = _events(chart)
    marks: dict[str, Any] = {
        "shapes": [_upright(on, name) for on, name, _ in events],
        "annotations": [_note(event, i % _LABEL_ROWS) for i, event in enumerate(events)],
    }
    return {
        "xaxis": xaxis,
        "yaxis": {"title": {"text": _words(chart.unit), "font": {"size": 13}}},
        "separators": chart.words.separators,
        "hovermode": "closest",
        "showlegend": True,
        "legend": {"orientation": "h", "y": -0.2},
        **(marks if events else {}),
        "margin": {"t": 16 + 18 * min(len(events), _LABEL_ROWS)},
        "meta": {"kind": "plan", "roles": list(dict.fromkeys(roles))},
    }


def _events(chart: PlanChart) -> list[tuple[date, str, str]]:
    events = [(flag.on, "flag", flag.label) for flag in chart.flags]
    if chart.today:
        events.append((chart.today, "today", chart.words.today))
    days = days_of(chart)
    return sorted((event for event in events if days.covers(event[0])), reverse=True)


def _upright(on: date, name: str) -> dict[str, Any]:
    day = on.isoformat()
    return {
        "type": "line", "name": name, "xref": "x", "yref": "paper", "x0": day, "x1": day, "y0": 0, "y1": 1,
        "line": {"dash": "dot", "width": 1, "color": _COLOURS[name]},
    }  # fmt: skip


def _note(event: tuple[date, str, str], row: int) -> dict[str, Any]:
    on, name, label = event
    return {
        "name": name, "xref": "x", "yref": "paper", "x": on.isoformat(), "y": 1, "yanchor": "bottom",
        "xanchor": "left", "yshift": 18 * row, "showarrow": False, "text": _words(label), "font": {"color": _COLOURS[name]},
    }  # fmt: skip


def _month(chart: PlanChart, on: date, *, is_first: bool) -> str:
    name = _words(chart.words.month(on))
    return f"{name}<br>{on.year}" if is_first or on.month == 1 else name


def _hover(name: str, point: Point | ForecastPoint, chart: PlanChart) -> str:
    """What a pointer on a value reads: which line, how much, when, and within which range."""
    words = chart.words
    lines = [f"{name} {words.number(point.value)}", words.day(point.on)]
    if isinstance(point, ForecastPoint) and point.low is not None and point.high is not None:
        lines.insert(1, words.likely_range(point.low, point.high))
    return "<br>".join(map(_words, lines))


def _words(text: str) -> str:
    return escape(printable(text), quote=False)


def _drawn(value: Decimal) -> float:
    """Plotly's numbers are JSON's; the exact ones are in the table beside the chart."""
    return float(value)
