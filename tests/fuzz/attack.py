"""Every form and every address of the application, with garbage in it. What there is, is found by walking."""

import io
import random
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import quote, urlencode

from flask import Flask
from werkzeug.datastructures import MultiDict
from werkzeug.routing import Rule

from tests.fuzz.garbage import BYTES, INJECTIONS, MARK, NUMBERS, UNASKED, Value, likely, value
from tests.fuzz.pages import Form
from tests.fuzz.visitor import Visitor
from tests.fuzz.walk import Walk

Attack = Callable[[Visitor], object]

HEADERS = (
    "Accept", "Accept-Encoding", "Accept-Language", "Content-Length", "Content-Type", "Forwarded", "HX-Request", "Host",
    "If-Modified-Since", "If-None-Match", "Origin", "Range", "Referer", "User-Agent", "X-Forwarded-For", "X-Forwarded-Host",
    "X-Forwarded-Proto", "X-HTTP-Method-Override", "X-Original-URL", "X-Request-Id", "traceparent", "X-CSRFToken",
)
COOKIES = ("planner_session", "planner_form", "planner_locale", "nobody")


def attacks(app: Flask, found: Walk, chance: random.Random) -> Iterator[Attack]:
    """Attacks without end, each form and each rule in turn, in another order each time."""
    rules = [rule for rule in app.url_map.iter_rules() if rule.endpoint != "static"]
    while True:
        turns: list[Any] = [*found.forms, *rules, *found.pages]
        chance.shuffle(turns)
        for turn in turns:
            if isinstance(turn, Form):
                yield _on_form(turn, chance)
            elif isinstance(turn, Rule):
                yield _on_rule(app, turn, chance)
            else:
                yield _on_page(turn, found.questions.get(found.pages[turn], set()), chance)


# --- forms -----------------------------------------------------------------------------------------------------------


def _on_form(form: Form, chance: random.Random) -> Attack:
    how = chance.random()
    if how < 0.06:
        return lambda visitor: _send_raw(visitor, form.action, chance)
    sent = filled(form, chance)
    for name in chance.sample(list(sent), k=min(len(sent), chance.choice((0, 1, 1, 1, 2, 3, len(sent))))):
        if name != "csrf_token":
            sent.setlist(name, [value(chance)] if chance.random() < 0.9 else [])
    if how < 0.16:
        for name in chance.sample(UNASKED, k=4):
            sent.add(name, chance.choice(("1", "approved", "administrator", "true", value(chance))))
    elif how < 0.20 and len(sent) > 1:
        name = chance.choice([name for name in sent if name != "csrf_token"])
        sent.setlist(name, ["1"] * chance.choice((2, 100, 4_000)))
    elif how < 0.24:
        _grow(sent, chance)
    files = [field.name for field in form.fields.values() if field.kind == "file"]
    return lambda visitor: _send(visitor, form, sent, files, chance)


def filled(form: Form, chance: random.Random) -> "MultiDict[str, Value]":
    """What stands in the form, and something likely where nothing stands."""
    sent: MultiDict[str, Value] = MultiDict()
    for field in form.fields.values():
        if field.kind in ("submit", "file"):
            continue
        values: list[Value] = [one for one in field.values if one]
        if field.kind in ("checkbox", "radio") and chance.random() < 0.5:
            values = [chance.choice(field.options)]
        elif field.kind not in ("checkbox", "radio", "hidden") and (not values or chance.random() < 0.15):
            values = [likely(field.name, field.kind, field.options, chance)]
        sent.setlist(field.name, values)
    return sent


def _grow(sent: "MultiDict[str, Value]", chance: random.Random) -> None:
    """Rows that nobody was offered: `steps-0-name` becomes `steps-4096-name`, and worse."""
    numbered = [name for name in sent if any(part.isdigit() for part in name.split("-"))] or ["rows-0-value"]
    name = chance.choice(numbered)
    head, _number, tail = _numbered(name)
    for number in chance.choice((range(2_000), (10**9,), ("-1", "1e3", "9" * 400, "", "x", "\xb2", "\u0663"))):
        sent.add(f"{head}-{number}{tail}", "1")


def _numbered(name: str) -> tuple[str, str, str]:
    parts = name.split("-")
    at = next(at for at, part in enumerate(parts) if part.isdigit())
    return "-".join(parts[:at]), parts[at], "".join(f"-{part}" for part in parts[at + 1:])


def _send(visitor: Visitor, form: Form, sent: "MultiDict[str, Value]", files: list[str], chance: random.Random) -> None:
    if "csrf_token" in sent:
        sent.setlist("csrf_token", [visitor.token])
    said = repr({name: values for name, values in sent.lists() if name != "csrf_token"})[:3000]
    if form.is_multipart or chance.random() < 0.03:
        data: dict[str, Any] = {name: [_text(one) for one in values] for name, values in sent.lists()}
        for name in files if chance.random() < 0.95 else data:
            data[name] = _file(chance)
        answer = visitor.ask("POST", form.action, said, data=data, content_type="multipart/form-data")
    else:
        body = urlencode([(name, one) for name, values in sent.lists() for one in values], doseq=False, errors="replace")
        answer = visitor.ask("POST", form.action, said, data=body, content_type="application/x-www-form-urlencoded")
    if answer.status_code == 303:
        where = answer.headers["Location"]
        if where.startswith("/sign-in"):
            visitor.enter()
        else:
            visitor.ask("GET", where, f"after {said}")


