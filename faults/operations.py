"""What people do: every form that can be found on the pages, and what it leaves behind when nothing goes wrong.

The forms are found by walking the pages, so that a new form falls under the faults by being there. Each is tried once without
a fault; what the database holds afterwards is what it must hold, or exactly what it held before, whatever is done to the
server in between.
"""

import re
import time
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from urllib.parse import urlsplit

from bs4 import Tag

from faults.base import BASE, Base, restore, today
from faults.picture import Picture
from faults.site import Server, Site
from faults.visitor import Answer, Form, Lost, Values, Visitor

WHO = ("clo", "admin", "manager", "head", "executive")
PAGES_OF_A_KIND = 3
# Ends the session that the trials are made with; they are tried in the tests of the account room.
LEFT_OUT = {"/sign-out", "/sign-in", "/account/sign-out-everywhere", "/language"}
PASSWORD, NEW_PASSWORD = "learning works better together", "another quiet harbour"

# What cannot be guessed from the form itself, by the kind of its address.
RECIPES: dict[str, Values] = {
    "/account/password": {"old_password": PASSWORD, "password": NEW_PASSWORD, "password_again": NEW_PASSWORD},
    "/reviews/N/move": {"held_on": today().isoformat()},
    "/import/N/approve": {"create_missing": "y"},
}


# A choice out of many is typed: the name of a department or a person that the demonstration has.
TYPED = "-typed"
KNOWN = {
    "department_id": "Finance", "parent_id": "Finance", "person_id": "Tessa Visser", "owner_id": "Tessa Visser",
    "chair_id": "Tessa Visser", "decided_by_id": "Tessa Visser", "sponsor_id": "Tessa Visser",
}


@dataclass(frozen=True)
class Operation:
    """A form that is sent by `who` from `page`; `after` is what the database holds when it succeeded."""

    kind: str
    who: str
    page: str
    action: str
    values: Values
    seconds: float = 0
    after: Picture = field(default_factory=lambda: Picture({}, {}), repr=False)

    def form(self, visitor: Visitor) -> Form:
        return visitor.get(self.page).form(self.action)

    def send(self, visitor: Visitor, form: Form, **options: object) -> Answer:
        return visitor.send(form, self.values, **options)  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True)
class Found:
    """A form on a page, before it was tried."""

    kind: str
    who: str
    page: str
    form: Form


def kind_of(path: str) -> str:
    """The path without its numbers: /goals/12/edit is of the kind /goals/N/edit."""
    return re.sub(r"\d+", "N", urlsplit(path).path)


def found_forms(base: Base, port: int, kinds: set[str] | None = None) -> list[Found]:
    """One form of each kind, with somebody who sees it; only of these kinds, when some are given."""
    found: dict[str, Found] = {}
    for who in WHO:
        for page, answer in _pages(base.visitor(who, port)):
            for form in answer.forms():
                kind = kind_of(form.action)
                if kind not in found and kind not in LEFT_OUT and (kinds is None or kind in kinds):
                    found[kind] = Found(kind, who, page, form)
            if kinds is not None and found.keys() == kinds:
                return [found[kind] for kind in sorted(found)]
    return [found[kind] for kind in sorted(found)]


def _pages(visitor: Visitor) -> Iterator[tuple[str, Answer]]:
    """Walk from the start page along the links, a few pages of each kind."""
    waiting, seen, n_of_kind = deque(["/"]), {"/"}, dict[str, int]()
    while waiting:
        page = waiting.popleft()
        try:
            answer = visitor.get(page)
        except Lost:
            continue
        if answer.status in (302, 303):
            _line_up(answer.location, waiting, seen, n_of_kind)
        if answer.status != 200 or "text/html" not in answer.headers.get("Content-Type", ""):
            continue
        yield page, answer
        for link in answer.document.select("a[href]"):
            _line_up(str(link["href"]), waiting, seen, n_of_kind)


def _line_up(link: str, waiting: deque[str], seen: set[str], n_of_kind: dict[str, int]) -> None:
    parts = urlsplit(link)
    path = parts.path + (f"?{parts.query}" if parts.query else "")
    kind = kind_of(path)
    if parts.netloc or parts.scheme or not path.startswith("/") or path in seen or kind.startswith(("/static", "/export")):
        return
    seen.add(path)
    n_of_kind[kind] = n_of_kind.get(kind, 0) + 1
    if n_of_kind[kind] <= PAGES_OF_A_KIND:
        waiting.append(path)


def operations(site: Site, base: Base, kinds: set[str] | None = None) -> tuple[list[Operation], list[str]]:
    """The operations that succeed, and the kinds of forms for which no values were found that do."""
    restore(site)
    with site.serving() as server:
        found = found_forms(base, server.port, kinds)
        tried = [(one, tried_out(site, base, one, server)) for one in found]
    return [operation for _one, operation in tried if operation], [one.kind for one, operation in tried if not operation]


def tried_out(site: Site, base: Base, found: Found, server: Server) -> Operation | None:
    """Send the form without a fault, in the ways that a person might fill it in, until one succeeds and changes something."""
    visitor = base.visitor(found.who, server.port)
    for values in _ways_to_fill(found):
        try:
            form = visitor.get(found.page).form(found.form.action)
            began = time.monotonic()
            answer = visitor.send(form, values)
            seconds = time.monotonic() - began
        except (Lost, LookupError):
            continue
        if answer.status >= 400:
            continue
        after = site.store.picture()
        site.store.restore_under(BASE)
        if answer.status == 303 and not after.is_like(base.picture):
            made = Operation(found.kind, found.who, found.page, found.form.action, values)
            return replace(made, seconds=seconds, after=after)
    return None


def _ways_to_fill(found: Found) -> Iterator[Values]:
    recipe = RECIPES.get(found.kind, {})
    yield {**filled(found.form, only_required=True), **recipe}
    yield {**filled(found.form, only_required=False), **recipe}
    yield recipe


def filled(form: Form, *, only_required: bool) -> Values:
    """The first text says something new, empty fields get something that fits."""
    values: Values = {}
    is_changed = False
    for control in form.controls:
        name, kind = str(control["name"]), str(control.get("type", "text"))
        old = form.values.get(name)
        if kind in ("hidden", "submit", "checkbox", "file") or name == "csrf_token":
            continue
        if name.endswith(TYPED):
            if not old and (known := KNOWN.get(name.removesuffix(TYPED))):
                values[name] = known
            continue
        is_required = control.has_attr("required") or control.get("aria-required") == "true"
        if old in (None, "") and (is_required or not only_required):
            values[name] = _fitting(control, kind)
        elif not is_changed and control.name in ("input", "textarea") and kind == "text" and not control.get("inputmode"):
            values[name] = f"{old} anew"
            is_changed = True
    return values


def _fitting(control: Tag, kind: str) -> str:
    if control.name == "select":
        return next((str(option["value"]) for option in control.select("option[value]") if option["value"]), "")
    if kind == "radio":
        return str(control.get("value", ""))
    by_kind = {"date": today().isoformat(), "email": "somebody.new@example.org", "number": "3", "password": PASSWORD}
    if control.get("inputmode") in ("decimal", "numeric"):
        return "50"
    return by_kind.get(kind, "Said during a fault")
