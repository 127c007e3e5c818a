"""SIGKILL in the middle of a form, and of a command."""

import os
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from threading import Thread

from faults.base import BASE, Base
from faults.journal import ACKNOWLEDGED, REFUSED, UNKNOWN, Trial
from faults.operations import Operation
from faults.picture import Picture
from faults.site import Site
from faults.visitor import Answer, Form, Lost, Visitor


def moment_in(seconds: float, random: Random) -> float:
    """When to strike during something that takes `seconds`: anywhere, and often near the end, where it is made lasting."""
    if random.random() < 0.6:
        return random.uniform(0, seconds * 1.2 + 0.002)
    return max(0.0, random.gauss(seconds * 0.95, seconds * 0.12))


class Strike:
    """Does something a given time after `begin` is called, in a thread of its own."""

    def __init__(self, after_seconds: float, strike: Callable[[], None]) -> None:
        self._after, self._strike = after_seconds, strike
        self._thread = Thread(target=self._run)

    def begin(self) -> None:
        self._thread.start()

    def wait(self) -> None:
        if self._thread.ident is None:  # nothing was ever sent
            self._strike()
        else:
            self._thread.join()

    def _run(self) -> None:
        time.sleep(self._after)
        self._strike()


def told(answer: Answer | None) -> str:
    if answer is None:
        return UNKNOWN
    return ACKNOWLEDGED if answer.status in (200, 303) else REFUSED


def is_unclear(answer: Answer | None) -> bool:
    """Whether somebody was left with an answer that says nothing."""
    return answer is not None and (answer.status == 500 or (answer.status == 503 and "Retry-After" not in answer.headers))


def kill_in_form(site: Site, base: Base, operation: Operation, random: Random) -> Trial:
    """Send the form, kill the server meanwhile, start it again, compare, send the form again, compare again."""
    trial = Trial(site.store.kind, "killed", operation.kind, n_kills=1)
    server = site.take()
    site.store.restore_under(BASE)
    n_before = len(site.recoveries)
    visitor = base.visitor(operation.who, server.port)
    form = operation.form(visitor)
    trial.seconds_in = moment_in(operation.seconds, random)
    strike = Strike(trial.seconds_in, server.kill)
    answer = send(operation, visitor, form, strike)
    trial.told = told(answer)
    site.resting = site.start()
    trial.recovery_seconds = site.recoveries[n_before:]
    settle(site, base, operation, trial, answer)
    send_again(site, base, operation, trial, visitor.at(site.resting.port), form)
    return trial


def send(operation: Operation, visitor: Visitor, form: Form, strike: Strike) -> Answer | None:
    """What the person was told; None when the line went dead."""
    try:
        return operation.send(visitor, form, sent=strike.begin)
    except Lost:
        return None
    finally:
        strike.wait()


def settle(site: Site, base: Base, operation: Operation, trial: Trial, answer: Answer | None, *, is_loose: bool = False) -> None:
    """Compare what is there with what was there and what should be, and with what the person was told."""
    trial.problems += site.problems()
    now = site.store.picture()
    is_done, is_undone = now.is_like(operation.after, is_loose=is_loose), now.is_like(base.picture, is_loose=is_loose)
    trial.left = "after" if is_done else "before" if is_undone else "half"
    trial.writes += trial.told == ACKNOWLEDGED
    trial.unknown += trial.told == UNKNOWN
    if trial.left == "half":
        to_each = (base.picture.differences(now, is_loose=is_loose), operation.after.differences(now, is_loose=is_loose))
        trial.half += min(to_each, key=len)
    if trial.told == ACKNOWLEDGED and not is_done:
        trial.lost.append(f"told {answer.status if answer else None}, found {trial.left}")
    if trial.told == REFUSED and is_done and not is_undone:
        trial.problems.append("refused, and done all the same")
    if is_unclear(answer):
        trial.unclear.append(f"{answer.status} {answer.words[:200]}" if answer else "")


def send_again(site: Site, base: Base, operation: Operation, trial: Trial, visitor: Visitor, form: Form) -> None:
    """The person sends what they typed once more. It must be there then, and once."""
    if trial.left == "half":
        return
    try:
        answer = operation.send(visitor, form)
    except Lost as error:
        trial.problems.append(f"sent again: {error}")
        return
    trial.again = f"{answer.status}"
    now = site.store.picture()
    is_like = now.is_like(operation.after, is_loose=trial.left == "before")
    if trial.left == "before" and answer.status != 303:
        trial.problems.append(f"sent again: {answer.status} {answer.words[:300]}")
    elif not is_like:
        differences = operation.after.differences(now, is_loose=trial.left == "before")
        (trial.doubled if trial.left == "after" else trial.half).extend(differences)
    if is_unclear(answer):
        trial.unclear.append(f"sent again: {answer.status} {answer.words[:200]}")


@dataclass(frozen=True)
class Command:
    """A command of the administrator's: from which state, how long it takes, and what it leaves."""

    kind: str
    arguments: tuple[str, ...]
    begin: Callable[[Site], None]
    seconds: float
    before: Picture
    after: Picture


def measured(site: Site, kind: str, arguments: tuple[str, ...], begin: Callable[[Site], None]) -> Command:
    """Run the command once without a fault."""
    begin(site)
    before = site.store.picture()
    began = time.monotonic()
    code, said = site.run(*arguments)
    seconds = time.monotonic() - began
    if code != 0:
        raise RuntimeError(f"planner {' '.join(arguments)} ended with {code}: {said[-1500:]}")
    return Command(kind, arguments, begin, seconds, before, site.store.picture())


def kill_in_command(site: Site, command: Command, random: Random) -> Trial:
    """Kill the command; the database must be as before or as after, and the command must work when it is given again."""
    trial = Trial(site.store.kind, "killed", command.kind, n_kills=1)
    site.end()
    command.begin(site)
    trial.seconds_in = moment_in(command.seconds, random)
    pid, _said = site.begin_command(*command.arguments)
    time.sleep(trial.seconds_in)
    kill(pid)
    trial.told = ACKNOWLEDGED if site.launcher.wait(pid) == 0 else UNKNOWN
    now = site.store.picture()
    is_done, is_undone = now.is_like(command.after), now.is_like(command.before)
    trial.left = "after" if is_done else "before" if is_undone else "half"
    trial.writes, trial.unknown = int(trial.told == ACKNOWLEDGED), int(trial.told == UNKNOWN)
    if trial.told == ACKNOWLEDGED and not is_done:
        trial.lost.append(f"ended with 0, found {trial.left}")
    if trial.left == "half":
        trial.half += command.before.differences(now)
    if trial.left == "before":
        code, said = site.run(*command.arguments)
        trial.again = f"{code}"
        # What was given up has used up numbers on PostgreSQL, and frozen plans name them: there the rows are counted.
        now = site.store.picture()
        is_done = now.counts() == command.after.counts() if site.store.kind == "postgresql" else now.is_like(command.after)
        if code != 0 or not is_done:
            trial.problems.append(f"given again: {code} {said[-400:]}")
    return trial


def kill(pid: int) -> None:
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        pass


