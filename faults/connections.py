"""Lines that break: between the visitor and the planner, and between the planner and PostgreSQL."""

import socket
import threading
import time
from contextlib import closing
from random import Random

from faults.base import Base, restore
from faults.journal import Trial
from faults.kills import is_unclear, send_again, settle, told
from faults.line import Cut, Line
from faults.operations import Operation
from faults.site import Site
from faults.store import PostgresStore
from faults.visitor import Lost, Visitor, encoded


def cut_line(site: Site, base: Base, operation: Operation, random: Random) -> Trial:
    """Cut the visitor's line somewhere in the request or in the answer; then they send the form again."""
    trial = Trial(site.store.kind, "line cut", operation.kind)
    restore(site)
    with site.serving() as server, closing(Line(server.port)) as line:
        visitor = base.visitor(operation.who, server.port)
        form = operation.form(visitor)
        length = len(encoded({**form.values, **operation.values}, is_multipart=form.is_multipart)[0]) + 300
        line.cut = Cut(asked=random.randrange(1, length)) if random.random() < 0.5 else Cut(answered=random.randrange(1, 400))
        answer = None
        try:
            answer = operation.send(visitor.at(line.port), form)
        except Lost:
            pass
        wait_until_idle(site, server.port)
        trial.told = told(answer)
        settle(site, base, operation, trial, answer)
        send_again(site, base, operation, trial, visitor, form)
    return trial


def wait_until_idle(site: Site, port: int) -> None:
    """Come back when whatever was being written is written or given up: the picture stays as it is."""
    before = site.store.picture()
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        Visitor(port).get("/sign-in")
        time.sleep(0.15)
        now = site.store.picture()
        if now.is_like(before):
            return
        before = now


def many_half_open(site: Site, base: Base, random: Random) -> Trial:
    """Forty who begin a request and never finish it: everybody else is answered all the same."""
    trial = Trial(site.store.kind, "half-open lines", "40 at once")
    restore(site)
    with site.serving() as server:
        stuck = [socket.create_connection(("127.0.0.1", server.port)) for _ in range(40)]
        try:
            for number, one in enumerate(stuck):
                head = f"POST /goals/new HTTP/1.1\r\nHost: x\r\nContent-Length: {random.randrange(100, 10_000)}\r\n\r\nstatement="
                one.sendall(head.encode()[: 20 + 4 * number])
            began = time.monotonic()
            answer = base.visitor("clo", server.port).get("/goals")
            trial.seconds_in = time.monotonic() - began
            if answer.status != 200 or trial.seconds_in > 10:
                trial.problems.append(f"answered {answer.status} after {trial.seconds_in:.1f} s")
        except Lost as error:
            trial.problems.append(str(error))
        finally:
            for one in stuck:
                one.close()
        trial.problems += site.problems()
    return trial


def cut_at_commit(site: Site, base: Base, operation: Operation, random: Random) -> Trial:
    """The line to PostgreSQL breaks with COMMIT: sometimes it got there, sometimes not. Nobody may be told a tale."""
    assert isinstance(site.store, PostgresStore)
    trial = Trial(site.store.kind, "database line cut at COMMIT", operation.kind)
    restore(site)
    socket_path = str(site.store.server.folder / ".s.PGSQL.5432")
    is_after = random.random() < 0.5
    with closing(Line(socket_path)) as line:
        site.extra["PLANNER_DATABASE_URL"] = f"postgresql://{site.store.server.user}@127.0.0.1:{line.port}/{site.store.name}"
        try:
            with site.serving() as server:
                visitor = base.visitor(operation.who, server.port)
                form = operation.form(visitor)
                # Connections that are open pass on with the cut that they began with, so the pool must begin anew.
                armed = threading.Event()
                line.cut.seen, line.cut.after = lambda data: armed.is_set() and b"COMMIT" in data, is_after
                armed.set()
                answer = None
                try:
                    answer = operation.send(visitor, form)
                except Lost as error:
                    trial.unclear.append(f"no answer: {error}")
                armed.clear()
                trial.told = told(answer)
                if line.n_cut and answer is not None and answer.status not in (303, 503):
                    trial.unclear.append(f"{answer.status} {answer.words[:200]}")
                if line.n_cut and answer is not None and answer.status == 503 and "not certain" not in answer.words:
                    trial.unclear.append(f"claims to know: {answer.words[:200]}")
                if answer is not None and answer.status == 503:
                    trial.told = "unknown"
                settle(site, base, operation, trial, None if is_unclear(answer) else answer, is_loose=True)
                send_again(site, base, operation, trial, visitor, form)
        finally:
            del site.extra["PLANNER_DATABASE_URL"]
    return trial
