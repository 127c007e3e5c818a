"""Each check is seen to find what it looks for: somebody damages the demonstration behind the application's back."""

import hashlib
import re
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from planner.app import create_app
from planner.infra.integrity import Finding, findings, known
from planner.models import db
from planner.settings import read_settings

NOTHING = hashlib.sha256(b"{}").hexdigest()
CLOSED = "(SELECT min(id) FROM reviews WHERE state = 'closed')"
ISSUED = "(SELECT min(id) FROM briefs WHERE state = 'issued')"
IMPORT = (
    "INSERT INTO import_runs (id, kind, file_name, sha256, options, report, content, created_at, applied_at) "
    "VALUES (901, 'people', 'a.csv', '{sha}', '{{}}', '{{}}', {content}, {at}, {applied})"
)
JOB = (
    "INSERT INTO jobs (id, name, args, state, run_at, deliver_at, attempts, worker, reason, created_at, lease_token) "
    "VALUES (901, '{name}', '{{}}', '{state}', {at}, {at}, 0, '', '', {at}, {token})"
)
NOW, LONG_AGO = "'2027-07-13 08:00:00.000000+00:00'", "'2027-07-01 08:00:00.000000+00:00'"
GOOD = hashlib.sha256(b"x").hexdigest()
# What only the rules of the database itself forbid: they are switched off for the transaction, or taken away.
UNBOUND = {"sqlite": "PRAGMA defer_foreign_keys=ON", "postgresql": "SET LOCAL session_replication_role = replica"}
UNGUARDED = {
    "sqlite": "DROP TRIGGER {}", "postgresql": "ALTER TABLE audit_entries DISABLE TRIGGER USER",
}
NO_INDEX = "DROP INDEX uq_observations_current"
TWICE = (
    "INSERT INTO observations (indicator_id, period_start, period_end, value, source, note, recorded_at) "
    "SELECT indicator_id, period_start, period_end, value + 1, source, '', recorded_at FROM observations WHERE id = 1"
)


def _import(*, sha: str = GOOD, content: str = "{x}", at: str = NOW, applied: str = "NULL") -> str:
    return IMPORT.format(sha=sha, content=content, at=at, applied=applied)


def _job(state: str, *, name: str = "house.check", token: str = "NULL") -> str:
    return JOB.format(name=name, state=state, token=token, at=NOW)


