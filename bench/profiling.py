"""Where the slowest page spends its time."""

import cProfile
import io
import pstats
import re
from pathlib import Path

from flask import Flask

from bench.anchor import CACHE, ROOT
from bench.pages import NOBODY, roles
from planner.features.account.commands import start_session
from planner.features.account.queries import account_by_email, actor_of
from planner.features.account.requests import COOKIE
from planner.infra.database import unit_of_work

FUNCTIONS = 30
KEPT = CACHE / "profile.txt"


def profile(app: Flask, address: str, role: str) -> str:
    """The thirty functions with most time of their own in one warm request; the whole is kept in the cache."""
    client = app.test_client()
    if role != NOBODY:
        client.set_cookie(COOKIE, _token(app, roles()[role]))
    client.get(address)
    profiler = cProfile.Profile()
    profiler.enable()
    client.get(address)
    profiler.disable()
    text = io.StringIO()
    pstats.Stats(profiler, stream=text).sort_stats("tottime").print_stats(FUNCTIONS)
    KEPT.write_text(text.getvalue(), encoding="utf-8")
    return _short(text.getvalue())


def _token(app: Flask, email: str) -> str:
    with app.app_context(), unit_of_work():
        account = account_by_email(email)
        assert account is not None
        return start_session(account, actor=actor_of(account), user_agent="bench", hours=1)


def _short(text: str) -> str:
    """Without the folders of this machine, and without empty lines."""
    lines = [line.rstrip() for line in text.splitlines() if line.strip()]
    inside = [re.sub(rf"{re.escape(str(ROOT))}/|\S*/site-packages/|\S*/lib/python[\d.]+/", "", line) for line in lines]
    return "\n".join(line[:118] for line in inside if "function calls" in line or re.match(r"\s*(ncalls|[\d/]+\s)", line))


def size_of(path: Path) -> str:
    return f"{path.stat().st_size / 1024 / 1024:,.0f} MB"
