"""Eight people at once: seven requests of ten read, three save a value."""

import threading
import time
from collections.abc import Callable, Sequence

from bench.client import Answer, Client
from bench.pages import bare_address
from bench.results import Line, Results
from bench.servers import Server
from bench.writing import SAVED, Room, ready_to_record

CLIENTS = 8
EMAILS = ("clo@example.org", "manager@example.org")
WRITES = 3  # of ten
MEMORY_MB = 200


class Tally:
    """What went wrong, counted by all threads."""

    def __init__(self) -> None:
        self.errors: list[str] = []

    def check(self, answer: Answer, wanted: int, address: str) -> None:
        if answer.status != wanted:
            self.errors.append(f"{address} answered {answer.status}: {answer.complaint}")


def load(server: Server, addresses: Sequence[str], room: Room, n_each: int, results: Results, database: str) -> None:
    """The mixed load beside the bare endpoint under the same load, both with one client and with eight."""
    clients = [Client(server.port).sign_in(EMAILS[number % len(EMAILS)]) for number in range(CLIENTS)]
    tally = Tally()
    rates = {}
    addresses = [address for address in addresses if all(one.get(address).status == 200 for one in clients[: len(EMAILS)])]
    for n_clients in (1, CLIENTS):
        some = clients[:n_clients]
        rates["bare", n_clients] = _rate([_bare(one, n_each, tally) for one in some], n_each)
        rates["mixed",
              n_clients] = _rate([_mixed(one, number, addresses, room, n_each, tally) for number, one in enumerate(some)], n_each)
    of_bare = rates["mixed", CLIENTS] / rates["bare", CLIENTS]
    kept_up = (rates["mixed", CLIENTS] / rates["mixed", 1]) / (rates["bare", CLIENTS] / rates["bare", 1])
    n_errors = len(tally.errors)
    results.notes += [f"{database}, mixed load: {error}" for error in tally.errors[:5]]
    results.lines.append(Line(
        "throughput with 8 clients, mixed reading and writing", "≥ 60 % of the bare endpoint’s",
        f"{of_bare:.0%}: {rates['mixed', CLIENTS]:.0f} against {rates['bare', CLIENTS]:.0f} requests a second", of_bare >= 0.6,
        database,
    ))
    results.lines.append(Line(
        "what is left of it with 8 clients rather than one, beside the same for the bare endpoint", "≥ 60 %", f"{kept_up:.0%}",
        kept_up >= 0.6, database,
    ))
    results.lines.append(Line("errors under the mixed load", "none", str(n_errors), n_errors == 0, database))
    memory = server.memory_mb()
    results.lines.append(Line(
        "memory of one web process after the mixed load", f"≤ {MEMORY_MB} MB", f"{memory:.0f} MB", memory <= MEMORY_MB, database,
    ))
    for one in clients:
        one.close()


def _bare(client: Client, n: int, tally: Tally) -> Callable[[], None]:
    def work() -> None:
        for number in range(n):
            address = bare_address(number % 20)
            tally.check(client.get(address), 200, address)

    return work


def _mixed(client: Client, place: int, addresses: Sequence[str], room: Room, n: int, tally: Tally) -> Callable[[], None]:
    """The forms are fetched before the clock runs: what is sent is measured, and what is read."""
    writes = list(ready_to_record(client, room, n * WRITES // 10))

    def work() -> None:
        waiting = list(writes)
        for number in range(n):
            if number % 10 < WRITES and waiting:
                address, fields = waiting.pop()
                tally.check(client.post(address, fields), SAVED, address)
            else:
                address = addresses[(number + place) % len(addresses)]
                tally.check(client.get(address), 200, address)

    return work


def _rate(works: Sequence[Callable[[], None]], n_each: int) -> float:
    """Requests a second, all together."""
    threads = [threading.Thread(target=work) for work in works]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return len(works) * n_each / (time.perf_counter() - began)
