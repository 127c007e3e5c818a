"""Following every link from the start page, as a role would."""

from collections import Counter
from dataclasses import dataclass, field
from urllib.parse import urljoin, urlsplit

from flask import Flask
from werkzeug.exceptions import HTTPException

from tests.fuzz.pages import Form
from tests.fuzz.visitor import Visitor


@dataclass
class Walk:
    """What one visitor came across: addresses of pages, and forms that change something."""

    pages: dict[str, str] = field(default_factory=dict)  # address → endpoint
    forms: list[Form] = field(default_factory=list)
    questions: dict[str, set[str]] = field(default_factory=dict)  # endpoint → names in the query

    def posts(self, app: Flask) -> dict[str, str]:
        """The addresses that forms post to, with their endpoints."""
        return {form.action: endpoint_of(app, form.action, "POST") for form in self.forms}


def endpoint_of(app: Flask, address: str, method: str = "GET") -> str:
    """Which endpoint answers; empty when none does."""
    try:
        return str(app.url_map.bind("localhost").match(urlsplit(address).path, method=method)[0])
    except HTTPException:
        return ""


def walk(visitor: Visitor, *, of_each: int, start: str = "/") -> Walk:
    """Follow the links, at most `of_each` pages of one endpoint (twice as many where the query differs)."""
    found, waiting, n_seen = Walk(), [start], Counter[str]()
    known = set(waiting)
    while waiting:
        address = waiting.pop(0)
        endpoint = endpoint_of(visitor.app, address)
        has_query = "?" in address
        if not endpoint or endpoint == "static" or n_seen[f"{endpoint} {has_query}"] >= of_each:
            continue
        n_seen[f"{endpoint} {has_query}"] += 1
        seen = visitor.look(visitor.ask("GET", address))
        found.pages[address] = endpoint
        for form in seen.forms:
            if form.method == "POST":
                found.forms.append(form)
            else:
                found.questions.setdefault(endpoint_of(visitor.app, form.action), set()).update(form.fields)
        for link in seen.links:
            there = urljoin(address, link.split("#")[0])
            if not urlsplit(there).netloc and there not in known:
                known.add(there)
                waiting.append(there)
                names = {part.split("=")[0] for part in urlsplit(there).query.split("&") if part}
                found.questions.setdefault(endpoint_of(visitor.app, there), set()).update(names)
    return found
