"""Whose word counts about where a request came from.

A proxy says in X-Forwarded-… who asked it, and over which protocol. Anybody can write such headers, so they are believed only
from the networks in which the proxies stand; from everybody else they are taken away before anything reads them.
"""

import logging
from collections.abc import Callable, Iterable, Sequence
from ipaddress import IPv4Network, IPv6Network, ip_address
from typing import Any

from werkzeug.middleware.proxy_fix import ProxyFix

from planner.infra.logs import tell

log = logging.getLogger("planner.proxies")
Network = IPv4Network | IPv6Network
Wsgi = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]

FORWARDED = (
    "HTTP_FORWARDED", "HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_HOST", "HTTP_X_FORWARDED_PORT", "HTTP_X_FORWARDED_PREFIX",
    "HTTP_X_FORWARDED_PROTO", "HTTP_X_REAL_IP",
)
_PEER, _THROUGH = "planner.peer_address", "planner.came_through_proxy"


class TrustedProxies:
    """Reads what our proxies say, `hops` of them one behind the other; drops what others say."""

    def __init__(self, wsgi: Wsgi, *, hops: int, networks: Sequence[Network]) -> None:
        self._plain, self._networks, self._has_warned = wsgi, tuple(networks), False
        self._believing = ProxyFix(wsgi, x_for=hops, x_proto=hops, x_host=hops) if hops else None

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        environ[_PEER] = environ.get("REMOTE_ADDR", "")
        environ[_THROUGH] = any(name in environ for name in (*FORWARDED, "HTTP_VIA"))
        if self._believing is not None and self._is_ours(environ[_PEER]):
            return self._believing(environ, start_response)
        if self._believing is not None and environ[_THROUGH] and not self._has_warned:
            self._has_warned = True
            sentence = "A proxy that is not in PLANNER_PROXY_NETWORKS is not believed"
            tell(log, logging.WARNING, sentence, proxy=environ[_PEER])
        for name in FORWARDED:
            environ.pop(name, None)
        return self._plain(environ, start_response)

    def _is_ours(self, address: str) -> bool:
        try:
            found = ip_address(address)
        except ValueError:
            return False
        return any(found.version == network.version and found in network for network in self._networks)


def peer_address(environ: dict[str, Any]) -> str:
    """Who is at the other end of the connection: the proxy, when there is one."""
    return str(environ.get(_PEER, environ.get("REMOTE_ADDR", "")))


def came_through_proxy(environ: dict[str, Any]) -> bool:
    """Whether the request carries a header that only proxies write."""
    return bool(environ.get(_THROUGH))
