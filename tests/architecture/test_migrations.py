"""Migrations form one numbered line, and stand on their own feet."""

import ast
import re

import pytest

from tests.architecture.tree import ROOT, files_in, imports

FOLDER = ROOT / "migrations"
VERSIONS = files_in(FOLDER / "versions", ".py")
_NAME = re.compile(r"^(\d{4})_[a-z0-9_]+$")


def _constants(path) -> dict[str, object]:
    assigned = [node for node in ast.parse(path.read_text(encoding="utf-8")).body if isinstance(node, ast.Assign)]
    return {node.targets[0].id: ast.literal_eval(node.value) for node in assigned if _is_literal(node)}


def _is_literal(node: ast.Assign) -> bool:
    return isinstance(node.targets[0], ast.Name) and isinstance(node.value, ast.Constant)


def test_they_are_numbered_without_gaps() -> None:
    numbers = [int(found.group(1)) for path in VERSIONS if (found := _NAME.match(path.stem))]
    assert numbers == list(range(1, len(VERSIONS) + 1))


def test_each_follows_the_one_before() -> None:
    line = [(path.stem[:4], _constants(path)) for path in VERSIONS]
    before = [None, *[number for number, _ in line]]
    wrong = [number for (number, said), last in zip(line, before, strict=False)
             if (said["revision"], said["down_revision"]) != (number, last)]
    assert wrong == []


def test_head_names_the_last_one() -> None:
    """Two people who add a migration at once collide in this file, and not in somebody's database."""
    assert (FOLDER / "HEAD").read_text(encoding="utf-8").strip() == VERSIONS[-1].stem


@pytest.mark.parametrize("path", VERSIONS, ids=lambda path: path.stem)
def test_it_imports_nothing_of_ours(path) -> None:
    """Models move on; a migration must do tomorrow what it did the day it was written."""
    assert [module for _, module in imports(path) if module.split(".")[0] == "planner"] == []


@pytest.mark.parametrize("path", VERSIONS, ids=lambda path: path.stem)
def test_it_says_what_it_does_and_goes_both_ways(path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    assert ast.get_docstring(tree)
    assert {"upgrade", "downgrade"} <= {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}
