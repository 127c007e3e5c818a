"""Briefs in print: beside WeasyPrint printing the same document without us, and beside headless Chromium."""

import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from unittest.mock import patch

from flask import Flask
from sqlalchemy import select

from bench.results import Line, Results
from planner.features.account.queries import account_by_email, actor_of
from planner.features.briefs import rendering
from planner.features.briefs.commands import create_brief
from planner.features.briefs.queries import brief_for
from planner.infra import memory
from planner.infra.database import unit_of_work
from planner.infra.pdf import is_available, render_pdf
from planner.infra.places import folder
from planner.models import Brief, Cycle, db
from planner.permissions import Actor

CHROMIUM_SECONDS = 60


def measure(app: Flask, portfolio: Flask | None, times: int, results: Results) -> None:
    """The brief about a program of the enterprise, and that about ten goals with six targets each."""
    if not is_available():
        results.lines.append(Line("a two-page brief, warm", "≤ 1.2 × WeasyPrint’s own time; ≤ 0.6 s",
                                  "this machine cannot print", None))
        return
    memory.settle()  # as a process that serves is
    with app.app_context():
        found = db.session.scalars(select(Brief.id).order_by(Brief.id)).first()
        if found is not None:
            _two_pages(found, times, results)
        db.session.rollback()
    if portfolio is not None:
        with portfolio.app_context():
            _portfolio(times, results)


def _two_pages(brief_id: int, times: int, results: Results) -> None:
    actor = _clo()
    documents: list[str] = []
    with _kept(documents):
        _printed(brief_id, actor)
    html = documents[-1]
    ours, theirs = _in_turns(lambda: _printed(brief_id, actor), lambda: render_pdf(html, static_folder=folder("static")), times)
    ratio = ours / theirs
    results.lines.append(Line(
        "a two-page brief, warm", "≤ 1.2 × WeasyPrint’s own time", f"{ratio:.2f} × ({theirs * 1000:.0f} ms for the same page)",
        ratio <= 1.2,
        "sqlite",
    ))
    results.lines.append(Line("a two-page brief, warm", "≤ 0.6 s", f"{ours:.2f} s", ours <= 0.6, "sqlite"))
    if (chromium := _chromium(html)) is not None:
        results.lines.append(Line(
            "the same brief by headless Chromium", "for comparison", f"{chromium:.2f} s, {chromium / ours:.1f} × ours", None,
            "sqlite",
        ))


def _portfolio(times: int, results: Results) -> None:
    actor = _clo()
    with unit_of_work():
        cycle = db.session.get_one(Cycle, 1)
        values = {"title": "Portfolio", "as_of_on": cycle.ends_on, "locale": "en", "audience": "Board"}
        brief_id = create_brief(cycle, actor=actor, values=values).id
    seconds = _median(lambda: _printed(brief_id, actor), max(times // 3, 1))
    results.lines.append(Line(
        "portfolio brief, 10 goals × 6 targets × 26 fortnights", "≤ 4 s", f"{seconds:.2f} s", seconds <= 4, "sqlite",
    ))


def _printed(brief_id: int, actor: Actor) -> bytes:
    """From the database to the bytes: what a reader of a draft waits for."""
    db.session.expunge_all()
    brief = brief_for(actor, brief_id)
    assert brief is not None
    composition = rendering.composed(brief, actor)
    snapshot = composition.saying(brief.verdict or rendering.proposal_in(composition, brief.locale))
    return rendering.pdf_of(snapshot, brief.locale)


@contextmanager
def _kept(documents: list[str]) -> Iterator[None]:
    """Keep the documents that are printed inside."""

    def keep(html: str, *, static_folder: Path) -> bytes:
        documents.append(html)
        return render_pdf(html, static_folder=static_folder)

    with patch.object(rendering, "render_pdf", keep):
        yield


def _clo() -> Actor:
    account = account_by_email("clo@example.org")
    assert account is not None
    return actor_of(account)


def _in_turns(ours: Callable[[], object], theirs: Callable[[], object], times: int) -> tuple[float, float]:
    mine, other = [], []
    for _ in range(times):
        mine.append(_timed(ours))
        other.append(_timed(theirs))
    return median(mine), median(other)


def _median(work: Callable[[], object], times: int) -> float:
    work()
    return median(_timed(work) for _ in range(times))


def _timed(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def _chromium(html: str) -> float | None:
    """Seconds until Chromium, started for it, has printed the document; None where there is no Chromium."""
    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if program is None:
        return None
    with tempfile.TemporaryDirectory(prefix="bench-chromium-") as name:
        page, made = Path(name) / "brief.html", Path(name) / "brief.pdf"
        page.write_text(html.replace("static:", f"file://{folder('static')}/"), encoding="utf-8")
        command = [program, "--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer",
                   f"--user-data-dir={name}/profile",
                   "--host-resolver-rules=MAP * ~NOTFOUND", f"--print-to-pdf={made}", page.as_uri()]
        began = time.perf_counter()
        try:
            subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=CHROMIUM_SECONDS, check=True)
        except (subprocess.TimeoutExpired, subprocess.CalledProcessError):
            return None
        return time.perf_counter() - began if made.exists() else None
