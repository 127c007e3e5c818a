"""Plain data with one stable text form and a hash: what a frozen plan, review or brief is kept as.

A snapshot is made of dicts, lists, strings, whole numbers, `Decimal`, `date` and `Message`; a float has no stable text and is
refused. In JSON the last three carry a tag.
"""

import hashlib
import json
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from planner.domain.messages import Message


def canonical_json(snapshot: Mapping[str, Any]) -> str:
    """The one text of this content: sorted keys, no blanks, numbers without trailing zeros."""
    return json.dumps(to_plain(snapshot), ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def sha256(snapshot: Mapping[str, Any]) -> str:
    return hashlib.sha256(canonical_json(snapshot).encode()).hexdigest()


def to_plain(snapshot: Mapping[str, Any]) -> dict[str, Any]:
    """For a JSON column: decimals, days and messages tagged."""
    return {str(key): _plain(value) for key, value in snapshot.items()}


_AS_THEY_ARE = frozenset({str, int, bool, type(None)})


def _plain(value: Any) -> Any:
    if type(value) in _AS_THEY_ARE:  # most of a snapshot
        return value
    if isinstance(value, int):
        return value
    if isinstance(value, str):
        return str(value)  # members of an enum too
    if isinstance(value, Decimal):
        return {"$decimal": _digits(value)}
    if isinstance(value, date) and not isinstance(value, datetime):
        return {"$day": value.isoformat()}
    if isinstance(value, Message):
        return {"$message": {"text": value.text, "values": to_plain(value.values)}}
    if isinstance(value, Mapping):
        return to_plain(value)
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    raise TypeError(f"a snapshot cannot hold {type(value).__name__}: it has no stable text")


def restored(value: Any) -> Any:
    """Decimals, days and messages in the place of their tags."""
    if type(value) in _AS_THEY_ARE:
        return value
    if isinstance(value, list):
        return [item if type(item) in _AS_THEY_ARE else restored(item) for item in value]
    if not isinstance(value, Mapping):
        return value
    if len(value) == 1 and (tagged := _tagged(value)) is not None:
        return tagged
    return {key: inner if type(inner) in _AS_THEY_ARE else restored(inner) for key, inner in value.items()}


def _tagged(value: Mapping[str, Any]) -> Decimal | date | Message | None:
    """What stands behind a tag; None when there is none."""
    match value:
        case {"$decimal": str(digits)}:
            return Decimal(digits)
        case {"$day": str(day)}:
            return date.fromisoformat(day)
        case {"$message": {"text": str(text), "values": Mapping() as values}}:
            return Message(text, restored(values))
    return None


def _digits(number: Decimal) -> str:
    if not number.is_finite():
        raise TypeError("a snapshot cannot hold a value that is not a number")
    digits = f"{number:f}"
    if "." in digits:
        digits = digits.rstrip("0").rstrip(".")
    return "0" if digits in ("-0", "") else digits
