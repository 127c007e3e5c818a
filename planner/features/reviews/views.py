"""The pages of reviews: the list of series, and the meeting on one screen."""

from collections.abc import Callable, Sequence
from typing import Any

from flask import Blueprint, Response, abort, flash, redirect, request, url_for

from planner.charts.plotly_spec import plan_chart_spec
from planner.charts.svg import plan_chart_pair
from planner.charts.table import plan_cells, plan_columns
from planner.domain.errors import RuleBroken, StaleEdit
from planner.domain.frozen import restored
from planner.domain.values import ActionState, ReviewState
from planner.features.actions.queries import actions_on
from planner.features.choosing.queries import people_to_find, programs_to_find
from planner.features.cycles.queries import cycle_in_view
from planner.features.people.queries import organization, person_by_id
from planner.features.reviews import commands, queries
from planner.features.reviews.forms import DecisionForm, LineForm, MoveForm, NotesForm, SeriesForm
from planner.features.reviews.freezing import SECTIONS
from planner.features.reviews.screen import Screen, meeting_screen
from planner.features.reviews.seen import seen_in
from planner.features.targets.queries import chart_of
from planner.infra.clock import today
from planner.infra.i18n import gettext as _
from planner.models import Cycle, Organization, Review, ReviewLine, ReviewSeries, Target
from planner.permissions import Permission
from planner.web.access import requires, signed_in
from planner.web.chart_words import axis_unit, chart_words
from planner.web.filters import label, say
from planner.web.paging import listed, seek
from planner.web.render import render

blueprint = Blueprint("reviews", __name__, url_prefix="/reviews")


@blueprint.get("")
@requires(Permission.REVIEW_READ)
def index() -> Any:
    cycle = cycle_in_view(request.args.get("cycle", type=int), today())
    if cycle is None:
        return render("reviews/index.html", cycle=None)
    series = queries.series_of(cycle.id, seek())
    chosen = _chosen_series(cycle, series.rows)
    meetings = listed(queries.meetings_of(chosen.id, seek("meetings")), name="meetings") if chosen else None
    return render(
        "reviews/index.html", cycle=cycle, series=listed(series), chosen=chosen, meetings=meetings,
        coming=queries.coming_review(cycle), on=today(),
    )


def _chosen_series(cycle: Cycle, rows: Sequence[queries.SeriesRow]) -> ReviewSeries | None:
    """The series whose meetings are listed: the one that was chosen, else the first for the whole portfolio, else the first."""
    chosen = queries.series_by_id(cycle.id, request.args.get("series", 0, type=int) % 2**31)
    whole = (row.series for row in rows if row.series.program_id is None)
    return chosen or next(whole, rows[0].series if rows else None)


@blueprint.get("/new")
@requires(Permission.REVIEW_RUN)
def new() -> Any:
    cycle = _cycle()
    form = SeriesForm(first_on=max(today(), cycle.starts_on), chair_id=signed_in().person_id)
    return _series_page(cycle, form)


@blueprint.post("/new")
@requires(Permission.REVIEW_RUN)
def create() -> Any:
    cycle, form = _cycle(), SeriesForm()
    _offer(form, cycle)
    if form.validate():
        try:
            series = commands.create_series(cycle, actor=signed_in(), values=form.values())
        except RuleBroken as error:
            form.refuse(error)
        else:
            flash(_("The reviews of “%(name)s” are planned.", name=series.name))
            return redirect(url_for("reviews.index", cycle=cycle.id), code=303)
    return _series_page(cycle, form, status=422)


@blueprint.get("/<int:review_id>")
@requires(Permission.REVIEW_READ)
def show(review_id: int) -> Any:
    return _page(_review(review_id))


@blueprint.post("/<int:review_id>/open")
@requires(Permission.REVIEW_RUN)
def begin(review_id: int) -> Any:
    review = _review(review_id)
    return _changed(review, lambda: commands.open_review(review, actor=signed_in()), _("The review is open."))


