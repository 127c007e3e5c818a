"""Where the limits of one machine lie: `python -m bench.limits`. Prints the tables that docs/scaling.md tells of.

Each line is measured for a few seconds, side by side with its neighbours; trust the ratios. Needs PostgreSQL's programs.
"""

import contextlib
import http.client
import os
import platform
import re
import socket
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from urllib.parse import urlencode

import click
import psycopg

from bench import postgres
from planner.features.demo.commands import DEMO_PASSWORD

SECONDS = 3.0
CLIENTS = 8
ROOT = Path(__file__).resolve().parent.parent


def main() -> None:
    click.echo(f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC, {_machine()}, load {os.getloadavg()[0]:.1f} before\n")
    with tempfile.TemporaryDirectory(prefix="planner-limits-", dir="/tmp") as name:
        folder = Path(name)
        folder.chmod(0o755)
        with postgres.running(folder / "postgres") as server:
            commits(folder, server)
            partitions(server)
            pages(folder, server)


def _machine() -> str:
    model = re.search(r"model name\s*: (.*)", Path("/proc/cpuinfo").read_text())
    return f"{os.cpu_count()} cores ({model[1] if model else platform.machine()}), Python {platform.python_version()}"


# --- what a database can take in -------------------------------------------------------------------------------------


def commits(folder: Path, server: postgres.Postgres) -> None:
    """Small transactions that each write one row and change another, kept on disk before they are acknowledged."""
    file = folder / "commits.db"
    server.create("commits")
    address = server.url("commits").replace("+psycopg", "")
    with psycopg.connect(address) as pg:
        pg.execute("CREATE TABLE entry (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, value int, at timestamptz)")
        pg.execute("CREATE TABLE head (id int PRIMARY KEY, n int)")
        pg.execute("INSERT INTO head SELECT i, 0 FROM generate_series(1, 8) i")
    with contextlib.closing(_sqlite(file)) as lite:
        lite.executescript("CREATE TABLE entry (id INTEGER PRIMARY KEY, value int, at text); CREATE TABLE head (id int, n int);")
        lite.executemany("INSERT INTO head VALUES (?, 0)", [(i,) for i in range(1, 9)])
    click.echo("| writers at once | SQLite, commits a second | PostgreSQL, commits a second |\n|---|---|---|")
    for n in (1, 2, 8):
        of_lite = rate([_lite_writer(file, i) for i in range(1, n + 1)])
        of_pg = rate([_pg_writer(address, i) for i in range(1, n + 1)])
        click.echo(f"| {n} | {of_lite:,.0f} | {of_pg:,.0f} |")
    click.echo()


def _sqlite(file: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(file, timeout=10, isolation_level=None, check_same_thread=False)
    for pragma in ("journal_mode=WAL", "synchronous=FULL"):
        connection.execute(f"PRAGMA {pragma}")
    return connection


def _lite_writer(file: Path, number: int) -> Callable[[], None]:
    connection = _sqlite(file)

    def write() -> None:
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("INSERT INTO entry (value, at) VALUES (?, ?)", (number, "2027-07-13"))
        connection.execute("UPDATE head SET n = n + 1 WHERE id = ?", (number,))
        connection.execute("COMMIT")

    return write


def _pg_writer(address: str, number: int) -> Callable[[], None]:
    connection = psycopg.connect(address)

    def write() -> None:
        connection.execute("INSERT INTO entry (value, at) VALUES (%s, now())", (number,))
        connection.execute("UPDATE head SET n = n + 1 WHERE id = %s", (number,))
        connection.commit()

    return write


def rate(works: list[Callable[[], None]], seconds: float = SECONDS) -> float:
    """How often a second the works are done, all together, each in a thread of its own."""
    counts, end = [0] * len(works), time.perf_counter() + seconds

    def repeat(place: int) -> None:
        while time.perf_counter() < end:
            works[place]()
            counts[place] += 1

    threads = [threading.Thread(target=repeat, args=(place,)) for place in range(len(works))]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(counts) / (time.perf_counter() - began)


# --- one table or one for each year ----------------------------------------------------------------------------------

YEARS = range(2023, 2028)
ROWS = (  # 5 years, 20 fortnights of each, 12,000 series
    "SELECT i, make_date(y, 1, 4) + 14 * f, (i * 31 + f * 7) % 1000 "
    "FROM generate_series(2023, 2027) y, generate_series(0, 19) f, generate_series(1, 12000) i"
)
COLUMNS = "indicator_id int NOT NULL, period_end date NOT NULL, value bigint NOT NULL, note text NOT NULL DEFAULT ''"


def partitions(server: postgres.Postgres) -> None:
    """1.2 million observations: read one series, read one fortnight of all, take the oldest year out."""
    server.create("partitions")
    with psycopg.connect(server.url("partitions").replace("+psycopg", ""), autocommit=True) as pg:
        pg.execute(f"CREATE TABLE whole ({COLUMNS})")
        pg.execute(f"CREATE TABLE parted ({COLUMNS}) PARTITION BY RANGE (period_end)")
        for year in YEARS:
            pg.execute(f"CREATE TABLE parted_{year} PARTITION OF parted FOR VALUES FROM ('{year}-01-01') TO ('{year + 1}-01-01')")
        for table in ("whole", "parted"):
            pg.execute(f"INSERT INTO {table} {ROWS}")
            pg.execute(f"CREATE UNIQUE INDEX ON {table} (indicator_id, period_end)")
            pg.execute(f"CREATE INDEX ON {table} (period_end)")
            pg.execute(f"VACUUM ANALYZE {table}")
        click.echo("| 1.2 million observations | one table | a table for each year |\n|---|---|---|")
        series = "SELECT * FROM {} WHERE indicator_id = 4711 AND period_end BETWEEN '2027-01-01' AND '2027-12-31'"
        fortnight = "SELECT count(*), avg(value) FROM {} WHERE period_end = '2027-03-01'"
        for words, query in (("one series of the year", series), ("one fortnight of everything", fortnight)):
            times = [_milliseconds(pg, query.format(table)) for table in ("whole", "parted")]
            click.echo(f"| {words} | {times[0]:.2f} ms | {times[1]:.2f} ms |")
        oldest = ("DELETE FROM whole WHERE period_end < '2024-01-01'", "DROP TABLE parted_2023")
        taken = [_milliseconds(pg, statement, times=1) for statement in oldest]
        click.echo(f"| take the oldest year out | {taken[0]:,.0f} ms, and the vacuum after it | {taken[1]:,.0f} ms |\n")


def _milliseconds(pg: "psycopg.Connection[tuple[object, ...]]", statement: str, times: int = 30) -> float:
    found = []
    for _ in range(times):
        began = time.perf_counter()
        pg.execute(statement)
        found.append((time.perf_counter() - began) * 1000)
    return sorted(found)[len(found) // 2]


# --- what the web processes can answer -------------------------------------------------------------------------------


@dataclass
class Person:
    """Somebody at a browser, with the connection and the cookies that it keeps."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)
    connection: http.client.HTTPConnection | None = None

    def ask(self, method: str, path: str, form: dict[str, str] | None = None) -> bytes:
        """The body of the answer; on a new connection when the server has closed the one that idled."""
        try:
            return self._ask(method, path, form)
        except (http.client.RemoteDisconnected, ConnectionResetError, BrokenPipeError):
            self.connection = None
            return self._ask(method, path, form)

    def _ask(self, method: str, path: str, form: dict[str, str] | None) -> bytes:
        if self.connection is None:
            self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        headers |= {"Content-Type": "application/x-www-form-urlencoded"} if form else {}
        self.connection.request(method, path, urlencode(form) if form else None, headers)
        answer = self.connection.getresponse()
        body = answer.read()
        if answer.status >= 400:
            raise RuntimeError(f"{path} answered {answer.status}")
        for cookie in answer.headers.get_all("Set-Cookie", []):
            name, _, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value
        return body

    def sign_in(self) -> "Person":
        token = re.findall(rb'name="csrf_token" value="([^"]+)"', self.ask("GET", "/sign-in"))[0].decode()
        self.ask("POST", "/sign-in", {"csrf_token": token, "email": "clo@example.org", "password": DEMO_PASSWORD})
        return self


def pages(folder: Path, server: postgres.Postgres) -> None:
    """The demonstration organization, eight people at once, in one process and in several.

    Processor time for one request is what a busy machine cannot distort; requests a second are as the machine allowed.
    """
    server.create("pages")
    for url in ("", server.url("pages")):
        for words in (["db", "upgrade"], ["demo", "load"]):
            command = [sys.executable, "-m", "planner", *words]
            subprocess.run(command, env=_environ(folder, url), check=True, stdout=subprocess.DEVNULL)
    click.echo("| 8 people at once | what | a second | web, CPU for one | database, CPU for one | connections | memory |")
    click.echo("|---|---|---|---|---|---|---|")
    for words, url, processes in (
        ("SQLite, 1 process", "", 1), ("PostgreSQL, 1 process", server.url("pages"), 1),
        ("PostgreSQL, 2 processes", server.url("pages"), 2), ("PostgreSQL, 4 processes", server.url("pages"), 4),
    ):
        with serving(folder, url, processes) as (port, pid):
            people = [Person(port).sign_in() for _ in range(CLIENTS)]
            for path in ("/healthz", "/goals", "/"):
                line = _measured(people, path, _family(pid), _family(server.pid))
                n = _connections(server) if url else 0
                memory = max(_resident_mb(one) for one in _family(pid)[(1 if processes > 1 else 0):])
                click.echo(f"| {words} | {path} | {line} | {n or '–'} | {memory:.0f} MB |")


def _measured(people: list[Person], path: str, web: list[int], database: list[int]) -> str:
    works = [partial(one.ask, "GET", path) for one in people]
    for work in works:
        work()
    before, began = (_cpu(web), _cpu(database)), time.perf_counter()
    a_second = rate(works)
    n = a_second * (time.perf_counter() - began)
    of_web, of_database = ((_cpu(pids) - was) / n * 1000 for pids, was in zip((web, database), before, strict=True))
    return f"{a_second:,.0f} | {of_web:.1f} ms | {of_database:.1f} ms"


def _environ(folder: Path, url: str, port: int = 0) -> dict[str, str]:
    environ = {name: value for name, value in os.environ.items() if not name.startswith("PLANNER_")}
    return environ | {
        "PLANNER_DATA_DIR": str(folder / "data"), "PLANNER_DATABASE_URL": url, "PLANNER_PORT": str(port or 8000),
        "PLANNER_LOG_LEVEL": "warning", "PLANNER_EMBEDDED_WORKER": "0", "PYTHONPATH": str(ROOT),
    }


@contextlib.contextmanager
def serving(folder: Path, url: str, processes: int) -> Iterator[tuple[int, int]]:
    """`planner serve`; gives its port and its process."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    command = [sys.executable, "-m", "planner", "serve", "--processes", str(processes)]
    with (folder / "server.log").open("ab") as log:
        process = subprocess.Popen(command, env=_environ(folder, url, port), stdout=log, stderr=log)
    try:
        deadline = time.monotonic() + 240
        while True:
            with contextlib.suppress(OSError):
                Person(port).ask("GET", "/healthz")
                break
            if process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError((folder / "server.log").read_text()[-3000:])
            time.sleep(0.2)
        yield port, process.pid
    finally:
        process.terminate()
        process.wait(timeout=60)


def _family(pid: int) -> list[int]:
    """The process and its children."""
    with contextlib.suppress(OSError):
        return [pid, *map(int, Path(f"/proc/{pid}/task/{pid}/children").read_text().split())]
    return [pid]


def _cpu(pids: list[int]) -> float:
    """Seconds of processor that these processes have used."""
    total = 0
    for pid in pids:
        with contextlib.suppress(OSError):
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            total += int(fields[11]) + int(fields[12])
    return total / os.sysconf("SC_CLK_TCK")


def _resident_mb(pid: int) -> float:
    with contextlib.suppress(OSError):
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1024 / 1024
    return 0.0


def _connections(server: postgres.Postgres) -> int:
    with psycopg.connect(server.url("pages").replace("+psycopg", "")) as pg:
        query = "SELECT count(*) FROM pg_stat_activity WHERE datname = 'pages' AND application_name = 'planner'"
        row = pg.execute(query).fetchone()
        return int(row[0]) if row else 0


if __name__ == "__main__":
    main()
