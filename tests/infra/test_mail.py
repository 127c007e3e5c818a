"""Mail: nothing is lost while there is no server, or while it is away; a letter that is sent twice is recognised."""

import email
import socket
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.message import Message
from email.policy import default
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from flask import Flask
from sqlalchemy import delete, select

from planner.domain.values import JobState
from planner.infra import mail
from planner.infra.clock import Clock
from planner.infra.database import unit_of_work
from planner.infra.jobs_running import run_due_jobs, sweep
from planner.infra.mail import Post, SmtpServer
from planner.models import Account, Job, Person, RoleGrant, SearchWord, db
from planner.settings import BadSetting, read_settings
from tests.workers import Unworked

NOON = datetime(2027, 7, 13, 10, 0, tzinfo=UTC)


class Postbox:
    """A real mail server on loopback, which can be closed and opened again."""

    def __init__(self) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.letters: list[Message] = []
        self.answer = "250 OK"
        self._controller: Controller | None = None

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802  aiosmtpd's name
        if self.answer.startswith("2"):
            self.letters.append(email.message_from_bytes(envelope.content, policy=default))
        return self.answer

    async def handle_RCPT(  # noqa: N802
        self, server: Any, session: Any, envelope: Any, address: str, options: Any
    ) -> str:
        if address.startswith("nobody"):
            return "550 No such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    def open(self) -> None:
        self._controller = Controller(self, hostname="127.0.0.1", port=self.port)
        self._controller.start()

    def close(self) -> None:
        if self._controller is not None:
            self._controller.stop()
            self._controller = None


@pytest.fixture
def postbox() -> Iterator[Postbox]:
    box = Postbox()
    box.open()
    yield box
    box.close()


@pytest.fixture
def house(committing_app: Flask, clock: Clock, postbox: Postbox) -> Iterator[Flask]:
    """An application that sends through the postbox, with two accounts."""
    clock.set(NOON)
    committing_app.extensions["jobs"].queue = Unworked()
    server = SmtpServer("127.0.0.1", postbox.port, "none", "", "")
    committing_app.extensions["post"] = Post(True, server, "planner@example.org", "https://planner.example.org/lsp")
    with committing_app.app_context():
        with unit_of_work() as session:
            for table in (Job, RoleGrant, Account, Person, SearchWord):
                session.execute(delete(table))
            for name, locale in (("ada", None), ("nils", "nl"), ("nobody", "en")):
                person = Person(name=name.title(), email=f"{name}@example.org")
                session.add(Account(person=person, email=f"{name}@example.org", password_hash="-", locale=locale))
        yield committing_app


def write(name: str = "ada", **facts: Any) -> int | None:
    with unit_of_work() as session:
        account = session.scalars(select(Account).where(Account.email == f"{name}@example.org")).one()
        told = {"organization": "Meridian", "account": account, "who": "Olga", "link": mail.link("account.sign_in"), **facts}
        return mail.write(account, "account_made", **told)


def job() -> Job:
    db.session.rollback()
    return db.session.scalars(select(Job).execution_options(populate_existing=True)).one()


def test_a_letter_arrives_in_the_readers_language_as_text_and_as_html(house: Flask, postbox: Postbox) -> None:
    write("ada")
    write("nils")
    run_due_jobs()
    (english, dutch) = postbox.letters
    assert (english["To"], english["From"]) == ("ada@example.org", "Learning Strategy Planner <planner@example.org>")
    assert (english["Content-Language"], dutch["Content-Language"]) == ("en", "nl")
    assert english["Subject"] != dutch["Subject"]
    for letter in (english, dutch):
        plain, html = (letter.get_body((kind,)).get_content() for kind in ("plain", "html"))
        assert "https://planner.example.org/lsp/sign-in" in plain
        assert '<a href="https://planner.example.org/lsp/sign-in">' in html


def test_what_was_sent_is_not_kept_only_that_it_was(house: Flask) -> None:
    write()
    run_due_jobs()
    done = job()
    assert (done.state, done.result) == (JobState.DONE, {"sent": True})
    assert sorted(done.args) == ["account_id", "locale", "subject", "template"]


def test_words_of_people_stay_words_and_do_not_become_headers_or_markup(house: Flask, postbox: Postbox) -> None:
    write(organization="<b>Meridian</b>\nBcc: eve@example.org", who="A & B")
    run_due_jobs()
    (letter,) = postbox.letters
    assert letter["Bcc"] is None
    assert "<b>Meridian</b>" in letter.get_body(("plain",)).get_content()
    assert "&lt;b&gt;Meridian" in letter.get_body(("html",)).get_content()


def test_without_a_server_a_letter_is_on_hold_and_goes_out_when_there_is_one(
    house: Flask, postbox: Postbox, clock: Clock
) -> None:
    server, house.extensions["post"].server = house.extensions["post"].server, None
    write()
    run_due_jobs()
    assert (job().state, job().reason, "text" in job().args) == (JobState.HELD, mail.NO_SERVER, True)
    clock.set(NOON + timedelta(days=6))
    sweep()
    assert job().state is JobState.HELD
    house.extensions["post"].server, house.extensions["jobs"].queue = server, (queue := Unworked())
    sweep()
    assert queue.delivered == [job().id]
    run_due_jobs()
    assert (job().state, len(postbox.letters)) == (JobState.DONE, 1)