@blueprint.post("/<int:review_id>/close")
@requires(Permission.REVIEW_RUN)
def close(review_id: int) -> Any:
    review = _review(review_id)
    return _changed(
        review, lambda: commands.close_review(review, actor=signed_in()), _("The review is closed; what was seen is frozen.")
    )


@blueprint.post("/<int:review_id>/move")
@requires(Permission.REVIEW_RUN)
def move(review_id: int) -> Any:
    review, form = _review(review_id), MoveForm()
    if not form.validate():
        return _page(review, move_form=form, status=422)
    return _changed(
        review, lambda: commands.move_review(review, actor=signed_in(), held_on=form.held_on.data or today()),
        _("The review is moved."), move_form=form,
    )


@blueprint.post("/<int:review_id>/notes")
@requires(Permission.REVIEW_RUN)
def note(review_id: int) -> Any:
    review, form = _review(review_id), NotesForm()
    if not form.validate():
        return _page(review, notes_form=form, status=422)
    return _changed(
        review,
        lambda: commands.note_meeting(
            review, actor=signed_in(), attendees=form.attendees.data or "", notes=form.notes.data or "",
            version=form.loaded_version,
        ),
        _("The notes are saved."), notes_form=form,
    )


@blueprint.post("/<int:review_id>/targets/<int:target_id>")
@requires(Permission.REVIEW_RUN)
def record(review_id: int, target_id: int) -> Any:
    review, form = _review(review_id), LineForm()
    target = _target(review, target_id)
    if not form.validate():
        return _page(review, target=target, line_form=form, status=422)
    return _changed(
        review,
        lambda: commands.record_line(
            review, target, actor=signed_in(), values=form.values(), version=form.loaded_version
        ),
        _("Saved: %(target)s.", target=target.ref), target=target, line_form=form,
    )


@blueprint.post("/<int:review_id>/decisions")
@requires(Permission.REVIEW_RUN)
def decide(review_id: int) -> Any:
    review, form = _review(review_id), DecisionForm()
    form.decided_by_id.offer(people_to_find(today(), keep=[review.series.chair_id]))
    target_id = request.args.get("target", type=int)
    target = _target(review, target_id) if target_id else None
    if not form.validate():
        return _page(review, target=target, decision_form=form, status=422)
    decided_by = person_by_id(form.decided_by_id.data) if form.decided_by_id.data else None
    return _changed(
        review,
        lambda: commands.record_decision(
            review, actor=signed_in(), what=form.what.data or "", decided_by=decided_by, target=target
        ),
        _("The decision is recorded."), target=target, decision_form=form,
    )


def _changed(
    review: Review, change: Callable[[], Any], said: str, *, target: Target | None = None, **forms: Any
) -> Response:
    """Do it and go back to the meeting; or show the meeting with the objection and all that was typed."""
    form = next(iter(forms.values()), None) or MoveForm(formdata=None)
    try:
        change()
    except StaleEdit as error:
        form.refuse(error)
        if isinstance(form, LineForm) and target is not None:
            saved = _line_of(review, target)
            form.hold_against(LineForm(formdata=None, obj=saved), saved.version if saved else 0)
        elif isinstance(form, NotesForm):
            form.hold_against(NotesForm(formdata=None, obj=review), review.version)
    except RuleBroken as error:
        form.refuse(error)
    else:
        flash(said)
        where = url_for("reviews.show", review_id=review.id, target=target.id if target else None)
        return redirect(where, code=303)  # type: ignore[return-value]
    return _page(review, target=target, status=422, **(forms or {"move_form": form}))


