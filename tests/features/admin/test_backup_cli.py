"""`planner backup` and `planner restore`, as they are typed."""

import os
import re
import subprocess
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from flask import Flask
from sqlalchemy import create_engine, text
from sqlalchemy.pool import NullPool

from planner import cli
from planner.app import create_app
from planner.infra import migrate
from planner.infra.clock import Clock
from planner.models import db
from tests.architecture.tree import ROOT
from tests.postgres import server

PASSPHRASE = "correct horse battery staple"
Planner = Callable[..., Result]
# What does not depend on the database is tried on one.
on_sqlite = pytest.mark.parametrize("environ", ["sqlite"], indirect=True)


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def environ(request: pytest.FixtureRequest, tmp_path: Path) -> dict[str, str]:
    """Where the planner of this test lives: with one account in it."""
    url = f"sqlite:///{tmp_path / 'planner.db'}"
    if request.param == "postgresql":
        url = server().make_database(f"cli_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}")
    migrate.upgrade(url)
    return {"PLANNER_DATA_DIR": str(tmp_path), "PLANNER_DATABASE_URL": url}


@pytest.fixture
def type_in(environ: dict[str, str], clock: Clock, monkeypatch: pytest.MonkeyPatch) -> Planner:
    """Types a command: `type_in("backup", "--keep", PLANNER_BACKUP_KEY=...)`. A process would close its database at its end."""
    apps: list[Flask] = []

    def made(*settings: Any) -> Flask:
        apps.append(create_app(*settings))
        return apps[-1]

    monkeypatch.setattr(cli, "create_app", made)

    def typed(*words: str, answer: str = "", **settings: str) -> Result:
        result = CliRunner().invoke(cli.main, words, env=environ | settings, input=answer)
        while apps:
            with apps.pop().app_context():
                db.session.remove()
                db.engine.dispose()
        return result

    return typed


@pytest.fixture
def planner(type_in: Planner) -> Planner:
    """The same, where somebody has worked already."""
    add = ("user", "add", "--email", "ada@example.org", "--name", "Ada", "--role", "administrator", "--password", PASSPHRASE)
    assert type_in(*add).exit_code == 0
    return type_in


def ask(url: str, statement: str) -> list[Any]:
    engine = create_engine(url, poolclass=NullPool)
    with engine.begin() as connection:
        result = connection.execute(text(statement))
        rows = [tuple(row) for row in result] if result.returns_rows else []
    engine.dispose()
    return rows


def test_a_backup_is_made_verified_and_restored(planner: Planner, environ: dict[str, str], tmp_path: Path) -> None:
    url = environ["PLANNER_DATABASE_URL"]
    made = planner("backup")
    assert made.exit_code == 0, made.output
    assert re.fullmatch(r"/.*/backups/planner-20270713T090000Z\.zip: \d+ rows, 0\.0 MB, not encrypted\.\n", made.output)
    file = str(tmp_path / "backups" / "planner-20270713T090000Z.zip")
    verified = planner("backup", "--verify", file)
    assert f"{file} is whole: " in verified.output
    ask(url, "UPDATE people SET name = 'Somebody else'")

    refused = planner("restore", file)
    assert (refused.exit_code, "add --replace" in refused.output) == (1, True)
    declined = planner("restore", file, "--replace", answer="n\n")
    assert (declined.exit_code, "This database will be given up: " in declined.output) == (1, True)
    assert ask(url, "SELECT name FROM people") == [("Somebody else",)]

    restored = planner("restore", file, "--replace", "--yes")
    assert restored.exit_code == 0, restored.output
    assert "Restored and compared: " in restored.output
    assert "Everything fits." in restored.output
    assert ask(url, "SELECT name FROM people") == [("Ada",)]


