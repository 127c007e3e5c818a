"""The server's drawing: well-formed, legible, honest, and safe with whatever people write."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from itertools import combinations
from typing import Any
from xml.etree.ElementTree import Element, fromstring

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.charts.figure import Flag, ForecastPoint, PlanChart, Point
from planner.charts.labels import Box
from planner.charts.lettering import text_width
from planner.charts.svg import describe, plan_chart_pair, plan_chart_svg
from planner.charts.theme import PRINT, SCREEN, Palette
from tests.charts.figures import FORTNIGHTS, WORDS, make_chart, points

SVG = "{http://www.w3.org/2000/svg}"
NUMBERS = re.compile(r"-?[\d.]+")
GEOMETRY = ("x", "y", "x1", "x2", "y1", "y2", "cx", "cy", "r", "points", "d", "viewBox", "width", "height")

values = st.decimals(-(10**9), 10**9, places=3)
days = st.dates(date(2020, 1, 1), date(2035, 1, 1))
series = st.lists(st.builds(Point, days, values), max_size=30).map(tuple)


@st.composite
def charts(draw: st.DrawFn) -> PlanChart:
    low, high = sorted((draw(values), draw(values)))
    ahead = [ForecastPoint(on, (low + high) / 2, low, high) for on in draw(st.lists(days, max_size=5))]
    return PlanChart(
        title=draw(st.text(max_size=60)), subtitle=draw(st.text(max_size=60)), unit=draw(st.text(max_size=40)), words=WORDS,
        plan=draw(series), original_plan=draw(series), actual=draw(series), forecast=tuple(ahead),
        flags=tuple(draw(st.lists(st.builds(Flag, days, st.text(max_size=80)), max_size=8))),
        today=draw(st.none() | days), is_stepped=draw(st.booleans()),
    )


def drawn(chart: PlanChart, **sizes: Any) -> Element:
    return fromstring(plan_chart_svg(chart, **sizes))


def texts(root: Element) -> list[str]:
    return [text.text or "" for text in root.iter(f"{SVG}text")]


def boxes(root: Element, palette: Palette = SCREEN) -> Iterator[tuple[str, Box]]:
    """Where each text lies; the widths are the same estimates that the drawing uses."""
    for text in root.iter(f"{SVG}text"):
        words, x, y = text.text or "", float(text.get("x", "")), float(text.get("y", ""))
        width = text_width(words, palette.font_size)
        left = {"start": x, "end": x - width, "middle": x - width / 2}[text.get("text-anchor", "start")]
        yield words, Box(left, y - palette.font_size * 0.75, width, palette.font_size * 0.9)


@given(charts(), st.sampled_from([352, 672, 720]), st.sampled_from([SCREEN, PRINT]))
def test_any_chart_is_well_formed_and_every_coordinate_a_number(chart: PlanChart, width: int, palette: Palette) -> None:
    for element in drawn(chart, width=width, palette=palette).iter():
        geometry = " ".join(element.get(name, "") for name in GEOMETRY)
        assert "nan" not in geometry
        assert "inf" not in geometry


@given(charts(), st.sampled_from([352, 720]))
def test_lines_and_dots_stay_on_the_paper(chart: PlanChart, width: int) -> None:
    root = drawn(chart, width=width)
    for line in root.iter(f"{SVG}polyline"):
        numbers = [float(n) for n in NUMBERS.findall(line.get("points", ""))]
        assert all(0 <= x <= width for x in numbers[::2])
        assert all(0 <= y <= 300 for y in numbers[1::2])


@given(charts(), st.sampled_from([352, 720]))
def test_no_two_texts_overlap(chart: PlanChart, width: int) -> None:
    placed = list(boxes(drawn(chart, width=width)))
    assert [(a, b) for (a, x), (b, y) in combinations(placed, 2) if x.overlaps(y)] == []


@pytest.mark.parametrize("ends", [("70", "70", "70"), ("70", "69.9", "69.5"), ("100", "100", "99"), ("0", "0", "0")])
def test_names_of_lines_that_end_together_are_pushed_apart(ends: tuple[str, str, str]) -> None:
    plan, original, ahead = (Decimal(end) for end in ends)
    chart = make_chart(
        plan=(Point(FORTNIGHTS[0], Decimal(48)), Point(FORTNIGHTS[-1], plan)),
        original_plan=(Point(FORTNIGHTS[0], Decimal(48)), Point(FORTNIGHTS[-1], original)),
        forecast=(ForecastPoint(FORTNIGHTS[12], Decimal(57)), ForecastPoint(FORTNIGHTS[-1], ahead, ahead - 3, ahead + 3)),
    )
    placed = list(boxes(drawn(chart)))
    assert [(a, b) for (a, x), (b, y) in combinations(placed, 2) if x.overlaps(y)] == []
    assert {"Plan", "Original", "Forecast"} <= {words.split()[0] for words, _ in placed if words}


HOSTILE = ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "A & B ]]> <!--", "\x00\x08\x1b"]


@pytest.mark.parametrize("hostile", HOSTILE)
def test_hostile_words_stay_words(hostile: str) -> None:
    svg = plan_chart_svg(make_chart(title=hostile, unit=hostile, flags=(Flag(FORTNIGHTS[3], hostile),)))
    root = fromstring(svg)
    assert {element.tag.removeprefix(SVG) for element in root.iter()} <= {
        "svg", "title", "desc", "g", "line", "path", "polygon", "polyline", "circle", "text"
    }
    assert "<script" not in svg


def test_the_title_is_the_finding_and_the_description_has_the_numbers() -> None:
    root = drawn(make_chart())
    assert root.get("role") == "img"
    assert root.findtext(f"{SVG}title") == make_chart().title
    assert "Actual 57 %. Plan 70.5 %" in (root.findtext(f"{SVG}desc") or "")


def test_a_chart_without_values_says_so() -> None:
    assert "No values yet" in texts(drawn(make_chart(actual=(), forecast=())))
    assert "No values yet" in describe(make_chart(actual=()))


def test_a_chart_without_anything_invents_no_numbers() -> None:
    root = drawn(make_chart(plan=(), original_plan=(), actual=(), forecast=(), flags=(), today=None, unit=""))
    assert [text for text in texts(root) if text == "0" or "%" in text] == []


def test_a_single_value_is_a_dot_with_its_name() -> None:
    root = drawn(make_chart(actual=points(["48"]), forecast=()))
    assert len(list(root.iter(f"{SVG}circle"))) == 1
    assert "Actual 48 %" in texts(root)


def test_a_stepped_plan_holds_its_value_until_the_step() -> None:
    steps = (Point(FORTNIGHTS[0], Decimal(10)), Point(FORTNIGHTS[10], Decimal(40)))
    root = drawn(make_chart(plan=steps, original_plan=(), actual=(), forecast=(), is_stepped=True))
    corners = NUMBERS.findall(next(root.iter(f"{SVG}polyline")).get("points", ""))
    assert len(corners) == 6
    assert corners[1] == corners[3]


def test_points_may_be_given_in_any_order() -> None:
    chart = make_chart()
    assert plan_chart_svg(make_chart(actual=chart.actual[::-1])) == plan_chart_svg(chart)


def test_the_drawing_for_a_phone_has_a_key_above_the_lines() -> None:
    wide, narrow = plan_chart_pair(make_chart())
    assert 'class="chart chart-wide"' in wide
    assert 'class="chart chart-narrow"' in narrow
    assert fromstring(narrow).get("viewBox") == "0 0 352 330"
    assert "Forecast 64.8 %, 61.55 – 68.05 (80 %)" in texts(fromstring(narrow))


def test_long_names_are_cut_rather_than_run_off_the_paper() -> None:
    chart = make_chart(flags=(Flag(FORTNIGHTS[20], "A-019 " + "very long words " * 20),))
    for palette, width in ((SCREEN, 720), (SCREEN, 352), (PRINT, 672)):
        root = drawn(chart, width=width, palette=palette)
        assert all(box.left >= -1 and box.right <= width + 1 for _, box in boxes(root, palette))


def test_print_carries_its_colours_and_the_screen_its_classes() -> None:
    on_paper, on_screen = plan_chart_svg(make_chart(), palette=PRINT), plan_chart_svg(make_chart())
    assert "class=" not in on_paper
    assert "currentColor" not in on_paper
    assert 'class="chart-actual"' in on_screen
    assert "style=" not in on_paper + on_screen
    assert "var(" not in on_paper


def test_more_flags_than_rows_leave_the_rest_without_words_but_with_their_day() -> None:
    flags = tuple(Flag(FORTNIGHTS[0] + timedelta(k), f"A-{k:03d} something to do") for k in range(20))
    root = drawn(make_chart(flags=flags))
    titles = [title.text for title in root.iter(f"{SVG}title")]
    assert "23 Jan 2027: A-019 something to do" in titles
    assert len([text for text in texts(root) if text.startswith("A-")]) < 20
