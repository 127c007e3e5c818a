"""What a closed review keeps of what was seen, as plain data; of a long one row by row, too."""

from collections.abc import Iterator, Mapping
from typing import Any

from planner.domain.frozen_rows import Part, apart
from planner.domain.values import ActionState, Status
from planner.features.targets.queries import Standing
from planner.infra.frozen_rows import FrozenRows
from planner.models import Action, Review, ReviewLine, ReviewRow, ReviewSeries, Target

# What needs talking about comes first.
AGENDA = (Status.MISSED, Status.OFF_TRACK, Status.AT_RISK, Status.NO_DATA, Status.ON_TRACK, Status.MET)
SECTIONS = ("lines", "actions")
LONG = {"lines": 100, "actions": 500}  # from here on reading the snapshot takes longer than showing a page of it


def frozen_review(
    review: Review, series: ReviewSeries, *, closed_by: str, lines: list[dict[str, Any]], decisions: list[dict[str, Any]],
    actions: list[dict[str, Any]],
) -> dict[str, Any]:
    """The whole of it. The parts come from the functions below."""
    return {
        "schema": 1,
        "series": series.name,
        "number": review.number,
        "held_on": review.held_on,
        "chair": series.chair.name if series.chair else "",
        "closed_by": closed_by,
        "attendees": review.attendees,
        "notes": review.notes,
        "lines": lines,
        "decisions": decisions,
        "actions": actions,
    }


def frozen_line(target: Target, standing: Standing, line: ReviewLine | None) -> dict[str, Any]:
    """Where a target stood, and what the meeting said of it."""
    return {
        "target_id": target.id,
        "ref": target.ref,
        "statement": target.statement,
        "measure": standing.measure,
        "program": target.program.name if target.program else "",
        "owner": target.owner.name if target.owner else "",
        "unit": standing.unit,
        "status": standing.status.value,
        "shown_status": (line.override_status.value if line and line.override_status else standing.shown_status.value),
        "override_reason": line.override_reason if line and line.override_status else standing.override_reason,
        "reason": standing.reason,
        "actual": standing.actual,
        "actual_on": standing.actual_on,
        "expected": standing.expected,
        "forecast": standing.forecast.value if standing.forecast else None,
        "target": target.target_value,
        "due_on": target.due_on,
        "analysis": line.analysis if line else "",
        "recommendation": line.recommendation if line else "",
        "confidence": line.confidence if line else None,
    }


def frozen_decision(what: str, by: str, target_id: int | None) -> dict[str, Any]:
    """Something that was decided, and by whom."""
    return {"what": what, "by": by, "target_id": target_id}


def frozen_action(action: Action, owner: str, state: ActionState, *, is_new: bool) -> dict[str, Any]:
    """An action in the state in which it was on the day; `is_new`: it was started in this meeting."""
    return {
        "ref": action.ref, "what": action.what, "owner": owner, "due_on": action.due_on, "state": state.value, "is_new": is_new,
        "target_id": action.target_id,
    }


def is_long(seen: Mapping[str, Any]) -> bool:
    """Whether rows are kept of it, too. What is shorter is read from its snapshot."""
    return any(len(seen[name]) > LONG[name] for name in SECTIONS)


def rows_of(review_id: int) -> FrozenRows:
    return FrozenRows(ReviewRow.review_id, review_id)


def parts_of(seen: Mapping[str, Any]) -> Iterator[Part]:
    """The rows in the order in which they are shown."""
    return apart({**seen, "lines": by_agenda(seen["lines"])}, SECTIONS)


def by_agenda(lines: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return sorted(lines, key=lambda line: AGENDA.index(line["shown_status"]))
