"""What the pages of this room share: the blueprint, and how a target is found and its numbers are asked for."""

from flask import Blueprint, abort

from planner.domain.values import Aggregation
from planner.features.targets import queries
from planner.features.targets.forms import NumbersForm, RowForm, row_form
from planner.infra.i18n import gettext as _
from planner.models import Indicator, Measure, Target
from planner.web.access import signed_in
from planner.web.filters import unit_symbol

blueprint = Blueprint("targets", __name__)


def target_or_404(target_id: int) -> Target:
    target = queries.target_for(signed_in(), target_id)
    if target is None:
        abort(404)
    return target


def ask_for(form: NumbersForm, indicator: Indicator) -> None:
    """Leave the questions that the measure asks, in its words."""
    measure = indicator.measure
    form.only(_numbers_of(measure))
    if "value" in form:
        form.value.render_kw = {**(form.value.render_kw or {}), "unit": unit_symbol(indicator.unit)}
    if "numerator" in form and "value" in form:
        form.value.label.text = _("Or the ratio alone")
    if "numerator" in form:
        top, bottom = _parts(measure)
        form.numerator.label.text, form.denominator.label.text = top, bottom


def form_of_row(measure: Measure) -> type[RowForm]:
    """The form for a row of a table; the ratio alone has room on the page of its own."""
    names = _numbers_of(measure)
    return row_form(tuple(name for name in names if name != "value") if "numerator" in names else names)


def ask_briefly(form: NumbersForm, indicator: Indicator, about: str) -> None:
    """The same in a row of a table: the words behind each box are its visible label, the full label is heard and shown
    with errors."""
    ask_for(form, indicator)
    beside = {"respondents": _("answers"), "to_date": _("since the year began")}
    for field in form:
        if field.short_name in ("numerator", "denominator"):
            beside[field.short_name] = field.label.text[:1].lower() + field.label.text[1:]
        if field.short_name in beside:
            field.render_kw = {**(field.render_kw or {}), "unit": beside[field.short_name]}
        field.label.text = _("%(field)s: %(measure)s, %(about)s", field=field.label.text,
                             measure=indicator.measure.name, about=about)


def _numbers_of(measure: Measure) -> tuple[str, ...]:
    if measure.aggregation is Aggregation.RATIO_OF_SUMS:
        return ("numerator", "denominator", "value")
    if measure.aggregation is Aggregation.DISTINCT:
        return ("value", "to_date")
    if measure.aggregation is Aggregation.WEIGHTED_MEAN or measure.is_survey:
        return ("value", "respondents")
    return ("value",)


def _parts(measure: Measure) -> tuple[str, str]:
    """The two parts of a ratio, from a formula such as “completed / enrolled × 100”."""
    top, separator, bottom = measure.formula.partition(" / ")
    bottom = bottom.partition(" × ")[0]
    if not separator or not bottom or "/" in bottom:
        return _("First part (above the line)"), _("Second part (below the line)")
    return _capital(top.strip("() ")), _capital(bottom.strip("() "))


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
