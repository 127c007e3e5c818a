"""The embedded server: one process with threads, for one machine. It ends without cutting anybody off.

On SIGTERM it first says at /readyz that it drains, for as long as PLANNER_DRAIN_SECONDS gives proxies to notice. Then it
takes in whoever has already connected, closes the door, finishes what runs, and ends. A second signal ends it at once.
"""

import logging
import signal
import time
from typing import Any

import waitress
from flask import Flask
from waitress import wasyncore
from waitress.server import BaseWSGIServer

from planner.infra import memory
from planner.infra.logs import tell
from planner.settings import Settings

log = logging.getLogger("planner.serving")
LONGEST_DRAIN_SECONDS = 30.0
# A browser that has a connection open may be sending its next request at this moment.
IDLE_SECONDS = 1.0
MEGABYTE = 1024 * 1024


def serve(app: Flask, settings: Settings) -> None:
    """Answer until somebody ends the process."""
    memory.settle()
    server = waitress.create_server(
        app, host=settings.host, port=settings.port, threads=settings.threads, ident="planner",
        backlog=1024, connection_limit=1000, channel_timeout=60, asyncore_use_poll=True,
        # The application says which files are too large, with a page; this only keeps endless ones from the disk.
        max_request_body_size=(settings.max_upload_mb + 1) * MEGABYTE, max_request_header_size=32 * 1024,
        expose_tracebacks=False,
        clear_untrusted_proxy_headers=False,  # planner.web.proxies does, knowing which ones to believe
    )
    _Run(server, app, settings).until_ended()


class _Run:
    def __init__(self, server: Any, app: Flask, settings: Settings) -> None:
        self._server, self._app, self._settings = server, app, settings
        self._sockets: dict[int, Any] = server.map if hasattr(server, "map") else server._map
        self._ends_at: float | None = None

    def until_ended(self) -> None:
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._end)
        tell(log, logging.INFO, f"The planner listens on http://{self._settings.host}:{self._settings.port}")
        while self._ends_at is None or time.monotonic() < self._ends_at:
            self._turn()
        for listener in self._listeners():
            _take_in_who_waits(listener)
            wasyncore.dispatcher.close(listener)
        deadline = time.monotonic() + LONGEST_DRAIN_SECONDS
        while self._is_anybody_served() and time.monotonic() < deadline:
            self._turn(longest=0.1)
        self._server.task_dispatcher.shutdown()
        tell(log, logging.INFO, "The planner has ended")

    def _end(self, number: int, frame: object) -> None:
        signal.signal(number, signal.SIG_DFL)
        self._app.extensions["readiness"].drain()
        wait = self._settings.drain_seconds if number == signal.SIGTERM else 0
        self._ends_at = time.monotonic() + wait
        for listener in self._listeners():
            listener.pull_trigger()

    def _turn(self, longest: float = 1.0) -> None:
        wasyncore.loop(timeout=longest, use_poll=True, map=self._sockets, count=1)

    def _listeners(self) -> list[BaseWSGIServer]:
        return [one for one in self._sockets.values() if isinstance(one, BaseWSGIServer)]

    def _is_anybody_served(self) -> bool:
        """Close connections on which nothing happens; say whether others are left."""
        channels = [one for one in self._sockets.values() if hasattr(one, "requests")]
        for channel in channels:
            is_idle = not channel.requests and channel.request is None and not channel.total_outbufs_len
            if is_idle and channel.last_activity < time.time() - IDLE_SECONDS:
                channel.will_close = True
        return bool(channels)


def _take_in_who_waits(listener: BaseWSGIServer) -> None:
    """Whoever the system has already let in would be cut off when the door closes."""
    n_before = -1
    while n_before != len(listener.active_channels):
        n_before = len(listener.active_channels)
        listener.handle_accept()
