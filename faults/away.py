"""The database goes away and comes back, and the disk fills up, while somebody saves. The server is never started anew."""

import os
import resource
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing, suppress
from functools import partial
from pathlib import Path
from random import Random
from threading import Thread

from faults.base import Base, restore
from faults.journal import Trial
from faults.kills import Strike, is_unclear, moment_in, send, send_again, settle, told
from faults.operations import Operation
from faults.site import Site
from faults.store import PostgresStore, SqliteStore
from faults.visitor import Answer, Form, Lost, Visitor

SECONDS_TO_RECOVER = 30
UNLIMITED = resource.RLIM_INFINITY


def kill_postgres(site: Site, base: Base, operation: Operation, random: Random) -> Trial:
    """PostgreSQL dies while the form is saved, and is started again after a while."""
    assert isinstance(site.store, PostgresStore)
    postgres = site.store.server
    trial = Trial(site.store.kind, "PostgreSQL killed", operation.kind, n_kills=1)
    restore(site)
    with site.serving() as server:
        visitor = base.visitor(operation.who, server.port)
        form = operation.form(visitor)
        trial.seconds_in = moment_in(operation.seconds, random)
        answer = send(operation, visitor, form, Strike(trial.seconds_in, postgres.kill))
        trial.told = _told(answer)
        _expect_page(trial, answer, {303, 503})
        for path in ("/goals", "/nowhere", "/sign-in"):
            _expect_page(trial, _ask(visitor, path), {503, 404}, where=path)
        postgres.start()
        began = time.monotonic()
        _recover(trial, visitor, began)
        settle(site, base, operation, trial, None if trial.told == "unknown" else answer, is_loose=True)
        send_again(site, base, operation, trial, visitor, form)
    return trial


def freeze_postgres(site: Site, base: Base, operation: Operation, random: Random, *, seconds: float) -> Trial:
    """PostgreSQL stands still while the form is saved, and goes on `seconds` later."""
    assert isinstance(site.store, PostgresStore)
    postgres = site.store.server
    trial = Trial(site.store.kind, "PostgreSQL frozen", operation.kind)
    restore(site)
    with site.serving() as server:
        visitor = Visitor(server.port, dict(base.cookies[operation.who]), seconds=120)
        form = operation.form(visitor)
        trial.seconds_in = moment_in(operation.seconds, random)

        def stand_still() -> None:
            postgres.freeze()
            thaw.start()

        def go_on() -> None:
            time.sleep(seconds)
            postgres.thaw()

        thaw = Thread(target=go_on)
        answer = send(operation, visitor, form, Strike(trial.seconds_in, stand_still))
        thaw.join()
        trial.told = _told(answer)
        _expect_page(trial, answer, {303, 503})
        _recover(trial, visitor, time.monotonic())
        settle(site, base, operation, trial, None if trial.told == "unknown" else answer, is_loose=True)
        send_again(site, base, operation, trial, visitor, form)
    return trial


def lock_sqlite(site: Site, base: Base, operation: Operation, *, seconds: float) -> Trial:
    """Another process holds the one lock for writing for `seconds`: who saves waits, or is told."""
    assert isinstance(site.store, SqliteStore)
    trial = Trial(site.store.kind, "file locked by another", operation.kind)
    restore(site)
    options = {"isolation_level": None, "check_same_thread": False}
    with site.serving() as server, closing(sqlite3.connect(site.store.path, **options)) as other:
        visitor = Visitor(server.port, dict(base.cookies[operation.who]), seconds=60)
        form = operation.form(visitor)
        other.execute("BEGIN IMMEDIATE")

        def let_go() -> None:
            time.sleep(seconds)
            other.execute("ROLLBACK")

        holder = Thread(target=let_go)
        holder.start()
        _expect_page(trial, _ask(visitor, "/goals"), {200}, where="reading meanwhile")
        answer = None
        with suppress(Lost):
            answer = operation.send(visitor, form)
        holder.join()
        trial.told = _told(answer)
        _expect_page(trial, answer, {303, 503})
        settle(site, base, operation, trial, answer)
        send_again(site, base, operation, trial, visitor, form)
    return trial


