"""How events, columns and SMART findings of targets are called."""

from dataclasses import dataclass
from typing import Any

from flask import url_for

from planner.domain.smart import LETTERS, Grade, SmartAssessment
from planner.domain.values import Status, TrajectoryKind
from planner.features.targets import queries
from planner.infra.i18n import gettext as _
from planner.infra.i18n import lazy_gettext as _l
from planner.models import Target
from planner.web.filters import say
from planner.web.history import as_day, as_number, as_text, as_word, as_yes_or_no

EVENTS = {
    "target.created": _l("The target was set."),
    "target.revised": _l("The target was changed."),
    "target.archived": _l("The target was put away."),
    "target.status_overridden": _l("The status was set by hand."),
    "target.override_lifted": _l("The computed status was shown again."),
    "target.step_added": _l("A step was added."),
    "target.step_done": _l("A step was done."),
    "target.step_reopened": _l("A step was opened again."),
}


# Values stand in a table of their own, where those of very few people are hidden.
VALUE_EVENTS = ("target.value_recorded", "target.value_corrected")


def _as_points(value: Any) -> str:
    return ", ".join(f"{as_day(on)}: {as_number(planned)}" for on, planned in value or ())


COLUMNS = {
    "statement": (_l("Target"), as_text), "baseline_value": (_l("Baseline"), as_number),
    "baseline_on": (_l("Baseline measured on"), as_day), "target_value": (_l("Target value"), as_number),
    "starts_on": (_l("Starts on"), as_day), "due_on": (_l("Due on"), as_day),
    "trajectory": (_l("Path"), as_word(TrajectoryKind)), "points": (_l("Points"), _as_points),
    "is_cumulative": (_l("Total since the year began"), as_yes_or_no), "is_stretch": (_l("Stretch"), as_yes_or_no),
    "is_lagging": (_l("Lags"), as_yes_or_no), "is_milestone": (_l("Milestone"), as_yes_or_no),
    "is_multi_year": (_l("Several years"), as_yes_or_no), "source": (_l("Source"), as_text),
    "collected_every_days": (_l("Collected every so many days"), as_number),
    "no_need_reason": (_l("Why without a need"), as_text),
    "override_status": (_l("Status"), as_word(Status)),
}

_NAMES = {
    "S": _l("Specific"), "M": _l("Measurable"), "A": _l("Assigned"), "R": _l("Realistic"), "T": _l("Time-bound"),
    "L": _l("Linked to goal and need"), "B": _l("Balanced"),
}
_VERDICTS = {Grade.PASS: "pass", Grade.WARN: "note", Grade.FAIL: "fail"}


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter of the assessment, as the `letter_table` component shows it."""

    letter: str
    name: str
    text: str
    verdict: str
    url: str | None
    fix: str


def letters(assessment: SmartAssessment, target: Target, unit: str) -> list[Letter]:
    """Each letter with its sentences; what does not pass leads to the place where it is mended."""
    rows = []
    for letter in LETTERS:
        grade, findings = assessment.letter(letter)
        if findings:
            sentences = [say(queries.with_units(finding.message, unit)) for finding in findings]
            url = None if grade is Grade.PASS else _mending(findings[0].rule, target)
            rows.append(Letter(letter, str(_NAMES[letter]), " ".join(sentences), _VERDICTS[grade], url, _("Mend this")))
    return rows


def summary(assessment: SmartAssessment) -> str:
    """How many letters pass, in words."""
    grades = [assessment.letter(letter)[0] for letter in LETTERS if assessment.letter(letter)[1]]
    n_notes, n_fails = grades.count(Grade.WARN), grades.count(Grade.FAIL)
    words = _("%(n_pass)s pass, %(n_notes)s to note, %(n_fails)s fail · rules %(version)s", n_pass=grades.count(Grade.PASS),
              n_notes=n_notes, n_fails=n_fails, version=assessment.rules_version)
    return str(words)


# The field of the form in which a finding is mended; what is not here is mended elsewhere.
_FIELDS = {
    "S1": "statement", "S2": "population", "S3": "statement", "S4": "statement", "M1": "baseline_value",
    "M2": "target_value", "M3": "target_value", "M4": "target_value", "M5": "source", "M6": "collected_every_days",
    "A1": "owner_id", "A3": "owner_id", "R1": "target_value", "R4": "target_value", "T1": "due_on", "T2": "trajectory",
    "T4": "due_on", "L1": "goal_id",
}


def _mending(rule: str, target: Target) -> str | None:
    if rule in _FIELDS:
        return url_for("targets.edit", target_id=target.id, _anchor=_FIELDS[rule])
    if rule == "A2":
        return url_for("targets.show", target_id=target.id, _anchor="steps")
    if rule == "L2" and target.goal_id is not None:
        return url_for("goals.show", goal_id=target.goal_id)
    if rule == "B1" and target.program_id is not None:
        return url_for("targets.new", program=target.program_id, cycle=target.cycle_id)
    return None
