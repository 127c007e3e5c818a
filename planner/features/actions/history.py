"""What the history of an action says."""

from collections.abc import Mapping
from typing import Any

from planner.domain.values import ActionState
from planner.infra.i18n import lazy_gettext as _l
from planner.web.history import Show, as_day, as_name, as_number, as_text, as_word

EVENTS: Mapping[str, Any] = {
    "action.created": _l("The action was added"),
    "action.revised": _l("The action was changed"),
    "action.completed": _l("The action was done"),
    "action.verified": _l("The effect was verified"),
    "action.dropped": _l("The action was dropped"),
    "action.reopened": _l("The action was opened again"),
}


def columns(people: Mapping[int, str]) -> dict[str, tuple[Any, Show]]:
    """The columns that are shown, with their labels."""
    return {
        "state": (_l("State"), as_word(ActionState)),
        "what": (_l("What will be done"), as_text),
        "root_cause": (_l("Root cause"), as_text),
        "owner_id": (_l("Owner"), as_name(people)),
        "due_on": (_l("Due on"), as_day),
        "expected_effect": (_l("Expected effect"), as_number),
        "effect_by_on": (_l("Effect visible by"), as_day),
        "done_on": (_l("Done on"), as_day),
    }
