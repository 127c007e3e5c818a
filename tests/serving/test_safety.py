"""What the planner refuses to be started with."""

from pathlib import Path

import pytest

from planner.infra import disks
from planner.serving.safety import refuse_unsafe
from planner.settings import BadSetting, read_settings

GOOD_SECRET = "0f9c1b7e5a3d48620f9c1b7e5a3d4862"
POSTGRES = "postgresql://planner@db/planner"


def refused(processes: int = 1, **settings: str) -> str:
    """Why the start is refused; empty when it is not."""
    environ = {f"PLANNER_{name}": value for name, value in settings.items()}
    try:
        refuse_unsafe(read_settings(environ), processes=processes)
    except BadSetting as error:
        return str(error)
    return ""


@pytest.mark.parametrize(
    "settings",
    [
        {}, {"SECRET_KEY": GOOD_SECRET}, {"HOST": "localhost"}, {"HOST": "::1"},
        {"HOST": "0.0.0.0", "SECURE_COOKIES": "1"},
        {"TRUSTED_PROXIES": "1", "SECURE_COOKIES": "1", "METRICS_TOKEN": GOOD_SECRET},
        {"ENVIRONMENT": "development", "HOST": "0.0.0.0", "SECRET_KEY": "dev"},
        {"ENVIRONMENT": "test", "TRUSTED_PROXIES": "1"},
    ],
)
def test_what_is_safe_starts(settings: dict[str, str]) -> None:
    assert refused(**settings) == ""


@pytest.mark.parametrize("secret", ["secret", "change me", "x" * 64, "0123456789" * 3, "ab" * 40])
def test_a_secret_that_can_be_guessed_is_refused_and_not_shown(secret: str) -> None:
    for name in ("SECRET_KEY", "METRICS_TOKEN"):
        sentence = refused(**{name: secret})
        assert sentence.startswith(f"PLANNER_{name} is too easy to guess")
        assert secret not in sentence


@pytest.mark.parametrize("host", ["0.0.0.0", "192.0.2.4", "planner.example.org", "::"])
def test_passwords_do_not_travel_readable(host: str) -> None:
    assert f"Listening on {host} without TLS" in refused(HOST=host)


def test_behind_a_proxy_cookies_travel_over_tls_only() -> None:
    assert "set PLANNER_SECURE_COOKIES=1" in refused(TRUSTED_PROXIES="1")


def test_several_processes_need_postgresql() -> None:
    assert refused(2).startswith("Several processes need PostgreSQL")
    assert refused(2, DATABASE_URL=POSTGRES) == ""


def test_sqlite_stays_off_network_disks(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    mounts = tmp_path / "mountinfo"
    mounts.write_text(f"1 0 0:1 / / rw - ext4 /dev/vda rw\n2 1 0:40 / {tmp_path} rw - nfs4 server:/srv rw\n", encoding="utf-8")
    monkeypatch.setattr(disks, "MOUNTS", mounts)
    for environment in ("production", "development"):
        sentence = refused(DATA_DIR=str(tmp_path / "data"), ENVIRONMENT=environment)
        assert "network file system (nfs4)" in sentence
    assert refused(DATA_DIR=str(tmp_path / "data"), DATABASE_URL=POSTGRES) == ""
