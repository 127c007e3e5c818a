"""The page “Status”: how the planner is doing in plain words, and what an administrator does with jobs."""

import json
import shutil
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from planner.domain.errors import NotAllowed, RuleBroken
from planner.domain.values import JobState
from planner.features.admin import commands
from planner.features.admin.after_restoring import MAYBE_DONE, note_restoration
from planner.features.admin.jobs import BACKUP, CHECK
from planner.infra import jobs, jobs_running, mail
from planner.infra.clock import now
from planner.infra.jobs_running import run_due_jobs
from planner.models import AuditEntry, AuthSession, ImportRun, Job, SignInFailure, Worker, db
from tests.actors import People
from tests.browser import Browser
from tests.conftest import NOW
from tests.statements import count_statements
from tests.workers import Outbox, Unworked


@pytest.fixture(autouse=True)
def _without_backups(app: Flask) -> None:
    shutil.rmtree(app.extensions["settings"].backup_folder, ignore_errors=True)


def make_job(state: JobState = JobState.WAITING, **values: Any) -> Job:
    default = {"name": "jobs.forget", "args": {}, "run_at": now(), "deliver_at": now(), "state": state}
    job = Job(**{**default, **values})
    db.session.add(job)
    db.session.commit()
    return job


def make_letter(people: People, state: JobState, **values: Any) -> Job:
    args = {"account_id": people.accounts["mia"].id, "subject": "Your need: approved", "text": "x", "html": "x", "locale": "en"}
    return make_job(state, name=mail.JOB, args=args, **values)


def facts(browser: Browser) -> dict[str, str]:
    page = browser.get("status.show")
    pairs = page.document.select(".definition-list > div")
    return {pair.dt.get_text(" ", strip=True): " ".join(pair.dd.get_text(" ").split()) for pair in pairs}


def events() -> list[str]:
    return list(db.session.scalars(select(AuditEntry.event).order_by(AuditEntry.id)))


# --- what it says -----------------------------------------------------------------------------------------------------


def test_it_says_in_words_how_everything_is(browser: Browser, people: People) -> None:
    make_job(run_at=now() - timedelta(minutes=6))
    make_job(JobState.RUNNING)
    db.session.add(Worker(name="here:1:a", version="1.2.3", started_at=now(), seen_at=now()))
    make_letter(people, JobState.DONE, finished_at=now())
    make_letter(people, JobState.HELD, reason=mail.NO_SERVER)
    said = facts(browser.as_("ada"))
    assert said["Jobs"] == "Late 1 waiting (1 late), 1 running, 0 failed"
    assert said["Workers"] == "Alive 1 worker"
    assert said["Mail"].startswith("No mail server Letters are kept until one is set. 0 waiting, 1 on hold, 0 failed, last sent")
    assert said["Database"].startswith("In order")
    assert said["Disk"].endswith("free")


def test_a_quiet_house_says_so_and_a_house_without_workers_too(browser: Browser) -> None:
    page = browser.as_("ada").get("status.show")
    assert "Nothing waits, and nothing failed." in page.text
    assert facts(browser)["Workers"].startswith("None Nobody runs jobs.")
    assert facts(browser)["Jobs"].startswith("On time")


def test_a_worker_that_was_not_heard_of_for_a_minute_is_not_alive(browser: Browser) -> None:
    db.session.add(Worker(name="here:1:a", version="1", started_at=now(), seen_at=now() - timedelta(seconds=61)))
    db.session.commit()
    page = browser.as_("aud").get("status.show")
    assert "Not heard of" in page.text
    assert facts(browser)["Workers"].startswith("None")


@pytest.mark.parametrize(("server", "is_on", "said"), [(None, False, "Switched off"), (Outbox(), True, "Set up")])
def test_it_says_whether_mail_can_be_sent(browser: Browser, app: Flask, server: Any, is_on: bool, said: str) -> None:
    post = app.extensions["post"]
    post.server, post.is_on = server, is_on
    try:
        assert facts(browser.as_("ada"))["Mail"].startswith(said)
    finally:
        post.server, post.is_on = None, True


