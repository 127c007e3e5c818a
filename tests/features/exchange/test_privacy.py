"""What is nobody's business here is in no table after an import, not even in the account of it."""

import csv
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Text, cast, inspect, select

from planner.models import Base, db
from tests.domain.tables import public_file
from tests.features.exchange.lists import PEOPLE, TRAININGS, write

SENSITIVE = ("DOB", "GenderCode", "RaceDesc", "MaritalDesc", "Performance Score", "PayZone", "TerminationDescription",
             "Location", "Trainer", "Supervisor")
_SHORTEST = 5  # shorter ones are parts of other words
_N_SEARCHED = 30  # of each column; columns with fewer values are searched for whole


def everything_written() -> str:
    """Each value of each column of each table, as text."""
    parts: set[str] = set()
    for mapper in Base.registry.mappers:
        for column in inspect(mapper.class_).columns:
            query = select(cast(column, Text)).where(column.is_not(None)).distinct()
            parts.update(str(value) for value in db.session.scalars(query))
    return "\n".join(parts)


def _values(path: Path) -> set[str]:
    """The values of sensitive columns that no column which may be kept holds as well."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    kept = " ".join(value or "" for row in rows for name, value in row.items() if name not in SENSITIVE)
    found: set[str] = set()
    for name in SENSITIVE:
        values = {(row.get(name) or "").strip() for row in rows}
        searched = sorted(value for value in values if len(value) >= _SHORTEST and value not in kept)
        found.update(searched[:: max(len(searched) // _N_SEARCHED, 1)])
    return found


@pytest.fixture(params=["our own", "public"])
def lists(request: pytest.FixtureRequest, tmp_path: Path) -> dict[str, Path]:
    if request.param == "public":
        return {"people": public_file("employee_data.csv"),
                "training-records": public_file("training_and_development_data.csv")}
    return {"people": write(tmp_path, PEOPLE, "people.csv"), "training-records": write(tmp_path, TRAININGS, "trainings.csv")}


def test_sensitive_values_are_in_no_table(session: Any, run_import: Any, lists: dict[str, Path]) -> None:
    for kind, path in lists.items():
        assert run_import(kind, path, "--create-missing").exit_code == 0
    written = everything_written()
    values = {value for path in lists.values() for value in _values(path)}
    assert "Divorced" in values
    assert "Bridges" in written  # the search does see what is there
    assert sorted(value for value in values if value in written) == []
