"""The ledger of jobs: what is promised is done, once at a time, and what is undone was never promised."""

from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete, select, update

from planner.domain.values import JobState
from planner.infra import jobs, jobs_running
from planner.infra.clock import Clock
from planner.infra.database import unit_of_work
from planner.infra.jobs import Daily, Handler
from planner.infra.jobs_running import LOST, LeaseLost, OnHold, Run, run, run_due_jobs, sweep
from planner.models import Job, SignInFailure, Worker, db
from tests.workers import Unworked

NOON = datetime(2027, 7, 13, 10, 0, tzinfo=UTC)
Probe = Callable[..., None]


@pytest.fixture
def queue(committing_app: Flask) -> Unworked:
    committing_app.extensions["jobs"].queue = queue = Unworked()
    return queue


@pytest.fixture
def ledger(committing_app: Flask, queue: Unworked, clock: Clock) -> Any:
    """An application whose jobs are run by hand, at noon, and without any job at the beginning."""
    clock.set(NOON)
    handlers = dict(committing_app.extensions["jobs"].handlers)
    with committing_app.app_context():
        with unit_of_work() as session:
            for table in (Job, Worker, SignInFailure):
                session.execute(delete(table))
        yield committing_app
    committing_app.extensions["jobs"].handlers = handlers


def handle(app: Flask, work: Callable[[Run], None], name: str = "probe", **options: Any) -> None:
    app.extensions["jobs"].handlers[name] = Handler(work, "Probe", **options)


def do_nothing(run: Run) -> None:
    """A job that is done by being run."""


def enqueue(name: str = "probe", **options: Any) -> int:
    with unit_of_work():
        job_id = jobs.enqueue(name, {"n": 1}, **options)
    assert job_id is not None
    return job_id


def job(job_id: int) -> Job:
    db.session.rollback()
    found = db.session.get(Job, job_id, populate_existing=True)
    assert found is not None
    return found


def mark(name: str) -> SignInFailure:
    """A row that a job leaves: any table would do."""
    return SignInFailure(key_hash=name, failed_at=NOON)


def names() -> list[str]:
    db.session.rollback()
    return list(db.session.scalars(select(SignInFailure.key_hash).order_by(SignInFailure.key_hash)))


# --- the ledger is part of the change ---------------------------------------------------------------------------------


def test_a_change_that_is_undone_leaves_no_job(ledger: Flask, queue: Unworked) -> None:
    handle(ledger, do_nothing)
    with suppress(ZeroDivisionError), unit_of_work():
        jobs.enqueue("probe", {})
        raise ZeroDivisionError
    enqueue(key="the only one")
    assert [row.key for row in db.session.scalars(select(Job))] == ["the only one"]
    assert len(queue.delivered) == 1


def test_an_id_is_delivered_when_its_row_can_be_seen_and_not_before(ledger: Flask, queue: Unworked) -> None:
    handle(ledger, do_nothing)
    with unit_of_work() as session:
        job_id = jobs.enqueue("probe", {})
        with session.begin_nested():
            session.add(mark("A savepoint is no end"))
        assert queue.delivered == []
    assert queue.delivered == [job_id]


def test_a_queue_that_is_away_breaks_no_change_and_loses_no_job(ledger: Flask, clock: Clock) -> None:
    class Away(Unworked):
        def deliver(self, job_id: int) -> None:
            raise OSError("no route")

    handle(ledger, do_nothing)
    ledger.extensions["jobs"].queue = Away()
    job_id = enqueue()
    ledger.extensions["jobs"].queue = back = Unworked()
    clock.set(NOON + timedelta(minutes=1))
    assert (sweep(), back.delivered) == (1, [job_id])


def test_a_name_that_nobody_handles_is_refused_at_once(ledger: Flask) -> None:
    with pytest.raises(LookupError, match="prboe"), unit_of_work():
        jobs.enqueue("prboe", {})


def test_two_rooms_cannot_handle_the_same_job() -> None:
    one = {"probe": Handler(do_nothing, "Probe")}
    with pytest.raises(ValueError, match="probe"):
        jobs.wire(Flask("x"), [one, one], Unworked())


def test_there_is_one_job_for_a_key(ledger: Flask) -> None:
    handle(ledger, do_nothing)
    handle(ledger, do_nothing, name="other")
    enqueue(key="13 July")
    enqueue(name="other", key="13 July")
    with unit_of_work():
        assert jobs.enqueue("probe", {}, key="13 July") is None
    run_due_jobs()
    with unit_of_work():
        assert jobs.enqueue("probe", {}, key="13 July") is None


def test_nothing_is_enqueued_while_jobs_are_muted(ledger: Flask) -> None:
    handle(ledger, do_nothing)
    with unit_of_work(), jobs.muted():
        assert jobs.enqueue("probe", {}) is None
    assert run_due_jobs() == 0


# --- running ----------------------------------------------------------------------------------------------------------


