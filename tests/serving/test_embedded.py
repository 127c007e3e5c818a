"""The embedded server ends without cutting anybody off."""

import http.client
import signal
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.serving.running import Running, serving, until


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Running]:
    with serving(tmp_path, "--prepare", DRAIN_SECONDS="300") as running:
        yield running


def test_a_process_that_drains_says_so_and_goes_on_until_told_again(server: Running) -> None:
    assert server.ask("/readyz")[::2] == (200, '{"status":"ready"}\n')
    server.tell()
    until(lambda: server.ask("/readyz")[0] == 503, "it says that it drains")
    assert '"draining"' in server.ask("/readyz")[2]
    assert server.ask("/set-up")[0] == 200
    server.tell()
    assert server.ended() == -signal.SIGTERM


def test_who_has_begun_to_ask_is_answered(server: Running) -> None:
    """The half of a request was sent before the end began, the other half after it."""
    with socket.create_connection(("127.0.0.1", server.port), timeout=30) as half:
        half.sendall(b"GET /healthz HTTP/1.1\r\nHost: planner\r\n")
        idle = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
        idle.request("GET", "/healthz")
        idle.getresponse().read()  # and stays open
        server.tell(signal.SIGINT)  # drains for no time: the door closes at once
        until(lambda: not _listens(server), "the door is closed")
        half.sendall(b"Connection: close\r\n\r\n")
        assert b"200 OK" in half.recv(4096)
        idle.close()
    assert server.ended() == 0
    assert "The planner has ended" in [line["event"] for line in server.lines()]


def _listens(server: Running) -> bool:
    try:
        socket.create_connection(("127.0.0.1", server.port), timeout=5).close()
    except ConnectionRefusedError:
        return False
    return True


def test_its_log_is_lines_for_machines(server: Running) -> None:
    server.ask("/set-up?name=hunter2", X_Request_ID="seen-from-outside")
    until(lambda: any(line.get("request_id") == "seen-from-outside" for line in server.lines()), "the line is there")
    assert "hunter2" not in server.log.read_text()
    assert f"The planner listens on http://127.0.0.1:{server.port}" in [line["event"] for line in server.lines()]
