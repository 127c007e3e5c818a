"""Saving values: one, a fortnight's worth, and as much room for them as the run needs."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import median

from sqlalchemy import Connection, text

from bench.client import Client, form_on
from bench.pages import bare_address
from bench.results import Line, Results
from planner.features.demo.story.people import DEMO_ACCOUNTS
from planner.permissions import Role

FORTNIGHTS = 3  # that are emptied, so that as many can be entered
NUMBERS = {"value": "50", "numerator": "30", "denominator": "60", "to_date": "1000000", "respondents": "20"}
SAVED = 303
RECORD_TIMES, RECORD_TIMES_QUICK = 15, 2


@dataclass(slots=True)
class Room:
    """Targets without a value for the latest fortnights; taken one after the other."""

    targets: list[int]
    fortnights: list[int]


def make_room(connection: Connection, n: int) -> Room:
    """Take the values of the latest fortnights from the targets on the learning manager's page, and from so many others."""
    manager = next(row.email for row in DEMO_ACCOUNTS if row.role is Role.LEARNING_MANAGER)
    periods = [row[0] for row in connection.execute(text(
        "SELECT DISTINCT period_start FROM observations ORDER BY period_start DESC LIMIT :n"), {"n": FORTNIGHTS})]
    known = {"first": periods[-1], "email": manager, "n": n}
    mine = "SELECT t.indicator_id FROM targets t JOIN people p ON p.id IN (t.owner_id, t.collector_id) WHERE p.email = :email"
    begun = (
        "SELECT DISTINCT t.id, t.indicator_id FROM targets t JOIN observations o ON o.indicator_id = t.indicator_id "
        "WHERE o.period_start >= :first AND t.collected_every_days = 14 AND t.due_on > o.period_end "
        f"AND t.indicator_id NOT IN ({mine}) ORDER BY t.id LIMIT :n"
    )
    others = connection.execute(text(begun), known).all()
    numbers = [number + 1 for number in _numbers(connection, periods)]
    connection.execute(text(f"DELETE FROM observations WHERE period_start >= :first AND indicator_id IN ({mine})"), known)
    connection.execute(
        text("DELETE FROM observations WHERE period_start >= :first AND indicator_id = :indicator"),
        [{"first": periods[-1], "indicator": row[1]} for row in others],
    )
    connection.commit()
    return Room([row[0] for row in others], numbers)


def _numbers(connection: Connection, periods: Sequence[object]) -> list[int]:
    """How many fortnights of the running year lie before each of these."""
    count = text("SELECT count(DISTINCT period_start) FROM observations WHERE period_start < :day AND period_start >= "
                 "(SELECT max(starts_on) FROM cycles)")
    return [int(connection.execute(count, {"day": day}).scalar() or 0) for day in periods]


def filled(form: dict[str, str]) -> dict[str, str]:
    """The form with its numbers typed in."""
    typed = dict(form)
    for name in form:
        kind = name.rsplit("-", 1)[-1]
        if kind in NUMBERS and not (kind == "value" and name.replace("value", "numerator") in form):
            typed[name] = NUMBERS[kind]
    return typed


Sending = tuple[str, dict[str, str]]


def ready_to_record(client: Client, room: Room, n: int) -> Iterator[Sending]:
    """Where so many values are sent to, and what is sent. A target with no fortnight to choose is passed over."""
    while n and room.targets:
        address = f"/targets/{room.targets.pop(0)}/values/new"
        try:
            form = form_on(client.get(address).text, address)
        except LookupError:
            continue
        if form.get("period"):
            n -= 1
            yield address, filled(form)


def record_one_by_one(client: Client, room: Room, n: int, results: Results, database: str) -> None:
    times, bare = [], []
    for number, (address, fields) in enumerate(ready_to_record(client, room, n)):
        bare.append(client.get(bare_address(number)).seconds)
        answer = client.post(address, fields)
        if answer.status != SAVED:
            results.notes.append(f"{database}: {address} answered {answer.status}: {answer.complaint}")
            continue
        times.append(answer.seconds)
    if times:
        ratio = median(times) / median(bare)
        results.lines.append(Line(
            "record one value", "≤ 8 × bare", f"{ratio:.1f} × bare ({median(times) * 1000:.0f} ms)", ratio <= 8, database,
        ))


def record_fortnights(client: Client, room: Room, results: Results, database: str) -> None:
    """The learning manager enters all that is owed, fortnight by fortnight, the earliest first."""
    times, sizes = [], []
    for number in sorted(room.fortnights):
        page = client.get(f"/update?fortnight={number}")
        form = filled(form_on(page.text, "/update"))
        n = len({name.split("-")[0] for name in form if re.match(r"t\d+-", name)})
        if not n:
            continue
        answer = client.post(f"/update?fortnight={number}", form)
        if answer.status != SAVED:
            what = f"saving fortnight {number} with {n} values"
            results.notes.append(f"{database}: {what} answered {answer.status}: {answer.complaint}")
            continue
        times.append(answer.seconds)
        sizes.append(n)
    if times:
        # Where fewer than fifty are owed, so much longer would fifty take.
        whole = [time * max(50 / n, 1) for time, n in zip(times, sizes, strict=True)]
        results.lines.append(Line(
            "record a fortnight's values (50 targets in one save)", "≤ 150 ms",
            f"{median(whole) * 1000:.0f} ms (measured with {', '.join(map(str, sizes))} targets)", median(whole) <= 0.150,
            database,
        ))
