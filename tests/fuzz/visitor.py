"""Somebody who signs in as one of the demonstration's people, asks for anything, and looks hard at what comes back."""

import logging
import re
from contextvars import Context
from typing import Any
from urllib.parse import urlsplit

from flask import Flask
from sqlalchemy import delete
from werkzeug.test import TestResponse

from planner.features.account import commands
from planner.features.account.queries import account_by_email, actor_of
from planner.features.account.requests import COOKIE
from planner.infra.database import unit_of_work
from planner.models import RoleGrant, db
from tests.demo import PLAYED_BY
from tests.fuzz.garbage import MARK, PRODUCT
from tests.fuzz.pages import Seen, read
from tests.fuzz.tripwire import Tripwire

ROLES = {
    "paula": "clo", "lena": "learning_manager", "sam": "executive", "mia": "department_head", "otto": "department_head",
    "ada": "administrator", "aud": "auditor",
}
COUNTS_FAILURES = "/sign-in"  # a failed sign-in is kept although it is refused: that is its purpose


class _Traceback(logging.Handler):
    """Keeps the last error that the application logged, to be told with a 500."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.last = ""

    def emit(self, record: logging.LogRecord) -> None:
        self.last = self.format(record)


class Visitor:
    """Asks with the session of `who` (None: nobody) and collects complaints about the answers."""

    def __init__(self, app: Flask, who: str | None, wire: Tripwire) -> None:
        self.app, self.who, self.wire = app, who, wire
        self.complaints: list[str] = []
        self.token = ""
        self.has_changed = False  # whether the last request kept a change
        self._log = _Traceback()
        self.enter()

    def enter(self) -> None:
        """Begin a new session, whatever became of the account and the one before."""
        self.client = self.app.test_client()
        if self.who is not None:
            with self.app.app_context(), unit_of_work():
                account = account_by_email(PLAYED_BY[self.who])
                assert account is not None
                db.session.execute(delete(RoleGrant).where(RoleGrant.account_id == account.id))
                db.session.add(RoleGrant(account_id=account.id, role=ROLES[self.who]))
                account.is_active, account.locale = True, "en"
                db.session.flush()
                db.session.expire_all()
                account = account_by_email(PLAYED_BY[self.who])
                assert account is not None
                token = commands.start_session(account, actor=actor_of(account), user_agent="fuzz", hours=12)
            self.client.set_cookie(COOKIE, token)
        page = self.ask("GET", "/account" if self.who else "/sign-in")
        found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page.text)
        self.token = found[1] if found else ""
        self.wire.was_crossed()

    def ask(self, method: str, address: str, said: str = "", **options: Any) -> TestResponse:
        """One request; whatever is wrong with the answer becomes a complaint with `said` in it."""
        log = logging.getLogger("planner")
        log.addHandler(self._log)
        self._log.last = ""
        self.wire.was_crossed()
        try:
            answer = Context().run(self.client.open, address, method=method, **options)
        finally:
            log.removeHandler(self._log)
        self.has_changed = self.wire.was_crossed()
        wrong = [*self._wrong(answer)]
        if wrong:
            how = f"{self.who} {method} {address[:200]} {said[:600]}"
            self.complaints.append(f"{how}: {'; '.join(wrong)}\n{self._log.last[-2500:]}")
        return answer

    def look(self, answer: TestResponse) -> Seen:
        return read(answer.text) if answer.mimetype == "text/html" else Seen()

    def _wrong(self, answer: TestResponse) -> list[str]:
        wrong = []
        if answer.status_code >= 500:
            wrong.append(f"answered {answer.status_code}")
        if self.has_changed:
            if answer.status_code >= 400 and answer.request.path != COUNTS_FAILURES:
                wrong.append(f"kept a change although it answered {answer.status_code}")
            if answer.request.method in ("GET", "HEAD"):
                wrong.append("a GET changed something")
        wrong += [f"header {name}" for name, _value in answer.headers if MARK in name.lower()]
        if any(MARK in cookie.partition("=")[0] for cookie in answer.headers.getlist("Set-Cookie")):
            wrong.append("set a cookie that it was told to set")
        location = urlsplit(answer.headers.get("Location", ""))
        if location.netloc or location.scheme:
            wrong.append(f"sends away to {answer.headers['Location'][:100]}")
        if answer.mimetype == "text/html":
            wrong += self._wrong_on_page(answer.text)
        return wrong

    def _wrong_on_page(self, text: str) -> list[str]:
        wrong = []
        if PRODUCT in text:
            wrong.append("computed a template that was typed")
        if "root:x:" in text:
            wrong.append("read a file of the machine")
        if "evil.example" in text or MARK in text:
            wrong += [f"planted {what}" for what in read(text).planted]
        return wrong
