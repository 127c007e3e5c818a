"""A person with a browser, over real HTTP: keeps cookies, sends the forms that are on the pages.

What the person was told is what counts: `Answer` when an answer came back whole, `Lost` when it did not.
"""

import http.client
import secrets
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode, urljoin, urlsplit

from bs4 import BeautifulSoup, Tag

Values = dict[str, Any]


class Lost(Exception):
    """No whole answer came back: what was sent may have happened, or not."""


@dataclass(frozen=True, slots=True)
class File:
    """A file that is sent along with a form."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Form:
    """A form on a page: where it goes, and what stands in its fields."""

    action: str
    values: Values
    controls: tuple[Tag, ...]
    is_multipart: bool


@dataclass(frozen=True, slots=True)
class Answer:
    """A whole answer: status, where it sends to, and what it says."""

    status: int
    location: str
    text: str
    headers: dict[str, str]

    @property
    def document(self) -> BeautifulSoup:
        return BeautifulSoup(self.text, "html.parser")

    @property
    def words(self) -> str:
        """What stands in the middle of the page, as one line."""
        document = self.document
        return " ".join((document.select_one("main") or document).get_text(" ").split())

    def forms(self) -> list[Form]:
        return [_form(tag) for tag in self.document.select("form[method=post]")]

    def form(self, action: str) -> Form:
        """The form that posts to `action` (a path; whatever the query). Raises `LookupError`."""
        for form in self.forms():
            if urlsplit(form.action).path == urlsplit(action).path:
                return form
        raise LookupError(f"no form posts to {action}: {self.status} {self.words[:300]}")


@dataclass
class Visitor:
    """Somebody at an address of a server; `seconds` is how long they wait for an answer."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)
    seconds: float = 30

    def at(self, port: int) -> "Visitor":
        """The same person, with the same cookies, at another server."""
        return Visitor(port, dict(self.cookies), self.seconds)

    def get(self, path: str) -> Answer:
        return self._ask("GET", path, b"", {})

    def send(self, form: Form, values: Values | None = None, *, sent: Any = None) -> Answer:
        """Send the form with `values` typed over what stands in it; `sent` is called when all of it is on its way."""
        body, kind = encoded({**form.values, **(values or {})}, is_multipart=form.is_multipart)
        return self._ask("POST", form.action, body, {"Content-Type": kind}, sent=sent)

    def sign_in(self, email: str, password: str) -> "Visitor":
        answer = self.send(self.get("/sign-in").form("/sign-in"), {"email": email, "password": password})
        if answer.status != 303:
            raise LookupError(f"{email} cannot sign in: {answer.status} {answer.words[:200]}")
        return self

    def _ask(self, method: str, path: str, body: bytes, headers: dict[str, str], *, sent: Any = None) -> Answer:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=self.seconds)
        try:
            connection.request(method, path, body=body or None, headers={
                **headers, "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
            })
            if sent is not None:
                sent()
            response = connection.getresponse()
            text = response.read().decode("utf-8", "replace")
        except (OSError, http.client.HTTPException) as error:
            raise Lost(f"{type(error).__name__}: {error}") from error
        finally:
            connection.close()
        self._keep_cookies(response)
        return Answer(response.status, urljoin(path, response.headers.get("Location", "")), text, dict(response.headers))

    def _keep_cookies(self, response: http.client.HTTPResponse) -> None:
        for line in response.headers.get_all("Set-Cookie") or []:
            name, _, value = line.split(";", 1)[0].partition("=")
            self.cookies[name.strip()] = value.strip()


def encoded(values: Values, *, is_multipart: bool) -> tuple[bytes, str]:
    """The body of a form with its content type; a list is a field that is sent several times."""
    pairs = [(name, one) for name, value in values.items() for one in (value if isinstance(value, list) else [value])]
    if not is_multipart:
        return urlencode(pairs).encode(), "application/x-www-form-urlencoded"
    edge = secrets.token_hex(12)
    parts = []
    for name, value in pairs:
        is_file = isinstance(value, File)
        head = f'Content-Disposition: form-data; name="{name}"' + (f'; filename="{value.name}"' if is_file else "")
        content = value.content if is_file else str(value).encode()
        parts.append(f"--{edge}\r\n{head}\r\n\r\n".encode() + content + b"\r\n")
    return b"".join(parts) + f"--{edge}--\r\n".encode(), f"multipart/form-data; boundary={edge}"


def _form(tag: Tag) -> Form:
    values: Values = {}
    for control in tag.select("input[name],textarea[name]"):
        kind = control.get("type")
        if kind in ("submit", "file") or (kind in ("checkbox", "radio") and not control.has_attr("checked")):
            continue
        is_area, usual = control.name == "textarea", "on" if kind == "checkbox" else ""
        _add(values, str(control["name"]), control.get_text().lstrip("\n") if is_area else str(control.get("value", usual)))
    for select in tag.select("select[name]"):
        chosen = [str(option.get("value", "")) for option in select.select("option[selected]")]
        options = [str(option.get("value", "")) for option in select.select("option")]
        values[str(select["name"])] = chosen if select.has_attr("multiple") else (chosen or options[:1] or [""])[0]
    controls = tuple(tag.select("input[name],textarea[name],select[name]"))
    return Form(str(tag["action"]), values, controls, tag.get("enctype") == "multipart/form-data")


def _add(values: Values, name: str, value: str) -> None:
    if name not in values:
        values[name] = value
    else:
        values[name] = [*values[name], value] if isinstance(values[name], list) else [values[name], value]
