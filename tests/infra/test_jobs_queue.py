"""The queue that carries the ids: what its threads may do at the same moment."""

import threading
from pathlib import Path

from planner.infra.jobs_queue import HueyQueue


class SlowToClose:
    """A connection whose end takes until a second thread has come to end it too, or is kept out."""

    def __init__(self, second_came: threading.Event) -> None:
        self._second_came = second_came
        self.is_closing = threading.Event()

    def close(self) -> None:
        self.is_closing.set()
        self._second_came.wait(timeout=0.2)


class Noticed:
    """A lock that tells when a second thread waits for it."""

    def __init__(self) -> None:
        self._lock, self._n, self.second_came = threading.Lock(), 0, threading.Event()

    def __enter__(self) -> None:
        self._n += 1
        if self._n == 2:
            self.second_came.set()
        self._lock.acquire()

    def __exit__(self, *_: object) -> None:
        self._lock.release()


def test_two_workers_that_end_at_once_close_the_connection_once(tmp_path: Path) -> None:
    huey, failures = HueyQueue("sqlite://", tmp_path).huey, []
    huey.storage.close()
    huey.storage.lock = lock = Noticed()
    huey.storage._conn = connection = SlowToClose(lock.second_came)

    def end() -> None:
        try:
            huey._shutdown["close"]()
        except AttributeError as failure:
            failures.append(failure)

    first, second = threading.Thread(target=end), threading.Thread(target=end)
    first.start()
    connection.is_closing.wait(timeout=10)
    second.start()
    for thread in (first, second):
        thread.join(timeout=10)
    assert failures == []
