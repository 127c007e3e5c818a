"""What the charts say in the reader's language: the words and formats that `planner.charts` asks for."""

from datetime import date
from decimal import Decimal

from babel.numbers import get_decimal_symbol, get_group_symbol

from planner.charts.figure import ChartWords
from planner.infra.i18n import gettext, language
from planner.web.filters import day, number, signed, unit_symbol


def chart_words(unit: str, *, original_plan_until: date | None = None) -> ChartWords:
    """The words for one measure's chart; differences of percentages are points."""
    difference_unit = "points" if unit == "percent" else unit
    until = original_plan_until
    locale = language().locale

    def likely_range(low: Decimal, high: Decimal) -> str:
        return gettext("%(low)s – %(high)s (80 %%)", low=number(low), high=number(high))

    return ChartWords(
        plan=gettext("Plan"),
        original_plan=gettext("Plan until %(day)s", day=day(until)) if until else gettext("Original plan"),
        actual=gettext("Actual"),
        forecast=gettext("Forecast"),
        today=gettext("today"),
        no_values=gettext("No values yet"),
        date_heading=gettext("Date"),
        difference=gettext("Difference"),
        number=lambda value: number(value, unit),
        bare=lambda value: number(value, decimals=6),
        gap=lambda value: signed(value, difference_unit),
        likely_range=likely_range,
        day=day,
        month=lambda on: day(on, "LLL"),
        separators=get_decimal_symbol(locale) + get_group_symbol(locale),
    )


def axis_unit(unit: str) -> str:
    """The unit as it stands above the axis."""
    return unit_symbol(unit)
