"""Several people at work when the server is killed: whatever any of them was told to be saved is there, once.

Each writes words that nobody else writes, so that they can be found again: in the thing itself, and in the audit trail that is
written in the same transaction.
"""

import threading
import time
from dataclasses import dataclass, field
from random import Random

from faults.base import Base, restore
from faults.journal import Trial
from faults.operations import filled
from faults.site import Site
from faults.visitor import Form, Lost, Visitor

N_PEOPLE = 6


@dataclass
class Word:
    """A unique text that was sent, and what came back: True saved, False refused, None nothing."""

    text: str
    table: str
    column: str
    was_saved: bool | None = None


@dataclass
class Writer:
    """One person, who saves until the line goes dead."""

    visitor: Visitor
    number: int
    random: Random
    words: list[Word] = field(default_factory=list)
    unclear: list[str] = field(default_factory=list)

    def work(self, until: threading.Event) -> None:
        page = Page(self.visitor)
        n = 0
        try:
            while not until.is_set():
                n += 1
                kind = self.random.choice(("goal", "need", "department", "rename"))
                word = Word(f"Word {self.number}-{n}-{self.random.getrandbits(40):010x}", *_WHERE[kind])
                form, values = page.form(kind, word.text, self.number)
                self.words.append(word)
                answer = self.visitor.send(form, values)
                word.was_saved = answer.status == 303
                if answer.status >= 500 and (answer.status == 500 or "Retry-After" not in answer.headers):
                    self.unclear.append(f"{kind}: {answer.status} {answer.words[:200]}")
        except (Lost, LookupError):
            return


_WHERE = {
    "goal": ("goals", "statement"), "need": ("needs", "title"), "department": ("departments", "name"),
    "rename": ("people", "job_title"),
}


class Page:
    """The forms that a writer fills in."""

    def __init__(self, visitor: Visitor) -> None:
        self._visitor = visitor

    def form(self, kind: str, text: str, number: int) -> tuple[Form, dict[str, str]]:
        if kind == "goal":
            return self._visitor.get("/goals/new").form("/goals/new"), {"statement": text}
        if kind == "need":
            form = self._visitor.get("/needs/new").form("/needs/new")
            return form, {**filled(form, only_required=True), "title": text}
        if kind == "department":
            return self._visitor.get("/departments/new").form("/departments/new"), {"name": text}
        path = f"/people/{number + 1}/edit"
        return self._visitor.get(path).form(path), {"job_title": text}


def storm(site: Site, base: Base, random: Random, *, n_servers: int = 1) -> Trial:
    """Let people work for a moment, kill every server, start again, look for each of their words."""
    trial = Trial(site.store.kind, "killed while several save", f"{N_PEOPLE} people on {n_servers} servers", n_kills=n_servers)
    restore(site)
    before = len(site.recoveries)
    servers = [site.start() for _ in range(n_servers)]
    writers = [Writer(base.visitor("clo", servers[n % n_servers].port), n, Random(random.random())) for n in range(N_PEOPLE)]
    stop = threading.Event()
    threads = [threading.Thread(target=writer.work, args=(stop,)) for writer in writers]
    for thread in threads:
        thread.start()
    trial.seconds_in = random.uniform(0.3, 2.5)
    time.sleep(trial.seconds_in)
    for server in servers:
        server.kill()
    stop.set()
    for thread in threads:
        thread.join()
    with site.serving():
        trial.problems += site.problems()
        compare(site, trial, writers)
    trial.recovery_seconds = site.recoveries[before + n_servers:]
    return trial


def compare(site: Site, trial: Trial, writers: list[Writer]) -> None:
    """Look for every word: saved ones are there once, with their entry in the trail; the others at most once."""
    trail = {str(name) for (name,) in site.store.ask("SELECT thing_name FROM audit_entries")}
    changes = "\n".join(str(row[0]) for row in site.store.ask("SELECT changes FROM audit_entries WHERE thing_type = 'people'"))
    found = {where: [str(name) for (name,) in site.store.ask(f"SELECT {where[1]} FROM {where[0]}")] for where in _WHERE.values()}
    for writer in writers:
        trial.unclear += writer.unclear
        for word in writer.words:
            n = found[word.table, word.column].count(word.text)
            is_in_trail = word.text in (changes if word.table == "people" else trail)
            _judge(trial, word, n, is_in_trail)


def _judge(trial: Trial, word: Word, n: int, is_in_trail: bool) -> None:
    trial.writes += word.was_saved is True
    trial.unknown += word.was_saved is None
    is_kept = is_in_trail if word.table == "people" else n == 1  # a title is written over by the same person's next one
    if word.was_saved and not (is_kept and is_in_trail):
        trial.lost.append(f"{word}: found {n}, in the trail: {is_in_trail}")
    elif n > 1:
        trial.doubled.append(f"{word}: found {n}")
    elif word.table != "people" and (n == 1) != is_in_trail:
        trial.half.append(f"{word}: found {n}, in the trail: {is_in_trail}")
    elif word.was_saved is False and (n or is_in_trail):
        trial.problems.append(f"{word}: refused, and there all the same")
