"""Training records added up per program and fortnight."""

import csv
import random
from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.domain.cycles import FiscalYear, Period
from planner.domain.tabular.training_records import read_training_records
from planner.domain.training import FortnightFigures, TrainingRecord, fiscal_years_of, fortnight_figures
from planner.infra.spreadsheet import read_table
from tests.domain.tables import public_file

START, END = date(2027, 1, 1), date(2027, 12, 31)


def record(person: str, day: date, program: str = "A", **more: object) -> TrainingRecord:
    return TrainingRecord(person, day, program, **more)  # type: ignore[arg-type]


def figures(*records: TrainingRecord) -> list[FortnightFigures]:
    return fortnight_figures(records, START, END)


def test_participants_are_counted_twice_and_persons_once() -> None:
    [only] = figures(record("1", START), record("1", START), record("2", START))
    assert (only.n_records, only.n_persons, only.n_persons_to_date) == (3, 2, 2)


def test_fortnights_count_from_the_start_of_the_cycle() -> None:
    days = [START, START + timedelta(days=13), START + timedelta(days=14), END]
    assert [one.period.number for one in figures(*(record("1", day) for day in days))] == [1, 2, 27]
    assert figures(record("1", END))[0].period == Period(27, date(2027, 12, 31), END)


def test_a_fortnight_without_records_gives_nothing() -> None:
    numbers = [one.period.number for one in figures(record("1", START), record("1", START + timedelta(days=28)))]
    assert numbers == [1, 3]


def test_persons_to_date_count_each_person_once_since_the_start() -> None:
    later = START + timedelta(days=14)
    first, second = figures(record("1", START), record("2", START), record("2", later), record("3", later))
    assert (first.n_persons_to_date, second.n_persons, second.n_persons_to_date) == (2, 2, 3)


def test_programs_do_not_mix() -> None:
    by_program = {one.program: one for one in figures(record("1", START, "A"), record("1", START, "B"), record("2", START, "B"))}
    assert (by_program["A"].n_persons_to_date, by_program["B"].n_persons_to_date) == (1, 2)


def test_what_lies_outside_the_cycle_is_not_counted() -> None:
    assert figures(record("1", START - timedelta(days=1)), record("1", END + timedelta(days=1))) == []


def test_the_completion_rate_is_of_all_that_were_judged() -> None:
    [only] = figures(*(record(str(at), START, counts_as_completed=at < 2) for at in range(3)), record("9", START))
    assert (only.n_completed, only.n_judged, only.n_records) == (2, 3, 4)
    assert only.completion_rate == Decimal(200) / 3


def test_without_a_judgement_there_is_no_rate() -> None:
    assert figures(record("1", START))[0].completion_rate is None


def test_sums_are_exact_and_unknown_when_nobody_gave_a_value() -> None:
    [only] = figures(*(record(str(at), START, cost=Decimal("0.10")) for at in range(10)), record("x", START))
    assert (only.cost, only.n_without_cost) == (Decimal("1.00"), 1)
    assert (only.days, only.n_without_days) == (None, 11)


def test_the_years_of_the_records_are_those_of_the_organization() -> None:
    records = [record("1", date(2022, 8, 31)), record("1", date(2022, 9, 1)), record("2", date(2023, 8, 31))]
    assert fiscal_years_of(records, 9) == [
        (FiscalYear("FY2022", date(2021, 9, 1), date(2022, 8, 31)), 1),
        (FiscalYear("FY2023", date(2022, 9, 1), date(2023, 8, 31)), 2),
    ]


RECORDS = st.lists(
    st.builds(
        TrainingRecord,
        person=st.sampled_from("abcdef"),
        on=st.dates(START - timedelta(days=20), END + timedelta(days=20)),
        program=st.sampled_from("AB"),
        counts_as_completed=st.one_of(st.none(), st.booleans()),
        days=st.one_of(st.none(), st.decimals(0, 100, places=1)),
        cost=st.one_of(st.none(), st.decimals(0, 10_000, places=2)),
    )
)


@given(records=RECORDS)
def test_the_fortnights_add_up_to_the_cycle(records: list[TrainingRecord]) -> None:
    inside = [one for one in records if START <= one.on <= END]
    found = fortnight_figures(records, START, END)
    assert sum(one.n_records for one in found) == len(inside)
    assert sum(one.n_completed for one in found) == sum(one.counts_as_completed is True for one in inside)
    assert sum(one.cost or 0 for one in found) == sum(one.cost or 0 for one in inside)


@given(records=RECORDS)
def test_the_last_fortnight_knows_all_persons(records: list[TrainingRecord]) -> None:
    last = {one.program: one.n_persons_to_date for one in fortnight_figures(records, START, END)}
    for program, count in last.items():
        assert count == len({one.person for one in records if one.program == program and START <= one.on <= END})


@given(records=RECORDS)
def test_persons_never_outnumber_records_and_never_shrink(records: list[TrainingRecord]) -> None:
    so_far: dict[str, int] = {}
    for one in fortnight_figures(records, START, END):
        assert one.n_persons <= min(one.n_records, one.n_persons_to_date)
        assert one.n_persons_to_date >= so_far.get(one.program, 0)
        so_far[one.program] = one.n_persons_to_date


@given(records=RECORDS, seed=st.integers())
def test_the_order_of_records_makes_no_difference(records: list[TrainingRecord], seed: int) -> None:
    mixed = random.Random(seed).sample(records, len(records))
    assert fortnight_figures(mixed, START, END) == fortnight_figures(records, START, END)


# The public file, computed a second time with the csv module alone.


@pytest.mark.parametrize("start", [date(2022, 8, 1), date(2023, 1, 1)])
def test_the_figures_of_the_public_file_equal_an_independent_computation(start: date) -> None:
    path = public_file("training_and_development_data.csv")
    end = date(start.year + 1, start.month, 1) - timedelta(days=1)
    reading = read_training_records(read_table(path, path.name), path.name)
    assert (reading.report.n_rows, reading.report.n_taken) == (3000, 3000)
    found = {
        (one.program, one.period.number): (one.n_records, one.n_persons, one.n_completed, one.days, one.cost)
        for one in fortnight_figures(reading.records, start, end)
    }
    expected: dict[tuple[str, int], list[list[str]]] = {}
    with path.open(newline="", encoding="utf-8-sig") as file:
        for row in list(csv.reader(file))[1:]:
            day = datetime.strptime(row[1], "%d-%b-%y").date()  # noqa: DTZ007 - the file knows no zones
            if start <= day <= end:
                expected.setdefault((row[2], (day - start).days // 14 + 1), []).append(row)
    assert found == {
        place: (
            len(rows), len({row[0] for row in rows}), sum(row[4] in ("Completed", "Passed") for row in rows),
            sum(int(row[7]) for row in rows), sum((Fraction(row[8]) for row in rows), Fraction(0)),
        )
        for place, rows in expected.items()
    }
