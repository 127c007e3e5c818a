"""A worker: threads that run jobs, and a heartbeat that keeps leases, sweeps and makes what the calendar asks for.

It runs in a process of its own (`planner worker`), any number of them side by side, or inside the web process.
"""

import logging
import os
import socket
import time
from secrets import token_hex

from flask import Flask
from huey.consumer import BaseProcess, Consumer

from planner.infra import jobs_running, memory
from planner.infra.jobs_queue import HueyQueue

log = logging.getLogger(__name__)

HEARTBEAT_SECONDS = 15
SWEEP_SECONDS = 60
LONGEST_POLL_SECONDS = 0.5


class _Heartbeat(BaseProcess):  # type: ignore[misc]
    """Takes the place of Huey's own scheduler: the ledger says what is due."""

    process_name = "Heartbeat"

    def __init__(self, app: Flask, worker: str, consumer: Consumer) -> None:
        super().__init__(consumer.huey, consumer.stop_flag)
        self._app, self._worker = app, worker
        self._next_sweep = 0.0

    def loop(self, now: object = None) -> None:
        try:
            with self._app.app_context():
                jobs_running.show_life(self._worker)
                if time.monotonic() >= self._next_sweep:
                    self._next_sweep = time.monotonic() + SWEEP_SECONDS
                    jobs_running.make_scheduled_jobs()
                    jobs_running.sweep()
        except Exception:  # the database is away or somebody writes for long: the next beat tries again
            log.warning("A heartbeat failed; the next one follows in %s seconds.", HEARTBEAT_SECONDS, exc_info=True)
        self.stop_flag.wait(HEARTBEAT_SECONDS)


class _Consumer(Consumer):  # type: ignore[misc]
    def __init__(self, app: Flask, worker: str, queue: HueyQueue, threads: int) -> None:
        self._app, self._worker = app, worker
        super().__init__(queue.huey, workers=threads, periodic=False, max_delay=LONGEST_POLL_SECONDS)

    def _create_scheduler(self) -> _Heartbeat:
        return _Heartbeat(self._app, self._worker, self)

    def _set_signal_handlers(self) -> None:
        """The process that the worker lives in decides what a signal means."""


class JobWorker:
    """Runs the jobs of `app` in `threads` threads from `start` to `stop`."""

    def __init__(self, app: Flask, *, threads: int = 2) -> None:
        self.name = f"{socket.gethostname()[:60]}:{os.getpid()}:{token_hex(4)}"
        self._app, self._threads = app, threads
        self._queue: HueyQueue = app.extensions["jobs"].queue
        self._queue.work_with(self._run)
        self._consumer: _Consumer | None = None

    def start(self) -> bool:
        """Begin, and return at once. False when the queue cannot be reached: try again in a while."""
        try:
            self._consumer = _Consumer(self._app, self.name, self._queue, self._threads)
        except Exception:  # whatever the queue's engine raises: the database is away, and comes back
            log.warning("The queue of jobs cannot be reached.", exc_info=True)
            return False
        logging.getLogger("huey").setLevel(logging.WARNING)  # of each job we tell ourselves, in the ledger's words
        self._consumer.start()
        return True

    def stop(self, *, patience_seconds: float = 30) -> None:
        """Take no new job, wait for what runs, and hand back what does not end in time."""
        if self._consumer is None:
            return
        self._consumer.shutdown_timeout = patience_seconds
        self._consumer.stop(graceful=True)
        with self._app.app_context():
            try:
                jobs_running.say_goodbye(self.name)
            except Exception:  # without the database nothing can be handed back; the leases run out by themselves
                log.warning("The worker could not say that it ends.", exc_info=True)

    def _run(self, job_id: int) -> None:
        with self._app.app_context():
            jobs_running.run(job_id, worker=self.name)
        memory.give_back()  # a nightly backup, a large import: the process may live for months after it