def test_a_restore_signs_everybody_out_and_stands_in_the_trail(planner: Planner, environ: dict[str, str], tmp_path: Path) -> None:
    url = environ["PLANNER_DATABASE_URL"]
    ask(url, "INSERT INTO auth_sessions (account_id, token_hash, created_at, last_seen_at, expires_at, user_agent) VALUES "
             "(1, 'x', '2027-07-13 08:00:00.000000', '2027-07-13 08:00:00.000000', '2027-07-13 20:00:00.000000', '')")
    planner("backup")
    file = str(tmp_path / "backups" / "planner-20270713T090000Z.zip")
    assert planner("restore", file, "--replace", "--yes").exit_code == 0
    assert ask(url, "SELECT count(*) FROM auth_sessions WHERE revoked_at IS NULL") == [(0,)]
    assert ask(url, "SELECT event, actor_name FROM audit_entries ORDER BY id DESC LIMIT 1") == [("backup.restored", "system")]


@on_sqlite
def test_encrypted_when_there_is_a_key(planner: Planner, tmp_path: Path) -> None:
    made = planner("backup", PLANNER_BACKUP_KEY=PASSPHRASE)
    file = str(tmp_path / "backups" / "planner-20270713T090000Z.sealed")
    assert (made.exit_code, "encrypted." in made.output, Path(file).exists()) == (0, True, True)
    assert "Set PLANNER_BACKUP_KEY" in planner("backup", "--verify", file).output
    assert planner("backup", "--verify", file, PLANNER_BACKUP_KEY=PASSPHRASE).exit_code == 0
    assert "not encrypted" in planner("backup", "--plain", PLANNER_BACKUP_KEY=PASSPHRASE).output
    without = planner("backup", "--encrypt")
    assert (without.exit_code, "no passphrase" in without.output) == (1, True)


@on_sqlite
def test_old_ones_go_as_the_settings_say(planner: Planner, clock: Clock) -> None:
    for _ in range(3):
        planner("backup")
        clock.set(clock.now() + timedelta(days=1))
    assert planner("backup", "--keep").output.count("was removed") == 0
    clock.set(clock.now() + timedelta(days=1))
    assert planner("backup", "--keep", PLANNER_BACKUP_KEEP="2d").output.count("was removed") == 3
    assert planner("backup", "--keep=1d").output.count("was removed") == 1
    wrong = planner("backup", "--keep=many")
    assert (wrong.exit_code, "such as 7d,5w,12m" in wrong.output) == (2, True)


def test_a_change_of_structure_begins_with_a_backup(planner: Planner, environ: dict[str, str], tmp_path: Path) -> None:
    assert "Backed up first" not in planner("db", "upgrade").output  # nothing to change
    assert "Backed up first: " in planner("db", "downgrade", "0003").output
    assert len(list((tmp_path / "backups").iterdir())) == 1
    assert "Backed up first" not in planner("db", "upgrade", "--no-backup").output
    planner("db", "downgrade", "0003", "--no-backup")
    refused = planner("db", "upgrade", PLANNER_BACKUP_DIR="/dev/null/nowhere")
    assert (refused.exit_code, "The structure was not changed" in refused.output) == (1, True)
    assert ask(environ["PLANNER_DATABASE_URL"], "SELECT version_num FROM alembic_version") == [("0003",)]
    assert "Backed up first: " in planner("db", "upgrade").output


@on_sqlite
def test_an_unused_database_is_changed_without_one(type_in: Planner, tmp_path: Path) -> None:
    assert "Backed up first" not in type_in("db", "downgrade", "base").output
    assert type_in("db", "upgrade").output == "The database is up to date.\n"
    assert not (tmp_path / "backups").exists()


@on_sqlite
def test_the_drill_of_the_admin_guide_works_as_it_is_written(planner: Planner, environ: dict[str, str], tmp_path: Path) -> None:
    guide = (ROOT / "docs" / "admin.md").read_text(encoding="utf-8")
    section = guide.split("### The drill", 1)[1].split("\n### ", 1)[0]
    commands = [line.strip() for line in section.splitlines() if line.startswith("    ")]
    assert len(commands) == 5
    script = "set -e\n" + "\n".join(commands).replace("/tmp/drill", str(tmp_path / "drill"))
    path = f"{ROOT / '.venv' / 'bin'}:{os.environ['PATH']}"
    done = subprocess.run(["bash", "-c", script], env=environ | {"PATH": path}, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert "Everything fits." in done.stdout.splitlines()[-1]
    assert (tmp_path / "drill" / "site" / "planner.db").exists()
