"""The rows of the summary table: the target, the goal's own measure, the planned impact, what is only followed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from planner.charts.finding import amount, headline
from planner.domain.brief_snapshot import ActionRow, Said, SummaryRow
from planner.domain.forecast import Forecast, forecast
from planner.domain.messages import Message, msg
from planner.domain.programs import RATINGS
from planner.domain.report import Together, percent_of_plan, rounded, running_total, sum_of_all, together
from planner.domain.values import LABELS, ActionState, Aggregation, Status
from planner.features.actions.queries import is_late
from planner.features.briefs.material import COST, OUTCOME, Material, Series
from planner.features.targets.queries import Standing, bounds_of, scale_of
from planner.models import Action, Goal, Impact, Measure, Program, Target


def target_row(target: Target, material: Material) -> SummaryRow:
    """A target: its plan for the due date, its value against the plan for the day of the value, its forecast, its status."""
    standing = material.standings[target.id]
    baseline = standing.trajectory.baseline if standing.trajectory else None
    ahead = _shown_forecast(standing.forecast)
    return {
        "measure": _name(target, material), "unit": standing.unit, "last_year": target.last_year_value,
        "plan": target.target_value, "actual": None if standing.actual is None else rounded(standing.actual),
        "percent_of_plan": percent_of_plan(standing.actual, standing.expected, standing.direction, baseline=baseline),
        "forecast": ahead,
        "forecast_percent_of_plan": percent_of_plan(ahead, target.target_value, standing.direction, baseline=baseline),
        "status": standing.shown_status.value, "comment": _comment(standing), "target_id": target.id,
    }


def _shown_forecast(ahead: Forecast | None) -> Decimal | None:
    """As precise as a forecast deserves."""
    return None if ahead is None else headline(ahead.value)


def _name(target: Target, material: Material) -> Message:
    """The measure, and of which program when there are several."""
    measure, population = material.standings[target.id].measure, target.indicator.population
    name = msg("%(measure)s, %(population)s", measure=measure, population=population) if population else (
        msg("%(measure)s", measure=measure)
    )
    if target.program is None or target.program.name == material.about:
        return name
    return msg("%(measure)s · %(program)s", measure=name, program=target.program.name)


def _comment(standing: Standing) -> Said:
    """Of which day the value is and what is likely; or why there is no status. Short: the column is narrow."""
    if standing.is_overridden:
        return msg("Status set by hand: %(reason)s", reason=standing.override_reason)
    if standing.status is Status.NO_DATA or standing.actual_on is None:
        return _why_no_data(standing)
    ahead, on = standing.forecast, standing.actual_on
    if ahead is None or ahead.on <= on or ahead.low is None or ahead.high is None:
        return msg("%(day)s", day=on)
    low, high = headline(ahead.low), headline(ahead.high)
    return msg("%(day)s; %(low)s – %(high)s (80 %%)", day=on, low=low, high=high)


def _why_no_data(standing: Standing) -> Message:
    if standing.actual_on is None:
        return msg("no value yet")
    if standing.trajectory is None:
        return msg("%(day)s; there is no baseline", day=standing.actual_on)
    return msg("%(day)s; too long ago", day=standing.actual_on)


def outcome_row(goal: Goal, material: Material) -> SummaryRow | None:
    """The goal's own measure: from its target, from what was observed, or as it was planned; None when it has none."""
    target = material.outcomes.get(goal.id)
    if target is not None:
        row = target_row(target, material)
        on = material.standings[target.id].actual_on
        last_year = goal.baseline_value if target.last_year_value is None else target.last_year_value
        return {**row, "last_year": last_year, "comment": _of_day(row["measure"], on) if on else row["measure"]}
    if not goal.outcome_measure:
        return None
    found = _observed_result(goal, material)
    comment = _of_day(goal.outcome_measure, found.until) if found.until else _planned(goal)
    return _plain_row(
        goal.outcome_measure, goal.unit, comment, last_year=goal.baseline_value, plan=goal.target_value, actual=found.value
    )


def _of_day(measure: Said, on: date) -> Message:
    return msg("%(day)s: %(measure)s", day=on, measure=measure)


