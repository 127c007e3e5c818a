"""The organization that everything is tried on: the demonstration, with some work left open, and the people signed in."""

import csv
import io
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from urllib.parse import urlsplit

from faults.picture import Picture
from faults.site import Site
from faults.visitor import Answer, File, Form, Values, Visitor
from planner.features.demo.story.people import DEMO_PASSWORD

PEOPLE = {"clo": "clo@example.org", "admin": "admin@example.org", "manager": "manager@example.org", "head": "head@example.org",
          "executive": "executive@example.org"}
N_IMPORTED = 600
BASE = "base"


@dataclass(frozen=True)
class Base:
    """The state that is put back before each trial, and the cookies with which people are signed in in it."""

    picture: Picture
    cookies: dict[str, dict[str, str]]
    run_path: str  # the import that waits for approval

    def visitor(self, who: str, port: int) -> Visitor:
        return Visitor(port, dict(self.cookies[who]))


def prepare(site: Site) -> Base:
    """Fill the store, leave work open, remember that state."""
    site.store.empty()
    for arguments in (("db", "upgrade"), ("demo", "load")):
        code, said = site.run(*arguments)
        if code != 0:
            raise RuntimeError(f"planner {' '.join(arguments)} ended with {code}: {said[-2000:]}")
    with site.serving() as server:
        visitors = {who: Visitor(server.port).sign_in(email, DEMO_PASSWORD) for who, email in PEOPLE.items()}
        run_path = _stage(visitors["clo"])
        _open_work(visitors["clo"])
    site.store.keep(BASE)
    site.store.restore(BASE)
    return Base(site.store.picture(), {who: dict(one.cookies) for who, one in visitors.items()}, run_path)


def restore(site: Site) -> None:
    """Put everything back; nothing serves afterwards."""
    site.end()
    site.store.restore(BASE)


def _stage(clo: Visitor) -> str:
    form = clo.get("/import").form("/import")
    answer = clo.send(form, {"kind": "training-records", "file": File("records.csv", training_records(N_IMPORTED))})
    return _gone_to(answer)


def _open_work(clo: Visitor) -> None:
    """A review that is open, a draft of a brief, and next year's plan before its approval."""
    listing = clo.get("/reviews")
    for link in listing.document.select("a[href^='/reviews/']"):
        page = clo.get(str(link["href"]))
        openers = [form for form in page.forms() if form.action.endswith("/open")]
        if page.status == 200 and openers:
            _gone_to(clo.send(openers[0]))
            opened = clo.get(urlsplit(str(link["href"])).path)
            mover = next(form for form in opened.forms() if form.action.endswith("/move"))
            _gone_to(clo.send(mover, {"held_on": today().isoformat()}))
            break
    _gone_to(clo.send(clo.get("/cycles/new").form("/cycles/new"), {"name": "A later year"}))


def _gone_to(answer: Answer) -> str:
    if answer.status != 303:
        raise RuntimeError(f"could not prepare: {answer.status} {answer.words[:600]}")
    return urlsplit(answer.location).path


def training_records(n: int, *, first_employee: int = 1) -> bytes:
    """A file as a learning platform exports it: `n` completed trainings in the first weeks of the year."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(["Employee ID", "Course", "Start date", "Completion date", "Outcome", "Hours", "Cost"])
    first = date(today().year, 1, 5) + timedelta(days=180)
    for number in range(n):
        day = first + timedelta(days=number % 60)
        course = f"Course {number % 5 + 1} of the faults"
        writer.writerow([f"E{first_employee + number}", course, day, day, "Completed", "4", "100.00"])
    return text.getvalue().encode()


def today() -> date:
    return datetime.now(UTC).date()


def with_values(form: Form, values: Values) -> Form:
    return replace(form, values={**form.values, **values})
