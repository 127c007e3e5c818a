"""The log: every line knows its request, and none tells what somebody typed."""

import io
import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest

from planner.infra import logs, watched

log = logging.getLogger("planner.tests")


class Terminal(io.StringIO):
    """A stream with a person in front of it."""

    def isatty(self) -> bool:
        return True


@pytest.fixture(autouse=True)
def as_it_was() -> Iterator[None]:
    """The log of the test run itself is put back."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    logging.captureWarnings(False)


def lines(stream: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def test_a_line_is_one_json_object_with_its_facts() -> None:
    stream = io.StringIO()
    logs.configure("auto", stream=stream)
    logs.tell(log, logging.WARNING, "two\nlines", color="red")
    (line,) = lines(stream)
    assert (line["event"], line["color"], line["level"], line["logger"]) == ("two\nlines", "red", "warning", "planner.tests")
    assert line["at"].endswith("Z")


def test_a_person_at_a_terminal_reads_columns() -> None:
    stream = Terminal()
    logs.configure("auto", stream=stream)
    log.info("hello")
    assert "hello" in stream.getvalue()
    assert not stream.getvalue().startswith("{")


def test_json_is_json_at_a_terminal_too() -> None:
    stream = Terminal()
    logs.configure("json", stream=stream)
    log.info("hello")
    assert lines(stream)[0]["event"] == "hello"


@pytest.mark.parametrize(("level", "told"), [("debug", 3), ("info", 2), ("warning", 1), ("error", 0)])
def test_lighter_lines_than_asked_for_are_left_out(level: str, told: int) -> None:
    stream = io.StringIO()
    logs.configure("json", level, stream=stream)
    for weight in (logging.DEBUG, logging.INFO, logging.WARNING):
        logs.tell(log, weight, "x")
    assert len(lines(stream)) == told


def test_lines_of_libraries_carry_the_request_too() -> None:
    stream = io.StringIO()
    logs.configure("json", stream=stream)
    work, token = watched.begin("abcdefgh")
    work.endpoint, work.account_id = "some.page", 7
    logging.getLogger("sqlalchemy.pool").warning("lost %s", "a connection")
    watched.end(token)
    log.info("later")
    first, second = lines(stream)
    assert (first["event"], first["request_id"], first["endpoint"], first["account_id"]) == (
        "lost a connection", "abcdefgh", "some.page", 7,
    )
    assert "request_id" not in second


def test_a_traceback_is_told_without_the_values_of_variables() -> None:
    stream = io.StringIO()
    logs.configure("json", stream=stream)
    password = "hunter" + str(2)
    try:
        raise ZeroDivisionError(len(password))
    except ZeroDivisionError:
        log.exception("failed")
    (line,) = lines(stream)
    assert "ZeroDivisionError: 7" in line["exception"]
    assert password not in stream.getvalue()


def test_what_postgresql_repeats_of_a_row_is_left_out() -> None:
    stream = io.StringIO()
    logs.configure("json", stream=stream)
    said = "duplicate key\nDETAIL:  Key (email)=({}) already exists.".format("@".join(("ann", "example.org")))
    try:
        raise ValueError(said)
    except ValueError:
        log.exception("failed")
    assert "ann@example.org" not in stream.getvalue()
    assert "duplicate key" in stream.getvalue()


@pytest.mark.parametrize("wanted", ["short", "x" * 65, "with space", "line\nbreak1", "quo\"te123", "ünïcödé1", "", None])
def test_an_id_that_is_none_is_replaced(wanted: str | None) -> None:
    work, token = watched.begin(wanted)
    watched.end(token)
    assert work.id != wanted
    assert len(work.id) == 16


def test_the_id_of_a_proxy_is_kept() -> None:
    work, token = watched.begin("0af7651916cd43dd8448eb211c80319c")
    watched.end(token)
    assert work.id == "0af7651916cd43dd8448eb211c80319c"
