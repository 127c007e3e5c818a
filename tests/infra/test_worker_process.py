"""Workers as the processes that they are: told to end, killed in the middle of a job, and followed by others."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from planner.domain.values import JobState
from planner.infra import jobs
from planner.infra.database import unit_of_work
from planner.infra.jobs import Handler
from planner.models import Department, Job, Worker, db
from tests.workers import until

ROOT = Path(__file__).resolve().parent.parent.parent

# `planner worker`, with a job that waits at a gate: before it changes anything, or with everything changed but the commit.
WORKER = """
import os, sys, threading
from datetime import timedelta
from pathlib import Path
from planner import cli
from planner.infra import jobs_worker
from planner.infra.jobs import Handler
from planner.models import Department
jobs_worker.HEARTBEAT_SECONDS = jobs_worker.SWEEP_SECONDS = 0.2
gate, pause, make = Path(os.environ["GATE"]), threading.Event(), cli.create_app
def stand(place, wanted):
    if place == wanted:
        print("stands", place, flush=True)
        while not gate.exists():
            pause.wait(0.02)
def work(run):
    stand("before", run.args["stand"])
    with run.finishing() as session:
        session.add(Department(name=f"Made by job {run.id}"))
        session.flush()
        stand("within", run.args["stand"])
def create_app(settings=None):
    app = make(settings)
    app.extensions["jobs"].handlers.clear()
    app.extensions["jobs"].handlers["probe"] = Handler(work, "Probe", lease=timedelta(seconds=1))
    return app
cli.create_app = create_app
cli.main(["worker", "--threads", "1"])
"""


class Place:
    """A database with an application, and worker processes on it."""

    def __init__(self, app: Flask, url: str, folder: Path) -> None:
        self.app = app
        self.gate = folder / "gate"
        self.workers: list[subprocess.Popen[str]] = []
        self._environ = {
            "PLANNER_DATABASE_URL": url, "PLANNER_DATA_DIR": str(folder),
            "PLANNER_SECRET_KEY": "0123456789abcdefghijklmnopqrstuvwxyz",
            "PLANNER_EMBEDDED_WORKER": "0", "PYTHONPATH": str(ROOT), "GATE": str(self.gate), "PATH": os.environ["PATH"],
        }
        app.extensions["jobs"].handlers["probe"] = Handler(print, "Probe")

    def start(self) -> "subprocess.Popen[str]":
        worker = subprocess.Popen(
            [sys.executable, "-W", "error", "-c", WORKER], env=self._environ, stdout=subprocess.PIPE,
            stderr=subprocess.PIPE, text=True,
        )
        self.workers.append(worker)
        assert "runs jobs" in worker.stdout.readline(), worker.stderr.read()
        return worker

    def enqueue(self, stand: str, n: int = 1) -> None:
        with self.app.app_context(), unit_of_work():
            for _ in range(n):
                jobs.enqueue("probe", {"stand": stand})

    def jobs(self) -> list[tuple[JobState, int]]:
        with self.app.app_context():
            return [tuple(row) for row in db.session.execute(select(Job.state, Job.attempts).order_by(Job.id))]

    def count(self, table: type) -> int:
        with self.app.app_context():
            return db.session.scalar(select(func.count()).select_from(table)) or 0


@pytest.fixture
def place(own_app: Flask, own_url: str, tmp_path: Path) -> Iterator[Place]:
    place = Place(own_app, own_url, tmp_path)
    yield place
    for worker in place.workers:
        worker.kill()
        worker.communicate()


def test_a_worker_that_is_told_to_end_finishes_its_job_first(place: Place) -> None:
    place.enqueue("before", n=1)
    worker = place.start()
    assert worker.stdout.readline() == "stands before\n"
    worker.send_signal(signal.SIGTERM)
    assert "ends when" in worker.stdout.readline()
    place.gate.touch()
    assert worker.wait(timeout=30) == 0, worker.stderr.read()
    assert (place.jobs(), place.count(Department), place.count(Worker)) == ([(JobState.DONE, 1)], 1, 0)


def test_the_job_of_a_killed_worker_is_done_once_by_the_next(place: Place) -> None:
    place.enqueue("within")
    first = place.start()
    assert first.stdout.readline() == "stands within\n"
    first.kill()
    first.wait(timeout=30)
    assert (place.jobs(), place.count(Department)) == ([(JobState.RUNNING, 1)], 0)
    place.gate.touch()
    place.start()
    until(lambda: place.jobs() == [(JobState.DONE, 2)])
    assert place.count(Department) == 1


def test_two_workers_side_by_side_do_each_job_once(place: Place) -> None:
    place.start()
    place.start()
    place.enqueue("nowhere", n=30)
    until(lambda: place.jobs() == [(JobState.DONE, 1)] * 30)
    assert (place.count(Department), place.count(Worker)) == (30, 2)