def _planned(goal: Goal) -> Message:
    if goal.baseline_value is None or goal.baseline_on is None:
        return msg("no value yet: %(measure)s", measure=goal.outcome_measure)
    return msg("baseline of %(day)s: %(measure)s", day=goal.baseline_on, measure=goal.outcome_measure)


def _observed_result(goal: Goal, material: Material) -> Together:
    """The result of a goal that is followed without a target."""
    parts = [
        one.observed for one in material.series.values()
        if one.indicator.goal_id == goal.id and one.indicator.measure.code == OUTCOME and not one.indicator.population
    ]
    return together(parts, Aggregation.LAST)


def impact_row(impact: Impact, program: Program, material: Material) -> SummaryRow:
    """What the sponsor expects of a program, and whether that is agreed."""
    if material.about == program.name:
        name = msg("Impact of learning, as planned")
    else:
        name = msg("Impact of learning: %(program)s", program=program.name)
    if impact.agreed_on is not None and impact.agreed_by is not None:
        agreed = msg("agreed with %(name)s on %(day)s", name=impact.agreed_by.name, day=impact.agreed_on)
    else:
        agreed = msg("not agreed yet")
    if impact.rating:
        agreed = msg("%(rating)s, %(agreed)s", rating=RATINGS[impact.rating], agreed=agreed)
    return _plain_row(name, impact.unit, agreed, plan=impact.planned_value)


def _plain_row(
    measure: Said, unit: str, comment: Said, *, last_year: Decimal | None = None, plan: Decimal | None = None,
    actual: Decimal | None = None,
) -> SummaryRow:
    """A row without a judgement."""
    return {
        "measure": measure, "unit": unit, "last_year": last_year, "plan": plan, "actual": actual, "percent_of_plan": None,
        "forecast": None, "forecast_percent_of_plan": None, "status": "", "comment": comment,
    }


@dataclass(frozen=True)
class Followed:
    """A measure over several programs (or the only one), with the targets that these have for it."""

    measure: Measure
    unit: str
    parts: tuple[Series, ...]
    targets: tuple[Target, ...]
    budget: Decimal | None

    @property
    def result(self) -> Together:
        """What the programs come to together."""
        return together([part.observed for part in self.parts], self.measure.aggregation, scale=scale_of(self.unit))


def followed(measure: Measure, material: Material) -> Followed:
    """A measure as the programs of a brief have it; what concerns only a part of an audience does not count twice."""
    own = [
        one for one in material.series.values()
        if one.indicator.measure_id == measure.id and one.indicator.program_id is not None
        and not one.indicator.population and one.observed
    ]
    indicator_ids = {one.indicator.id for one in own}
    targets = tuple(one for one in material.targets if one.indicator_id in indicator_ids and one.is_cumulative)
    has_all = len({target.indicator_id for target in targets}) == len(own) == len(targets)
    budgets = {program.id: program.budget for program in material.programs}
    budget = sum_of_all(budgets.get(one.indicator.program_id or 0) for one in own) if measure.code == COST else None
    return Followed(measure, measure.unit, tuple(own), targets if has_all else (), budget)


def followed_row(one: Followed, material: Material) -> SummaryRow:
    """A measure that is added up over programs, with the sum of their plans if each has one."""
    result = one.result
    end = _ending(one, material)
    plan, expected = _plans(one, material)
    last_year = sum_of_all(target.last_year_value for target in one.targets)
    direction = one.measure.direction
    row = _plain_row(
        msg("%(measure)s", measure=one.measure.name), one.unit, _sum_comment(one, result), last_year=last_year,
        plan=plan if plan is not None else one.budget, actual=result.value,
    )
    return {
        **row, "percent_of_plan": percent_of_plan(result.value, expected, direction), "forecast": end,
        "forecast_percent_of_plan": percent_of_plan(end, row["plan"], direction),
    }


def _plans(one: Followed, material: Material) -> tuple[Decimal | None, Decimal | None]:
    """The sum of the programs' plans for the year, and for the days of their latest values."""
    if one.measure.aggregation is not Aggregation.SUM:
        return None, None
    standings = [material.standings[target.id] for target in one.targets]
    return sum_of_all(target.target_value for target in one.targets), sum_of_all(one.expected for one in standings)


