"""A brief put together as plain data: the same for the draft on the screen, for the print, and for what is frozen."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from planner.charts.brief_print import density
from planner.charts.figure import ChartWords, Flag
from planner.charts.frozen import frozen_chart
from planner.domain.brief_snapshot import (
    SCHEMA,
    BriefChart,
    BriefSnapshot,
    BriefSources,
    Said,
    SummaryGoal,
    SummaryRow,
    asks_from_text,
    paragraphs_from_text,
)
from planner.domain.messages import Message, msg
from planner.domain.values import LABELS, MeasureType, Status
from planner.features.briefs.figures import key_figures, proposed_verdict
from planner.features.briefs.material import ASKED_FOR, Material
from planner.features.briefs.rows import (
    action_row,
    followed,
    followed_row,
    impact_row,
    open_actions,
    outcome_row,
    series_row,
    target_row,
)
from planner.features.targets.queries import chart_of, finding_of, original_plan_of
from planner.models import Action, Brief, Goal, Measure, Target

MOST_SOURCES = 6


class Room(NamedTuple):
    """So many rows beneath each goal, so many measures of the function, so many actions."""

    beneath_a_goal: int
    key_measures: int
    actions: int


# The first of these with which the tables stay on their page, in a size that can be read without effort, is taken.
ROOMS = (Room(12, 12, 12), Room(8, 10, 8), Room(5, 10, 8), Room(4, 10, 6), Room(3, 9, 6), Room(2, 8, 5), Room(1, 8, 5),
         Room(1, 7, 4), Room(1, 6, 3))

_SILENT = ChartWords(
    plan="", original_plan="", actual="", forecast="", today="", no_values="", date_heading="", difference="", number=str,
    bare=str, gap=str, likely_range=lambda low, high: "", day=str, month=str,
)
"""A frozen chart holds no words of any language; it gets them when it is drawn."""


@dataclass(frozen=True)
class Composition:
    """A brief without its verdict, with the sentence that the data propose for it."""

    snapshot: BriefSnapshot
    proposed: Message

    def saying(self, verdict: str) -> BriefSnapshot:
        return {**self.snapshot, "verdict": verdict}

    def issued(self, on: date, by: str) -> "Composition":
        return Composition({**self.snapshot, "issued_on": on, "issued_by": by}, self.proposed)


def compose(brief: Brief, material: Material) -> Composition:
    """The brief as it would be issued now. Its words come from the brief, everything else from the material."""
    target = chart_target(brief, material)
    actions = open_actions(material.actions, material.on)
    snapshot: BriefSnapshot = {
        "schema": SCHEMA, "organization": material.house.name if material.house else "", "cycle": material.cycle.name,
        "title": brief.title, "about": material.about, "audience": brief.audience, "number": brief.number,
        "issued_on": None, "issued_by": "", "as_of_on": material.on, "verdict": brief.verdict,
        "figures": key_figures(material, target, actions), "chart": _chart(target, material, actions),
        "asks": asks_from_text(brief.ask), "conclusions": paragraphs_from_text(brief.conclusions),
        "recommendations": paragraphs_from_text(brief.recommendations), "goals": [],
        "key_measures": _key_measures(material),
        "actions": [action_row(action, material, material.targets) for action in actions],
        "sources": _sources(material, target),
    }
    return Composition(_fitted(snapshot, material), proposed_verdict(material))


def chart_target(brief: Brief, material: Material) -> Target | None:
    """The target that was chosen, or the one that needs most attention; none when there is no target."""
    ordered = material.by_attention()
    chosen = (target for target in ordered if target.id == brief.chart_target_id)
    return next(chosen, ordered[0] if ordered else None)


def _fitted(snapshot: BriefSnapshot, material: Material) -> BriefSnapshot:
    """With as many rows as the page of the tables holds."""
    fitted = snapshot
    for room in ROOMS:
        fitted = {
            **snapshot, "goals": [_goal(goal, material, room.beneath_a_goal) for goal in material.goals],
            "key_measures": snapshot["key_measures"][:room.key_measures], "actions": snapshot["actions"][:room.actions],
        }
        if density(fitted) in ("roomy", "dense"):
            break
    return {**fitted, "sources": _with_the_rest(snapshot, fitted)}


def _with_the_rest(whole: BriefSnapshot, fitted: BriefSnapshot) -> BriefSources:
    """The sources, with a word on what the page has no room for."""
    methods = list(whole["sources"]["methods"])
    if n := len(whole["key_measures"]) - len(fitted["key_measures"]):
        methods.append(msg("Further measures: %(n)s.", n=n))
    if n := len(whole["actions"]) - len(fitted["actions"]):
        methods.append(msg("Further open actions: %(n)s.", n=n))
    return {**whole["sources"], "methods": methods}


def _goal(goal: Goal, material: Material, most: int) -> SummaryGoal:
    lead = next((one.person.name for one in goal.sponsorships if one.is_lead), "")
    impacts = [
        impact_row(impact, program, material)
        for program in material.programs for impact in program.impacts if impact.goal_id == goal.id
    ]
    targets = [target for target in material.by_attention() if _is_beneath(target, goal, material)]
    return {
        "rank": goal.rank, "statement": goal.statement, "sponsor": lead, "outcome": outcome_row(goal, material),
        "impacts": impacts[:most], "measures": [target_row(target, material) for target in targets[:most]],
        "note": _note(goal, len(impacts) - most, [material.standings[one.id].shown_status for one in targets[most:]]),
        "goal_id": goal.id,
    }


def _is_beneath(target: Target, goal: Goal, material: Material) -> bool:
    above = material.goal_of(target)
    return above is not None and above.id == goal.id and all(target.id != own.id for own in material.outcomes.values())


def _note(goal: Goal, n_more_impacts: int, more: Sequence[Status]) -> Said:
    """Why no learning is planned, or what else there is that the page has no room for."""
    if not goal.learning_is_planned:
        return msg("No learning is planned for this goal: %(reason)s", reason=goal.no_learning_reason)
    parts: list[Message] = []
    if more:
        good = sum(status in (Status.MET, Status.ON_TRACK) for status in more)
        parts.append(msg("More targets: %(n)s, of which on track or met: %(good)s.", n=len(more), good=good))
    if n_more_impacts > 0:
        parts.append(msg("More programs: %(n)s.", n=n_more_impacts))
    if len(parts) == 2:
        return msg("%(first)s %(second)s", first=parts[0], second=parts[1])
    return parts[0] if parts else ""


def _key_measures(material: Material) -> list[SummaryRow]:
    """What stands beneath no goal: the measures of the function to date, then the targets of programs that serve no goal."""
    loose = [target for target in material.measures if material.goal_of(target) is None]
    of_programs = [target_row(target, material) for target in loose if target.indicator.program_id is not None]
    of_function = [target for target in loose if target.indicator.program_id is None]
    if len(material.programs) == 1 and not material.is_whole:
        return _of_one_program(material) + of_programs
    rows: list[SummaryRow] = []
    for measure in _measures(material):
        planned = [target_row(one, material) for one in of_function if one.indicator.measure_id == measure.id]
        rows += planned or _to_date(measure, material)
    told = {measure.id for measure in _measures(material)}
    rows += [target_row(one, material) for one in of_function if one.indicator.measure_id not in told]
    return rows + of_programs


def _to_date(measure: Measure, material: Material) -> list[SummaryRow]:
    """The row of a measure: as it was recorded for the function itself, else added up over the programs."""
    own = [
        one for one in material.series.values() if one.indicator.measure_id == measure.id and one.observed
        and one.indicator.program_id is None and one.indicator.goal_id is None and not one.indicator.population
    ]
    if own:
        return [series_row(own[0], material)]
    whole = followed(measure, material)
    return [followed_row(whole, material)] if whole.parts else []


def _of_one_program(material: Material) -> list[SummaryRow]:
    """Every measure of the program to date, but for those whose total stands beneath a goal already."""
    totals = {target.indicator_id for target in material.targets if target.is_cumulative}
    found = [
        one for one in material.series.values()
        if one.indicator.program_id is not None and one.observed and one.indicator.id not in totals
        and one.indicator.measure.type is not MeasureType.OUTCOME
    ]
    return [series_row(one, material) for one in sorted(found, key=lambda one: _place(one.indicator.measure))]


def _measures(material: Material) -> list[Measure]:
    """The efficiency and effectiveness measures with values: those that every executive asks for, then what most follow."""
    found = {one.indicator.measure.id: one.indicator.measure for one in material.series.values() if one.observed}
    kept = [one for one in found.values() if one.type is not MeasureType.OUTCOME]
    return sorted(kept, key=lambda one: (one.code not in ASKED_FOR, -len(followed(one, material).parts), _place(one)))


def _place(measure: Measure) -> tuple[bool, int]:
    return measure.type is MeasureType.EFFECTIVENESS, measure.id


def _chart(target: Target | None, material: Material, actions: Iterable[Action]) -> BriefChart | None:
    if target is None:
        return None
    standing = material.standings[target.id]
    flags = [Flag(one.created_at.date(), f"{one.ref} {one.what}") for one in actions if one.target_id == target.id]
    chart = chart_of(
        standing, words=_SILENT, say=str, subtitle="", unit="", currency=material.currency, flags=flags,
        original=original_plan_of(target),
    )
    return frozen_chart(
        chart, unit=standing.unit, finding=finding_of(standing, currency=material.currency), subtitle=_subtitle(target, material)
    )


def _subtitle(target: Target, material: Material) -> Message:
    standing = material.standings[target.id]
    goal = material.goal_of(target)
    subject = target.program.name if target.program else goal.statement if goal else material.cycle.name
    what = msg("total since %(day)s", day=standing.cycle_starts_on) if standing.is_cumulative else msg("by fortnight")
    return msg(
        "%(subject)s: %(measure)s, %(what)s; %(direction)s. Shaded: 80 %% of likely outcomes", subject=subject,
        measure=standing.measure, what=what, direction=LABELS[standing.direction],
    )


def _sources(material: Material, target: Target | None) -> BriefSources:
    names: dict[str, int] = {}
    for source in material.sources:
        if source.name:
            names[source.name] = names.get(source.name, 0) + source.n
    ordered = sorted(names, key=lambda name: (-names[name], name))
    methods: list[Said] = []
    ahead = material.standings[target.id].forecast if target is not None else None
    if ahead is not None and ahead.on > material.on:
        methods.append(msg("The chart’s forecast: %(method)s; values: %(n)s.", method=ahead.method, n=ahead.n_points))
    if any(standing.actual is not None for standing in material.standings.values()):
        methods.append(msg("Comments: the day of the value, and between what it will end in four of five cases."))
    if any(standing.n_suppressed for standing in material.standings.values()) and material.house is not None:
        methods.append(msg("Left out: survey values of fewer than %(n)s people.", n=material.house.minimum_respondents))
    if len(ordered) > MOST_SOURCES:
        methods.append(msg("Further sources: %(n)s.", n=len(ordered) - MOST_SOURCES))
    n = sum(source.n for source in material.sources)
    return {"n_observations": n, "names": ordered[:MOST_SOURCES], "methods": methods}
