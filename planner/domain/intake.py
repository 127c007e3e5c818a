"""What a well-asked need looks like: a problem rather than a course, a gap that points the right way, a cause that is known."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from planner.domain.errors import RuleBroken
from planner.domain.messages import N_, Message, msg
from planner.domain.values import CauseCell, Direction, SolutionKind

# Words that name a solution. Stems, so that plurals and compounds are found: trainingen, cursusaanbod, e-learnings.
_SOLUTIONS = re.compile(
    r"\b(?:(?<!of )courses?|classroom|trainings?|workshops?|webinars?|seminars?|e-?learnings?|curricul\w+|"
    r"cursus\w*|training\w*|opleiding\w*|bijscholing\w*|nascholing\w*|lesprogramma\w*|leergang\w*)\b",
    re.IGNORECASE,
)

# Where to look first comes first; `CauseCell` is in the same order. Only knowledge is answered by training.
ANSWERS: Mapping[CauseCell, tuple[SolutionKind, ...]] = {
    CauseCell.DATA: (SolutionKind.COMMUNICATION, SolutionKind.JOB_AID),
    CauseCell.INSTRUMENTS: (SolutionKind.PROCESS_CHANGE, SolutionKind.TECHNOLOGY, SolutionKind.JOB_AID),
    CauseCell.INCENTIVES: (SolutionKind.INCENTIVE, SolutionKind.COMMUNICATION),
    CauseCell.KNOWLEDGE: (SolutionKind.TRAINING, SolutionKind.COACHING),
    CauseCell.CAPACITY: (SolutionKind.STAFFING, SolutionKind.JOB_AID),
    CauseCell.MOTIVES: (SolutionKind.STAFFING, SolutionKind.COACHING),
}

QUESTIONS: Mapping[CauseCell, str] = {
    CauseCell.DATA: N_("Do people know what is expected, and do they hear how they do?"),
    CauseCell.INSTRUMENTS: N_("Do they have the tools, the time and a process that works?"),
    CauseCell.INCENTIVES: N_("Does doing it right pay, or does doing it wrong?"),
    CauseCell.KNOWLEDGE: N_("Could they do it if they had to? Did they ever learn it?"),
    CauseCell.CAPACITY: N_("Are the right people in the right number on this work?"),
    CauseCell.MOTIVES: N_("Do they want to do this work, and does it fit what they came for?"),
}


@dataclass(frozen=True, slots=True)
class Missing:
    """Something that must be filled in before a need can be sent: the step and the field where it is mended."""

    step: str
    field: str
    message: Message


_REQUIRED: tuple[Missing, ...] = (
    Missing("problem", "problem", msg("Describe the problem.")),
    Missing("problem", "audience", msg("Say who is affected.")),
    Missing("problem", "audience_size", msg("Say how many people are affected; an estimate will do.")),
    Missing("gap", "indicator_name", msg("Say what is measured.")),
    Missing("gap", "unit", msg("Give the unit of the values.")),
    Missing("gap", "current_value", msg("Give the value today.")),
    Missing("gap", "current_on", msg("Give the date of today’s value.")),
    Missing("gap", "desired_value", msg("Give the value that you want.")),
    Missing("reasons", "consequence", msg("Say what happens if nothing is done.")),
)

REQUIRED_FIELDS = tuple(each.field for each in _REQUIRED)


def missing_before_sending(values: Mapping[str, Any]) -> list[Missing]:
    """What a draft still lacks, in the order of the steps. Nought is a value."""
    return [each for each in _REQUIRED if values.get(each.field) in (None, "")]


def solution_words(*texts: str) -> list[str]:
    """The words that name a course rather than a problem, as they were typed, each once."""
    found = (match.group() for text in texts for match in _SOLUTIONS.finditer(text))
    return list({word.lower(): word for word in found}.values())


def check_gap(current: Decimal | None, desired: Decimal | None, direction: Direction) -> None:
    """Refuse a desired value that is no better than the current one. Raises `RuleBroken`."""
    if current is None or desired is None:
        return
    if desired == current:
        raise RuleBroken(msg("The desired value equals the current one, so there is no gap to close."), field="desired_value")
    if direction is Direction.UP and desired < current:
        raise RuleBroken(
            msg("Higher is better here, but the desired value is below the current one. Change one of them."),
            field="desired_value",
        )
    if direction is Direction.DOWN and desired > current:
        raise RuleBroken(
            msg("Lower is better here, but the desired value is above the current one. Change one of them."),
            field="desired_value",
        )


def verdict_on_training(accepted: Iterable[CauseCell]) -> Message:
    """What training can do, given the causes that were accepted."""
    cells = set(accepted)
    if not cells:
        return msg("No cause is accepted yet, so nobody can say whether training would help.")
    if CauseCell.KNOWLEDGE not in cells:
        return msg("No accepted cause lies in knowledge: training will not close this gap.")
    if len(cells) > 1:
        return msg("Training answers the knowledge cause only. The other causes need answers of their own.")
    return msg("The accepted cause lies in knowledge: training can answer it.")
