"""A run: one database after the other gets everything prepared, then faults by turns until the time is up."""

import os
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import Any

from faults import away, clocks, connections, crowd, kills, letters, operations, storms
from faults.base import Base, prepare
from faults.commands import commands
from faults.journal import Journal, Trial
from faults.kills import Command
from faults.launcher import Launcher
from faults.operations import Operation
from faults.postgres import Postgres
from faults.site import Site
from faults.store import PostgresStore, SqliteStore

DISK_BYTES = {"sqlite": 40 << 20, "postgresql": 700 << 20}
# The writes that matter most are struck more often than the other sixty.
OFTEN = (
    "/goals/N/edit", "/goals/new", "/needs/new", "/targets/N/edit", "/targets/N/values/new", "/update", "/import/N/approve",
    "/reviews/N/close", "/briefs/N/issue", "/cycles/N/rebaseline", "/needs/N/decision",
)


@dataclass
class Ground:
    """Everything that is ready to be harmed on one database."""

    site: Site
    base: Base
    operations: list[Operation]
    commands: list[Command]
    unreached: list[str]
    disk: Path | None

    def often(self) -> list[Operation]:
        return [operation for operation in self.operations if operation.kind in OFTEN]

    def quick(self) -> list[Operation]:
        return [operation for operation in self.often() if operation.kind != "/briefs/N/issue"]


@contextmanager
def ground(kind: str, *, kinds: set[str] | None = None, with_commands: bool = True) -> Iterator[Ground]:
    """Prepare one database, on a small disk of its own where that is allowed."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="planner-faults-", dir="/tmp")))
        disk = stack.enter_context(small_disk(folder, DISK_BYTES[kind]))
        launcher = Launcher()
        stack.callback(launcher.close)
        site_folder = folder / "site"
        site_folder.mkdir()
        if kind == "sqlite":
            data = (disk or folder) / "data"
            data.mkdir(mode=0o700)
            site = Site(SqliteStore(data), site_folder, launcher)
        else:
            postgres_folder = (disk or folder) / "pg"
            postgres_folder.mkdir()
            folder.chmod(0o755)
            postgres = Postgres(postgres_folder)
            stack.callback(postgres.close)
            postgres.start()
            site = Site(PostgresStore(postgres), site_folder, launcher)
        base = prepare(site)
        found, unreached = operations.operations(site, base, kinds)
        ready = commands(site) if with_commands else []
        yield Ground(site, base, found, ready, unreached, disk)
        site.end()


@contextmanager
def small_disk(folder: Path, n_bytes: int) -> Iterator[Path | None]:
    """A disk of this size; None where nobody may mount one."""
    disk = folder / "disk"
    disk.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={n_bytes}", "tmpfs", str(disk)], capture_output=True, check=False
    ).returncode == 0 if os.getuid() == 0 else False
    try:
        yield disk if mounted else None
    finally:
        if mounted:
            with suppress(OSError):
                subprocess.run(["umount", "-l", str(disk)], check=False)


def turns(ground: Ground, random: Random) -> Iterator[Callable[[], list[Trial]]]:
    """Faults without end. Each turn goes through all kinds; the operations come by turns as well."""
    site, base = ground.site, ground.base
    every = _endless(ground.operations, random)
    often, quick = _endless(ground.often(), random), _endless(ground.quick(), random)
    command = _endless(ground.commands, random)
    writing = _endless([one for one in ground.operations if letters.writes_letters(base, one)], random)
    n = 0
    while True:
        for _ in range(8):
            yield lambda: [kills.kill_in_form(site, base, next(often), random)]
            yield lambda: [kills.kill_in_form(site, base, next(every), random)]
        yield lambda: [storms.storm(site, base, random, n_servers=1 if site.store.kind == "sqlite" else 2)]
        yield lambda: [kills.kill_in_command(site, next(command), random)]
        yield lambda: [connections.cut_line(site, base, next(every), random)]
        yield lambda: [letters.letters(site, base, next(writing), random)]
        yield from _aways(ground, random, quick, n)
        if n % 6 == 1:
            yield lambda: crowd.crowd(site, base)
            yield lambda: [connections.many_half_open(site, base, random)]
            yield lambda: [clocks.skewed(site, base, name, off, random) for name, off in clocks.skews(datetime.now(UTC)).items()]
        n += 1


def _aways(ground: Ground, random: Random, quick: Iterator[Operation], n: int) -> Iterator[Callable[[], list[Trial]]]:
    site, base, disk = ground.site, ground.base, ground.disk
    if site.store.kind == "sqlite":
        yield lambda: [away.lock_sqlite(site, base, next(quick), seconds=12 if n % 5 == 4 else random.uniform(0.1, 3))]
        yield lambda: [away.limit_sqlite(site, base, next(quick), random)]
    else:
        yield lambda: [away.kill_postgres(site, base, next(quick), random)]
        seconds = 35 if n % 8 == 7 else random.uniform(0.1, 3)
        yield lambda: [away.freeze_postgres(site, base, next(quick), random, seconds=seconds)]
        yield lambda: [connections.cut_at_commit(site, base, next(quick), random)]
    if disk is not None:
        yield lambda: [away.fill_disk(site, base, next(quick), random, disk)]


def _endless(things: list[Any], random: Random) -> Iterator[Any]:
    while True:
        yield from random.sample(things, len(things))


def run(kind: str, *, seconds: float, seed: int, journal: Journal, say: Callable[[str], None]) -> None:
    """Prepare one database and harm it, so long in all."""
    random, deadline = Random(seed), time.monotonic() + seconds
    say(f"{kind}: preparing")
    with ground(kind) as ready:
        journal.note(
            prepared=kind, seed=seed, operations=[one.kind for one in ready.operations], unreached=ready.unreached,
            commands=[one.kind for one in ready.commands], has_disk=ready.disk is not None,
        )
        say(f"{kind}: {len(ready.operations)} forms and {len(ready.commands)} commands; no values found for {ready.unreached}")
        for turn in turns(ready, random):
            if time.monotonic() > deadline:
                return
            for trial in turn():
                journal.add(trial)
                if not trial.is_clean:
                    say(f"NOT CLEAN {trial}")
