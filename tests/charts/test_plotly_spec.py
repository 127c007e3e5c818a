"""The interactive chart is the same chart."""

import json
import subprocess
import sys
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from planner.charts.figure import Flag, PlanChart
from planner.charts.plotly_spec import checked, plan_chart_spec
from planner.charts.table import plan_rows
from tests.charts.figures import FORTNIGHTS, make_chart


def trace(spec: dict[str, Any], role: str) -> dict[str, Any]:
    return next(trace for trace in spec["data"] if trace["meta"]["role"] == role)


def test_it_has_the_same_numbers_as_the_table() -> None:
    spec, rows = plan_chart_spec(make_chart()), plan_rows(make_chart())
    for role, column in (("plan", "plan"), ("plan-old", "original_plan"), ("actual", "actual"), ("forecast", "forecast")):
        told = {row.on.isoformat(): float(getattr(row, column)) for row in rows if getattr(row, column) is not None}
        drawn = trace(spec, role)
        assert dict(zip(drawn["x"], drawn["y"], strict=True)) == told


CHARTS = [
    make_chart(), make_chart(flags=(), today=None), make_chart(original_plan=(), forecast=()),
    make_chart(actual=(), forecast=()), make_chart(flags=(Flag(FORTNIGHTS[3], "a flag"), Flag(FORTNIGHTS[4], "another"))),
]


@pytest.mark.parametrize("chart", CHARTS)
def test_it_is_plain_json_that_plotly_takes_as_it_is(chart: PlanChart) -> None:
    spec = plan_chart_spec(chart)
    assert json.loads(json.dumps(spec, allow_nan=False)) == json.loads(json.dumps(checked(spec)))


def test_what_plotly_would_not_draw_is_refused() -> None:
    spec = plan_chart_spec(make_chart())
    spec["data"][0]["mode"] = "scribbles"
    with pytest.raises(ValueError, match="scribbles"):
        checked(spec)


def test_colours_are_the_tokens_of_the_page() -> None:
    text = json.dumps(plan_chart_spec(make_chart()))
    assert '"color": "var(--plan)"' in text
    assert "#" not in text
    assert '"template"' not in text


def test_the_range_of_the_forecast_is_two_lines_with_the_space_between_filled() -> None:
    low, high = (t for t in plan_chart_spec(make_chart())["data"] if t["meta"]["role"] == "band")
    assert (low["fill"], high["fill"]) == ("none", "tonexty")
    assert all(a <= b for a, b in zip(low["y"], high["y"], strict=True))


def test_pointing_at_a_value_tells_its_unit_and_its_day() -> None:
    spec = plan_chart_spec(make_chart())
    assert trace(spec, "actual")["text"][-1] == "Actual 57 %<br>21 Jun 2027"
    assert trace(spec, "forecast")["text"][1] == "Forecast 57.6 %<br>57.35 – 57.85 (80 %)<br>5 Jul 2027"


def test_what_people_write_is_not_markup() -> None:
    flag = Flag(FORTNIGHTS[3], "<a href='https://example.org'>click</a>")
    (note,) = plan_chart_spec(make_chart(flags=(flag,), today=None))["layout"]["annotations"]
    assert note["text"] == "&lt;a href='https://example.org'&gt;click&lt;/a&gt;"


def test_the_key_says_how_each_line_ends() -> None:
    spec = plan_chart_spec(make_chart())
    assert trace(spec, "plan")["name"] == "Plan 70.5 %"
    assert trace(spec, "forecast")["name"] == "Forecast 64.8 %, 61.55 – 68.05 (80 %)"
    assert trace(spec, "actual")["name"] == "Actual 57 %"


def test_an_empty_chart_has_no_traces() -> None:
    spec = plan_chart_spec(make_chart(plan=(), original_plan=(), actual=(), forecast=(), flags=()))
    assert spec["data"] == []


def test_months_are_named_in_the_words_of_the_reader() -> None:
    axis = plan_chart_spec(make_chart())["layout"]["xaxis"]
    assert axis["ticktext"][0] == "Jan<br>2027"
    assert axis["tickvals"][1] == date(2027, 2, 1).isoformat()


def test_a_page_with_a_chart_does_not_load_plotly_on_the_server() -> None:
    code = "import sys; from planner.charts.plotly_spec import *; from tests.charts.figures import make_chart; "
    code += "plan_chart_spec(make_chart()); print('plotly' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout == "False\n"


def test_exact_values_are_floats_only_in_the_drawing() -> None:
    assert all(isinstance(row.plan, Decimal) for row in plan_rows(make_chart()))
