"""A browser without a screen: fetches pages by endpoint, lints each one, and sends the forms that are on the page."""

import re
from contextvars import Context
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any
from urllib.parse import urlsplit

import html5lib
from bs4 import BeautifulSoup, Tag
from flask import Flask, url_for

from planner.features.account import commands
from planner.features.account.requests import COOKIE
from planner.models import db
from tests.actors import People


@dataclass
class Page:
    """What came back: status, address, the parsed document."""

    status: int
    path: str
    html: str
    document: BeautifulSoup
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def h1(self) -> str:
        return _text(self.document.select_one("h1"))

    @property
    def text(self) -> str:
        main = self.document.select_one("main") or self.document
        return _text(main)

    def all(self, selector: str) -> list[str]:
        return [_text(tag) for tag in self.document.select(selector)]

    def errors(self) -> list[str]:
        return self.all(".error-summary li")

    def links(self) -> set[str]:
        return {str(a["href"]) for a in self.document.select("a[href]")}

    def form(self, action: str) -> Tag:
        """The form on the page whose action ends with `action`."""
        found = [form for form in self.document.select("form") if str(form["action"]).split("?")[0].endswith(action)]
        assert found, f"no form posts to {action}; there are {[str(f['action']) for f in self.document.select('form')]}"
        return found[0]


class Browser:
    """Signed in as one person; keeps cookies like a browser does."""

    def __init__(self, app: Flask, people: People) -> None:
        self.app, self.people = app, people
        self.client = app.test_client()
        self.as_("paula")

    def as_(self, who: str | None) -> "Browser":
        """Become somebody else (or nobody): a fresh browser with a session of theirs."""
        self.client = self.app.test_client()
        if who is not None:
            account = self.people.accounts[who]
            token = commands.start_session(account, actor=self.people.actors[who], user_agent="test", hours=12)
            db.session.commit()
            self.client.set_cookie(COOKIE, token)
        return self

    def get(self, endpoint: str, *, status: int = 200, to: str | None = None, **values: Any) -> Page:
        """Fetch a page. Say `status` when it is not 200, and `to` (an endpoint) where it sends you."""
        return self._answer(self._ask("GET", self.address(endpoint, **values)), status=status, to=to)

    def fetch(self, path: str, *, status: int = 200, to: str | None = None) -> Page:
        return self._answer(self._ask("GET", path), status=status, to=to)

    def submit(
        self, page: Page, action: str, data: dict[str, Any] | None = None, *, status: int = 303, to: str | None = None
    ) -> Page:
        """Send the form on `page` that posts to `action`, with `data` typed over what stands in it."""
        form = page.form(action)
        sent = {**_values_of(form), **(data or {})}
        unknown = set(data or {}) - _names_of(form)
        assert not unknown, f"the form has no field {sorted(unknown)}; it has {sorted(_names_of(form))}"
        kind = "multipart/form-data" if form.get("enctype") == "multipart/form-data" else None
        answer = self._ask("POST", str(form["action"]), data=sent, content_type=kind)
        return self._answer(answer, status=status, to=to)

    def post(self, endpoint: str, data: dict[str, Any] | None = None, *, status: int = 303, **values: Any) -> Page:
        """Post without a page, as somebody does who should not: the form token is right, the rest is theirs."""
        token = _token(self._ask("GET", "/account").text) or _token(self._ask("GET", "/sign-in").text)
        answer = self._ask("POST", self.address(endpoint, **values), data={"csrf_token": token, **(data or {})})
        return self._answer(answer, status=status, to=None)

    def _ask(self, method: str, address: str, **options: Any) -> Any:
        """One request, as a server would meet it: with nothing left over from the one before or from the test itself.

        A request made inside an application context would share its `g`, and with it the person who asked before.
        """
        db.session.commit()
        answer = Context().run(self.client.open, address, method=method, **options)
        db.session.expire_all()
        return answer

    def address(self, endpoint: str, **values: Any) -> str:
        with self.app.test_request_context():
            return url_for(endpoint, **values)

    def _answer(self, response: Any, *, status: int, to: str | None) -> Page:
        is_html = response.mimetype == "text/html"
        document = BeautifulSoup(response.text if is_html else "", "html5lib" if is_html else "html.parser")
        path = response.headers.get("Location", response.request.path)
        page = Page(response.status_code, path, response.text if is_html else "", document, dict(response.headers))
        hint = f"{page.h1}: {page.errors()}" if is_html else ""
        assert response.status_code == status, f"{response.request.path} answered {response.status_code}, not {status}. {hint}"
        if to is not None:
            wanted = self.app.url_map
            endpoint = wanted.bind("localhost").match(urlsplit(path).path)[0]
            assert endpoint == to, f"sent to {endpoint}, not to {to}"
        if is_html and status not in (301, 302, 303, 308):
            lint(response.text, document)
        return page


