"""The import of a hundred thousand observations, staged and approved, beside a bare bulk insert of the same rows."""

import csv
import io
import time
from collections.abc import Sequence
from typing import Any

import xlsxwriter
from flask import Flask
from sqlalchemy import text

from bench.results import Line, Results
from planner.features.exchange.commands import Answers, Kind, approve_import, offer_as_read, read_offer, stage_import
from planner.features.exchange.views import PAGE_LIMITS
from planner.infra.clock import today
from planner.infra.database import unit_of_work
from planner.models import ImportRun, db
from planner.permissions import SYSTEM

N_ROWS, N_QUICK = 100_000, 200
HEADERS = ("program", "measure", "population", "cycle", "period_start", "period_end", "value", "value_to_date", "numerator",
           "denominator", "respondents", "unit", "source")
_MILLIONTHS = ("value", "value_to_date", "numerator", "denominator")
_ROWS = text("""
SELECT o.id, p.name AS program, m.code AS measure, i.population, c.name AS cycle, o.period_start, o.period_end, o.value,
    o.to_date AS value_to_date, o.numerator, o.denominator, o.respondents, m.unit, o.source
FROM observations o JOIN indicators i ON i.id = o.indicator_id JOIN programs p ON p.id = i.program_id
JOIN measures m ON m.id = i.measure_id JOIN cycles c ON c.id = i.cycle_id
WHERE c.id = (SELECT max(id) FROM cycles) AND o.superseded_at IS NULL AND o.supersedes_id IS NULL ORDER BY o.id LIMIT :n
""")


def measure(app: Flask, results: Results, *, quick: bool) -> None:
    """Take values of the running year out of the database and bring them in again, in both ways."""
    for name in ("CSV", "Excel"):
        with app.app_context():
            _one_way(name, N_QUICK if quick else N_ROWS, results)
            db.session.remove()


def _one_way(name: str, n: int, results: Results) -> None:
    rows = [dict(row) for row in db.session.execute(_ROWS, {"n": n}).mappings()]
    whole = _whole_rows([row["id"] for row in rows])
    table = [_cells(row) for row in rows]
    content = _csv(table) if name == "CSV" else _workbook(table)
    _delete(whole)
    bare = _bare_insert(whole)
    _delete(whole)
    began = time.perf_counter()
    n_taken = _imported(content, f"values.{'csv' if name == 'CSV' else 'xlsx'}", results)
    seconds = time.perf_counter() - began
    speed = bare / seconds
    results.lines.append(Line(
        f"import {n:,} observations from {name}, staged and approved", "≥ 25 % of the speed of a bare bulk insert",
        f"{speed:.0%}: {seconds:.1f} s against {bare:.1f} s ({n_taken:,} rows)", speed >= 0.25 and n_taken == len(rows), "sqlite",
    ))


def _imported(content: bytes, file_name: str, results: Results) -> int:
    """As the pages do it: read and stage; take what was read and approve."""
    kind = Kind.OBSERVATIONS
    offer = read_offer(kind, content, file_name, Answers(), today=today(), limits=PAGE_LIMITS[kind])
    with unit_of_work():
        run_id = stage_import(offer, content, actor=SYSTEM).id
    del offer
    kept = offer_as_read(db.session.get_one(ImportRun, run_id))
    assert kept is not None
    with unit_of_work():
        result = approve_import(db.session.get_one(ImportRun, run_id), kept, actor=SYSTEM, create_missing=False, seen="")
    if result.report.problems:
        results.notes.append(f"{file_name}: {result.report.problems[0]}")
    return int(db.session.execute(
        text("SELECT count(*) FROM observations WHERE import_run_id = :run"), {"run": run_id}).scalar_one())


def _cells(row: dict[str, Any]) -> list[Any]:
    return [
        None if row[name] is None else row[name] / 1_000_000 if name in _MILLIONTHS else row[name] for name in HEADERS
    ]


def _csv(table: Sequence[Sequence[Any]]) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(HEADERS)
    writer.writerows(table)
    return out.getvalue().encode()


def _workbook(table: Sequence[Sequence[Any]]) -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"constant_memory": True})
    sheet = book.add_worksheet("Values")
    for number, row in enumerate([HEADERS, *table]):
        sheet.write_row(number, 0, row)
    book.close()
    return out.getvalue()


def _whole_rows(ids: Sequence[int]) -> list[dict[str, Any]]:
    query = text("SELECT * FROM observations WHERE id BETWEEN :first AND :last")
    wanted = set(ids)
    found = db.session.execute(query, {"first": min(ids), "last": max(ids)}).mappings()
    return [dict(row) for row in found if row["id"] in wanted]


def _delete(rows: Sequence[dict[str, Any]]) -> None:
    """These rows, however they came to be there."""
    keys = [{"indicator_id": row["indicator_id"], "period_start": row["period_start"]} for row in rows]
    with unit_of_work():
        db.session.execute(text(
            "DELETE FROM observations WHERE indicator_id = :indicator_id AND period_start = :period_start "
            "AND superseded_at IS NULL AND supersedes_id IS NULL"
        ), keys)


def _bare_insert(rows: Sequence[dict[str, Any]]) -> float:
    names = list(rows[0])
    statement = text(f"INSERT INTO observations ({', '.join(names)}) VALUES ({', '.join(':' + name for name in names)})")
    began = time.perf_counter()
    with unit_of_work():
        db.session.execute(statement, list(rows))
    return time.perf_counter() - began
