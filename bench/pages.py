"""Every page that the application registers, as each role, beside the bare endpoint and beside the same page on fewer data."""

import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from flask import Flask
from werkzeug.routing import Rule

from bench.client import Answer, Client
from bench.results import PageTimes, Results
from bench.things import Things, Values
from bench.wrapped import BARE, PROCESSOR, STATEMENTS
from planner.features.demo.story.people import DEMO_ACCOUNTS
from planner.permissions import Role

NOBODY = "nobody"
FOR_A_TARGET = "for a target"
SHOWN = (200, 303)
WARM_UP = 2


@dataclass(frozen=True, slots=True)
class Side:
    """One server with its things and signed-in clients by role."""

    things: Things
    clients: Mapping[str, Client]
    heads: Mapping[str, int]  # of roles that see a branch only: the person


@dataclass(frozen=True, slots=True)
class Effort:
    """How often each page is asked for: as the chief learning officer, and as the others (0: only where nobody saw it yet)."""

    most: int
    others: int

    def for_role(self, role: str) -> int:
        return self.most if role == Role.CLO.value else self.others


FULL, QUICK = Effort(7, 3), Effort(1, 0)


def roles() -> dict[str, str]:
    """A role with the address of somebody who has it."""
    found: dict[str, str] = {}
    for account in DEMO_ACCOUNTS:
        found.setdefault(account.role.value, account.email)
    return found


def signed_in(port: int) -> dict[str, Client]:
    """A client for each role, and one that is not signed in."""
    clients = {role: Client(port).sign_in(email) for role, email in roles().items()}
    return {Role.CLO.value: clients.pop(Role.CLO.value), **clients, NOBODY: Client(port)}


def rules(app: Flask) -> list[Rule]:
    """Everything that answers GET, but for the public files."""
    return sorted(
        (rule for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ()) and rule.endpoint != "static"),
        key=lambda rule: rule.endpoint,
    )


def walk(app: Flask, database: str, big: Side, small: Side | None, effort: Effort, results: Results) -> None:
    """Measure every page; what no role could see is noted with the reason."""
    for rule in rules(app):
        shown = False
        for page in _pages_of(app, rule, database, big, small, effort, results):
            shown = True
            results.pages.append(page)
            results.bare.setdefault(database, []).extend(page.bare)
        if shown:
            results.walked.add(rule.endpoint)
            results.not_walked.pop(rule.endpoint, None)
        elif rule.endpoint not in results.walked:
            results.not_walked.setdefault(rule.endpoint, "there is no such thing in the data")


def _pages_of(
    app: Flask, rule: Rule, database: str, big: Side, small: Side | None, effort: Effort, results: Results
) -> Iterator[PageTimes]:
    names = frozenset(rule.arguments)
    try:
        chosen = list(big.things.about(names))
    except LookupError as error:
        results.not_walked[rule.endpoint] = str(error)
        return
    few = dict(small.things.about(names)) if small else {}
    if rule.endpoint.endswith(".new") or "kind" in names:  # these are also asked with words behind the question mark
        chosen.append((FOR_A_TARGET, chosen[0][1]))
        few[FOR_A_TARGET] = chosen[0][1]
    for which, values in chosen:
        page = PageTimes(rule.endpoint, which, address_of(app, rule.endpoint, values), database)
        for role, client in big.clients.items():
            n = effort.for_role(role) or int(not page.times)
            if not n:
                continue
            own = _own(big, names, role, which, values)
            other = small.clients[role] if small else None
            lesser = _own(small, names, role, which, few.get(which, values)) if small and few else None
            asked = [big.things.asked() if which == FOR_A_TARGET else "",
                     small.things.asked() if small and which == FOR_A_TARGET else ""]
            smaller = address_of(app, rule.endpoint, lesser) + asked[1] if lesser is not None else None
            page.address = address_of(app, rule.endpoint, own) + asked[0]
            _measure(page, role, (client, page.address), (other, smaller), n)
        if page.times:
            yield page
        else:
            results.not_walked.setdefault(rule.endpoint, "nobody was shown it")


def _own(side: Side, names: frozenset[str], role: str, which: str, values: Values) -> Values:
    """What a head sees is chosen among their own."""
    if role not in side.heads or not names:
        return values
    mine = dict(side.things.about(names, side.heads[role]))
    return mine.get(which) or next(iter(mine.values()), values)


def address_of(app: Flask, endpoint: str, values: Mapping[str, Any]) -> str:
    return app.url_map.bind("localhost").build(endpoint, dict(values))


def _measure(
    page: PageTimes, role: str, big: tuple[Client, str], small: tuple[Client | None, str | None], n: int
) -> None:
    """Ask in turns: the bare endpoint, the page, the page on fewer data, so that what disturbs one disturbs all."""
    client, address = big
    first = client.get(address)
    if not _is_shown(first, role):
        return
    other, smaller = small
    less = other.get(smaller) if other is not None and smaller is not None else None
    has_less = less is not None and less.status == first.status
    for _ in range(WARM_UP if n > 1 else 0):
        client.get(address)
    times, few, processor = [], [], []
    for number in range(n):
        bare = client.get(bare_address(number))
        page.bare.append(bare.seconds)
        page.processor_bare.append(float(bare.headers.get(PROCESSOR, 0)))
        answer = client.get(address)
        times.append(answer.seconds)
        processor.append(float(answer.headers.get(PROCESSOR, 0)))
        if has_less and other is not None and smaller is not None:
            few.append(other.get(smaller).seconds)
    page.times[role], page.small[role], page.processor[role], page.status = times, few, processor, first.status
    page.statements = max(page.statements, int(answer.headers.get(STATEMENTS, 0)))
    if has_less and less is not None:
        page.statements_small = max(page.statements_small, int(less.headers.get(STATEMENTS, 0)))
    page.bytes = max(page.bytes, answer.compressed)


def bare_address(number: int) -> str:
    return f"{BARE}/rows?first={1 + 37 * number}"


def _is_shown(answer: Answer, role: str) -> bool:
    """A page, or the way from one to another; not the way to the door, and not what the role may not see."""
    if answer.status not in SHOWN:
        return False
    where = answer.headers.get("Location", "")
    return not (role == NOBODY and "/sign-in" in where)


def breath(client: Client, seconds: float) -> float:
    """The median time of the bare endpoint over about so many seconds."""
    times: list[float] = []
    until = time.monotonic() + seconds
    while time.monotonic() < until and len(times) < 500:
        times.append(client.get(bare_address(len(times) % 20)).seconds)
    return sorted(times)[len(times) // 2]