def test_a_job_and_what_it_did_are_kept_together(ledger: Flask) -> None:
    def work(run: Run) -> None:
        run.result = {"made": 1}
        with run.finishing() as session:
            session.add(mark("Made"))

    handle(ledger, work)
    job_id = enqueue()
    assert run_due_jobs() == 1
    done = job(job_id)
    assert (done.state, done.result, done.finished_at, names()) == (JobState.DONE, {"made": 1}, NOON, ["Made"])
    assert run_due_jobs() == 0


def test_a_job_of_later_waits_for_its_time(ledger: Flask, clock: Clock, queue: Unworked) -> None:
    handle(ledger, do_nothing)
    job_id = enqueue(run_at=NOON + timedelta(hours=1))
    assert (run_due_jobs(), run(job_id), sweep(), queue.delivered) == (0, False, 0, [])
    clock.set(NOON + timedelta(hours=1))
    assert (sweep(), queue.delivered, run_due_jobs()) == (1, [job_id], 1)


def fail(run: Run) -> None:
    with run.finishing() as session:
        session.add(mark("Half done"))
        session.flush()
        raise OSError(f"the printer is out of paper\nfor the {run.attempt}. time")


def test_what_fails_is_undone_and_tried_again_later(ledger: Flask, clock: Clock) -> None:
    handle(ledger, fail)
    job_id = enqueue()
    run_due_jobs()
    waiting = job(job_id)
    assert (waiting.state, waiting.reason, names()) == (JobState.WAITING, "OSError: the printer is out of paper", [])
    assert timedelta(seconds=20) < waiting.run_at - NOON < timedelta(seconds=40)
    clock.set(waiting.run_at)
    assert run_due_jobs() == 1
    assert job(job_id).attempts == 2


def test_what_keeps_failing_is_given_up_and_says_why(ledger: Flask, clock: Clock) -> None:
    handle(ledger, fail, attempts=3)
    job_id = enqueue()
    for day in range(5):
        clock.set(NOON + timedelta(days=day))
        run_due_jobs()
    given_up = job(job_id)
    assert (given_up.state, given_up.attempts, given_up.finished_at) == (JobState.FAILED, 3, NOON + timedelta(days=2))
    assert "out of paper" in given_up.reason


def test_what_cannot_be_done_yet_is_held_without_wearing_out(ledger: Flask, clock: Clock) -> None:
    def work(run: Run) -> None:
        raise OnHold("There is no printer.")

    handle(ledger, work)
    job_id = enqueue()
    run_due_jobs()
    clock.set(NOON + timedelta(days=2))
    assert (run_due_jobs(), sweep()) == (0, 0)
    assert (job(job_id).state, job(job_id).reason) == (JobState.HELD, "There is no printer.")


def test_a_job_of_another_version_says_that_it_is_unknown(ledger: Flask) -> None:
    handle(ledger, do_nothing)
    job_id = enqueue()
    del ledger.extensions["jobs"].handlers["probe"]
    run_due_jobs()
    assert (job(job_id).state, job(job_id).reason) == (JobState.FAILED, jobs_running.UNKNOWN)


# --- leases -----------------------------------------------------------------------------------------------------------


def test_nobody_else_can_run_a_job_while_its_lease_holds(ledger: Flask, clock: Clock) -> None:
    second: list[bool] = []

    def work(run_: Run) -> None:
        clock.set(NOON + timedelta(seconds=119))
        second.append(run(run_.id))

    handle(ledger, work)
    assert run(enqueue())
    assert second == [False]


def test_a_job_whose_worker_is_gone_is_delivered_and_run_again(ledger: Flask, clock: Clock, queue: Unworked) -> None:
    handle(ledger, do_nothing)
    job_id = enqueue()
    assert jobs_running._take(job_id, "gone") is not None
    clock.set(NOON + timedelta(seconds=119))
    assert (sweep(), run(job_id)) == (0, False)
    clock.set(NOON + timedelta(seconds=120))
    queue.delivered.clear()
    assert (sweep(), queue.delivered, run(job_id, worker="next")) == (1, [job_id], True)
    assert (job(job_id).state, job(job_id).attempts, job(job_id).worker) == (JobState.DONE, 2, "next")


def test_a_heartbeat_keeps_the_lease_of_what_runs(ledger: Flask, clock: Clock) -> None:
    def work(run_: Run) -> None:
        clock.set(NOON + timedelta(seconds=100))
        jobs_running.show_life("me")
        clock.set(NOON + timedelta(seconds=200))
        assert not run(run_.id)

    handle(ledger, work)
    job_id = enqueue()
    run(job_id, worker="me")
    assert (job(job_id).state, job(job_id).reason) == (JobState.DONE, "")


