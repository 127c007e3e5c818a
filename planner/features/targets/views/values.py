"""The pages on which a value is entered or corrected."""

from typing import Any

from flask import Response, abort, flash, redirect, request, url_for

from planner.domain.cycles import fortnights
from planner.domain.errors import RuleBroken
from planner.domain.messages import msg
from planner.domain.values import Aggregation
from planner.features.targets import commands, queries
from planner.features.targets.commands import Entry
from planner.features.targets.forms import CorrectionForm, ValueForm
from planner.features.targets.views.wiring import ask_for, blueprint
from planner.infra.clock import today
from planner.infra.i18n import gettext as _
from planner.models import Observation, Target
from planner.permissions import Permission, authorize
from planner.web.access import requires, signed_in
from planner.web.filters import day_range
from planner.web.render import render


@blueprint.get("/targets/<int:target_id>/values/new")
@requires(Permission.OBSERVATION_RECORD)
def new_value(target_id: int) -> Any:
    target = _recordable(target_id)
    data = {"period": request.args.get("period", ""), "source": target.source or target.indicator.measure.source}
    return _value_page(target, _value_form(target, data=data))


@blueprint.post("/targets/<int:target_id>/values/new")
@requires(Permission.OBSERVATION_RECORD)
def record_value(target_id: int) -> Any:
    target = _recordable(target_id)
    form = _value_form(target)
    if form.validate():
        try:
            commands.record_observation(target, _entry(form), actor=signed_in())
        except RuleBroken as error:
            form.refuse(error)
        else:
            flash(_("The value is recorded."), "success")
            return redirect(url_for("targets.show", target_id=target.id), code=303)
    return _value_page(target, form, status=422)


@blueprint.get("/targets/<int:target_id>/values/<int:observation_id>/correct")
@requires(Permission.OBSERVATION_RECORD)
def correct_value(target_id: int, observation_id: int) -> Any:
    target = _recordable(target_id)
    observation = _observation(target, observation_id)
    form = CorrectionForm(obj=observation)
    ask_for(form, target.indicator)
    return _correction_page(target, observation, form)


@blueprint.post("/targets/<int:target_id>/values/<int:observation_id>/correct")
@requires(Permission.OBSERVATION_RECORD)
def supersede_value(target_id: int, observation_id: int) -> Any:
    target = _recordable(target_id)
    observation = _observation(target, observation_id)
    form = CorrectionForm()
    ask_for(form, target.indicator)
    if form.validate():
        entry = Entry(observation.period_start, observation.period_end, source=form.source.data or "", **form.numbers())
        try:
            commands.correct_observation(target, observation, entry, actor=signed_in(), reason=form.reason.data)
        except RuleBroken as error:
            form.refuse(error)
        else:
            flash(_("The value is corrected. What stood there is kept and shown."), "success")
            return redirect(url_for("targets.show", target_id=target.id), code=303)
    return _correction_page(target, observation, form, status=422)


def _recordable(target_id: int) -> Target:
    """The target, if whoever is signed in enters its values."""
    target = queries.target_to_enter(signed_in(), target_id)
    if target is None:
        abort(404)
    authorize(signed_in(), Permission.OBSERVATION_RECORD, target)
    return target


def _observation(target: Target, observation_id: int) -> Observation:
    observation = queries.observation_by_id(target.indicator_id, observation_id)
    if observation is None:
        abort(404)
    return observation


def _value_form(target: Target, **values: Any) -> ValueForm:
    form = ValueForm(**values)
    ask_for(form, target.indicator)
    if target.indicator.measure.aggregation is not Aggregation.LAST:
        del form.single_day
    taken = {
        (one.period_start, one.period_end) for one in queries.observations_of(target.indicator_id) if one.superseded_at is None
    }
    periods = fortnights(target.cycle.starts_on, target.cycle.ends_on)
    over = [p for p in periods if target.starts_on <= p.ends_on <= today()]  # what was before the start is not asked for
    typed = str(form.period.data or "")
    form.offer([
        (f"{p.starts_on}/{p.ends_on}", day_range(p.starts_on, p.ends_on)) for p in reversed(over)
        if (p.starts_on, p.ends_on) not in taken or f"{p.starts_on}/{p.ends_on}" == typed
    ])
    return form


def _entry(form: ValueForm) -> Entry:
    period = form.chosen_period()
    if period is None:
        raise RuleBroken(msg("Choose the fortnight that the value is of."), field="period")
    return Entry(*period, source=form.source.data or "", note=form.note.data or "", **form.numbers())


def _value_page(target: Target, form: ValueForm, *, status: int = 200) -> Response:
    return render("targets/value.html", target=target, form=form, status=status)


def _correction_page(target: Target, observation: Observation, form: CorrectionForm, *, status: int = 200) -> Response:
    return render("targets/correction.html", target=target, observation=observation, form=form, status=status)
