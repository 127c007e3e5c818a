"""`python -m bench`: the whole measurement. `--quick`: everything once, on a tiny company, in some seconds."""

import argparse
import fcntl
import os
import shutil
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from flask import Flask
from sqlalchemy import Connection, create_engine, text

from bench import data, importing, mixed, night, printing, reckoning, report
from bench.anchor import CACHE, ROOT, start_clock
from bench.data import Data
from bench.pages import FULL, QUICK, Effort, Side, signed_in, walk
from bench.postgres import Postgres, PostgresMissing, running
from bench.profiling import profile
from bench.results import Results
from bench.servers import Server, served
from bench.things import TYPICAL, Things
from bench.writing import RECORD_TIMES, RECORD_TIMES_QUICK, Room, make_room, record_fortnights, record_one_by_one
from planner.app import create_app
from planner.infra.memory import look_seldom
from planner.permissions import Role
from planner.settings import read_settings

DOCUMENT = ROOT / "docs" / "performance.md"
N_FREE = 120  # targets with room for a value
MIXED_EACH, MIXED_EACH_QUICK = 40, 10


@dataclass(frozen=True, slots=True)
class Plan:
    """How much is measured."""

    big: str
    small: str
    effort: Effort
    record_times: int
    mixed_each: int
    print_times: int
    with_postgres: bool


WHOLE = Plan("enterprise", "large", FULL, RECORD_TIMES, MIXED_EACH, 7, with_postgres=True)
SHORT = Plan("tiny", "smaller", QUICK, RECORD_TIMES_QUICK, MIXED_EACH_QUICK, 1, with_postgres=False)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="everything once, on a tiny company")
    parser.add_argument("--sqlite-only", action="store_true", help="leave PostgreSQL out")
    parser.add_argument("--out", type=Path, help="where the report is written (docs/performance.md, or nowhere with --quick)")
    given = parser.parse_args()
    plan = SHORT if given.quick else WHOLE
    out = given.out or (None if given.quick else DOCUMENT)

    def keep(results: Results) -> None:
        if out is not None:
            out.write_text(report.written(results), encoding="utf-8")

    results = run(plan, keep, with_postgres=plan.with_postgres and not given.sqlite_only)
    sys.stdout.write(report.written(results))


def run(plan: Plan, keep: Callable[[Results], None], *, with_postgres: bool) -> Results:
    """All measurements. Data that are not in the cache are loaded first. `keep` gets what there is after each database."""
    began = time.monotonic()
    start_clock()
    look_seldom()  # as on the command line
    results = Results(facts={"as of": time.strftime("%-d %B %Y"), **report.machine()})
    results.facts["waiting for a core when it began (load)"] = f"{os.getloadavg()[0]:.1f}"
    with _folder() as folder:
        with ExitStack() as stack:
            big, small = data.sqlite(plan.big, folder), data.sqlite(plan.small, folder)
            _note_load(results, plan, big, small)
            app = _application(big)
            _on_one_database(app, plan, big, small, results, stack, with_gunicorn=False)
        # In this process, when the server that shares the file has ended.
        reckoning.measure(app, results)
        portfolio = None if plan is SHORT else _application(data.sqlite(data.PORTFOLIO.name, folder))
        printing.measure(app, portfolio, plan.print_times, results)
        importing.measure(app, results, quick=plan is SHORT)
        slowest = max((page for page in results.pages if page.database == "sqlite"), key=lambda page: page.ratio)
        results.profile = profile(app, slowest.address, slowest.slowest_role)
        _tell(results, began, keep)
        if with_postgres:
            _on_postgres(app, plan, folder, results)
            _tell(results, began, keep)
    return results


def _tell(results: Results, began: float, keep: Callable[[Results], None]) -> None:
    results.facts["waiting for a core when it ended"] = f"{os.getloadavg()[0]:.1f}"
    results.facts["measured in"] = f"{(time.monotonic() - began) / 60:.0f} minutes"
    keep(results)


def _on_postgres(app: Flask, plan: Plan, folder: Path, results: Results) -> None:
    try:
        with running(data.cache() / "pg") as server, ExitStack() as stack:
            results.facts["PostgreSQL"] = server.version()
            big, small = _two(server, plan, folder)
            _note_load(results, plan, big, small)
            _on_one_database(app, plan, big, small, results, stack, with_gunicorn=True)
    except PostgresMissing as missing:
        results.notes.append(str(missing))


def _two(server: Postgres, plan: Plan, folder: Path) -> tuple[Data, Data]:
    return data.postgres(plan.big, folder, server), data.postgres(plan.small, folder, server)


def _on_one_database(
    app: Flask, plan: Plan, big: Data, small: Data, results: Results, stack: ExitStack, *, with_gunicorn: bool
) -> None:
    """Pages, saving, and many at once; the server of the fewer data runs only while pages are compared."""
    things, connection = _things(big, stack)
    room = make_room(connection, N_FREE)
    with served(small.folder, small.url, with_gunicorn=with_gunicorn) as lesser, ExitStack() as inner:
        server = stack.enter_context(served(big.folder, big.url, with_gunicorn=with_gunicorn))
        fewer, _connection = _things(small, inner)
        if not with_gunicorn:  # which leaves jobs to workers
            night.wait_until_over(connection)
            night.wait_until_over(_connection)
        walk(app, big.name, _side(server, things, connection), _side(lesser, fewer, _connection), plan.effort, results)
    _writing(server, room, plan, results, big.name)
    pages = [page for page in results.pages if page.database == big.name and page.thing == TYPICAL]
    addresses = [page.address for page in pages if page.status == 200 and Role.CLO.value in page.times]
    mixed.load(server, addresses, room, plan.mixed_each, results, big.name)


def _writing(server: Server, room: Room, plan: Plan, results: Results, database: str) -> None:
    clients = signed_in(server.port)
    record_one_by_one(clients[Role.CLO.value], room, plan.record_times, results, database)
    record_fortnights(clients[Role.LEARNING_MANAGER.value], room, results, database)
    for client in clients.values():
        client.close()


def _things(one: Data, stack: ExitStack) -> tuple[Things, Connection]:
    engine = create_engine(one.url)
    stack.callback(engine.dispose)
    connection = stack.enter_context(engine.connect())
    return Things(connection), connection


def _side(server: Server, things: Things, connection: Connection) -> Side:
    person = text("SELECT person_id FROM accounts WHERE email = :email")
    head = connection.execute(person, {"email": "head@example.org"}).scalar_one()
    connection.rollback()  # a reader that stays would keep the log of SQLite from being emptied
    return Side(things, signed_in(server.port), {Role.DEPARTMENT_HEAD.value: int(head)})


def _application(one: Data) -> Flask:
    environ = {"PLANNER_DATA_DIR": str(one.folder), "PLANNER_DATABASE_URL": one.url, "PLANNER_EMBEDDED_WORKER": "0",
               "PLANNER_MAIL": "0"}
    return create_app(read_settings(environ))


def _note_load(results: Results, plan: Plan, big: Data, small: Data) -> None:
    for name, one in ((plan.big, big), (plan.small, small)):
        if one.seconds is not None:
            results.facts[f"loading {name} into {one.name}"] = f"{one.seconds:.0f} s"


@contextmanager
def _folder() -> Iterator[Path]:
    """Copies of the data, gone afterwards. One run at a time: they share the cache, and would measure each other."""
    CACHE.mkdir(parents=True, exist_ok=True)
    with (CACHE / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        folder = CACHE / "run"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
