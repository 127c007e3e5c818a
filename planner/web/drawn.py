"""What the component `field` draws: everything about a field that is decided, so that the template only writes it down."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import Flask

_SHORT_KINDS = frozenset({"date", "number", "time", "month"})
_BLANKS = frozenset({"", "None", "__None"})


@dataclass(frozen=True, slots=True)
class Drawn:
    """`described` names what describes the input, `attributes` go to it."""

    kind: str
    size: str
    hint: Any
    unit: Any
    described: str
    attributes: Mapping[str, Any]
    is_optional: bool


def drawn(
    field: Any, unit: Any, hint: Any, autocomplete: str | None, width: str | None, optional: bool, given: Mapping[str, Any]
) -> Drawn:
    own = getattr(field, "render_kw", None) or {}
    hint, unit, kind = hint or field.description, unit or own.get("unit"), _kind(field)
    described = _described(field, hint, unit)
    is_short = kind in _SHORT_KINDS or unit or own.get("inputmode") in ("decimal", "numeric")
    attributes = {"unit": False, **given}
    if described:
        attributes["aria-describedby"] = described
    if field.errors:
        attributes["aria-invalid"] = "true"
    if autocomplete:
        attributes["autocomplete"] = autocomplete
    is_optional = optional and not field.flags.required and not _always_has_an_answer(field)
    return Drawn(kind, width or ("short" if is_short else "full"), hint, unit, described, attributes, is_optional)


def _kind(field: Any) -> str:
    widget = field.widget
    if kind := getattr(widget, "input_type", None):
        return str(kind)
    if hasattr(field, "iter_choices") and hasattr(widget, "multiple"):
        return "select"
    return "group" if hasattr(widget, "html_tag") else "textarea"


def _described(field: Any, hint: Any, unit: Any) -> str:
    parts = (("hint", hint), ("error", field.errors), ("unit", unit))
    return " ".join(f"{field.id}-{part}" for part, is_there in parts if is_there)


def _always_has_an_answer(field: Any) -> bool:
    """A choice without a blank is not optional."""
    if not hasattr(field, "iter_choices") or getattr(field.widget, "multiple", None) is not False:
        return False
    first = next(iter(field.iter_choices()), None)
    return first is not None and str(first[0]) not in _BLANKS


def register(app: Flask) -> None:
    app.jinja_env.globals["drawn"] = drawn
