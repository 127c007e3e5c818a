"""Servers whose clocks are wrong: ahead, behind, across the change to summer time and the end of the year."""

from datetime import UTC, datetime
from random import Random

from faults.base import Base, restore
from faults.crowd import value_forms
from faults.journal import Trial
from faults.operations import filled
from faults.site import Site
from faults.visitor import Answer, Visitor
from planner.features.demo.story.people import DEMO_PASSWORD

HOUR, DAY = 3600, 86_400


def skews(now: datetime) -> dict[str, float]:
    """How far off, in seconds, by name."""
    summer = datetime(now.year + 1, 3, 28, 0, 59, 50, tzinfo=UTC)  # ten seconds before the clocks go forward in Amsterdam
    winter = datetime(now.year, 10, 25, 0, 59, 50, tzinfo=UTC)
    new_year = datetime(now.year, 12, 31, 22, 59, 50, tzinfo=UTC)
    return {
        "an hour behind": -HOUR, "a day behind": -DAY, "an hour ahead": HOUR, "two days ahead": 2 * DAY,
        "at the change to summer time": (summer - now).total_seconds(),
        "at the change to winter time": (winter - now).total_seconds(),
        "at the end of the year": (new_year - now).total_seconds(),
    }


def skewed(site: Site, base: Base, name: str, seconds: float, random: Random) -> Trial:
    """Work with a wrong clock, then with the right one again: the trail stays whole, sessions end or go on, nothing is lost."""
    trial = Trial(site.store.kind, "clock off", name)
    restore(site)
    words = [f"Said {name} {random.getrandbits(40):x} {n}" for n in range(3)]
    with site.serving() as server:
        _add(trial, base.visitor("clo", server.port), words[0])
    with site.serving(clock_seconds=seconds) as server:
        # Whose session has ended by this clock signs in again, as anybody would.
        visitor = base.visitor("clo", server.port)
        if visitor.get("/goals").status != 200:
            visitor = Visitor(server.port).sign_in("clo@example.org", DEMO_PASSWORD)
        _look(trial, visitor)
        _add(trial, visitor, words[1])
        _record(trial, visitor)
    with site.serving() as server:
        visitor = base.visitor("clo", server.port)
        _look(trial, visitor)
        _add(trial, visitor, words[2])
        code, said = site.run("standings", "renew")  # at once, what the coming night would
        trial.problems += [] if code == 0 else [said[-600:]]
        trial.problems += site.problems()
    kept = {str(name) for (name,) in site.store.ask("SELECT statement FROM goals")}
    trial.lost += [word for word in words if word not in kept]
    query = "SELECT thing_name FROM audit_entries WHERE event = 'goal.created' ORDER BY id"
    trail = [str(name) for (name,) in site.store.ask(query)]
    if [word for word in trail if word in words] != words:
        trial.problems.append(f"the trail tells it in another order: {trail[-3:]}")
    return trial


def _add(trial: Trial, visitor: Visitor, statement: str) -> None:
    page = visitor.get("/goals/new?cycle=1")
    answer = visitor.send(page.form("/goals/new"), {"statement": statement})
    trial.writes += answer.status == 303
    _clear(trial, answer, {303})


def _record(trial: Trial, visitor: Visitor) -> None:
    """A value of a target: where it stands is worked out for days that the right clock has not come to, or has left behind."""
    for path, form in value_forms(visitor):
        values = filled(form, only_required=False)
        values.pop("single_day", None)  # of the two ways to say when, the fortnight that is offered: it is over by every clock
        answer = visitor.send(form, values)
        trial.writes += answer.status == 303
        _clear(trial, answer, {303}, path)
        return


def _look(trial: Trial, visitor: Visitor) -> None:
    for path in ("/", "/goals", "/targets", "/update", "/reviews", "/cycles", "/account"):
        _clear(trial, visitor.get(path), {200, 303}, path)


def _clear(trial: Trial, answer: Answer, statuses: set[int], where: str = "saving") -> None:
    if answer.status not in statuses:
        trial.unclear.append(f"{where}: {answer.status} {answer.words[:200]}")
