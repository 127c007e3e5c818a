"""Numbers about the running service, in the words of Prometheus.

One process keeps them in memory. Several processes behind one address (PROMETHEUS_MULTIPROC_DIR is set before they start)
each write theirs to a file of their own in that folder, and whichever of them is asked adds all files up: an answer from
one process alone would jump with every scrape.
"""

import os
import platform
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, disable_created_metrics, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from planner.infra.release import VERSION

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
_SECONDS = (0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0)
_KEPT = CollectorRegistry()
disable_created_metrics()  # type: ignore[no-untyped-call]  # one more series for each, and nobody looks at it

REQUESTS = Counter(
    "planner_requests", "Answered requests.", ("endpoint", "method", "status"), registry=_KEPT,
)
REQUEST_SECONDS = Histogram(
    "planner_request_seconds", "Time to answer a request, in seconds.", ("endpoint", "method"), buckets=_SECONDS,
    registry=_KEPT,
)
REQUEST_STATEMENTS = Histogram(
    "planner_request_statements", "Statements that a request sent to the database.", ("endpoint",),
    buckets=(0, 2, 4, 6, 8, 10, 12, 16, 24, 48), registry=_KEPT,
)
REQUESTS_RUNNING = Gauge(
    "planner_requests_running", "Requests that are being answered now.", registry=_KEPT, multiprocess_mode="livesum",
)
CONNECTIONS_IN_USE = Gauge(
    "planner_database_connections_in_use", "Connections of the pool that work for a request now.", registry=_KEPT,
    multiprocess_mode="livesum",
)
SLOW_STATEMENTS = Counter(
    "planner_slow_statements", "Statements that took longer than PLANNER_SLOW_STATEMENT_MS.", registry=_KEPT,
)


@dataclass(frozen=True, slots=True)
class Count:
    """A number that is looked up when somebody asks: `read` gives it for each value of `label` (one, "", without label)."""

    name: str
    help: str
    read: Callable[[], dict[str, float]]
    label: str = ""


class _Lookups(Collector):
    """What is not counted but looked up: the version, the memory of each process, and the counts of the rooms."""

    def __init__(self, counts: Iterable[Count], pool_limit: int) -> None:
        self._counts, self._pool_limit = counts, pool_limit

    def collect(self) -> Iterator[GaugeMetricFamily]:
        labels = ("version", "python")
        build = GaugeMetricFamily("planner_build_info", "Always 1; the labels say which version runs.", labels=labels)
        build.add_metric((VERSION, platform.python_version()), 1)
        yield build
        memory = GaugeMetricFamily("planner_process_resident_bytes", "Memory of each web process.", labels=("pid",))
        for pid in process_ids():
            if (size := resident_bytes(pid)) is not None:
                memory.add_metric((str(pid),), size)
        yield memory
        limit = "The most connections that the web processes behind this address may open."
        yield GaugeMetricFamily("planner_database_connections_limit", limit, self._pool_limit * len(process_ids()))
        for count in self._counts:
            family = GaugeMetricFamily(count.name, count.help, labels=(count.label,) if count.label else ())
            for value, number in count.read().items():
                family.add_metric((value,) if count.label else (), number)
            yield family


def exposition(counts: Iterable[Count], *, pool_limit: int) -> bytes:
    """Everything as text, for all processes behind this address. `pool_limit` is how many connections one may open."""
    registry = CollectorRegistry()
    if is_shared():
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    registry.register(_Lookups(counts, pool_limit))
    looked_up = generate_latest(registry)
    return looked_up if is_shared() else generate_latest(_KEPT) + looked_up


def is_shared() -> bool:
    """Whether several processes answer under one address."""
    return "PROMETHEUS_MULTIPROC_DIR" in os.environ


def process_ids() -> list[int]:
    """The web processes behind this address that run. Their parent only watches over them."""
    if not is_shared():
        return [os.getpid()]
    files = Path(os.environ["PROMETHEUS_MULTIPROC_DIR"]).glob("counter_*.db")
    found = {int(path.stem.partition("_")[2]) for path in files}
    return sorted(pid for pid in found - {os.getppid()} if resident_bytes(pid) is not None)


def resident_bytes(pid: int) -> int | None:
    """How much memory a process holds; None when it has ended, or where the system does not say."""
    try:
        pages = int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1])
    except (OSError, IndexError):
        return None
    return pages * os.sysconf("SC_PAGE_SIZE")
