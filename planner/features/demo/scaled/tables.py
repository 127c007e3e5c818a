"""The tables that are filled, with the columns in the order of the rows.

A row is a tuple of whole numbers, texts and None, as both databases keep them: days and instants in ISO 8601 (UTC), truth as 1
and 0, quantities in millionths, money in hundredths.
"""

from collections.abc import Iterable
from datetime import date, datetime
from typing import NamedTuple

Cell = int | str | None
Row = tuple[Cell, ...]

MILLION = 1_000_000

COLUMNS: dict[str, tuple[str, ...]] = {
    "departments": ("id", "name", "parent_id", "version"),
    "people": (
        "id", "name", "employee_number", "email", "job_title", "department_id", "started_on", "left_on", "archived_at", "version",
    ),
    "accounts": ("id", "person_id", "email", "password_hash", "is_active", "locale", "created_at", "version"),
    "role_grants": ("id", "account_id", "role"),
    "cycles": ("id", "name", "starts_on", "ends_on", "purpose", "state", "submitted_at", "submitted_by_id", "created_at",
               "version"),
    "goals": (
        "id", "cycle_id", "rank", "weight", "statement", "rationale", "outcome_measure", "unit", "direction", "baseline_value",
        "baseline_on", "target_value", "due_on", "owner_id", "learning_is_planned", "no_learning_reason", "created_at", "version",
    ),
    "sponsorships": ("id", "goal_id", "person_id", "is_lead", "agreed_on", "agreement"),
    "needs": (
        "id", "cycle_id", "department_id", "requester_id", "goal_id", "state", "title", "problem", "indicator_name", "unit",
        "direction", "current_value", "current_on", "desired_value", "evidence", "consequence", "audience", "audience_size",
        "needed_by_on", "submitted_at", "impact", "reach", "urgency", "exposure", "effort", "decision_reason", "decided_by_id",
        "decided_at", "expectation_can", "expectation_cannot", "expectation_agreed_on", "created_at", "version",
    ),
    "causes": ("id", "need_id", "cell", "finding", "is_accepted"),
    "programs": (
        "id", "cycle_id", "name", "purpose", "audience", "state", "department_id", "owner_id", "sponsor_id", "starts_on",
        "ends_on", "budget", "expected_participants", "created_at", "version",
    ),
    "impacts": (
        "id", "program_id", "goal_id", "kind", "planned_value", "unit", "rating", "agreed_by_id", "agreed_on", "note",
    ),
    "program_needs": ("id", "program_id", "need_id"),
    "indicators": ("id", "cycle_id", "measure_id", "program_id", "goal_id", "population"),
    "targets": (
        "id", "cycle_id", "indicator_id", "goal_id", "program_id", "need_id", "no_need_reason", "owner_id", "collector_id",
        "statement", "baseline_value", "baseline_on", "target_value", "last_year_value", "starts_on", "due_on", "trajectory",
        "is_cumulative", "is_lagging", "is_stretch", "is_milestone", "is_multi_year", "source", "collected_every_days",
        "override_reason", "created_at", "version",
    ),
    "trajectory_points": ("id", "target_id", "on", "value"),
    "steps": ("id", "target_id", "what", "owner_id", "due_on", "done_on"),
    "observations": (
        "id", "indicator_id", "period_start", "period_end", "value", "to_date", "numerator", "denominator", "respondents",
        "source", "note", "recorded_at", "recorded_by_id", "supersedes_id", "superseded_at",
    ),
    "review_series": ("id", "cycle_id", "program_id", "name", "chair_id", "first_on", "every_days", "version"),
    "reviews": (
        "id", "series_id", "number", "held_on", "state", "attendees", "notes", "opened_at", "closed_at", "closed_by_id",
        "snapshot", "sha256", "version",
    ),
    "review_rows": ("id", "review_id", "section", "position", "department_id", "content"),
    "review_lines": (
        "id", "review_id", "target_id", "analysis", "recommendation", "confidence", "override_reason", "version",
    ),
    "decisions": ("id", "review_id", "target_id", "what", "decided_by_id", "created_at"),
    "actions": (
        "id", "target_id", "cycle_id", "review_id", "state", "what", "trigger", "root_cause", "owner_id", "due_on",
        "expected_effect", "effect_by_on", "done_on", "verified_on", "verified_by_id", "was_effective", "outcome_note",
        "created_at", "version",
    ),
    "audit_entries": (
        "id", "at", "actor_account_id", "actor_name", "event", "thing_type", "thing_id", "thing_name", "changes", "reason",
        "previous_hash", "hash",
    ),
}


class Batch(NamedTuple):
    """Rows for one table. What they refer to was in an earlier batch."""

    table: str
    rows: Iterable[Row]


def instant(day: date, minute: int) -> str:
    """An instant on a day, so many minutes after midnight UTC."""
    return f"{day.isoformat()} {minute // 60:02d}:{minute % 60:02d}:00.000000"


def moment(at: datetime) -> str:
    """An aware instant in UTC, as it is kept."""
    return at.strftime("%Y-%m-%d %H:%M:%S.%f")


def millionths(value: float) -> int:
    return round(value * MILLION)