def test_jobs_are_listed_with_why_and_to_whom(browser: Browser, people: People) -> None:
    make_letter(people, JobState.FAILED, reason="550 No such mailbox", attempts=1)
    make_job(JobState.CANCELLED, name="of another version")
    page = browser.as_("ada").get("status.show")
    (row,) = page.all("#jobs tbody tr")
    assert row.startswith("Send mail mia@example.org: Your need: approved Failed 550 No such mailbox 13 Jul 2027")
    (cancelled,) = browser.get("status.show", state="cancelled").all("#jobs tbody tr")
    assert cancelled.startswith("of another version Cancelled")


@pytest.mark.parametrize("state", [*JobState, "nonsense"])
def test_the_list_shows_one_state_or_what_is_not_over(browser: Browser, state: str) -> None:
    for one in JobState:
        make_job(one, reason="x")
    rows = browser.as_("ada").get("status.show", state=str(state)).all("#jobs tbody tr")
    assert len(rows) == (4 if state == "nonsense" else 1)


def test_a_long_list_comes_in_pages_and_costs_no_statement_more(browser: Browser, people: People) -> None:
    browser.as_("ada")
    make_letter(people, JobState.HELD, reason=mail.NO_SERVER)
    browser.get("status.show")
    with count_statements() as few:
        browser.get("status.show")
    for _ in range(60):
        make_letter(people, JobState.HELD, reason=mail.NO_SERVER)
    with count_statements() as many:
        page = browser.get("status.show")
    assert (len(many), len(page.all("#jobs tbody tr"))) == (len(few), 50)
    assert len(many) <= 12
    assert "Next page" in page.text


# --- what an administrator does ---------------------------------------------------------------------------------------


def test_a_failed_job_is_tried_again_with_all_its_attempts(browser: Browser, app: Flask) -> None:
    job = make_job(JobState.FAILED, reason="OSError", attempts=8)
    app.extensions["jobs"].queue = queue = Unworked()
    page = browser.as_("ada").get("status.show")
    browser.submit(page, f"/admin/status/jobs/{job.id}/retry", {}, to="status.show")
    assert queue.delivered == [job.id]
    assert run_due_jobs() == 1
    db.session.refresh(job)
    assert (job.state, job.attempts, job.reason) == (JobState.DONE, 1, "")
    assert "job.retried" in events()


def test_a_job_on_hold_is_cancelled_and_not_done(browser: Browser) -> None:
    job = make_job(JobState.HELD, reason="x")
    page = browser.as_("ada").get("status.show")
    browser.submit(page, f"/admin/status/jobs/{job.id}/cancel", {}, to="status.show")
    assert (run_due_jobs(), db.session.get_one(Job, job.id).state) == (0, JobState.CANCELLED)
    assert "job.cancelled" in events()


@pytest.mark.parametrize("state", [JobState.RUNNING, JobState.DONE])
@pytest.mark.parametrize("change", [commands.retry_job, commands.cancel_job])
def test_what_runs_or_is_done_is_left_alone(people: People, state: JobState, change: Any) -> None:
    with pytest.raises(RuleBroken, match="by now"):
        change(make_job(state), actor=people.ada)


@pytest.mark.parametrize("change", [commands.retry_job, commands.cancel_job])
def test_only_administrators_change_jobs(people: People, change: Any) -> None:
    with pytest.raises(NotAllowed):
        change(make_job(JobState.HELD), actor=people.aud)


def test_an_auditor_reads_and_finds_no_button(browser: Browser) -> None:
    make_job(JobState.FAILED, reason="x")
    page = browser.as_("aud").get("status.show")
    assert page.all("#main form") == []