def _page(review: Review, *, target: Target | None = None, status: int = 200, **forms: Any) -> Response:
    if review.state is ReviewState.CLOSED:
        return _closed_page(review, next(iter(forms.values()), None), status)
    house, viewer = organization(), signed_in()
    screen = meeting_screen(
        review, viewer, seek("agenda"), today=today(), house=house, chosen=target,
        chosen_id=request.args.get("target", 0, type=int) % 2**31,
    )
    return render(
        "reviews/meeting.html", review=review, screen=screen,
        agenda=listed(screen.agenda, screen.n_targets, name="agenda", path=url_for("reviews.show", review_id=review.id)),
        last=queries.previous_line(review, screen.target.id) if screen.target else None,
        actions=actions_on([screen.target.id] if screen.target else []), on=today(),
        form=next(iter(forms.values()), None), status=status, **_forms(review, screen.target, forms),
        **_figure(screen, house),
    )


def _closed_page(review: Review, form: Any, status: int) -> Response:
    """What was frozen, the worst first: a page of the targets and of the actions, all of the rest."""
    path = url_for("reviews.show", review_id=review.id)
    seen = seen_in(review, {name: seek(name) for name in SECTIONS})
    parts = {
        name: listed(page.with_rows(restored(page.rows)), seen.counts.get(name), name=name, path=path)
        for name, page in seen.parts.items()
    }
    return render(
        "reviews/closed.html", review=review, seen=seen.head, parts=parts, is_unchanged=seen.is_unchanged, form=form,
        status=status, action_states={state.value: state for state in ActionState},
    )


def _figure(screen: Screen, house: Organization | None) -> dict[str, Any]:
    """The chart of the target that is open, as drawing, specification and table."""
    if screen.standing is None:
        return {}
    standing = screen.standing
    subtitle = _("%(measure)s by fortnight; %(direction)s", measure=standing.measure, direction=label(standing.direction))
    chart = chart_of(
        standing, words=chart_words(standing.unit), say=say, subtitle=subtitle, unit=axis_unit(standing.unit),
        currency=house.currency if house else "",
    )
    first, *rest = plan_columns(chart)
    return {
        "chart": chart, "drawings": plan_chart_pair(chart), "spec": plan_chart_spec(chart), "cells": plan_cells(chart),
        "columns": [first, *({"label": words, "num": True} for words in rest)],
    }


def _forms(review: Review, target: Target | None, given: dict[str, Any]) -> dict[str, Any]:
    """Every form of the page: the ones that were sent, and fresh ones for the rest."""
    line = _line_of(review, target)
    fresh = {
        "line_form": given.get("line_form") or LineForm(formdata=None, obj=line, prefix=""),
        "notes_form": given.get("notes_form") or NotesForm(formdata=None, obj=review),
        "decision_form": given.get("decision_form") or DecisionForm(formdata=None, decided_by_id=review.series.chair_id),
        "move_form": given.get("move_form") or MoveForm(formdata=None, held_on=review.held_on),
    }
    if line is None and "line_form" not in given:
        fresh["line_form"].version.data = "0"
    fresh["decision_form"].decided_by_id.offer(people_to_find(today(), keep=[review.series.chair_id]))
    return fresh


def _line_of(review: Review, target: Target | None) -> ReviewLine | None:
    return next((line for line in review.lines if target is not None and line.target_id == target.id), None)


def _cycle() -> Cycle:
    cycle = cycle_in_view(request.args.get("cycle", type=int), today())
    if cycle is None:
        abort(404)
    return cycle


def _review(review_id: int) -> Review:
    review = queries.review_by_id(review_id)
    if review is None:
        abort(404)
    return review


def _target(review: Review, target_id: int) -> Target:
    found = queries.target_under_review(review, signed_in(), target_id)
    if found is None:
        abort(404)
    return found


def _offer(form: SeriesForm, cycle: Cycle) -> None:
    form.chair_id.offer(people_to_find(today()))
    form.program_id.offer(programs_to_find(cycle.id, signed_in()))


def _series_page(cycle: Cycle, form: SeriesForm, *, status: int = 200) -> Response:
    _offer(form, cycle)
    return render("reviews/new.html", cycle=cycle, form=form, status=status)
