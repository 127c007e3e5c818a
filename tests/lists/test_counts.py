"""What the start page and the map count is found in the indexes that were made for it: each is lost without a word otherwise."""

import re

import pytest
from sqlalchemy import Connection, Engine, event

from tests.actors import People
from tests.browser import Browser
from tests.lists.test_plans import look_large
from tests.lists.world import World

COUNTED_FROM = {
    "home.index": {
        "ix_actions_list", "ix_programs_counts", "ix_target_standings_list", "ix_targets_without_baseline",
        "ix_targets_without_need",
    },
    "home.alignment": {"ix_programs_counts", "ix_targets_without_need"},
}


@pytest.mark.parametrize("page", COUNTED_FROM)
def test_the_indexes_for_counts_are_used(connection: Connection, browser: Browser, people: People, page: str) -> None:
    World(people)
    assert used_by(connection, browser, page) >= COUNTED_FROM[page]


def used_by(connection: Connection, browser: Browser, page: str) -> set[str]:
    """The indexes that a page is read from."""
    sent: list[tuple[str, object]] = []

    def note(connection: Connection, cursor: object, statement: str, parameters: object, context: object, many: bool) -> None:
        if statement.startswith(("SELECT", "WITH")):
            sent.append((statement, parameters))

    event.listen(Engine, "before_cursor_execute", note)
    try:
        browser.as_("paula").get(page)
    finally:
        event.remove(Engine, "before_cursor_execute", note)
    look_large(connection)
    explain = {"sqlite": "EXPLAIN QUERY PLAN", "postgresql": "EXPLAIN"}[connection.dialect.name]
    plans = (connection.exec_driver_sql(f"{explain} {statement}", given) for statement, given in sent)
    lines = (str(row[-1]) for plan in plans for row in plan)
    return {found for line in lines for found in re.findall(r"\b(?:INDEX|using|Scan on) (ix_\w+)", line)}