def test_what_was_on_hold_for_more_than_a_week_is_not_sent_unasked(house: Flask, clock: Clock) -> None:
    server, house.extensions["post"].server = house.extensions["post"].server, None
    write()
    run_due_jobs()
    house.extensions["post"].server = server
    clock.set(NOON + timedelta(days=8))
    sweep()
    assert job().state is JobState.HELD


def test_while_the_server_is_away_a_letter_waits_and_arrives_afterwards(
    house: Flask, postbox: Postbox, clock: Clock
) -> None:
    postbox.close()
    write()
    run_due_jobs()
    waiting = job()
    assert (waiting.state, waiting.attempts) == (JobState.WAITING, 1)
    assert "ConnectionRefusedError" in waiting.reason
    postbox.open()
    clock.set(waiting.run_at)
    run_due_jobs()
    assert (job().state, len(postbox.letters)) == (JobState.DONE, 1)


def test_a_letter_that_is_sent_again_is_the_same_letter(house: Flask, postbox: Postbox, clock: Clock) -> None:
    job_id = write()
    run_due_jobs()
    with unit_of_work():
        again = db.session.get_one(Job, job_id)
        again.state, again.args = JobState.WAITING, {**again.args, "text": "x", "html": "x"}
    clock.set(NOON + timedelta(days=1))
    run_due_jobs()
    first, second = postbox.letters
    assert (first["Message-ID"], first["Date"]) == (second["Message-ID"], second["Date"])
    assert first["Message-ID"].endswith("@example.org>")
    assert f"job-{job_id}-" in first["Message-ID"]


@pytest.mark.parametrize(
    ("name", "answer", "state", "reason"),
    [
        ("nobody", "250 OK", JobState.FAILED, "550 No such mailbox"),
        ("ada", "451 Later", JobState.WAITING, "SMTPDataError"),
    ],
)
def test_a_refusal_for_good_is_not_argued_with(
    house: Flask, postbox: Postbox, name: str, answer: str, state: JobState, reason: str
) -> None:
    postbox.answer = answer
    write(name)
    run_due_jobs()
    assert job().state is state
    assert reason in job().reason


def test_who_can_no_longer_sign_in_is_not_written_to(house: Flask, postbox: Postbox) -> None:
    write()
    with unit_of_work() as session:
        session.scalars(select(Account).where(Account.email == "ada@example.org")).one().is_active = False
    run_due_jobs()
    assert (job().result, postbox.letters) == ({"sent": False, "reason": mail.NO_ACCOUNT}, [])
    assert write() is None


def test_nobody_is_written_to_when_mail_is_switched_off(house: Flask, postbox: Postbox) -> None:
    write()
    house.extensions["post"].is_on = False
    assert write() is None
    run_due_jobs()
    assert (job().state, job().reason, postbox.letters) == (JobState.HELD, mail.SWITCHED_OFF, [])


def test_a_letter_of_a_change_that_is_undone_is_never_sent(house: Flask, postbox: Postbox) -> None:
    class Undone(Exception):
        pass

    def change() -> None:
        with unit_of_work() as session:
            account = session.scalars(select(Account).where(Account.email == "ada@example.org")).one()
            mail.write(account, "account_made", organization="M", account=account, who="Olga", link="x")
            raise Undone

    with pytest.raises(Undone):
        change()
    assert (run_due_jobs(), postbox.letters) == (0, [])


def test_a_server_that_speaks_no_tls_gets_no_letter(house: Flask, postbox: Postbox) -> None:
    house.extensions["post"].server = SmtpServer("127.0.0.1", postbox.port, "starttls", "planner", "secret")
    write()
    run_due_jobs()
    assert (job().state, postbox.letters) == (JobState.WAITING, [])
    assert "STARTTLS" in job().reason


def test_the_post_is_set_up_from_the_settings(tmp_path: Any) -> None:
    (tmp_path / "password").write_text("secret\n")
    settings = read_settings({
        "PLANNER_SMTP_HOST": "mail.example.org", "PLANNER_SMTP_USER": "planner", "PLANNER_SMTP_SECURITY": "tls",
        "PLANNER_SMTP_PASSWORD_FILE": str(tmp_path / "password"), "PLANNER_PUBLIC_URL": "https://planner.example.org",
    })
    app = Flask("x")
    mail.wire(app, settings)
    assert app.extensions["post"].server == SmtpServer("mail.example.org", 587, "tls", "planner", "secret")
    assert app.extensions["post"].public_url == "https://planner.example.org"


@pytest.mark.parametrize("sender", ["planner", "a@b\nBcc: c@d", "@", "A <a@b>"])
def test_an_address_that_is_none_is_refused_at_the_start(sender: str) -> None:
    with pytest.raises(BadSetting, match="PLANNER_SMTP_FROM"):
        read_settings({"PLANNER_SMTP_FROM": sender})
