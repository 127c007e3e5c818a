"""What has to be answered before a file can be read."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from planner.domain.messages import Message


class Answer(StrEnum):
    """The option by which a person answers; the command line and the page each show it in their own way."""

    MAP = "map"
    DATE_ORDER = "date_order"
    DECIMAL = "decimal"
    OUTCOME = "outcome"


@dataclass(frozen=True)
class Question:
    """A sentence that asks, and, where an option answers it, what could be typed there."""

    message: Message
    answer: Answer | None = None
    examples: tuple[str, ...] = ()

    def __str__(self) -> str:
        return str(self.message)

    def to_json(self) -> dict[str, Any]:
        option = self.answer.value if self.answer else None
        return {"message": self.message.to_json(), "option": option, "examples": list(self.examples)}
