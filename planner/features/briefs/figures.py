"""The five numbers that matter most, of those that exist; and the sentence that they come to."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from planner.charts.finding import amount, headline
from planner.domain.brief_snapshot import KeyFigure, Said
from planner.domain.messages import Message, msg
from planner.domain.report import rounded
from planner.domain.values import Status
from planner.features.briefs.material import COMPLETION, COST, LEARNING_DAYS, PARTICIPANTS, Material
from planner.features.briefs.rows import Followed, followed, n_late, plan_to_date
from planner.features.targets.queries import finding_of
from planner.models import Action, Measure, Target

MOST_FIGURES = 5
GOOD = (Status.MET, Status.ON_TRACK)


def key_figures(material: Material, chart_target: Target | None, actions: Sequence[Action]) -> list[KeyFigure]:
    """At most five, in the order in which an executive asks for them."""
    found = [
        *_on_track(material), *_of_chart(material, chart_target), *_participants(material, chart_target),
        *_cost(material, chart_target), *_actions(material, actions), *_to_date(material, COMPLETION, chart_target),
        *_to_date(material, LEARNING_DAYS, chart_target),
    ]
    return found[:MOST_FIGURES]


def _on_track(material: Material) -> Iterator[KeyFigure]:
    good, known, n_unknown = _counts(material)
    if not known:
        return
    label = msg("targets on track or met")
    if n_unknown:
        label = msg("targets on track or met; without data: %(n)s", n=n_unknown)
    yield {"value": Decimal(good), "of": Decimal(known), "unit": "", "label": label, "on": material.on}


def _counts(material: Material) -> tuple[int, int, int]:
    """Targets on track or met, targets with data, targets without."""
    statuses = [material.standings[target.id].shown_status for target in material.targets]
    known = [status for status in statuses if status is not Status.NO_DATA]
    return sum(status in GOOD for status in known), len(known), len(statuses) - len(known)


def _of_chart(material: Material, target: Target | None) -> Iterator[KeyFigure]:
    standing = material.standings[target.id] if target is not None else None
    if standing is None or standing.actual is None or standing.actual_on is None:
        return
    label: Message = msg("%(measure)s", measure=standing.measure)
    if standing.expected is not None:
        plan = amount(headline(standing.expected), standing.unit, currency=material.currency)
        label = msg("%(measure)s; plan for the day %(plan)s", measure=standing.measure, plan=plan)
    yield {"value": rounded(standing.actual), "of": None, "unit": standing.unit, "label": label, "on": standing.actual_on}


def _participants(material: Material, chart_target: Target | None) -> Iterator[KeyFigure]:
    one = _followed(material, PARTICIPANTS, chart_target)
    if one is None:
        return
    planned = plan_to_date(one, material)
    label: Said = msg("participants to date")
    if planned is not None:
        label = msg("participants to date; plan %(plan)s", plan=planned.quantize(Decimal(1)))
    yield from _figure(one, label, unit="")


def _cost(material: Material, chart_target: Target | None) -> Iterator[KeyFigure]:
    one = _followed(material, COST, chart_target)
    if one is None:
        return
    planned = plan_to_date(one, material)
    label: Said = msg("spent to date")
    if planned is not None:
        plan = amount(headline(planned), one.unit, currency=material.currency)
        label = msg("spent to date; plan %(plan)s", plan=plan)
    elif one.budget is not None:
        budget = amount(headline(one.budget), one.unit, currency=material.currency)
        label = msg("spent to date; budget for the year %(budget)s", budget=budget)
    yield from _figure(one, label)


def _to_date(material: Material, code: str, chart_target: Target | None) -> Iterator[KeyFigure]:
    one = _followed(material, code, chart_target)
    if one is not None:
        yield from _figure(one, msg("%(measure)s to date", measure=one.measure.name))


def _actions(material: Material, actions: Sequence[Action]) -> Iterator[KeyFigure]:
    late, n_open = n_late(actions, material.on)
    if n_open:
        label = msg("open corrective actions are late")
        yield {"value": Decimal(late), "of": Decimal(n_open), "unit": "", "label": label, "on": material.on}


def _followed(material: Material, code: str, chart_target: Target | None) -> Followed | None:
    """A measure over the programs, unless the figure of the chart says the same already."""
    measure = _measure(material, code)
    one = followed(measure, material) if measure is not None else None
    if one is None or one.result.value is None:
        return None
    is_shown = chart_target is not None and chart_target.is_cumulative and (
        [part.indicator.id for part in one.parts] == [chart_target.indicator_id]
    )
    return None if is_shown else one


def _measure(material: Material, code: str) -> Measure | None:
    measures = (one.indicator.measure for one in material.series.values())
    return next((measure for measure in measures if measure.code == code), None)


def _figure(one: Followed, label: Said, *, unit: str | None = None) -> Iterator[KeyFigure]:
    result = one.result
    if result.value is not None and result.until is not None:
        shown = one.unit if unit is None else unit
        yield {"value": result.value, "of": None, "unit": shown, "label": label, "on": result.until}


def proposed_verdict(material: Material) -> Message:
    """What the data say in a sentence or two, for a person to improve."""
    good, n_known, n_unknown = _counts(material)
    subject = material.about or material.cycle.name
    if not material.targets:
        return msg("No target has been set for %(subject)s yet.", subject=subject)
    if not n_known:
        return msg("No target of %(subject)s has a fresh value yet; where it stands cannot be said.", subject=subject)
    if good == n_known:
        said = msg("The target is on track.") if n_known == 1 else msg("All %(n)s targets with data are on track.", n=n_known)
        return said if not n_unknown else msg("%(said)s Without data: %(n)s.", said=said, n=n_unknown)
    worst = material.by_attention()[0]
    finding = finding_of(material.standings[worst.id], currency=material.currency)
    if n_known == 1:
        return msg("%(finding)s.", finding=finding)
    return msg("%(good)s of %(n)s targets are on track; %(finding)s.", good=good, n=n_known, finding=finding)