# name → the check that must find it, the damage, and what it says.
DAMAGE: dict[str, tuple[str, tuple[str, ...], str]] = {
    "an index is gone": ("structure", (NO_INDEX,), r"add index uq_observations_current"),
    "a column is new": ("structure", ("ALTER TABLE goals ADD COLUMN extra INTEGER",), r"remove column goals extra"),
    "an old structure": (
        "structure", ("UPDATE alembic_version SET version_num = '0003'",), r"stands at structure 0003, .*`planner db upgrade`"),
    "an action of no target": (
        "references", ("{unbound}", "UPDATE actions SET target_id = 4711 WHERE id = 1"),
        r"Row 1 of actions points at a row of targets that is not there\."),
    "a department in no department": (
        "references", ("{unbound}", "UPDATE departments SET parent_id = 4711 WHERE id = 2"),
        r"Row 2 of departments points at a row of departments that is not there\."),
    "a trail without a guard": ("audit_trail", ("{unguarded:update}",), r"not guarded: the triggers"),
    "an entry with another name": (
        "audit_trail", ("{unguarded:update}", "UPDATE audit_entries SET actor_name = 'Nobody' WHERE id = 7"),
        r"broken at entry 7; entries that do not fit: 1\."),
    "an entry that is gone": (
        "audit_trail", ("{unguarded:delete}", "DELETE FROM audit_entries WHERE id = 7"), r"broken at entry 8; "),
    "another review": (
        "reviews", (f"UPDATE reviews SET snapshot = '{{{{}}}}' WHERE id = {CLOSED}",), r"Review \d+ .* does not fit its hash"),
    "another review with its hash": (
        "reviews", (f"UPDATE reviews SET snapshot = '{{{{}}}}', sha256 = '{NOTHING}' WHERE id = {CLOSED}",),
        r"Review \d+ is not what was frozen: the audit trail tells of another hash\."),
    "another plan": ("baselines", ("UPDATE baselines SET snapshot = '{{}}'",), r"Baseline 1 .* does not fit its hash"),
    "another plan with its hash": (
        "baselines", (f"UPDATE baselines SET snapshot = '{{{{}}}}', sha256 = '{NOTHING}'",),
        r"Baseline 1 .* tells of another hash"),
    "another brief": (
        "briefs", (f"UPDATE briefs SET snapshot = '{{{{}}}}' WHERE id = {ISSUED}",), r"Brief \d+ .* does not fit its hash"),
    "another brief with its hash": (
        "briefs", (f"UPDATE briefs SET snapshot = '{{{{}}}}', sha256 = '{NOTHING}' WHERE id = {ISSUED}",),
        r"Brief \d+ .* tells of another hash"),
    "another page of a brief": (
        "briefs", (f"UPDATE briefs SET pdf = {{x}} WHERE id = {ISSUED}",), r"The PDF of brief \d+ is not what was issued"),
    "two values for a period": ("values", (NO_INDEX, TWICE), r"has 2 values that count for \d{4}-\d\d-\d\d to "),
    "a value that nothing replaced": (
        "corrections", (f"UPDATE observations SET superseded_at = {NOW} WHERE id = 1",),
        r"Value 1 no longer counts, but nothing took its place\."),
    "a corrected value that counts": (
        "corrections", ("UPDATE observations SET supersedes_id = 1 WHERE id = 2",),
        r"Value 2 corrects value 1, which still counts"),
    "a correction of something else": (
        "corrections",
        ("UPDATE observations SET supersedes_id = 1 WHERE id = 2", f"UPDATE observations SET superseded_at = {NOW} WHERE id = 1"),
        r"Value 2 corrects value 1, which is of something else"),
    "a correction of what came later": (
        "corrections",
        ("UPDATE observations SET supersedes_id = 5 WHERE id = 2", f"UPDATE observations SET superseded_at = {NOW} WHERE id = 5"),
        r"Value 2 corrects value 5, which came later"),
    "a standing that is not so": (
        "standings", ("UPDATE target_standings SET actual = actual + 1 WHERE id = (SELECT min(id) FROM target_standings "
                      "WHERE actual IS NOT NULL)",),
        r"What is kept of the standing of target \d+ is not what its values say\."),
    "a standing that is gone": ("standings", ("DELETE FROM target_standings",), r"standing of target \d+"),
    "a person who is not found": (
        "search_words", ("DELETE FROM search_words WHERE kind = 'people' AND thing_id = 1",), r"Row 1 of people is not found"),
    "a word that leads to nothing": (
        "search_words", ("INSERT INTO search_words (kind, within_id, word, thing_id) VALUES ('goals', 1, 'x', 4711)",),
        r"Row 4711 of goals is not found"),
    "an import without its file": ("staged_imports", (_import(content="NULL"),), r"Import 901 .* its file is gone"),
    "an import with another file": ("staged_imports", (_import(sha="0" * 64),), r"not the one that was offered"),
    "a forgotten import": ("staged_imports", (_import(at=LONG_AGO),), r"Import 901 was forgotten: it waits for more than 7 days"),
    "an import that is done and kept": ("applied_imports", (_import(applied=NOW),), r"done, but its file is still kept"),
    "values of an import that waits": (
        "applied_imports", (_import(), "UPDATE observations SET import_run_id = 901 WHERE id = 1"), r"not approved, but values"),
    "a job that nobody runs": ("jobs", (_job("running"),), r"Job 901 \(house.check\) is said to run, but nobody runs it"),
    "a job that somebody holds": ("jobs", (_job("waiting", token="'x'"),), r"does not run, but somebody is said to run it"),
    "a job that is over without an end": ("jobs", (_job("done"),), r"is over, but has no end"),
    "a job that nobody knows": ("jobs", (_job("waiting", name="world.save"),), r"\(world.save\) waits, but this version"),
}


def _statement(statement: str, dialect: str) -> str:
    if statement.startswith("{unguarded:"):
        return UNGUARDED[dialect].format(f"audit_entries_no_{statement[11:-1]}")
    x = "X'78'" if dialect == "sqlite" else "'\\x78'"
    if statement == "{unbound}":
        return UNBOUND[dialect]
    return statement.replace("{{}}", "{}").replace("{x}", x)


def _found(key: str) -> Finding:
    (check,) = [each for each in known() if each.key == key]
    (finding,) = findings(only=(check,))
    return finding


@pytest.mark.parametrize("name", DAMAGE)
def test_it_is_found(name: str, demo: Any) -> None:
    key, damage, sentence = DAMAGE[name]
    dialect = demo.get_bind().dialect.name
    assert _found(key).n == 0
    for statement in damage:
        demo.connection().exec_driver_sql(_statement(statement, dialect))
    finding = _found(key)
    assert finding.n >= 1
    assert re.search(sentence, "; ".join(map(str, finding.problems)))


def test_every_check_is_seen_to_find_something(demo_app: Flask) -> None:
    with demo_app.app_context():
        assert {check.key for check in known()} == {key for key, _damage, _sentence in DAMAGE.values()} | {"file"}


@pytest.mark.parametrize("demo_app", ["sqlite"], indirect=True)
def test_a_damaged_file_is_found_and_the_rest_is_still_looked_at(demo_app: Flask, tmp_path: Path) -> None:
    path = tmp_path / "planner.db"
    with demo_app.app_context(), closing(sqlite3.connect(path)) as copy:
        copying = db.engine.raw_connection()
        copying.driver_connection.backup(copy)
        copying.close()
    content = bytearray(path.read_bytes())
    for place in range(len(content) // 3, len(content) // 2, 4096):
        content[place:place + 64] = b"\xff" * 64
    path.write_bytes(content)
    app = create_app(read_settings({"PLANNER_DATA_DIR": str(tmp_path), "PLANNER_SECRET_KEY": "only for tests"}))
    with app.app_context():
        found = {finding.check.key: finding for finding in findings()}
        assert found["file"].n >= 1
        assert set(found) == {check.key for check in known()}
        db.session.remove()
        db.engine.dispose()