def _text(one: Value) -> str:
    return one.decode("latin-1") if isinstance(one, bytes) else one


_FILES = (
    b"", b"\0" * 2_000, b"PK\x03\x04" + b"\xff" * 500, b"\xd0\xcf\x11\xe0" + b"\0" * 600, b"name;email\r\n" + b"a;b;c;d\r\n" * 50,
    b'name,email\n"unclosed,\n' * 20, b"x," * 30_000, "Naam;E-mail\nZo\xeb;zoe@example.org\n".encode("utf-16"), b"%PDF-1.7",
    b"<html><script>1</script>", b"<?xml version='1.0'?><!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]><a>&b;</a>",
    *(one * 30 for one in BYTES), *(f"name,email\n{one},somebody@example.org\n".encode() for one in INJECTIONS),
)
_FILE_NAMES = (
    "people.csv", "people.xlsx", "people.xls", "people.ods", "../../etc/cron.d/x", "a\0.csv", "", ".", "x" * 300 + ".csv",
    f"<{MARK}>.csv", "con.csv", f"people.csv\r\nX-{MARK}: 1", "\u202evsc.exe",
)
_BODIES = (
    ("application/json", b'{"name": {"$ne": null}, "id": 1}'), ("application/json", b"[" * 5_000),
    ("text/xml", b"<!DOCTYPE a><a/>"), ("multipart/form-data", b"no boundary"),
    ("multipart/form-data; boundary=x", b"--x\r\nContent-Disposition: form-data"),
    ("multipart/form-data; boundary=x",
     b'--x\r\nContent-Disposition: form-data; name="a"; filename="\xff\0"\r\n\r\n\xff\r\n--x--\r\n'),
    ("multipart/form-data; boundary=" + "y" * 5_000, b"--y"), ("application/x-www-form-urlencoded", b"%ff%fe=%00&&&=&=="),
    ("application/x-www-form-urlencoded; charset=utf-7", b"a=+ADw-"), ("", b"a=b"), ("text/plain\0", b"\0" * 100),
    ("application/x-www-form-urlencoded", b"&".join(b"a%d=1" % number for number in range(20_000))),
)


def _file(chance: random.Random) -> tuple[io.BytesIO, str]:
    """A file that is not what it says."""
    return io.BytesIO(chance.choice(_FILES)), chance.choice(_FILE_NAMES)


def _send_raw(visitor: Visitor, address: str, chance: random.Random) -> None:
    """A body that is no form at all, with the right token in a header."""
    kind, body = chance.choice(_BODIES)
    visitor.ask("POST", address, f"{kind} {body[:60]!r}", data=body, content_type=kind, headers={"X-CSRFToken": visitor.token})


# --- addresses, questions, headers -----------------------------------------------------------------------------------


def _on_rule(app: Flask, rule: Rule, chance: random.Random) -> Attack:
    """The rule with garbage where its values stand, by a method that it takes and one that it does not."""
    def piece() -> str:
        one = chance.choice((chance.choice(NUMBERS)[:400], value(chance), "1", "2", "3"))
        return quote(one[:400] if isinstance(one, bytes) else one[:400].encode(), safe="") or "0"

    address = rule.rule
    while "<" in address:
        head, _, rest = address.partition("<")
        address = head + piece() + rest.partition(">")[2]
    method = chance.choice((*sorted(rule.methods or ()), "GET", "POST", "PUT", "DELETE", "TRACE", "PATCH", "HEAD", "OPTIONS"))

    def run(visitor: Visitor) -> None:
        body = urlencode({"csrf_token": visitor.token, "x": "1"}) if method == "POST" else None
        answer = visitor.ask(method, address, data=body, content_type="application/x-www-form-urlencoded" if body else None)
        if answer.headers.get("Location", "").startswith("/sign-in"):
            visitor.enter()

    return run


def _on_page(address: str, names: set[str], chance: random.Random) -> Attack:
    """A page with garbage in its question, its headers or its cookies."""
    how = chance.random()
    if how < 0.6:
        asked = [(name, value(chance)[:5000]) for name in chance.choices([*sorted(names), "page", "next", "before", "q"], k=3)]
        query = urlencode(asked, errors="replace")
        return lambda visitor: (visitor.ask("GET", f"{address.partition('?')[0]}?{query}"))
    if how < 0.9:
        name = chance.choice(HEADERS)
        text = _for_header(value(chance))
        return lambda visitor: (visitor.ask("GET", address, f"{name}: {text!r}", headers={name: text}))
    name, text = chance.choice(COOKIES), _for_header(value(chance))
    return lambda visitor: _with_cookie(visitor, address, name, text)


def _for_header(one: Value) -> str:
    """As far as a server lets it through: no line ends, Latin letters."""
    text = one if isinstance(one, str) else one.decode("latin-1")
    return text.encode("latin-1", "replace").decode("latin-1").replace("\r", " ").replace("\n", " ").replace("\0", " ")[:4000]


def _with_cookie(visitor: Visitor, address: str, name: str, text: str) -> None:
    raw = f"{name}={text}; planner_session=x\xff; {name}"
    visitor.ask("GET", address, f"cookie {raw!r}", headers={"Cookie": raw})
