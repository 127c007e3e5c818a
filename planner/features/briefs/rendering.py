"""A brief as its reader gets it, on the screen and in print: always in the language of the brief."""

from typing import Any

from flask import render_template
from markupsafe import Markup

from planner.charts.brief_print import brief_document
from planner.charts.frozen import chart_of
from planner.charts.plotly_spec import plan_chart_spec
from planner.charts.svg import plan_chart_pair
from planner.charts.table import plan_cells, plan_columns
from planner.domain.brief_snapshot import BriefSnapshot, from_plain
from planner.features.briefs import queries
from planner.features.briefs.composing import Composition, compose
from planner.features.people.queries import organization
from planner.infra.i18n import gettext, speaking
from planner.infra.pdf import PdfUnavailable, render_pdf
from planner.infra.places import folder
from planner.models import Brief
from planner.permissions import Actor
from planner.web.chart_words import axis_unit, chart_words
from planner.web.filters import say

__all__ = ["PdfUnavailable", "article_of", "composed", "pdf_of", "proposal_in", "snapshot_of"]


def composed(brief: Brief, viewer: Actor) -> Composition:
    """The draft from the values of this moment."""
    house = organization()
    return compose(brief, queries.material_for(brief, viewer, house))


def proposal_in(composition: Composition, locale: str) -> str:
    """The verdict that the figures propose, in the language of the brief."""
    with speaking(locale):
        said = say(composition.proposed)
    return said[:1].upper() + said[1:]


def snapshot_of(brief: Brief, viewer: Actor) -> BriefSnapshot:
    """What an issued brief was frozen as, or what a draft says now."""
    if brief.snapshot is not None:
        return from_plain(brief.snapshot)
    composition = composed(brief, viewer)
    return composition.saying(brief.verdict or proposal_in(composition, brief.locale))


def pdf_of(snapshot: BriefSnapshot, locale: str) -> bytes:
    """The brief in print. Raises `PdfUnavailable` on a machine that cannot print."""
    unit = snapshot["chart"]["unit"] if snapshot["chart"] else ""
    with speaking(locale):
        document = brief_document(snapshot, language=locale, words=chart_words(unit), say=say, unit=axis_unit(unit))
        html = render_template("pdf/brief.html", brief=document)
    return render_pdf(html, static_folder=folder("static"))


def article_of(snapshot: BriefSnapshot, locale: str, viewer: Actor) -> Markup:
    """The brief as a part of a page, with links to what the reader may open."""
    rows = [*snapshot["key_measures"], *(row for goal in snapshot["goals"] for row in _rows(goal))]
    targets, actions = queries.readable_ids(
        [row["target_id"] for row in rows if "target_id" in row],
        [row["action_id"] for row in snapshot["actions"] if "action_id" in row], viewer,
    )
    with speaking(locale):
        html = render_template(
            "briefs/_brief.html", brief=snapshot, language=locale, chart=_chart(snapshot), targets=targets, actions=actions
        )
    return Markup(html)  # noqa: S704 — a template made it


def _rows(goal: Any) -> list[Any]:
    return [*([goal["outcome"]] if goal["outcome"] else []), *goal["impacts"], *goal["measures"]]


def _chart(snapshot: BriefSnapshot) -> dict[str, Any] | None:
    """The chart in all its forms, for the `figure_chart` component."""
    data = snapshot["chart"]
    if data is None:
        return None
    chart = chart_of(data, words=chart_words(data["unit"]), say=say, unit=axis_unit(data["unit"]))
    first, *rest = plan_columns(chart)
    return {
        "title": chart.title, "subtitle": chart.subtitle, "svg": plan_chart_pair(chart), "spec": plan_chart_spec(chart),
        "caption": gettext("Plan, values and forecast"), "columns": [first, *({"label": words, "num": True} for words in rest)],
        "rows": plan_cells(chart),
    }
