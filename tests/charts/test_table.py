"""The table under a chart says the same numbers."""

from datetime import timedelta
from decimal import Decimal

from planner.charts.figure import Point
from planner.charts.table import plan_cells, plan_columns, plan_rows
from tests.charts.figures import FORTNIGHTS, make_chart, points


def test_each_day_with_a_point_has_a_row_in_order() -> None:
    rows = plan_rows(make_chart())
    assert [row.on for row in rows] == FORTNIGHTS


def test_the_difference_is_actual_less_plan() -> None:
    row = plan_rows(make_chart(plan=points([50, 60]), actual=points([48, 61])))[0]
    assert row.difference == Decimal(-2)


def test_no_data_is_not_zero() -> None:
    row = plan_rows(make_chart())[20]
    assert (row.actual, row.difference) == (None, None)
    assert plan_cells(make_chart())[20][3] == "–"


def test_a_value_between_two_planned_days_is_compared_with_the_line_between_them() -> None:
    between = Point(FORTNIGHTS[0] + timedelta(7), Decimal(50))
    chart = make_chart(plan=points([48, 52]), original_plan=(), actual=(between,), forecast=())
    row = plan_rows(chart)[1]
    assert (row.plan, row.difference) == (Decimal(50), Decimal(0))


def test_a_stepped_plan_expects_the_last_step() -> None:
    between = Point(FORTNIGHTS[0] + timedelta(13), Decimal(50))
    chart = make_chart(plan=points([48, 52]), original_plan=(), actual=(between,), forecast=(), is_stepped=True)
    assert plan_rows(chart)[1].plan == Decimal(48)


def test_a_value_outside_the_plan_has_no_difference() -> None:
    early = Point(FORTNIGHTS[0] - timedelta(7), Decimal(50))
    assert plan_rows(make_chart(actual=(early,)))[0].difference is None


def test_columns_without_anything_are_left_out() -> None:
    chart = make_chart(original_plan=(), forecast=())
    assert plan_columns(chart) == ["Date", "Plan", "Actual", "Difference"]
    assert {len(cells) for cells in plan_cells(chart)} == {4}


def test_every_number_names_its_unit_and_every_row_its_day() -> None:
    first = plan_cells(make_chart())[0]
    assert first == ["4 Jan 2027", "48 %", "48 %", "48 %", "0 points", "–"]
    assert plan_cells(make_chart())[13][-1] == "57.6 %, 57.35 – 57.85 (80 %)"