def limit_sqlite(site: Site, base: Base, operation: Operation, random: Random) -> Trial:
    """No file of the server may grow beyond where it is, and a little: as with a quota. Then it may again."""
    assert isinstance(site.store, SqliteStore)
    log = site.store.path.with_name("planner.db-wal")
    trial = Trial(site.store.kind, "no room to write", operation.kind)
    restore(site)
    with site.serving() as server:
        visitor = base.visitor(operation.who, server.port)
        form = operation.form(visitor)
        # Its log of the web server must not be what is full: that one is far shorter than the database's.
        most = max(log.stat().st_size if log.exists() else 0, site.log.stat().st_size + 20_000) + random.randrange(0, 40_000)
        resource.prlimit(server.pid, resource.RLIMIT_FSIZE, (most, UNLIMITED))
        make_room = partial(resource.prlimit, server.pid, resource.RLIMIT_FSIZE, (UNLIMITED, UNLIMITED))
        _full(site, base, operation, trial, visitor, form, make_room)
    return trial


def fill_disk(site: Site, base: Base, operation: Operation, random: Random, disk: Path, *, faults: str = "disk full") -> Trial:
    """Fill the disk that the data lie on to the last few kilobytes, and make room again."""
    trial = Trial(site.store.kind, faults, operation.kind)
    restore(site)
    filler = disk / "filler"
    with site.serving() as server:
        visitor = base.visitor(operation.who, server.port)
        form = operation.form(visitor)
        free = os.statvfs(disk).f_bavail * os.statvfs(disk).f_frsize
        with filler.open("wb") as file:
            left = free - random.choice((0, 4096, 8192, 16_384, 32_768))
            while left > 0:
                n = min(left, 1 << 20)
                try:
                    file.write(bytes(n))
                    file.flush()
                except OSError:
                    break
                left -= n
        _full(site, base, operation, trial, visitor, form, filler.unlink)
    return trial


def _full(
    site: Site, base: Base, operation: Operation, trial: Trial, visitor: Visitor, form: Form, make_room: Callable[[], object]
) -> None:
    answer = None
    try:
        answer = operation.send(visitor, form)
    except Lost as error:
        trial.unclear.append(f"no answer: {error}")
    _expect_page(trial, _ask(visitor, "/goals"), {200, 503, 507}, where="reading meanwhile")
    make_room()
    trial.told = _told(answer)
    _expect_page(trial, answer, {303, 503, 507})
    _recover(trial, visitor, time.monotonic())
    settle(site, base, operation, trial, None if trial.told == "unknown" else answer, is_loose=site.store.kind != "sqlite")
    send_again(site, base, operation, trial, visitor, form)


def _told(answer: Answer | None) -> str:
    if answer is not None and answer.status == 503 and "not certain" in answer.words:
        return "unknown"
    return told(answer)


def _ask(visitor: Visitor, path: str) -> Answer | None:
    with suppress(Lost):
        return visitor.get(path)
    return None


def _expect_page(trial: Trial, answer: Answer | None, statuses: set[int], *, where: str = "saving") -> None:
    if answer is None:
        trial.unclear.append(f"{where}: no answer")
    elif answer.status not in statuses or is_unclear(answer) or ("<h1" not in answer.text and answer.status != 303):
        trial.unclear.append(f"{where}: {answer.status} {answer.words[:200]}")


def _recover(trial: Trial, visitor: Visitor, began: float) -> None:
    """Wait until pages come again, from the same server."""
    while True:
        answer = _ask(visitor, "/goals")
        if answer is not None and answer.status == 200:
            trial.recovery_seconds.append(time.monotonic() - began)
            return
        if time.monotonic() - began > SECONDS_TO_RECOVER:
            trial.problems.append(f"does not recover: {answer.status if answer else 'no answer'}")
            return
        time.sleep(0.05)
