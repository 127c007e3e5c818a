"""Sixteen people who do the same thing in the same moment. One of them does it; the others are told, clearly."""

import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager

from faults.base import Base, restore
from faults.journal import Trial
from faults.operations import filled
from faults.site import Site
from faults.visitor import Answer, Form, Lost, Values, Visitor

N = 16
TURNS = 4
SECONDS = 120  # sixteen prints of a brief take a while on one core
CLEAR = {303, 409, 422, 503}
Sending = tuple[Visitor, Form, Values]
Contest = Callable[[Site, Trial, list[Visitor]], None]


@contextmanager
def crowded(site: Site, base: Base) -> Iterator[list[Visitor]]:
    """Sixteen browsers of one planner: one process on SQLite, two on PostgreSQL."""
    restore(site)
    with ExitStack() as servers:
        ports = [servers.enter_context(site.serving()).port for _ in range(1 if site.store.kind == "sqlite" else 2)]
        yield [Visitor(ports[n % len(ports)], dict(base.cookies["clo"]), seconds=SECONDS) for n in range(N)]


def at_once(trial: Trial, sendings: list[Sending]) -> list[Answer]:
    """Send all of them in the same moment. Whatever is no clear answer is noted in the trial."""
    answers: list[Answer] = []
    gate = threading.Barrier(len(sendings))

    def send(visitor: Visitor, form: Form, values: Values) -> None:
        gate.wait()
        try:
            answers.append(visitor.send(form, values))
        except Lost as error:
            trial.unclear.append(f"no answer: {error}")

    threads = [threading.Thread(target=send, args=one) for one in sendings]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for answer in answers:
        if answer.status not in CLEAR or (answer.status == 503 and "Retry-After" not in answer.headers):
            trial.unclear.append(f"{answer.status} {answer.words[:300]}")
    trial.writes += sum(answer.status == 303 for answer in answers)
    return answers


def crowd(site: Site, base: Base) -> list[Trial]:
    """Every contest once."""
    trials = []
    for name, contest in CONTESTS.items():
        trial = Trial(site.store.kind, f"{N} at once", name)
        with crowded(site, base) as visitors:
            contest(site, trial, visitors)
            trial.problems += site.problems()
        trials.append(trial)
    return trials


def _edited(table: str, page: str, column: str) -> Contest:
    """All have the same version of the same thing before them, and save: one does, the others see both versions."""

    def contest(site: Site, trial: Trial, visitors: list[Visitor]) -> None:
        for turn in range(TURNS):
            forms = [visitor.get(page).form(page) for visitor in visitors]
            words = [f"Words {turn} of {n}" for n in range(N)]
            sendings = [(v, f, {column: w}) for v, f, w in zip(visitors, forms, words, strict=True)]
            answers = at_once(trial, sendings)
            _expect(trial, answers, n_saved=1)
            told = [a for a in answers if a.status == 422]
            unseen = [a.words[:200] for a in told if "Somebody else saved this" not in a.words or "Words" not in a.words]
            trial.problems += [f"does not show both versions: {text}" for text in unseen[:2]]
            number = page.split("/")[2]
            saved = [row[0] for row in site.store.ask(f"SELECT {column} FROM {table} WHERE id = {number}")]
            if saved[0] not in words:
                trial.lost.append(f"{table} {number} holds {saved}")

    return contest


def _only_once(page: str, action: str, values: Values, event: str) -> Contest:
    """What can happen once only: all press the button; the trail tells how often it happened."""
    query = f"SELECT count(*) FROM audit_entries WHERE event = '{event}'"

    def contest(site: Site, trial: Trial, visitors: list[Visitor]) -> None:
        where = page if "{" not in page else page.format(_first_id(site, page))
        what = action if "{" not in action else where + action.removeprefix("{}")
        before = int(str(site.store.ask(query)[0][0]))
        answers = at_once(trial, [(visitor, visitor.get(where).form(what), values) for visitor in visitors])
        done = int(str(site.store.ask(query)[0][0])) - before
        if done != 1:
            (trial.doubled if done else trial.lost).append(f"{what}: happened {done} times, told {_statuses(answers)}")

    return contest


_STATES = {
    "/reviews/{}": "SELECT id FROM reviews WHERE state = 'open' ORDER BY id",
    "/briefs/{}": "SELECT id FROM briefs WHERE state = 'draft'",
    "/needs/{}": "SELECT id FROM needs WHERE state = 'submitted' ORDER BY id",
    "/import/{}": "SELECT id FROM import_runs WHERE applied_at IS NULL",
}


def _first_id(site: Site, page: str) -> object:
    return site.store.ask(_STATES[page])[0][0]


def _value_of_a_fortnight(site: Site, trial: Trial, visitors: list[Visitor]) -> None:
    """All enter a value for the same period of the same target: one valid value."""
    path, form = next(value_forms(visitors[0]))
    typed = filled(form, only_required=False)
    answers = at_once(trial, [(visitor, visitor.get(path).form(path), typed) for visitor in visitors])
    _expect(trial, answers, n_saved=1)
    query = ("SELECT indicator_id, period_start, period_end, count(*) FROM observations WHERE superseded_at IS NULL "
             "GROUP BY indicator_id, period_start, period_end HAVING count(*) > 1")
    trial.doubled += [str(row) for row in site.store.ask(query)]


def value_forms(visitor: Visitor) -> Iterator[tuple[str, Form]]:
    """Forms for a value of a target, with a period that is still free."""
    for link in visitor.get("/targets").document.select("main a[href^='/targets/']"):
        path = f"{str(link['href']).split('?')[0]}/values/new"
        shown = visitor.get(path)
        forms = [form for form in shown.forms() if form.action.split("?")[0] == path]
        if shown.status == 200 and forms and any(forms[0].values.get(name) for name in ("period",)):
            yield path, forms[0]


