"""A client with cookies, one connection, and a stopwatch."""

import gzip
import http.client
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass
from html import unescape
from html.parser import HTMLParser
from urllib.parse import urlencode, urlsplit

from planner.features.demo.story.people import DEMO_PASSWORD

COMPRESSION = 6
COMPLAINT_LENGTH = 200


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    seconds: float
    body: bytes
    headers: Mapping[str, str]

    @property
    def text(self) -> str:
        body = gzip.decompress(self.body) if self._is_compressed else self.body
        return body.decode("utf-8", "replace")

    @property
    def compressed(self) -> int:
        """Bytes on the wire: as they came if compressed, else as a proxy compresses them."""
        return len(self.body if self._is_compressed else gzip.compress(self.body, COMPRESSION))

    @property
    def complaint(self) -> str:
        """What the page says is wrong: its summary of errors, else what it begins with."""
        html = re.sub(r"<head>.*?</head>", " ", self.text, flags=re.DOTALL)
        summary = re.search(r"data-error-summary>(.*?)</div>", html, re.DOTALL)
        words = re.sub(r"<[^>]+>", " ", summary[1] if summary else html)
        return " ".join(unescape(words).split())[:COMPLAINT_LENGTH]

    @property
    def _is_compressed(self) -> bool:
        return self.headers.get("Content-Encoding") == "gzip"


class Client:
    """One person's browser, without a screen. Counts what went wrong rather than stopping at it."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._connection: http.client.HTTPConnection | None = None
        self.cookies: dict[str, str] = {}

    def get(self, address: str) -> Answer:
        return self._ask("GET", address, None)

    def post(self, address: str, fields: Mapping[str, str]) -> Answer:
        return self._ask("POST", address, urlencode(fields).encode())

    def sign_in(self, email: str) -> "Client":
        form = form_on(self.get("/sign-in").text, "/sign-in")
        answer = self.post("/sign-in", {**form, "email": email, "password": DEMO_PASSWORD})
        if answer.status != 303:
            raise RuntimeError(f"{email} could not sign in: {answer.status}")
        return self

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()

    def _ask(self, method: str, address: str, body: bytes | None) -> Answer:
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        headers = {"Cookie": cookies, "Host": f"127.0.0.1:{self._port}", "Accept-Encoding": "gzip"}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        began = time.perf_counter()
        response = self._send(method, address, body, headers)
        answer = Answer(response.status, 0.0, response.read(), dict(response.getheaders()))
        seconds = time.perf_counter() - began
        for cookie in response.headers.get_all("Set-Cookie") or ():
            name, _, value = cookie.split(";")[0].partition("=")
            self.cookies[name.strip()] = value
        return Answer(answer.status, seconds, answer.body, answer.headers)

    def _send(self, method: str, address: str, body: bytes | None, headers: Mapping[str, str]) -> http.client.HTTPResponse:
        """On the open connection; once more on a new one if the server had closed it meanwhile."""
        for attempt in (1, 2):
            if self._connection is None:
                self._connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=120)
            try:
                self._connection.request(method, address, body, dict(headers))
                return self._connection.getresponse()
            except (http.client.RemoteDisconnected, BrokenPipeError, ConnectionResetError):
                self._connection.close()
                self._connection = None
                if attempt == 2 or method == "POST":
                    raise
        raise AssertionError("unreachable")


class _Forms(HTMLParser):
    """The forms of a page with the values that stand in them."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[tuple[str, dict[str, str]]] = []
        self._select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append((given.get("action", ""), {}))
        elif self.forms and tag in ("input", "textarea") and given.get("name"):
            if given.get("type") not in ("checkbox", "radio", "submit", "file") or "checked" in given:
                self.forms[-1][1][given["name"]] = given.get("value", "")
        elif tag == "select":
            self._select = given.get("name", "")
        elif tag == "option" and self.forms and self._select and given.get("value"):
            # What is chosen; where nothing is, the first that can be.
            fields = self.forms[-1][1]
            if "selected" in given or self._select not in fields:
                fields[self._select] = given["value"]


def form_on(html: str, action: str) -> dict[str, str]:
    """The fields of the form whose action ends with `action`. Raises LookupError."""
    parser = _Forms()
    parser.feed(html)
    for address, fields in parser.forms:
        if re.sub(r"\?.*", "", urlsplit(address).path) == action or urlsplit(address).path.endswith(action):
            return fields
    raise LookupError(f"no form posts to {action}; there are {[address for address, _ in parser.forms]}")
