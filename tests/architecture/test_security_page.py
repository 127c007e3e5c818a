"""What `docs/security.md` says is shown by a test that is there."""

import ast
import re

from tests.architecture.tree import PLANNER, ROOT, files_in, shown

TEXT = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
_NAMED = re.compile(r"`(tests/[\w/]+\.py)::(test_\w+)`")


def test_every_test_that_the_page_names_exists() -> None:
    named = _NAMED.findall(TEXT)
    known = {path: _tests_in(path) for path in {path for path, _name in named}}
    assert [f"{path}::{name}" for path, name in named if name not in known[path]] == []
    assert len(named) > 50


def test_every_threat_has_a_control_and_a_test() -> None:
    rows = [line for line in TEXT.splitlines() if re.match(r"\| [STRIDE] \|", line)]
    assert [row[:60] for row in rows if len(row.split(" | ")) != 4 or not _NAMED.search(row)] == []
    assert {row[2] for row in rows} == set("STRIDE")


def _tests_in(path: str) -> set[str]:
    if not (ROOT / path).exists():
        return set()
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}


def test_tables_for_spreadsheets_are_written_in_one_place() -> None:
    """Where formulas are made harmless. A second place would have to do so too."""
    writes = re.compile(r"csv\.(writer|DictWriter)|import xlsxwriter|import openpyxl")
    found = [shown(path) for path in files_in(PLANNER, ".py") if writes.search(path.read_text(encoding="utf-8"))]
    assert found == ["planner/features/exchange/observations.py"]
