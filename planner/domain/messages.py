"""Sentences for people, kept apart from their language.

A `Message` holds the English sentence with named placeholders, which is also the key of its translations, and the values.
The web turns it into the reader's language; the domain never does.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from types import MappingProxyType
from typing import Any


def N_(text: str) -> str:
    """Mark a sentence for translation without translating it here."""
    return text


@dataclass(frozen=True, slots=True)
class Message:
    """An English sentence with %(named)s placeholders, and their values."""

    text: str
    values: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        object.__setattr__(self, "values", MappingProxyType(dict(self.values)))

    def __str__(self) -> str:
        return self.text % self.values

    def __hash__(self) -> int:
        return hash((self.text, tuple(sorted((key, str(value)) for key, value in self.values.items()))))

    def to_json(self) -> dict[str, Any]:
        """Plain data that `from_json` reads back; decimals and dates carry a tag."""
        return {"text": self.text, "values": {key: _tagged(value) for key, value in self.values.items()}}

    @staticmethod
    def from_json(data: Mapping[str, Any]) -> "Message":
        """Read what `to_json` wrote. Raises KeyError or ValueError for anything else."""
        return Message(str(data["text"]), {key: _untagged(value) for key, value in data["values"].items()})


def msg(text: str, **values: Any) -> Message:
    """A message; the sentence is found by the translation tools through this function's name."""
    return Message(text, values)


def _tagged(value: Any) -> Any:
    if isinstance(value, Decimal):
        return {"decimal": str(value)}
    if isinstance(value, datetime):
        return {"instant": value.isoformat()}
    if isinstance(value, date):
        return {"day": value.isoformat()}
    if isinstance(value, Message):
        return {"message": value.to_json()}
    if isinstance(value, (bool, int, type(None))):
        return value
    return str(value)


def _untagged(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    (tag, inner), = value.items()
    if tag not in _READERS:
        raise ValueError(f"unknown tag {tag!r}")
    return _READERS[tag](inner)


_READERS: Mapping[str, Callable[[Any], Any]] = {
    "decimal": Decimal, "instant": datetime.fromisoformat, "day": date.fromisoformat, "message": Message.from_json,
}
