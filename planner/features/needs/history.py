"""How the history of a need reads."""

from collections.abc import Iterable, Mapping
from typing import Any

from planner.domain.priority import CRITERIA
from planner.domain.values import LABELS, CauseCell, Direction, NeedState
from planner.infra.i18n import lazy_gettext as _l
from planner.web.history import Show, as_day, as_name, as_number, as_text, as_word

EVENTS: Mapping[str, Any] = {
    "need.created": _l("Begun as a draft"),
    "need.revised": _l("Changed"),
    "need.submitted": _l("Sent for a decision"),
    "need.returned": _l("Returned to the department"),
    "need.analysed": _l("Causes analysed"),
    "need.expectation_revised": _l("Expectation written down"),
    "need.scored": _l("Scored"),
    "need.approved": _l("Approved"),
    "need.waitlisted": _l("Waitlisted"),
    "need.declined": _l("Declined"),
}

_TEXTS: Mapping[str, Any] = {
    "title": _l("The problem in a few words"), "problem": _l("What goes wrong"), "audience": _l("Who is affected"),
    "indicator_name": _l("What is measured"), "unit": _l("Unit"), "evidence": _l("Where the numbers come from"),
    "consequence": _l("What happens if nothing is done"), "expectation_can": _l("What learning can change here"),
    "expectation_cannot": _l("What learning cannot change here"),
}
_NUMBERS: Mapping[str, Any] = {
    "audience_size": _l("How many people"), "current_value": _l("Value today"), "desired_value": _l("Value that you want"),
}
_DAYS: Mapping[str, Any] = {
    "current_on": _l("Measured on"), "needed_by_on": _l("Needed by"), "expectation_agreed_on": _l("Agreed on"),
}


def columns(
    goals: Iterable[tuple[int, str]], departments: Iterable[tuple[int, str]]
) -> Mapping[str, tuple[Any, Show]]:
    """The label of each column and how its values are shown. The reason of a decision stands with the event itself."""
    return {
        "state": (_l("State"), as_word(NeedState)),
        "department_id": (_l("Department"), as_name(dict(departments))),
        "goal_id": (_l("Goal that it touches"), as_name(dict(goals))),
        "direction": (_l("Which way is better"), as_word(Direction)),
        **{name: (label, as_text) for name, label in _TEXTS.items()},
        **{name: (label, as_number) for name, label in _NUMBERS.items()},
        **{name: (label, as_day) for name, label in _DAYS.items()},
        **{cell.value: (_l(LABELS[cell]), as_text) for cell in CauseCell},
        **{criterion.name: (_l(criterion.label), as_number) for criterion in CRITERIA},
    }
