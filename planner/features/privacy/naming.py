"""How a person is named, and a text without that name."""

import re
from typing import Any

from planner.models import Person


def label_of(person: Person) -> str:
    """What stands where the name stood: the number alone, in every language."""
    return f"#{person.id}"


def terms_of(person: Person, account_email: str | None, *, is_only_one: bool = True) -> list[str]:
    """The words that mean this person wherever they stand: addresses, and a name of several words that nobody else has.

    A single word may be part of any sentence, and an employee number is a number like others: they are looked for nowhere.
    """
    addresses = {address for address in (person.email, account_email) if address}
    name = person.name.strip()
    return sorted(addresses | ({name} if is_only_one and " " in name else set()), key=len, reverse=True)


def pattern_of(terms: list[str]) -> re.Pattern[str] | None:
    """Finds any of the words, whole and in any case; None when there are none."""
    if not terms:
        return None
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, terms))})(?!\w)", re.IGNORECASE)


def without(value: Any, pattern: re.Pattern[str] | None, label: str) -> Any:
    """A text, or JSON, with the label where the words stood."""
    if pattern is None:
        return value
    if isinstance(value, str):
        return pattern.sub(label, value)
    if isinstance(value, list):
        return [without(item, pattern, label) for item in value]
    if isinstance(value, dict):
        return {pattern.sub(label, key): without(item, pattern, label) for key, item in value.items()}
    return value