def lint(html: str, document: BeautifulSoup) -> None:
    """What holds for every page. Raises AssertionError with what is wrong."""
    problems = [*_invalid(html), *_headings(document), *_ids(document), *_forms(document), *_inline(document)]
    problems += [f"image without alt: {img}" for img in document.select("img:not([alt])")]
    problems += [f"empty link: {a}" for a in document.select("a") if not _text(a) and not a.get("aria-label")]
    problems += [f"header cell without scope: {th}" for th in document.select("th:not([scope])")]
    problems += [f"table without caption: {str(t)[:80]}" for t in document.select("table") if not t.caption]
    problems += [f"untranslated placeholder: {found}" for found in re.findall(r"%\([a-z_]+\)s", document.get_text())]
    problems += ["the word None is shown" for tag in document.select("main") if re.search(r"\bNone\b", tag.get_text())]
    assert not problems, "\n".join(problems)


def _invalid(html: str) -> list[str]:
    parser = html5lib.HTMLParser(strict=False)
    parser.parse(html)
    return [f"invalid HTML: {code} {values} at {position}" for position, code, values in parser.errors]


def _headings(document: BeautifulSoup) -> list[str]:
    problems = []
    h1 = document.select("h1")
    if len(h1) != 1:
        problems.append(f"{len(h1)} h1 elements")
    title = _text(document.title).removeprefix("Error:").removeprefix("Fout:").strip()
    if h1 and not title.startswith(_text(h1[0])):
        problems.append(f"the title {title!r} does not start with the h1 {_text(h1[0])!r}")
    levels = [int(str(tag.name)[1]) for tag in document.select("h1,h2,h3,h4,h5,h6")]
    problems += [f"h{a} is followed by h{b}" for a, b in pairwise(levels) if b > a + 1]
    return problems


def _ids(document: BeautifulSoup) -> list[str]:
    ids = [str(tag["id"]) for tag in document.select("[id]")]
    problems = [f"id {name!r} is used twice" for name in {name for name in ids if ids.count(name) > 1}]
    for tag in document.select("[aria-describedby],[aria-labelledby]"):
        for attribute in ("aria-describedby", "aria-labelledby"):
            named = str(tag.get(attribute, "")).split()
            problems += [f"{attribute} names {name!r}, which is not there" for name in named if name not in ids]
    return problems


def _forms(document: BeautifulSoup) -> list[str]:
    problems = []
    labelled = {str(label["for"]) for label in document.select("label[for]")}
    for control in document.select("input,select,textarea"):
        if control.get("type") in ("hidden", "submit"):
            continue
        if control.get("id") not in labelled and not control.get("aria-label") and not control.find_parent("label"):
            problems.append(f"no label: {control}"[:160])
    for form in document.select("form"):
        if not form.get("action"):
            problems.append(f"form without action: {form}"[:120])
        if str(form.get("method", "")).lower() == "post" and not form.select_one("[name=csrf_token]"):
            problems.append(f"form without token: {form['action']}")
        if str(form.get("method", "")).lower() == "post" and not form.select_one("[name=sending]") and not _may_repeat(form):
            problems.append(f"form that is saved twice when it is sent twice: {form['action']}")
    return problems


def _may_repeat(form: Tag) -> bool:
    """Whether sending it twice does no more than sending it once."""
    return str(form["action"]).split("?")[0] in ("/sign-out", "/language")


def _inline(document: BeautifulSoup) -> list[str]:
    problems = [f"inline style: {str(tag)[:100]}" for tag in document.select("[style],style")]
    problems += [f"inline script: {str(s)[:100]}" for s in document.select("script:not([src]):not([type='application/json'])")]
    for tag in document.find_all(True):
        problems += [f"inline handler {name}: {str(tag)[:80]}" for name in tag.attrs if name.startswith("on")]
    return problems


def _text(tag: Any) -> str:
    return " ".join(tag.get_text(" ").split()) if tag else ""


def _token(html: str) -> str:
    found = BeautifulSoup(html, "html.parser").select_one("[name=csrf_token]")
    return str(found["value"]) if found else ""


def _names_of(form: Tag) -> set[str]:
    return {str(tag["name"]) for tag in form.select("[name]")}


def _add(values: dict[str, Any], name: str, value: str) -> None:
    """Several boxes of one name make a list, as they do in a browser."""
    if name not in values:
        values[name] = value
    else:
        values[name] = [*values[name], value] if isinstance(values[name], list) else [values[name], value]


def _values_of(form: Tag) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for tag in form.select("input[name],textarea[name]"):
        kind = tag.get("type")
        if kind in ("submit", "file") or (kind in ("checkbox", "radio") and not tag.has_attr("checked")):
            continue
        value = tag.get_text() if tag.name == "textarea" else str(tag.get("value", "on" if kind == "checkbox" else ""))
        _add(values, str(tag["name"]), value)
    for select in form.select("select[name]"):
        chosen = [str(o.get("value", "")) for o in select.select("option[selected]")]
        options = [str(o.get("value", "")) for o in select.select("option")]
        values[str(select["name"])] = chosen if select.has_attr("multiple") else (chosen or options[:1] or [""])[0]
    return values
