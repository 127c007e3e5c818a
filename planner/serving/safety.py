"""What the planner refuses to be started with, each with a sentence that says what to do instead.

Development and tests may be careless; everything else is somebody's data.
"""

from collections.abc import Iterator
from ipaddress import ip_address
from pathlib import Path

from sqlalchemy.engine import make_url

from planner.infra import database, disks
from planner.settings import BadSetting, Settings

SHORTEST_SECRET = 32


def refuse_unsafe(settings: Settings, *, processes: int = 1) -> None:
    """Stop the start. Raises `BadSetting` with the first thing that is wrong."""
    for sentence in _wrong(settings, processes):
        raise BadSetting(sentence)


def _wrong(settings: Settings, processes: int) -> Iterator[str]:
    if database.is_file(settings.database):
        yield from _wrong_with_file(settings, processes)
    if processes > 1 and settings.works_while_serving:
        yield "With several web processes jobs are run by `planner worker`: set PLANNER_EMBEDDED_WORKER to 0 or leave it out."
    if not settings.is_development:
        yield from _wrong_with_secrets(settings)
        yield from _wrong_with_cookies(settings)


def _wrong_with_file(settings: Settings, processes: int) -> Iterator[str]:
    if processes > 1:
        yield (
            "Several processes need PostgreSQL: SQLite lets one process write well, and would keep the others waiting. "
            "Set PLANNER_DATABASE_URL to a PostgreSQL database, or serve with one process."
        )
    folder = Path(make_url(settings.database).database or ".").parent
    if disks.is_on_network(folder):
        yield (
            f"The database would lie on a network file system ({disks.kind_of(folder)}), on which SQLite loses data. "
            "Set PLANNER_DATA_DIR to a folder on a disk of this machine, or use PostgreSQL."
        )


def _wrong_with_secrets(settings: Settings) -> Iterator[str]:
    for name, secret in (("SECRET_KEY", settings.secret_key), ("METRICS_TOKEN", settings.metrics_token)):
        if secret and (len(secret) < SHORTEST_SECRET or len(set(secret)) < 10):
            yield (
                f"PLANNER_{name} is too easy to guess: use at least {SHORTEST_SECRET} random characters, for example from "
                "`openssl rand -hex 32`" + ("." if name != "SECRET_KEY" else ", or leave it out and one is made and kept.")
            )


def _wrong_with_cookies(settings: Settings) -> Iterator[str]:
    if settings.secure_cookies:
        return
    if settings.trusted_proxies:
        yield (
            "There is a proxy in front (PLANNER_TRUSTED_PROXIES), but cookies would be sent without TLS too: "
            "set PLANNER_SECURE_COOKIES=1, and let the proxy speak TLS."
        )
    if not _is_loopback(settings.host):
        yield (
            f"Listening on {settings.host} without TLS would send passwords and cookies readable through the network. Put a "
            "proxy with TLS in front and set PLANNER_SECURE_COOKIES=1, or listen on 127.0.0.1. "
            "To try it in a network that you trust, set PLANNER_ENVIRONMENT=development."
        )


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
