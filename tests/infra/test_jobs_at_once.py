"""Several workers at once: each job is run by one of them, and each hour's work is made by one of them."""

import threading
from collections import Counter
from collections.abc import Callable
from contextvars import Context
from datetime import time
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from planner.domain.values import JobState
from planner.infra import jobs, jobs_running
from planner.infra.database import unit_of_work
from planner.infra.jobs import Daily, Handler
from planner.infra.jobs_queue import HueyQueue
from planner.infra.jobs_running import Run
from planner.infra.jobs_worker import JobWorker
from planner.models import Department, Job, db
from tests.workers import Unworked, until

N_WORKERS, N_JOBS = 6, 25


@pytest.fixture
def app(own_app: Flask) -> Flask:
    own_app.extensions["jobs"].handlers.clear()
    return own_app


def at_once(app: Flask, work: Callable[[], object]) -> list[object]:
    """What each of several threads, begun at the same moment, returned or raised; each with a connection of its own."""
    barrier, answers = threading.Barrier(N_WORKERS), []

    def one() -> None:
        with app.app_context():
            db.session.connection()
            db.session.rollback()
            barrier.wait(30)
            try:
                answers.append(work())
            except Exception as error:
                answers.append(error)

    threads = [threading.Thread(target=Context().run, args=(one,)) for _ in range(N_WORKERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def enqueue(app: Flask, n: int) -> list[int]:
    with app.app_context(), unit_of_work():
        return [job_id for number in range(n) if (job_id := jobs.enqueue("probe", {"number": number}))]


def make_department(run: Run) -> None:
    with run.finishing() as session:
        session.add(Department(name=f"Made by job {run.id}"))


def states(app: Flask) -> Counter[JobState]:
    with app.app_context():
        return Counter(dict(db.session.execute(select(Job.state, func.count()).group_by(Job.state)).all()))


def n_departments(app: Flask) -> int:
    with app.app_context():
        return db.session.scalar(select(func.count()).select_from(Department)) or 0


def test_workers_that_grasp_at_the_same_jobs_run_each_of_them_once(app: Flask) -> None:
    ran: list[int] = []

    def work(run: Run) -> None:
        ran.append(run.id)
        make_department(run)

    app.extensions["jobs"].queue = Unworked()
    app.extensions["jobs"].handlers["probe"] = Handler(work, "Probe")
    job_ids = enqueue(app, N_JOBS)
    answers = at_once(app, lambda: sum(jobs_running.run(job_id) for job_id in job_ids))
    assert sum(answers) == N_JOBS, answers
    assert Counter(ran) == dict.fromkeys(job_ids, 1)
    assert (states(app), n_departments(app)) == ({JobState.DONE: N_JOBS}, N_JOBS)


def test_workers_that_sweep_at_once_deliver_each_job_once(app: Flask) -> None:
    app.extensions["jobs"].queue = queue = Unworked()
    app.extensions["jobs"].handlers["probe"] = Handler(make_department, "Probe")
    job_ids = enqueue(app, N_JOBS)
    with app.app_context(), unit_of_work() as session:
        session.execute(Job.__table__.update().values(deliver_at=Job.created_at))
    queue.delivered.clear()
    assert sum(at_once(app, jobs_running.sweep)) == N_JOBS
    assert sorted(queue.delivered) == job_ids


def test_workers_that_look_at_the_calendar_at_once_make_one_job(app: Flask) -> None:
    app.extensions["jobs"].queue = Unworked()
    app.extensions["jobs"].handlers["probe"] = Handler(make_department, "Probe", schedule=Daily(time(3, 0)))
    made = at_once(app, lambda: len(jobs_running.make_scheduled_jobs()))
    assert sorted(made) == [0] * (N_WORKERS - 1) + [1]
    assert states(app) == {JobState.WAITING: 1}


def test_a_worker_does_what_is_committed_until_it_is_told_to_stop(app: Flask) -> None:
    app.extensions["jobs"].handlers["probe"] = Handler(make_department, "Probe")
    early = enqueue(app, 1)
    worker = JobWorker(app, threads=2)
    worker.start()
    try:
        enqueue(app, N_JOBS - len(early))
        until(lambda: states(app) == {JobState.DONE: N_JOBS})
    finally:
        worker.stop()
    assert n_departments(app) == N_JOBS
    enqueue(app, 1)
    assert states(app)[JobState.WAITING] == 1


def test_a_worker_whose_queue_cannot_be_reached_says_so_and_can_start_later(sqlite_app: Flask, tmp_path: Path) -> None:
    (tmp_path / "no folder").touch()
    sqlite_app.extensions["jobs"].queue = HueyQueue("sqlite:///x.db", tmp_path / "no folder")
    worker = JobWorker(sqlite_app)
    assert not worker.start()
    worker.stop()
    (tmp_path / "no folder").unlink()
    assert worker.start()
    worker.stop()
