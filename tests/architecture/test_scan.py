"""`make scan` finds what it is there for, and never says that all is well when it did not look."""

import json
import string
from pathlib import Path
from typing import Any

import pytest

from scripts import scan
from tests.architecture.tree import ROOT

HASH = "--hash=sha256:" + "a" * 64
KEY = "AKIA" + string.ascii_uppercase[:16]  # put together here, or the scan would find it in this file


def _planted(folder: Path, text: str) -> dict[str, dict[str, str]]:
    (folder / "settings.py").write_text(text)
    return scan.secrets_in(["settings.py"], folder)


SECRETS = [
    f'KEY = "{KEY}"\n', 'url = "https://ada:' + 'tulips-and-4-more@host/"\n', "-----BEGIN RSA " + "PRIVATE KEY-----\n",
    "password = " + '"tulips-and-4-more"\n',
]


@pytest.mark.parametrize("text", SECRETS)
def test_a_secret_is_found_and_told_by_its_place(tmp_path: Path, text: str) -> None:
    [told] = scan.new_secrets(_planted(tmp_path, text), {})
    assert told.startswith("settings.py:1: ")
    assert KEY not in told


def test_what_was_accepted_is_accepted_in_its_own_file_only(tmp_path: Path) -> None:
    found = _planted(tmp_path, f'KEY = "{KEY}"\n')
    accepted = {name: list(ones) for name, ones in found.items()}
    assert scan.new_secrets(found, accepted) == []
    assert len(scan.new_secrets({"other.py": found["settings.py"]}, accepted)) == 1


def test_the_accepted_ones_are_in_files_that_are_there() -> None:
    accepted = json.loads(scan.BASELINE.read_text(encoding="utf-8"))
    assert [name for name in accepted if not (ROOT / name).exists()] == []


@pytest.mark.parametrize("line", ["flask>=3", "flask", f"flask>=3 {HASH}", "flask==3.1.2", "git+https://host/flask", "-e ."])
def test_a_requirement_without_pin_and_hash_is_found(line: str) -> None:
    assert scan.loose_requirements(f"click==8.2 \\\n    {HASH}\n    # via flask\n{line}\n") == [line[:80]]


@pytest.mark.parametrize("path", scan.LOCKED, ids=lambda path: path.name)
def test_every_requirement_of_ours_is_pinned_with_its_hashes(path: Path) -> None:
    assert scan.loose_requirements(path.read_text(encoding="utf-8")) == []


def test_the_bill_of_materials_lists_every_library() -> None:
    bill = scan.sbom(scan.LOCKED[0].read_text(encoding="utf-8"))
    names = {one["name"] for one in bill["components"]}
    assert {"flask", "sqlalchemy", "weasyprint", "psycopg-binary"} <= names
    assert all(one["hashes"] and one["purl"].endswith(f"@{one['version']}") for one in bill["components"])


def _library(**more: Any) -> dict[str, Any]:
    return {"name": "flask", "version": "3.1.2", "vulns": [], **more}


FOUND = {"id": "GHSA-1", "fix_versions": ["3.1.3"]}


@pytest.mark.parametrize(
    ("report", "passes", "words"),
    [
        (None, True, "NOT LOOKED UP, because the advisory service cannot be reached"),
        ({"dependencies": []}, True, "NOT LOOKED UP"),
        ({"dependencies": [{"name": "flask", "skip_reason": "Dependency not found"}]}, True, "nothing was said of flask"),
        ({"dependencies": [_library()]}, True, "none in 1 libraries"),
        ({"dependencies": [_library(vulns=[FOUND])]}, False, "flask 3.1.2: GHSA-1, mended in 3.1.3"),
        ({"dependencies": [_library(vulns=[{"id": "X", "fix_versions": []}])]}, False, "mended in no version yet"),
    ],
)
def test_the_scan_says_whether_it_looked(report: Any, passes: bool, words: str) -> None:
    may_pass, said = scan.audit_verdict(report)
    assert (may_pass, words in said[0]) == (passes, True)


def test_a_service_that_is_away_is_no_good_news(tmp_path: Path) -> None:
    """The real tool, asked to reach a port of this machine on which nobody listens."""
    locked = tmp_path / "locked.txt"
    locked.write_text(f"click==8.2.0 \\\n    {HASH}\n")
    report = scan.audit_report(locked, "--osv-url", "http://127.0.0.1:9/v1/query")
    assert scan.audit_verdict(report)[1][0].startswith("Known vulnerabilities: NOT LOOKED UP")
