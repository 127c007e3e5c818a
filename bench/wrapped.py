"""The planner with two things that exist in benchmarks only: the bare endpoint, and headers that tell what a request cost."""

import os
import time
from typing import Any

from flask import Flask, Response, jsonify, request
from sqlalchemy import create_engine, text
from sqlalchemy.pool import QueuePool
from werkzeug.middleware.dispatcher import DispatcherMiddleware

from bench.anchor import start_clock
from planner.app import create_app
from planner.infra import memory, watched
from planner.settings import Settings, read_settings

BARE = "/bench"
N_ROWS = 200
STATEMENTS = "X-Bench-Statements"
PROCESSOR = "X-Bench-Processor-Seconds"


def bare_app(database: str) -> Flask:
    """A Flask application with one view: 200 rows by an index, as JSON."""
    app = Flask("bare", static_folder=None)
    options: dict[str, Any] = {"connect_args": {"check_same_thread": False}} if database.startswith("sqlite") else {}
    engine = create_engine(database, poolclass=QueuePool, pool_size=10, **options)
    query = text("SELECT id, indicator_id, period_start, period_end, value, source FROM observations WHERE id >= :first "
                 f"ORDER BY id LIMIT {N_ROWS}")

    @app.get("/rows")
    def rows() -> Response:
        with engine.connect() as connection:
            found = connection.execute(query, {"first": request.args.get("first", 1, type=int)}).mappings().all()
        return jsonify([dict(row) for row in found])

    return app


def wrapped(settings: Settings) -> Flask:
    """The planner as it is served, with the bare application under /bench."""
    start_clock()
    app = create_app(settings)

    @app.after_request
    def tell(response: Response) -> Response:
        work = watched.current()
        response.headers[STATEMENTS] = str(work.n_statements if work is not None else 0)
        return response

    both = DispatcherMiddleware(app.wsgi_app, {BARE: bare_app(settings.database)})
    app.wsgi_app = _with_processor_time(both)  # type: ignore[method-assign]
    return app


def _with_processor_time(application: Any) -> Any:
    """Tell how long the thread computed, whatever else the machine did meanwhile. (A database server computes elsewhere.)"""

    def measured(environ: Any, start_response: Any) -> Any:
        began = time.thread_time()

        def started(status: str, headers: list[tuple[str, str]], *rest: Any) -> Any:
            return start_response(status, [*headers, (PROCESSOR, f"{time.thread_time() - began:.6f}")], *rest)

        return application(environ, started)

    return measured


def application() -> Flask:
    """For gunicorn; made and settled once, in the parent of all processes, as the planner's own is."""
    app = wrapped(read_settings(os.environ))
    memory.settle()
    return app
