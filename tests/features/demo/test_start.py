"""Whether the demonstration is loaded at the first start."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from planner import cli


@pytest.fixture
def loads(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[str]:
    """What the command line asked for, without serving and without loading."""
    found: list[str] = []
    monkeypatch.setattr(cli.embedded, "serve", lambda app, settings: found.append("served"))
    monkeypatch.setattr(cli, "load_if_empty", lambda: found.append("loaded"))
    monkeypatch.setenv("PLANNER_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("PLANNER_EMBEDDED_WORKER", "0")
    monkeypatch.delenv("PLANNER_DATABASE_URL", raising=False)
    return found


def test_a_prepared_start_loads_it(loads: list[str]) -> None:
    assert CliRunner().invoke(cli.main, ["serve", "--prepare"]).exit_code == 0
    assert loads == ["loaded", "served"]


def test_an_empty_start_does_not(loads: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PLANNER_DEMO", "0")
    assert CliRunner().invoke(cli.main, ["serve", "--prepare"]).exit_code == 0
    assert loads == ["served"]
