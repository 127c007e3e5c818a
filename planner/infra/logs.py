"""The log: one line for each event, as JSON for machines and in columns for a person at a terminal.

Every line, those of libraries too, carries the id of the request that it belongs to. No line carries what somebody typed:
statements come without their parameters, requests without their query, tracebacks without the values of variables.
"""

import logging
import re
import sys
from collections.abc import Mapping, MutableMapping
from typing import Any, TextIO

import structlog
from structlog.typing import Processor

from planner.infra import watched

FORMATS = ("auto", "json", "console")
LEVELS = ("debug", "info", "warning", "error")

# PostgreSQL repeats the values that broke a rule: "DETAIL:  Key (email)=(ann@example.org) already exists."
_DETAIL = re.compile(r"^(DETAIL|CONTEXT):.*$", re.MULTILINE)
# These tell in their own words what our line of the request tells better.
_TOO_TALKATIVE = ("waitress.queue", "fontTools", "weasyprint", "alembic.runtime")


def configure(format: str = "auto", level: str = "info", *, stream: TextIO | None = None) -> None:
    """Send every line of this process to `stream` (usually stderr). `auto` is for people at a terminal, JSON elsewhere."""
    stream = stream or sys.stderr
    is_json = format == "json" or (format == "auto" and not stream.isatty())
    before: list[Processor] = [
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.stdlib.ExtraAdder(),
        structlog.processors.TimeStamper(fmt="iso", utc=True, key="at"),
        _name_the_request,
    ]
    after: list[Processor] = [
        structlog.stdlib.ProcessorFormatter.remove_processors_meta, structlog.processors.format_exc_info, _keep_values_out,
    ]
    if is_json:
        after += [structlog.processors.JSONRenderer(sort_keys=False)]
    else:
        after += [structlog.dev.ConsoleRenderer(colors=stream.isatty(), timestamp_key="at", sort_keys=False)]
    handler = logging.StreamHandler(stream)
    handler.setFormatter(structlog.stdlib.ProcessorFormatter(foreign_pre_chain=before, processors=after))
    logging.basicConfig(handlers=[handler], level=level.upper(), force=True)
    logging.captureWarnings(True)
    for name in _TOO_TALKATIVE:
        logging.getLogger(name).setLevel(logging.ERROR)


def tell(logger: logging.Logger, level: int, event: str, **facts: Any) -> None:
    """One line with facts beside the words. Costs nothing when nobody listens at this level."""
    if logger.isEnabledFor(level):
        logger.log(level, event, extra=facts)


def _name_the_request(logger: Any, method: str, line: MutableMapping[str, Any]) -> Mapping[str, Any]:
    work = watched.current()
    if work is not None:
        line.setdefault("request_id", work.id)
        line.setdefault("endpoint", work.endpoint)
        if work.account_id is not None:
            line.setdefault("account_id", work.account_id)
    return line


def _keep_values_out(logger: Any, method: str, line: MutableMapping[str, Any]) -> Mapping[str, Any]:
    for key in ("exception", "event"):
        if isinstance(text := line.get(key), str) and ("DETAIL:" in text or "CONTEXT:" in text):
            line[key] = _DETAIL.sub(r"\1: (left out)", text)
    return line
