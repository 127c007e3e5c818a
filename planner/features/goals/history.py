"""What the history of a goal says."""

from collections.abc import Mapping
from typing import Any

from planner.domain.values import Direction
from planner.infra.i18n import lazy_gettext as _l
from planner.web.history import Show, as_day, as_name, as_number, as_text, as_word, as_yes_or_no

EVENTS: Mapping[str, Any] = {
    "goal.created": _l("The goal was added"),
    "goal.revised": _l("The goal was changed"),
    "goal.ranked": _l("The rank was changed"),
    "goal.archived": _l("The goal was put away"),
    "goal.sponsor_named": _l("A sponsor was named"),
    "goal.sponsor_released": _l("A sponsorship ended"),
}


def columns(people: Mapping[int, str]) -> dict[str, tuple[Any, Show]]:
    """The columns that are shown, with their labels."""
    return {
        "statement": (_l("The goal"), as_text),
        "rank": (_l("Rank"), as_text),
        "weight": (_l("Weight in percent"), as_number),
        "outcome_measure": (_l("Outcome measure"), as_text),
        "unit": (_l("Unit"), as_text),
        "direction": (_l("Which way is better"), as_word(Direction)),
        "baseline_value": (_l("Baseline"), as_number),
        "baseline_on": (_l("Baseline measured on"), as_day),
        "target_value": (_l("Target"), as_number),
        "due_on": (_l("Due on"), as_day),
        "owner_id": (_l("Owner"), as_name(people)),
        "learning_is_planned": (_l("Learning is planned"), as_yes_or_no),
        "no_learning_reason": (_l("If not, why not"), as_text),
        "person": (_l("Sponsor"), as_text),
        "is_lead": (_l("Leads"), as_yes_or_no),
        "agreed_on": (_l("Agreed on"), as_day),
    }
