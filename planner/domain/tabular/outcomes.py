"""What an outcome in a training record means for the completion rate."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from planner.domain.messages import N_, msg
from planner.domain.tabular.questions import Answer, Question
from planner.domain.tabular.table import Cell, text_of


class OutcomeMeaning(StrEnum):
    """Completed and passed count as completed; what is left out counts nowhere, not even as a participant."""

    COMPLETED = "completed"
    NOT_COMPLETED = "not completed"
    LEFT_OUT = "left out"


_DEFAULT: dict[OutcomeMeaning, tuple[str, ...]] = {
    OutcomeMeaning.COMPLETED: (
        "Completed",
        "Complete",
        "Passed",
        "Pass",
        "Finished",
        "Attended",
        "Successful",
        "Success",
        "Succeeded",
        "Certified",
        "Done",
        "Yes",
        "True",
        "Satisfactory",
        "Met Requirements",
        "Voltooid",
        "Afgerond",
        "Geslaagd",
        "Behaald",
        "Gehaald",
        "Voldoende",
        "Gecertificeerd",
        "Aanwezig",
        "Gevolgd",
        "Ja",
        "Voldaan",
    ),
    OutcomeMeaning.NOT_COMPLETED: (
        "Not Completed",
        "Incomplete",
        "Failed",
        "Fail",
        "Not Passed",
        "Unsuccessful",
        "No Show",
        "Absent",
        "Not Attended",
        "Did Not Attend",
        "Dropped",
        "Dropped Out",
        "Withdrawn",
        "Abandoned",
        "In Progress",
        "Started",
        "Not Started",
        "Overdue",
        "Expired",
        "No",
        "False",
        "Unsatisfactory",
        "Niet Voltooid",
        "Onvoltooid",
        "Niet Afgerond",
        "Gezakt",
        "Niet Geslaagd",
        "Niet Behaald",
        "Onvoldoende",
        "Afwezig",
        "Niet Verschenen",
        "Niet Gevolgd",
        "Gestopt",
        "Afgebroken",
        "Bezig",
        "Lopend",
        "Niet Gestart",
        "Verlopen",
        "Nee",
    ),
}


def outcome_key(text: str) -> str:
    """Without case, spaces and punctuation: `No-show` and `no show` are one."""
    return re.sub(r"[\W_]", "", text.casefold())


DEFAULT_OUTCOMES: Mapping[str, OutcomeMeaning] = {
    outcome_key(name): meaning for meaning, names in _DEFAULT.items() for name in names
}
_MEANINGS = {outcome_key(meaning.value): meaning for meaning in OutcomeMeaning} | {
    "ignore": OutcomeMeaning.LEFT_OUT,
    "passed": OutcomeMeaning.COMPLETED,
    "failed": OutcomeMeaning.NOT_COMPLETED,
    "voltooid": OutcomeMeaning.COMPLETED,
    "nietvoltooid": OutcomeMeaning.NOT_COMPLETED,
    "weggelaten": OutcomeMeaning.LEFT_OUT,
}


@dataclass(frozen=True)
class OutcomeLine:
    """One outcome of the file: how often it stands there, and what it was taken to mean."""

    text: str
    n_rows: int
    meaning: OutcomeMeaning | None  # None: unknown, asked for

    def to_json(self) -> dict[str, str | int | None]:
        return {"outcome": self.text, "rows": self.n_rows, "counts_as": self.meaning.value if self.meaning else None}


def read_outcomes(texts: Iterable[str]) -> tuple[dict[str, OutcomeMeaning], tuple[Question, ...]]:
    """`No show=not completed`, as a person writes it. Nothing before the sign stands for rows without an outcome."""
    chosen: dict[str, OutcomeMeaning] = {}
    problems: list[Question] = []
    for text in texts:
        theirs, equals, wanted = text.rpartition("=")
        meaning = _MEANINGS.get(outcome_key(wanted))
        if not equals or meaning is None:
            sentence = N_(
                "“%(given)s” does not say what an outcome counts as. Write it as: their outcome=completed, their "
                "outcome=not completed or their outcome=left out."
            )
            problems.append(Question(msg(sentence, given=text), Answer.OUTCOME))
        else:
            chosen[outcome_key(theirs)] = meaning
    return chosen, tuple(problems)


class OutcomeMapping:
    """What the outcomes of one column mean: the defaults, overruled by what the person said."""

    def __init__(self, chosen: Mapping[str, OutcomeMeaning] | None = None) -> None:
        self._meanings = {**DEFAULT_OUTCOMES, **(chosen or {})}

    def meaning_of(self, cell: Cell) -> OutcomeMeaning | None:
        return self._meanings.get(outcome_key(text_of(cell)))

    def lines(self, cells: Iterable[Cell]) -> tuple[OutcomeLine, ...]:
        """Every outcome of the file, the most frequent first; spellings of one outcome are one line."""
        spellings: dict[str, Counter[str]] = {}
        for cell in cells:
            text = text_of(cell)
            spellings.setdefault(outcome_key(text), Counter())[text] += 1
        lines = [
            OutcomeLine(min(counter, key=lambda text: (-counter[text], text)), counter.total(), self._meanings.get(key))
            for key, counter in spellings.items()
        ]
        return tuple(sorted(lines, key=lambda line: (-line.n_rows, line.text)))


def unknown_outcomes(lines: Iterable[OutcomeLine]) -> Question | None:
    """The question about outcomes that nobody explained. A rate without them would be wrong, so the file waits."""
    unknown = [line for line in lines if line.meaning is None]
    if not unknown:
        return None
    sentence = N_(
        "It is not known what these outcomes count as: %(outcomes)s. Say for each whether it counts as completed, as not "
        "completed, or is left out."
    )
    return Question(
        msg(sentence, outcomes=", ".join(f"“{line.text}” ({line.n_rows})" for line in unknown)),
        Answer.OUTCOME,
        tuple(f"{line.text}={OutcomeMeaning.NOT_COMPLETED.value}" for line in unknown),
    )
