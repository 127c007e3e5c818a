"""No page reads a big table from end to end, or sorts a whole year of it, for the sake of fifty rows.

Every page is walked; what it asked the database is asked to be explained, as if the tables were as long as an enterprise's.
"""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from sqlalchemy import Connection, Engine, event, text

from planner.infra import keyset
from tests.actors import People
from tests.browser import Browser
from tests.lists.walking import addresses, ask
from tests.lists.world import World

BIG = frozenset({
    "accounts", "actions", "audit_entries", "baseline_rows", "impacts", "indicators", "needs", "observations", "people",
    "program_needs", "programs", "review_lines", "review_rows", "review_series", "reviews", "search_words", "sponsorships",
    "steps", "target_standings", "targets", "trajectory_points",
})
# From a database that `planner demo load --scale=enterprise` filled, after ANALYZE: table, index, statistic.
STATISTICS = Path(__file__).with_name("enterprise_statistics.json")

# Endpoint and table that may be read whole all the same, with the reason.
MAY: dict[tuple[str, str], str] = {
    ("exports.index", "observations"): "PostgreSQL may look for everything that has values at once; only who takes a file asks",
    ("departments.index", "people"): "as long as all departments fit on one page, everybody is counted beneath them",
}

Asked = dict[str, tuple[str, Any]]  # statement → an endpoint that sent it, and its parameters


@pytest.fixture
def asked(app: Flask, browser: Browser, people: People, monkeypatch: pytest.MonkeyPatch) -> Asked:
    """What every page sends, for who sees everything, for a department's head and for the administrator; with second pages."""
    monkeypatch.setattr(keyset, "PAGE_SIZE", 1)
    monkeypatch.setattr(keyset, "PANEL_SIZE", 1)
    world, found, here = World(people), {}, ""

    def note(connection: Any, cursor: Any, statement: str, parameters: Any, context: Any, many: bool) -> None:
        if statement.startswith(("SELECT", "WITH")):
            found.setdefault(statement, (here, parameters))

    event.listen(Engine, "before_cursor_execute", note)
    try:
        for who in ("paula", "mia", "ada"):
            browser.as_(who)
            for here, address in addresses(app, world):
                if here == "briefs.pdf":
                    continue
                answer = ask(browser, address)
                for link in _neighbours(answer):
                    ask(browser, link)
    finally:
        event.remove(Engine, "before_cursor_execute", note)
    return found


def _neighbours(answer: Any) -> Iterator[str]:
    """The next page of each list on this page, and from there the page before."""
    if answer.status_code == 200 and answer.mimetype == "text/html" and b'class="paging"' in answer.data:
        for link in BeautifulSoup(answer.data, "html.parser").select(".paging a[rel]"):
            yield str(link["href"])


def test_no_page_reads_a_big_table_whole(connection: Connection, asked: Asked) -> None:
    assert len(asked) > 100
    explain = _sqlite_findings if connection.dialect.name == "sqlite" else _postgresql_findings
    look_large(connection)
    wrong = []
    for statement, (endpoint, parameters) in asked.items():
        for table, what in explain(connection, statement, parameters):
            if table in BIG and (endpoint, table) not in MAY:
                wrong.append(f"{endpoint}: {what}\n    {statement}")
    assert wrong == [], "\n".join(wrong)


def look_large(connection: Connection) -> None:
    """Make the planner of the database believe in an enterprise, whatever it knows of the few rows that are there."""
    statistics = json.loads(STATISTICS.read_text(encoding="ascii"))
    if connection.dialect.name == "postgresql":
        _look_large_on_postgresql(connection, statistics)
    else:
        _look_large_on_sqlite(connection, statistics)


