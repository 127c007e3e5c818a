"""Watches each request from outside: gives it an id, writes one line of the log about it, counts it.

What is written is who asked (the number of the account), which view answered, how and how fast. Names, addresses with
their query, and what was sent stay out.
"""

import logging
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from flask import Flask, request

from planner.infra import metrics, watched
from planner.infra.logs import tell

log = logging.getLogger("planner.access")
HEADER = "X-Request-ID"
METHODS = frozenset({"GET", "HEAD", "POST", "OPTIONS", "PUT", "PATCH", "DELETE"})
# Asked every few seconds by machines, or many times for each page.
QUIET = frozenset({"static", "health.live", "health.ready", "health.show_metrics"})

Wsgi = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


def register(app: Flask) -> None:
    """Must be wired last, so that nothing happens around it unseen."""
    app.before_request(_note_view)
    app.wsgi_app = _Watch(app.wsgi_app)  # type: ignore[method-assign]


def request_id() -> str:
    """The id of the request that is being answered, for people to quote; empty outside a request."""
    work = watched.current()
    return work.id if work is not None else ""


def _note_view() -> None:
    work = watched.current()
    if work is not None:
        work.endpoint = request.endpoint or "none"


class _Watch:
    def __init__(self, wsgi: Wsgi) -> None:
        self._wsgi = wsgi

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        work, token = watched.begin(environ.get("HTTP_X_REQUEST_ID"))
        seen = _Seen(work, environ["REQUEST_METHOD"])

        def start(status: str, headers: list[tuple[str, str]], *rest: Any) -> Any:
            seen.status = int(status[:3])
            return start_response(status, [*headers, (HEADER, work.id)], *rest)

        metrics.REQUESTS_RUNNING.inc()
        try:
            body = self._wsgi(environ, start)
        except BaseException:
            seen.tell()
            raise
        finally:
            watched.end(token)
        if isinstance(body, environ.get("wsgi.file_wrapper", ())):  # the server sends the file itself
            seen.tell()
            return body
        return _Body(body, seen)


class _Seen:
    """What is told when the answer has been handed over; once."""

    def __init__(self, work: watched.Watched, method: str) -> None:
        self.work, self.status, self._is_told = work, 500, False
        self.method = method if method in METHODS else "other"

    def tell(self) -> None:
        if self._is_told:
            return
        self._is_told = True
        work, seconds = self.work, self.work.seconds
        metrics.REQUESTS_RUNNING.dec()
        metrics.REQUESTS.labels(work.endpoint, self.method, self.status).inc()
        metrics.REQUEST_SECONDS.labels(work.endpoint, self.method).observe(seconds)
        metrics.REQUEST_STATEMENTS.labels(work.endpoint).observe(work.n_statements)
        level = logging.ERROR if self.status >= 500 else logging.DEBUG if work.endpoint in QUIET else logging.INFO
        tell(
            log, level, "request", request_id=work.id, method=self.method, endpoint=work.endpoint, status=self.status,
            duration_ms=round(seconds * 1000, 1), statements=work.n_statements,
            statement_ms=round(work.statement_seconds * 1000, 1), account_id=work.account_id,
        )


class _Body:
    """The body on its way out. Whoever makes it may still work while it is read: the request ends when it has been."""

    def __init__(self, body: Iterable[bytes], seen: _Seen) -> None:
        self._body, self._parts, self._seen = body, iter(body), seen

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        try:
            return next(self._parts)
        except StopIteration:
            self._seen.tell()
            raise

    def close(self) -> None:
        try:
            if close := getattr(self._body, "close", None):
                close()
        finally:
            self._seen.tell()
