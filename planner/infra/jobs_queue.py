"""Carries ids of jobs to the workers with Huey: a file of its own beside SQLite, tables of its own on PostgreSQL.

Only ids travel, as JSON. Whatever somebody writes into the queue, nothing else than a job of the ledger can come of it.
"""

import json
import threading
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from huey import Huey, PostgresHuey, SqliteHuey
from huey.registry import Message
from sqlalchemy.engine import make_url

TASK = "job"
_LOCK_NUMBER = 7_241_995  # any constant: one process at a time makes the queue's tables on PostgreSQL
SQLITE_WAIT_SECONDS = 5


class _IdsOnly:
    """Writes a message as the id of its job, and reads nothing else."""

    def serialize(self, message: Any) -> bytes:
        (job_id,) = message.args
        return json.dumps({"message": message.id, "task": message.name, "job": int(job_id)}).encode()

    def deserialize(self, data: bytes) -> Any:
        read = json.loads(bytes(data))
        return Message(id=str(read["message"]), name=str(read["task"]), args=(int(read["job"]),), kwargs={})


class HueyQueue:
    """The queue of one application. It opens its file or its connection when the first id is delivered.

    The ledger is the truth: an id that a power cut takes away is delivered again, so nothing here waits for the disk.
    """

    def __init__(self, database_url: str, folder: Path) -> None:
        self._url = make_url(database_url)
        self._folder = folder
        self._huey: Huey | None = None
        self._task: Any = None
        self._opening = threading.Lock()
        self._closing = threading.Lock()
        self._work: Callable[[int], Any] | None = None

    @property
    def is_polled(self) -> bool:
        """Whether workers must look again and again, because nothing wakes them."""
        return self._url.get_backend_name() == "sqlite"

    @property
    def huey(self) -> Huey:
        """The engine."""
        with self._opening:
            if self._huey is None:
                self._huey = self._open_file() if self.is_polled else self._open_tables()
                # Each worker's thread listens with a connection of its own, which only that thread can close.
                self._huey.on_shutdown(name="close")(partial(self._let_go, self._huey))
                self._task = self._huey.task(name=TASK)(self._run)
            return self._huey

    def work_with(self, work: Callable[[int], Any]) -> None:
        """What a worker in this process does with an id."""
        self._work = work

    def deliver(self, job_id: int) -> None:
        """Put an id into the queue. Raises what the engine raises when it cannot be reached."""
        self.huey.enqueue(self._task.s(job_id))

    def close(self) -> None:
        """Let go of the file or the connection; the next id opens it again."""
        with self._opening:
            if self._huey is not None:
                self._let_go(self._huey)
                self._huey = None

    def _let_go(self, huey: Huey) -> None:
        # One thread after the other: they share a connection, and the engine looks for it before it waits its turn.
        with self._closing:
            huey.storage.close()

    def _run(self, job_id: int) -> None:
        if self._work is not None:
            self._work(job_id)

    def _open_file(self) -> Huey:
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        return SqliteHuey(
            "planner", filename=str(self._folder / "queue.db"), fsync=False, timeout=SQLITE_WAIT_SECONDS, results=False,
            serializer=_IdsOnly(),
        )

    def _open_tables(self) -> Huey:
        import psycopg  # noqa: PLC0415  only who uses PostgreSQL has it

        address = self._url.set(drivername="postgresql").render_as_string(hide_password=False)
        with psycopg.connect(address) as connection:
            connection.execute("SELECT pg_advisory_xact_lock(%s)", (_LOCK_NUMBER,))
            return PostgresHuey(
                "planner", connection=lambda: _hasty(psycopg.connect(address, autocommit=True)), results=False,
                serializer=_IdsOnly(),
            )


def _hasty(connection: Any) -> Any:
    connection.execute("SET synchronous_commit TO off")
    return connection
