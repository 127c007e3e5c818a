"""The values in the database equal sums that the csv module alone comes to."""

import csv
from collections import defaultdict
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from planner.models import Indicator, Observation, db
from tests.domain.tables import public_file
from tests.features.exchange.lists import TRAININGS, write

Sums = dict[tuple[str, str, date], Decimal]


def _read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def independent_sums(path: Path, until: date) -> tuple[Sums, Sums]:
    """Values and values to date by measure, program and first day of the fortnight, for years that are calendar years."""
    rows, values, to_date = _read(path), defaultdict(Decimal), {}
    persons: dict[tuple[str, date], set[str]] = defaultdict(set)
    completed: dict[tuple[str, date], list[bool]] = defaultdict(list)
    for row in rows:
        day = datetime.strptime(row["Training Date"], "%d-%b-%y").date()  # noqa: DTZ007
        new_year = date(day.year, 1, 1)
        start = new_year + timedelta(days=(day - new_year).days // 14 * 14)
        if min(start + timedelta(days=13), date(day.year, 12, 31)) > until:
            continue
        program = " ".join(word.capitalize() for word in row["Training Program Name"].split())
        values["total_participants", program, start] += 1
        values["learning_days", program, start] += Decimal(row["Training Duration(Days)"])
        values["direct_cost", program, start] += Decimal(row["Training Cost"])
        persons[program, start].add(row["Employee ID"].strip())
        completed[program, start].append(row["Training Outcome"] in ("Completed", "Passed"))
    for (program, start), who in persons.items():
        values["unique_participants", program, start] = Decimal(len(who))
        rate = Decimal(100 * sum(completed[program, start])) / len(completed[program, start])
        values["completion_rate", program, start] = rate.quantize(Decimal("0.000001"))
        since = {p for (other, day), some in persons.items() if other == program and day.year == start.year and day <= start
                 for p in some}
        to_date["unique_participants", program, start] = Decimal(len(since))
    return dict(values), to_date


def sums_here() -> tuple[Sums, Sums]:
    query = select(Observation).where(Observation.superseded_at.is_(None)).options(
        joinedload(Observation.indicator).options(joinedload(Indicator.measure), joinedload(Indicator.program))
    )
    found = {
        (one.indicator.measure.code, one.indicator.program.name, one.period_start): one for one in db.session.scalars(query)
        if one.indicator.program is not None
    }
    to_date = {key: one.to_date for key, one in found.items() if one.to_date is not None}
    return {key: one.value for key, one in found.items()}, to_date


def test_the_sums_of_our_own_list_are_those_of_an_independent_computation(
    people: Any, run_import: Any, tmp_path: Path
) -> None:
    path = write(tmp_path, TRAININGS)
    run_import("training-records", path, "--create-missing")
    assert sums_here() == independent_sums(path, until=date(2027, 7, 13))


@pytest.mark.parametrize("again", [False, True])
def test_the_sums_of_the_public_file_are_those_of_an_independent_computation(
    people: Any, run_import: Any, again: bool
) -> None:
    path = public_file("training_and_development_data.csv")
    for _time in range(2 if again else 1):
        assert run_import("training-records", path, "--create-missing").exit_code == 0
    values, to_date = sums_here()
    expected_values, expected_to_date = independent_sums(path, until=date(2027, 7, 13))
    assert len(values) > 600
    assert (values, to_date) == (expected_values, expected_to_date)


def test_the_public_people_are_those_of_the_file(session: Any, run_import: Any) -> None:
    path = public_file("employee_data.csv")
    result = run_import("people", path, "--create-missing")
    assert "People added: 3,000" in result.stdout
    assert "Departments made: 6" in result.stdout
    assert "nothing changed" in run_import("people", path, "--json").stdout
