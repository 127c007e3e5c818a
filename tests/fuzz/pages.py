"""What a page offers: its links and its forms, read quickly and without a browser; and what should never stand on it."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

from tests.fuzz.garbage import MARK

_ADDRESSES = ("href", "src", "action", "formaction")


@dataclass
class Field:
    """One named control: what stands in it, and what it offers."""

    name: str
    kind: str
    values: list[str] = field(default_factory=list)
    options: list[str] = field(default_factory=list)


@dataclass
class Form:
    """Where a form is sent and how, and what is in it."""

    action: str
    method: str
    is_multipart: bool
    fields: dict[str, Field] = field(default_factory=dict)


@dataclass
class Seen:
    """Everything that was found on one page."""

    links: list[str] = field(default_factory=list)
    forms: list[Form] = field(default_factory=list)
    planted: list[str] = field(default_factory=list)  # garbage that became markup


def read(html: str) -> Seen:
    """Read a page."""
    reader = _Reader()
    reader.feed(html)
    return reader.seen


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.seen = Seen()
        self._form: Form | None = None
        self._select: Field | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        has = {name: value or "" for name, value in attrs}
        self._look_for_planted(tag, has)
        if tag == "a" and "href" in has:
            self.seen.links.append(has["href"])
        elif tag == "form":
            self._form = Form(has.get("action", ""), has.get("method", "get").upper(), "multipart" in has.get("enctype", ""))
            self.seen.forms.append(self._form)
        elif tag == "option" and self._select is not None:
            self._select.options.append(has.get("value", ""))
            if "selected" in has:
                self._select.values.append(has.get("value", ""))
        elif tag in ("input", "select", "textarea", "button") and has.get("name") and self._form is not None:
            self._control(tag, has)

    def _control(self, tag: str, has: dict[str, str]) -> None:
        assert self._form is not None
        name = has["name"]
        found = self._form.fields.setdefault(name, Field(name, has.get("inputmode") or has.get("type") or tag))
        if tag == "select":
            self._select = found
        elif has.get("type") in ("checkbox", "radio"):
            found.options.append(has.get("value", "on"))
            if "checked" in has:
                found.values.append(has.get("value", "on"))
        elif tag == "input" and has.get("type") != "file":
            found.values.append(has.get("value", ""))

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        elif tag == "select":
            self._select = None

    def _look_for_planted(self, tag: str, has: dict[str, str]) -> None:
        if MARK in tag:
            self.seen.planted.append(f"an element <{tag}>")
        self.seen.planted += [f"{name} in <{tag}>" for name in has if MARK in name or (name.startswith("on") and name != "on")]
        for name in _ADDRESSES:
            if has.get(name, "").strip().lower().startswith(("javascript:", "data:text", "vbscript:", "//", "http")):
                self.seen.planted.append(f"<{tag} {name}={has[name][:60]}>")