def plan_to_date(one: Followed, material: Material) -> Decimal | None:
    """The sum of the programs' plans for the days of their latest values; None unless every program has one."""
    return _plans(one, material)[1]


def _ending(one: Followed, material: Material) -> Decimal | None:
    """How a sum will end: what its programs come to at their ends. For other measures the parts say too little."""
    if one.measure.aggregation is not Aggregation.SUM:
        return None
    targets = {target.indicator_id: material.standings[target.id] for target in one.targets}
    ends = {program.id: program.ends_on for program in material.programs}
    endings: list[Decimal | None] = []
    for part in one.parts:
        standing = targets.get(part.indicator.id)
        if standing is not None and standing.forecast is not None:
            endings.append(standing.forecast.value)
        else:
            until = min(ends.get(part.indicator.program_id or 0) or material.cycle.ends_on, material.cycle.ends_on)
            endings.append(_total_at(until, part))
    total = sum_of_all(endings)
    return None if total is None else headline(total)


def _total_at(until: date, part: Series) -> Decimal | None:
    """The total of one program on its last day; what came in afterwards counts, but nothing is expected any more."""
    points = running_total([part.observed])
    if not points or points[-1].on >= until:
        return points[-1].value if points else None
    ahead = forecast(points, until, is_cumulative=True, bounds=bounds_of(part.indicator.measure))
    return None if ahead is None else ahead.value


def _sum_comment(one: Followed, result: Together) -> Message:
    if not result.is_additive and result.n_parts == 1:
        return msg("periods cannot be added up")
    if not result.is_additive:
        return msg("cannot be added up; programs: %(n)s", n=result.n_parts)
    if one.budget is not None and not one.targets and result.until is not None:
        return msg("%(day)s; plan: the budget", day=result.until)
    if result.n_parts == 1:
        return msg("whole year until %(day)s", day=result.until)
    return msg("%(day)s; programs: %(n)s", day=result.until, n=result.n_parts)


def series_row(series: Series, material: Material) -> SummaryRow:
    """One indicator without a target: its value to date by the aggregation of its measure."""
    indicator, measure = series.indicator, series.indicator.measure
    alone = Followed(measure, indicator.unit, (series,), (), None)
    row = followed_row(alone, material)
    if indicator.population:
        row["measure"] = msg("%(measure)s, %(population)s", measure=measure.name, population=indicator.population)
    return row


def action_row(action: Action, material: Material, targets: Iterable[Target]) -> ActionRow:
    """A corrective action with what it is to bring."""
    target = next(one for one in targets if one.id == action.target_id)
    expected: Said = ""
    if action.expected_effect is not None:
        change = amount(headline(action.expected_effect), _difference_unit(target.indicator.unit), currency=material.currency)
        change = msg("+%(change)s", change=change) if action.expected_effect > 0 else change
        expected = msg("%(change)s by %(day)s", change=change, day=action.effect_by_on) if action.effect_by_on else change
    return {
        "ref": action.ref, "title": action.what, "concerns": f"{target.ref} {material.standings[target.id].measure}",
        "owner": action.owner.name if action.owner else "", "due_on": action.due_on, "expected": expected,
        "state": Message(LABELS[action.state]), "is_late": is_late(action, material.on), "action_id": action.id,
    }


def open_actions(actions: Iterable[Action], on: date) -> list[Action]:
    """Open actions, the late ones first, then those that wait to be verified."""
    still = [action for action in actions if action.state in (ActionState.OPEN, ActionState.DONE)]
    return sorted(still, key=lambda one: (not is_late(one, on), one.state is ActionState.DONE, one.due_on, one.id))


def _difference_unit(unit: str) -> str:
    return "points" if unit == "percent" else unit


def n_late(actions: Sequence[Action], on: date) -> tuple[int, int]:
    """How many actions are late, and how many are open at all."""
    return sum(is_late(one, on) for one in actions), sum(one.state is ActionState.OPEN for one in actions)
