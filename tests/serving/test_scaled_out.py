"""Several web processes and workers behind a proxy are one planner: nobody can tell which of them answered."""

import http.client
import os
import re
import threading
from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import func, select

from planner.app import create_app
from planner.infra import migrate
from planner.infra.database import unit_of_work
from planner.infra.tokens import fingerprint
from planner.models import SignInFailure, Worker, db
from planner.settings import read_settings
from tests.actors import PASSWORD, create_people
from tests.postgres import server
from tests.serving.running import until
from tests.serving.site import METRICS_TOKEN, Client, Site, running_site

pytestmark = pytest.mark.postgres
MEGABYTE = 1024 * 1024


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The database of the site with its people, seen from inside the test."""
    url = server().make_database(f"site_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}")
    migrate.upgrade(url)
    folder = tmp_path_factory.mktemp("inside")
    app = create_app(read_settings({"PLANNER_DATA_DIR": str(folder), "PLANNER_DATABASE_URL": url, "PLANNER_SECRET_KEY": "x"}))
    with app.app_context(), unit_of_work():
        create_people()
    yield app
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


@pytest.fixture(scope="module")
def site(database: Flask, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with running_site(tmp_path_factory.mktemp("site"), database.extensions["settings"].database) as running:
        yield running


def test_a_session_made_at_one_is_honoured_by_the_other_and_ends_at_both(site: Site) -> None:
    first, second = (site.web[name].port for name in ("first", "second"))
    client = site.client("first")
    assert client.sign_in("paula@example.org", PASSWORD).status == 303
    page = client.at(second).get("/account")
    assert (page.status, "Paula Planner" in page.text) == (200, True)
    other = Client(first)
    other.cookies = dict(client.cookies)
    assert client.at(second).post("/sign-out", page).status == 303
    assert [other.at(port).get("/account").status for port in (first, second)] == [303, 303]


def test_a_form_from_one_can_be_sent_to_the_other(site: Site) -> None:
    client = site.client("second")
    form = client.get("/sign-in")
    answer = client.at(site.web["first"].port).post("/sign-in", form, email="lena@example.org", password=PASSWORD)
    assert (answer.status, answer.headers["Location"]) == (303, "/")


def test_failed_tries_at_both_count_together(site: Site) -> None:
    tries = ["first", "second", "first", "second", "first"]
    statuses = [site.client(name).sign_in("otto@example.org", "wrong wrong wrong").status for name in tries]
    assert statuses == [422] * 5
    assert [site.client(name).sign_in("otto@example.org", PASSWORD).status for name in ("first", "second")] == [429, 429]


def test_the_proxy_tells_where_somebody_comes_from_and_nobody_else_can(site: Site, database: Flask) -> None:
    client = site.client(comes_from="127.0.0.77")
    form = {"csrf_token": client.get("/sign-in").form_token, "email": "who@example.org", "password": "wrong wrong wrong"}
    forged = {"X_Forwarded_For": "203.0.113.66", "Forwarded": "for=203.0.113.66", "X_Real_IP": "203.0.113.66"}
    assert client.ask("POST", "/sign-in", form, **forged).status == 422
    with database.app_context():
        assert [_failures_from(address) for address in ("127.0.0.77", "203.0.113.66")] == [1, 0]


def _failures_from(address: str) -> int:
    query = select(func.count()).where(SignInFailure.key_hash == fingerprint(f"network {address}"))
    return db.session.scalar(query) or 0


def test_behind_tls_cookies_are_for_tls_and_the_browser_is_told_to_stay(site: Site) -> None:
    answer = site.client().get("/sign-in")
    assert "Secure" in answer.headers["Set-Cookie"]
    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000"
    assert re.fullmatch(r"[0-9a-f]{32}", answer.headers["X-Request-ID"])  # nginx's


@pytest.mark.parametrize("path", ["/metrics", "/readyz"])
def test_what_is_for_machines_inside_is_not_there_outside(site: Site, path: str) -> None:
    assert site.client().get(path, Authorization=f"Bearer {METRICS_TOKEN}").status == 404


def _numbers(site: Site, name: str) -> dict[str, float]:
    text = site.client(name).get("/metrics", Authorization=f"Bearer {METRICS_TOKEN}").text
    return {line.rpartition(" ")[0]: float(line.rpartition(" ")[2]) for line in text.splitlines() if not line.startswith("#")}


def test_processes_behind_one_port_count_together(site: Site) -> None:
    name = 'planner_requests_total{endpoint="health.live",method="GET",status="200"}'
    before = _numbers(site, "first").get(name, 0)
    for _ in range(20):  # the kernel spreads them over both
        site.client("first").get("/healthz")
    until(lambda: _numbers(site, "first")[name] == before + 20, "the last one is counted")
    assert {_numbers(site, "first")[name] - before for _ in range(6)} == {20}


def test_a_web_process_is_not_large(site: Site) -> None:
    until(lambda: len(_sizes(site)) == 3, "two processes of the first and one of the second have said how large they are")
    assert max(_sizes(site).values()) <= 200 * MEGABYTE


def _sizes(site: Site) -> dict[str, float]:
    return {key: size for name in site.web for key, size in _numbers(site, name).items() if "resident_bytes" in key}


def test_both_workers_take_part_and_one_may_leave(site: Site, database: Flask) -> None:
    until(lambda: _n_workers(database) == 2, "both workers have shown life")
    assert _numbers(site, "second")["planner_workers"] == 2
    site.workers["two"].tell()
    assert site.workers["two"].ended() == 0
    assert _n_workers(database) == 1


def _n_workers(database: Flask) -> int:
    with database.app_context():
        return db.session.scalar(select(func.count()).select_from(Worker)) or 0


class Visitors:
    """People who keep asking through the proxy until they are told to stop; what failed is kept."""

    def __init__(self, site: Site, n: int) -> None:
        self._site, self._stop = site, threading.Event()
        self.failures: list[str] = []
        self.n_answers = [0] * n
        self._threads = [threading.Thread(target=self._visit, args=(number,)) for number in range(n)]

    def __enter__(self) -> "Visitors":
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join(timeout=60)

    def have_asked(self, n: int) -> bool:
        return min(self.n_answers) >= n

    def _visit(self, number: int) -> None:
        client = self._site.client()
        self._note("/sign-in", client.sign_in("mia@example.org", PASSWORD).status, 303)
        while not self._stop.wait(0.05):  # people do not hammer, and a starting process needs the processor
            try:
                if number % 2:
                    page = client.get("/account")
                    self._note("/account", page.status, 200)
                else:  # a form: it must not be sent twice, so the proxy cannot try again once it is sent
                    page = client.get("/goals")
                    self._note("/language", client.post("/language", page, locale="en").status, 303)
            except (OSError, http.client.HTTPException, IndexError) as error:
                self.failures.append(repr(error))
            self.n_answers[number] += 1

    def _note(self, path: str, status: int, wanted: int) -> None:
        if status != wanted:
            self.failures.append(f"{path} answered {status}")


def test_both_can_be_replaced_one_after_the_other_without_a_failed_request(site: Site) -> None:
    before = {name: web.process.pid for name, web in site.web.items()}
    with Visitors(site, 3) as visitors:
        until(lambda: visitors.have_asked(3), "everybody has asked")
        for name in ("first", "second"):
            site.restart(name)
            n_now = min(visitors.n_answers)
            until(lambda n=n_now: visitors.have_asked(n + 3), "everybody has asked again")  # type: ignore[misc]
    assert visitors.failures == []
    assert all(site.web[name].process.pid != pid for name, pid in before.items())
