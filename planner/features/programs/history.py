"""How the history of a program reads."""

from collections.abc import Iterable, Mapping
from typing import Any

from planner.domain.programs import RATINGS
from planner.domain.values import ImpactKind, ProgramState
from planner.infra.i18n import gettext
from planner.infra.i18n import lazy_gettext as _l
from planner.web.history import Show, as_day, as_name, as_number, as_text, as_word

EVENTS: Mapping[str, Any] = {
    "program.created": _l("Proposed"),
    "program.revised": _l("Changed"),
    "program.impact_planned": _l("Impact planned"),
    "program.proposed": _l("Proposed again"),
    "program.planned": _l("Planned"),
    "program.running": _l("Started"),
    "program.completed": _l("Completed"),
    "program.cancelled": _l("Cancelled"),
    "program.archived": _l("Put away"),
}


def _as_rating(value: Any) -> str:
    return gettext(RATINGS[value]) if value in RATINGS else as_text(value)


def columns(
    people: Iterable[tuple[int, str]], departments: Iterable[tuple[int, str]]
) -> Mapping[str, tuple[Any, Show]]:
    """The label of each column and how its values are shown."""
    names = as_name(dict(people))
    return {
        "name": (_l("Name"), as_text), "purpose": (_l("Purpose"), as_text), "audience": (_l("Audience"), as_text),
        "goals": (_l("Goals that it serves"), as_text), "needs": (_l("Needs that it answers"), as_text),
        "owner_id": (_l("Owner"), names), "sponsor_id": (_l("Sponsor"), names),
        "department_id": (_l("For"), as_name(dict(departments))),
        "expected_participants": (_l("Expected participants"), as_number), "budget": (_l("Budget"), as_number),
        "starts_on": (_l("Starts on"), as_day), "ends_on": (_l("Ends on"), as_day),
        "state": (_l("State"), as_word(ProgramState)),
        "goal": (_l("Goal"), as_text), "kind": (_l("How it is stated"), as_word(ImpactKind)),
        "planned_value": (_l("Value"), as_number), "unit": (_l("Unit"), as_text),
        "rating": (_l("High, medium or low"), _as_rating),
        "agreed_by_id": (_l("Agreed by"), names), "agreed_on": (_l("Agreed on"), as_day),
        "note": (_l("What else plays a part"), as_text),
    }