def test_who_lost_the_lease_keeps_nothing(ledger: Flask, clock: Clock) -> None:
    def work(run_: Run) -> None:
        if run_.attempt == 1:
            clock.set(NOON + timedelta(minutes=5))
            assert run(run_.id, worker="second")
        with run_.finishing() as session:
            session.add(mark(f"Made by attempt {run_.attempt}"))

    handle(ledger, work)
    job_id = enqueue()
    assert run(job_id, worker="first")
    assert (names(), job(job_id).worker, job(job_id).attempts) == (["Made by attempt 2"], "second", 2)


def test_who_lost_the_lease_and_fails_leaves_the_job_to_the_other(ledger: Flask, clock: Clock) -> None:
    def work(run_: Run) -> None:
        if run_.attempt == 1:
            clock.set(NOON + timedelta(minutes=5))
            jobs_running._take(run_.id, "second")
            raise OSError

    handle(ledger, work)
    job_id = enqueue()
    run(job_id, worker="first")
    assert (job(job_id).state, job(job_id).worker, job(job_id).reason) == (JobState.RUNNING, "second", "")


def test_a_cancelled_job_keeps_nothing_of_what_it_did(ledger: Flask) -> None:
    def work(run_: Run) -> None:
        with unit_of_work() as session:
            session.execute(update(Job).values(state=JobState.CANCELLED, lease_token=None))
        with pytest.raises(LeaseLost), run_.finishing() as session:
            session.add(mark("Too late"))
        raise LeaseLost

    handle(ledger, work)
    job_id = enqueue()
    run(job_id)
    assert (names(), job(job_id).state) == ([], JobState.CANCELLED)


def test_a_job_that_takes_its_worker_with_it_each_time_is_given_up(ledger: Flask, clock: Clock) -> None:
    handle(ledger, do_nothing, attempts=2)
    job_id = enqueue()
    for minute in (0, 5, 10):
        clock.set(NOON + timedelta(minutes=minute))
        jobs_running._take(job_id, "gone")
    assert (job(job_id).state, job(job_id).reason) == (JobState.FAILED, LOST)


def test_a_worker_that_is_told_to_end_hands_its_job_back(ledger: Flask) -> None:
    def work(run_: Run) -> None:
        raise SystemExit

    handle(ledger, work)
    job_id = enqueue()
    with pytest.raises(SystemExit):
        run(job_id)
    assert job(job_id).state is JobState.WAITING
    assert jobs_running._take(job_id, "next") is not None


# --- sweeping, the calendar, and forgetting ---------------------------------------------------------------------------


def test_what_was_never_delivered_is_delivered_by_the_sweep_now_and_then(ledger: Flask, clock: Clock, queue: Unworked) -> None:
    handle(ledger, do_nothing)
    job_id = enqueue()
    queue.delivered.clear()
    found = []
    for second in (59, 60, 120, 359, 360):
        clock.set(NOON + timedelta(seconds=second))
        found.append(sweep())
    assert found == [0, 1, 0, 0, 1]
    assert queue.delivered == [job_id, job_id]


def scheduled(app: Flask) -> None:
    app.extensions["jobs"].handlers.clear()
    handle(app, do_nothing, schedule=Daily(time(3, 0)))


def test_a_daily_job_is_made_once_a_day_at_its_time(ledger: Flask, clock: Clock) -> None:
    scheduled(ledger)
    made = []
    for hours in (0, 1, 14, 15, 16, 39):  # noon in Amsterdam is 12:00; 15 hours later it is three in the night
        clock.set(NOON + timedelta(hours=hours))
        made.append(len(jobs_running.make_scheduled_jobs()))
    assert made == [1, 0, 0, 1, 0, 1]
    assert [row.key for row in db.session.scalars(select(Job).order_by(Job.id))] == ["2027-07-13", "2027-07-14", "2027-07-15"]


def test_days_without_a_worker_are_caught_up_once(ledger: Flask, clock: Clock) -> None:
    scheduled(ledger)
    jobs_running.make_scheduled_jobs()
    clock.set(NOON + timedelta(days=9))
    assert (len(jobs_running.make_scheduled_jobs()), len(jobs_running.make_scheduled_jobs())) == (1, 0)


def test_old_jobs_are_forgotten_and_what_waits_never(ledger: Flask, clock: Clock) -> None:
    handle(ledger, do_nothing)
    enqueue(key="done")
    run_due_jobs()
    enqueue(key="waits")
    for days, left in ((29, ["done", "waits"]), (31, ["waits"]), (400, ["waits"])):
        clock.set(NOON + timedelta(days=days))
        with unit_of_work():
            jobs_running.forget_old_jobs()
        assert [row.key for row in db.session.scalars(select(Job).order_by(Job.id))] == left


def test_a_worker_is_seen_while_it_lives_and_forgotten_a_day_later(ledger: Flask, clock: Clock) -> None:
    jobs_running.show_life("first")
    clock.set(NOON + timedelta(hours=25))
    jobs_running.show_life("second")
    jobs_running.show_life("second")
    assert [worker.name for worker in db.session.scalars(select(Worker))] == ["second"]
    jobs_running.say_goodbye("second")
    assert db.session.scalars(select(Worker)).all() == []
