"""Counts and times what each request sends to the database, and tells of statements that take long.

The text of a slow statement is written without its parameters: it shows what to make faster, and nobody's data.
"""

import logging
from time import perf_counter
from typing import Any

from sqlalchemy import Engine, event

from planner.infra import metrics, watched
from planner.infra.logs import tell

log = logging.getLogger("planner.slow")
LONGEST_TEXT = 2000
_STARTED = "planner_started"


def watch(engine: Engine, *, slow_ms: int) -> None:
    """Listen to this engine. `slow_ms` is the time, in milliseconds, from which a statement is told; 0 tells of none."""

    def before(connection: Any, cursor: Any, statement: str, parameters: Any, context: Any, many: bool) -> None:
        connection.info[_STARTED] = perf_counter()

    def after(connection: Any, cursor: Any, statement: str, parameters: Any, context: Any, many: bool) -> None:
        seconds = perf_counter() - connection.info.pop(_STARTED, perf_counter())
        work = watched.current()
        if work is not None and not statement.startswith("BEGIN"):  # SQLite is told so by us, PostgreSQL by its driver
            work.n_statements += 1
            work.statement_seconds += seconds
        if slow_ms and seconds * 1000 >= slow_ms:
            metrics.SLOW_STATEMENTS.inc()
            tell(log, logging.WARNING, "slow statement", duration_ms=round(seconds * 1000, 1), statement=_shown(statement))

    event.listen(engine, "before_cursor_execute", before)
    event.listen(engine, "after_cursor_execute", after)
    event.listen(engine, "checkout", lambda *_: metrics.CONNECTIONS_IN_USE.inc())
    event.listen(engine, "checkin", lambda *_: metrics.CONNECTIONS_IN_USE.dec())


def _shown(statement: str) -> str:
    text = " ".join(statement.split())
    return text if len(text) <= LONGEST_TEXT else text[:LONGEST_TEXT] + " …"