def _goals_and_ranks(site: Site, trial: Trial, visitors: list[Visitor]) -> None:
    """Half add a goal, half move one: the ranks are 1, 2, 3 … afterwards."""
    listed = visitors[0].get("/goals?cycle=1")
    ranking = [form for form in listed.forms() if form.action.endswith("/rank")]
    sendings: list[Sending] = []
    for n, visitor in enumerate(visitors):
        if n % 2:
            sendings.append((visitor, visitor.get("/goals/new?cycle=1").form("/goals/new"), {"statement": f"Goal {n}"}))
        else:
            form = visitor.get("/goals?cycle=1").form(ranking[n % len(ranking)].action)
            sendings.append((visitor, form, {"rank": str(1 + n % 5)}))
    at_once(trial, sendings)
    query = "SELECT rank FROM goals WHERE cycle_id = 1 AND archived_at IS NULL ORDER BY rank"
    ranks = [int(str(rank)) for (rank,) in site.store.ask(query)]
    if ranks != list(range(1, len(ranks) + 1)):
        trial.half.append(f"ranks are {ranks}")


def _briefs(site: Site, trial: Trial, visitors: list[Visitor]) -> None:
    """All start a brief: numbers without gaps and doubles."""
    page = "/briefs/new?cycle=1"
    answers = at_once(trial, [(v, v.get(page).form("/briefs/new"), {"title": f"Brief {n}"}) for n, v in enumerate(visitors)])
    _expect(trial, answers, n_saved=N)
    numbers = [int(str(n)) for (n,) in site.store.ask("SELECT number FROM briefs WHERE cycle_id = 1 ORDER BY number")]
    if numbers != list(range(1, len(numbers) + 1)):
        trial.half.append(f"numbers are {numbers}")


def _department_of_one_name(site: Site, trial: Trial, visitors: list[Visitor]) -> None:
    """All make a department of the same name."""
    at_once(trial, [(v, v.get("/departments/new").form("/departments/new"), {"name": "The same"}) for v in visitors])
    n = int(str(site.store.ask("SELECT count(*) FROM departments WHERE name = 'The same'")[0][0]))
    if n != 1:
        (trial.doubled if n else trial.lost).append(f"{n} departments of one name")


def _the_same_form(site: Site, trial: Trial, visitors: list[Visitor]) -> None:
    """One form, sent sixteen times by one browser that lost its patience."""
    form = visitors[0].get("/goals/new?cycle=1").form("/goals/new")
    answers = at_once(trial, [(visitor.at(visitor.port), form, {"statement": "Pressed again"}) for visitor in visitors])
    _expect(trial, answers, n_saved=N)
    n = int(str(site.store.ask("SELECT count(*) FROM goals WHERE statement = 'Pressed again'")[0][0]))
    if n != 1 or len({answer.location for answer in answers}) != 1:
        trial.doubled.append(f"{n} goals, sent to {sorted({answer.location for answer in answers})}")


def _everything_about_one_goal(site: Site, trial: Trial, visitors: list[Visitor]) -> None:
    """Sponsors, ranks, words and putting away, all of the same goal: whoever collides is told."""
    page = visitors[0].get("/goals/1")
    kinds = [form for form in page.forms() if form.action.startswith("/goals/1/")]
    people = [str(name) for (name,) in site.store.ask("SELECT name FROM people WHERE left_on IS NULL ORDER BY id")]
    sendings: list[Sending] = []
    for n, visitor in enumerate(visitors):
        form = visitor.get("/goals/1").form(kinds[n % len(kinds)].action)
        person = {"person_id-typed": people[n]} if "person_id-typed" in form.values else {}
        sendings.append((visitor, form, {**filled(form, only_required=False), "reason": "No longer ours", **person}))
    at_once(trial, sendings)
    leads = int(str(site.store.ask("SELECT count(*) FROM sponsorships WHERE goal_id = 1 AND is_lead")[0][0]))
    if leads > 1:
        trial.half.append(f"{leads} leading sponsors")


def _expect(trial: Trial, answers: list[Answer], *, n_saved: int) -> None:
    n = sum(answer.status == 303 for answer in answers)
    n_told_to_try_again = sum(answer.status in (409, 503) for answer in answers)
    if not n_saved - n_told_to_try_again <= n <= n_saved:
        trial.problems.append(f"{n} saved, not {n_saved}: {_statuses(answers)}")


def _statuses(answers: list[Answer]) -> dict[int, int]:
    return dict(Counter(answer.status for answer in answers))


CONTESTS: dict[str, Contest] = {
    "edit a goal": _edited("goals", "/goals/1/edit", "statement"),
    "edit a target": _edited("targets", "/targets/1/edit", "statement"),
    "edit a program": _edited("programs", "/programs/1/edit", "name"),
    "record a value": _value_of_a_fortnight,
    "close a review": _only_once("/reviews/{}", "{}/close", {}, "review.closed"),
    "issue a brief": _only_once("/briefs/{}", "{}/issue", {}, "brief.issued"),
    "decide a need": _only_once("/needs/{}", "{}/decision", {"decision": "approve", "reason": "Yes"}, "need.approved"),
    "approve an import": _only_once("/import/{}", "{}/approve", {"create_missing": "y"}, "import.applied"),
    "close a cycle": _only_once("/cycles/1", "/cycles/1/close", {}, "cycle.closed"),
    "goals and ranks": _goals_and_ranks,
    "numbers of briefs": _briefs,
    "a department of one name": _department_of_one_name,
    "the same form": _the_same_form,
    "everything about one goal": _everything_about_one_goal,
}