def _look_large_on_postgresql(connection: Connection, statistics: list[tuple[str, str | None, str]]) -> None:
    # These ways of reading are taken where a table is small; without them, only where no index serves.
    for way in ("seqscan", "hashjoin", "mergejoin", "material", "memoize"):
        connection.execute(text(f"SET LOCAL enable_{way} = off"))
    connection.execute(text("DELETE FROM pg_statistic WHERE starelid::regclass::text = ANY(:tables)"), {"tables": list(BIG)})
    # Ten times as many rows: no table is so short that reading it whole is the best way.
    sized = text("""
        UPDATE pg_class SET relpages = 1, reltuples = :rows
        WHERE oid = to_regclass(:table) OR oid IN (SELECT indexrelid FROM pg_index WHERE indrelid = to_regclass(:table))
    """)
    for table, _index, statistic in statistics:
        connection.execute(sized, {"table": table, "rows": 10 * int(statistic.split()[0])})


def _look_large_on_sqlite(connection: Connection, statistics: list[tuple[str, str | None, str]]) -> None:
    connection.execute(text("ANALYZE"))  # makes the table of statistics
    connection.execute(text("DELETE FROM sqlite_stat1"))
    exists = text("SELECT count(*) FROM sqlite_master WHERE name = :index")
    for table, index, statistic in statistics:
        if index is None or connection.scalar(exists, {"index": index}):
            connection.execute(
                text("INSERT INTO sqlite_stat1 VALUES (:table, :index, :statistic)"),
                {"table": table, "index": index, "statistic": statistic},
            )
    connection.execute(text("ANALYZE sqlite_schema"))


def _sqlite_findings(connection: Connection, statement: str, parameters: Any) -> Iterator[tuple[str, str]]:
    names = _names(statement)
    plan = list(connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters))
    # A walk along an index that ends after a page is what lists are made of; a sort has to see the end first.
    sorted_parts = {row[1] for row in plan if "USE TEMP B-TREE FOR ORDER BY" in row[3] or "GROUP BY" in row[3]}
    for _id, parent, _unused, line in plan:
        is_walk = "LIMIT" in statement and parent not in sorted_parts
        if (found := re.match(r"SCAN (\w+)", line)) and not is_walk:
            yield names.get(found[1], found[1]), line


def _postgresql_findings(connection: Connection, statement: str, parameters: Any) -> Iterator[tuple[str, str]]:
    plan = connection.exec_driver_sql(f"EXPLAIN (FORMAT JSON) {statement}", parameters).scalar_one()
    yield from _postgresql_nodes((plan if isinstance(plan, list) else json.loads(plan))[0]["Plan"], is_walk=False)


def _postgresql_nodes(node: dict[str, Any], *, is_walk: bool) -> Iterator[tuple[str, str]]:
    kind = node["Node Type"]
    is_walk = (is_walk or kind == "Limit") and kind not in ("Sort", "Aggregate", "Hash", "Materialize")
    table = node.get("Relation Name", "")
    is_whole = kind == "Seq Scan" or (kind in ("Index Scan", "Index Only Scan") and "Index Cond" not in node)
    if table and is_whole and not is_walk:
        yield table, f"{kind} on {table}"
    for inner in node.get("Plans", ()):
        yield from _postgresql_nodes(inner, is_walk=is_walk)


def _names(statement: str) -> dict[str, str]:
    """Alias → table."""
    return {alias: table for table, alias in re.findall(r"(?:FROM|JOIN|,) (\w+) AS (\w+)", statement)}


@pytest.mark.parametrize(("statement", "is_found"), [
    ("SELECT count(*) FROM targets WHERE statement = 'x'", True),
    ("SELECT * FROM targets AS t ORDER BY t.statement LIMIT 50", True),
    ("SELECT * FROM targets WHERE cycle_id = 1", False), ("SELECT * FROM audit_entries ORDER BY id DESC LIMIT 50", False),
])
def test_what_reads_a_table_whole_is_noticed(connection: Connection, statement: str, is_found: bool) -> None:
    explain = _sqlite_findings if connection.dialect.name == "sqlite" else _postgresql_findings
    look_large(connection)
    assert bool({table for table, _what in explain(connection, statement, ())} & BIG) is is_found
