"""Tables as if they came out of a file, and the public files, where they are at hand."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from planner.domain.tabular.table import Cell, Row, Table

# The public “Employee / HR dataset” is not ours to copy. Where it lies beside this repository, it is read.
PUBLIC_FILES = Path(__file__).resolve().parents[3] / "shared" / "data" / "hr"


def table(headers: str, *rows: Sequence[Cell]) -> Table:
    """A table with the names in one text, separated by commas; missing cells are empty."""
    names = tuple(headers.split(","))
    filled = [tuple(row) + (None,) * (len(names) - len(row)) for row in rows]
    return Table(names, tuple(Row(number, cells) for number, cells in enumerate(filled, start=2)))


def public_file(name: str) -> Path:
    path = PUBLIC_FILES / name
    if not path.is_file():
        pytest.skip(f"the public file {name} is not at hand")
    return path
