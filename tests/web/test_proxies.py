"""Whose word counts about where a request came from."""

import logging
from ipaddress import ip_network
from typing import Any

import pytest

from planner.web.proxies import TrustedProxies, came_through_proxy, peer_address

NETWORKS = (ip_network("127.0.0.0/8"), ip_network("10.1.0.0/16"), ip_network("::1/128"))
FORGED = {"HTTP_X_FORWARDED_FOR": "203.0.113.9", "HTTP_X_FORWARDED_PROTO": "https", "HTTP_X_FORWARDED_HOST": "evil.example"}


def seen(peer: str, *, hops: int = 1, **headers: str) -> dict[str, Any]:
    """What the application gets to see of a request from `peer`."""
    got: dict[str, Any] = {}

    def application(environ: dict[str, Any], start_response: Any) -> list[bytes]:
        got.update(environ)
        return []

    environ = {"REMOTE_ADDR": peer, "HTTP_HOST": "planner.example", "wsgi.url_scheme": "http", "SERVER_PORT": "80", **headers}
    TrustedProxies(application, hops=hops, networks=NETWORKS)(environ, lambda *_: None)
    return got


@pytest.mark.parametrize("peer", ["127.0.0.1", "10.1.2.3", "::1"])
def test_our_proxy_is_believed(peer: str) -> None:
    got = seen(peer, **FORGED)
    assert (got["REMOTE_ADDR"], got["wsgi.url_scheme"], got["HTTP_HOST"]) == ("203.0.113.9", "https", "evil.example")


@pytest.mark.parametrize("peer", ["198.51.100.7", "10.2.0.1", "", "unix", "2001:db8::1"])
def test_a_stranger_is_not_believed(peer: str) -> None:
    got = seen(peer, **FORGED)
    assert (got["REMOTE_ADDR"], got["wsgi.url_scheme"], got["HTTP_HOST"]) == (peer, "http", "planner.example")
    assert not [name for name in got if name.startswith("HTTP_X_FORWARDED")]


def test_without_a_proxy_nobody_is_believed() -> None:
    assert seen("127.0.0.1", hops=0, **FORGED)["REMOTE_ADDR"] == "127.0.0.1"


def test_what_a_client_wrote_before_our_proxy_is_not_believed() -> None:
    assert seen("127.0.0.1", HTTP_X_FORWARDED_FOR="8.8.8.8, 203.0.113.9")["REMOTE_ADDR"] == "203.0.113.9"


def test_two_proxies_in_a_row_are_counted() -> None:
    got = seen("127.0.0.1", hops=2, HTTP_X_FORWARDED_FOR="8.8.8.8, 203.0.113.9, 10.1.0.4")
    assert got["REMOTE_ADDR"] == "203.0.113.9"


def test_who_is_connected_is_remembered() -> None:
    got = seen("127.0.0.1", **FORGED)
    assert (peer_address(got), came_through_proxy(got)) == ("127.0.0.1", True)
    assert came_through_proxy(seen("127.0.0.1")) is False


def test_a_proxy_that_is_not_named_is_told_of_once(caplog: pytest.LogCaptureFixture) -> None:
    proxies = TrustedProxies(lambda environ, start: [], hops=1, networks=NETWORKS)
    with caplog.at_level(logging.WARNING, "planner.proxies"):
        for _ in range(3):
            proxies({"REMOTE_ADDR": "192.0.2.1", **FORGED}, lambda *_: None)
    assert [record.__dict__["proxy"] for record in caplog.records] == ["192.0.2.1"]
