"""Mail: written in the reader's language in the transaction of what it tells of, sent by a job, never lost.

A letter is a job of the ledger. While there is no mail server it is on hold there, and goes out when there is one; while the
server is away it is tried again. Its Message-ID comes from the job, so a letter that is sent twice is recognised as one.
"""

import hashlib
import smtplib
import ssl
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime, formataddr
from typing import Any, Protocol, cast
from urllib.parse import urlsplit

from flask import Flask, current_app

from planner.domain.messages import N_
from planner.infra import jobs
from planner.infra.i18n import LOCALES, speaking
from planner.infra.jobs import Handler
from planner.infra.jobs_running import OnHold, Run, Useless
from planner.models import Account, Job, db
from planner.settings import Settings

JOB = "mail.send"
ATTEMPTS = 30  # about a day
SENDER = "Learning Strategy Planner"
TIMEOUT_SECONDS = 20
NO_SERVER = N_("No mail server is set.")
SWITCHED_OFF = N_("Mail is switched off.")
NO_ACCOUNT = N_("The account is not active any more.")


class MailServer(Protocol):
    """What takes letters over. Raises `OSError` or an error of `smtplib` when it does not."""

    def send(self, letter: EmailMessage) -> None: ...


@dataclass(frozen=True, slots=True)
class SmtpServer:
    """A mail server reached by SMTP. `security` is `starttls`, `tls` or `none`; certificates are checked."""

    host: str
    port: int
    security: str
    user: str
    password: str

    def send(self, letter: EmailMessage) -> None:
        with self._connected() as smtp:
            if self.security == "starttls":
                smtp.starttls(context=ssl.create_default_context())
            if self.user:
                smtp.login(self.user, self.password)
            smtp.send_message(letter)

    def _connected(self) -> smtplib.SMTP:
        if self.security == "tls":
            return smtplib.SMTP_SSL(
                self.host, self.port, timeout=TIMEOUT_SECONDS, context=ssl.create_default_context()
            )
        return smtplib.SMTP(self.host, self.port, timeout=TIMEOUT_SECONDS)


@dataclass(slots=True)
class Post:
    """How this installation writes: whether at all, through which server, from which address, with which links."""

    is_on: bool
    server: MailServer | None
    sender: str
    public_url: str

    @property
    def can_send(self) -> bool:
        return self.is_on and self.server is not None


def wire(app: Flask, settings: Settings) -> None:
    """Set the post up."""
    server = SmtpServer(
        settings.smtp_host, settings.smtp_port, settings.smtp_security, settings.smtp_user, settings.smtp_password
    ) if settings.smtp_host else None
    app.extensions["post"] = Post(settings.mail, server, settings.smtp_from, settings.address)


def post() -> Post:
    """The post of the current application."""
    return cast(Post, current_app.extensions["post"])


def link(endpoint: str, **values: Any) -> str:
    """The address of a page as others reach it (PLANNER_PUBLIC_URL): there is no request to take it from."""
    path = current_app.url_map.bind("planner").build(endpoint, values)
    return post().public_url.rstrip("/") + path


def write(account: Account, template: str, /, **facts: Any) -> int | None:
    """Have a letter sent to an active account, in its language, once this transaction is committed.

    `facts` fill templates/emails/<template>/: subject.txt, body.txt, body.html. Returns the id of the job; None when mail is
    switched off or the account is not active.
    """
    if not (post().is_on and account.is_active):
        return None
    locale = account.locale if account.locale in LOCALES else current_app.config["LOCALE"]
    with speaking(locale):
        parts = {part: _rendered(template, part, locale=locale, **facts) for part in ("subject.txt", "body.txt", "body.html")}
    args = {
        "account_id": account.id, "template": template, "locale": locale,
        "subject": " ".join(parts["subject.txt"].split()), "text": parts["body.txt"], "html": parts["body.html"],
    }
    return jobs.enqueue(JOB, args)


def _rendered(template: str, part: str, **facts: Any) -> str:
    return current_app.jinja_env.get_template(f"emails/{template}/{part}").render(**facts).strip() + "\n"


def send(run: Run) -> None:
    """The job: send the letter, and keep only to whom and about what."""
    account = db.session.get(Account, run.args["account_id"])
    written_at = db.session.get_one(Job, run.id).created_at
    address = account.email if account is not None and account.is_active else None
    db.session.rollback()  # nothing is held while the server is talked to
    if address is None:
        run.result = {"sent": False, "reason": NO_ACCOUNT}
    elif not post().is_on:
        raise OnHold(SWITCHED_OFF)
    elif (server := post().server) is None:
        raise OnHold(NO_SERVER)
    else:
        _hand_over(server, letter(run, address, written_at))
        run.result = {"sent": True}
    run.args = {name: value for name, value in run.args.items() if name not in ("text", "html")}


def letter(run: Run, address: str, written_at: datetime) -> EmailMessage:
    """The message of a job: the same each time, down to its Message-ID and date."""
    message = EmailMessage()
    message["Subject"] = run.args["subject"]
    message["From"] = formataddr((SENDER, post().sender))
    message["To"] = address
    message["Date"] = format_datetime(written_at)
    message["Message-ID"] = _message_id(run.id)
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(run.args["text"])
    message.add_alternative(run.args["html"], subtype="html")
    message["Content-Language"] = run.args["locale"]  # after the parts: earlier it would become one part's
    return message


def _message_id(job_id: int) -> str:
    """Stable for a job of this installation, and no other's."""
    secret = hashlib.sha256(f"{current_app.config['SECRET_KEY']}:{job_id}".encode()).hexdigest()[:16]
    domain = post().sender.rpartition("@")[2] or urlsplit(post().public_url).hostname
    return f"<job-{job_id}-{secret}@{domain}>"


def _hand_over(server: MailServer, message: EmailMessage) -> None:
    try:
        server.send(message)
    except smtplib.SMTPRecipientsRefused as error:
        code, said = next(iter(error.recipients.values()))
        if code >= 500:  # for good; what is below means "later"
            raise Useless(f"{code} {said.decode(errors='replace')}") from error
        raise


JOBS = {
    JOB: Handler(send, N_("Send mail"), attempts=ATTEMPTS, may_go_on=lambda: post().can_send),
}