def test_the_check_is_run_now_and_tells_what_it_found(browser: Browser) -> None:
    page = browser.as_("ada").get("status.show")
    browser.submit(page, f"/admin/status/daily/{CHECK}/run", {}, to="status.show")
    run_due_jobs()
    rows = browser.get("status.show").all("main table tbody tr")
    (row,) = [row for row in rows if row.startswith("Check that everything fits together In order")]
    assert "Everything fits. The audit trail has" in row
    assert "daily at 03:30" in row
    assert "job.requested" in events()


def test_what_the_check_finds_wrong_is_told_one_by_one(browser: Browser, people: People) -> None:
    with_problem = {
        "is_fine": False, "sentence": {"text": "Problems found: %(n)s.", "values": {"n": 1}},
        "details": [{"text": "The database file is damaged: %(finding)s.", "values": {"finding": "page 7"}}],
    }
    make_job(JobState.DONE, name=CHECK, result=json.loads(json.dumps(with_problem)), finished_at=NOW)
    page = browser.as_("ada").get("status.show")
    assert "Look here Problems found: 1." in " ".join(page.text.split())
    assert "The database file is damaged: page 7." in page.text


@pytest.mark.parametrize(("hours", "said"), [(0, "Whole 13 Jul 2027, 11:00, 4.2 MB"), (49, "Old 11 Jul")])
def test_it_says_when_the_last_backup_was_made(browser: Browser, hours: int, said: str) -> None:
    at = now() - timedelta(hours=hours)
    make_job(JobState.DONE, name=BACKUP, result={"n_bytes": 4_200_000}, finished_at=at)
    assert facts(browser.as_("ada"))["Last backup"].startswith(said)


def test_a_house_without_a_backup_says_so(browser: Browser) -> None:
    assert facts(browser.as_("ada"))["Last backup"] == "None"


def test_after_a_restore_nothing_is_done_that_may_have_been_done_since(people: People, outbox: Outbox) -> None:
    waiting, running = make_letter(people, JobState.WAITING), make_letter(people, JobState.RUNNING)
    failed = make_letter(people, JobState.FAILED)
    note_restoration(now(), "planner-20270713T090000Z.zip")
    db.session.commit()
    assert (run_due_jobs(), outbox.letters) == (0, [])
    states = [db.session.get_one(Job, one.id).state.value for one in (waiting, running, failed)]
    assert states == ["cancelled", "cancelled", "failed"]
    assert db.session.get_one(Job, waiting.id).reason == MAYBE_DONE


# --- the work of every night ------------------------------------------------------------------------------------------


def test_every_night_what_nobody_asks_for_any_more_is_forgotten(people: People) -> None:
    long_ago = now() - timedelta(days=120)
    ada = people.accounts["ada"].id
    for name, at in (("first", long_ago), ("second", long_ago + timedelta(days=1))):
        db.session.add(AuthSession(account_id=ada, token_hash=name, created_at=at, last_seen_at=at, expires_at=at))
    db.session.add(SignInFailure(key_hash="x", failed_at=now() - timedelta(hours=1)))
    db.session.add(ImportRun(kind="people", file_name="old.csv", sha256="x", created_at=long_ago, content=b"x"))
    make_job(JobState.DONE, name="house.check", finished_at=long_ago)
    assert len(jobs_running.make_scheduled_jobs()) == len([h for h in jobs.known().handlers.values() if h.schedule])
    run_due_jobs()
    made = db.session.scalars(select(Job).where(Job.name == BACKUP)).one().result
    assert made["sentence"]["text"].endswith("read through and whole.")
    assert [session.token_hash for session in db.session.scalars(select(AuthSession))] == ["second"]
    assert db.session.scalars(select(SignInFailure)).all() == []
    assert db.session.scalars(select(ImportRun)).all() == []
    assert db.session.scalars(select(Job).where(Job.finished_at == long_ago)).all() == []
    assert db.session.scalars(select(Job).where(Job.state != JobState.DONE)).all() == []
