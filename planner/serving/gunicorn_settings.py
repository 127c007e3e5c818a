"""gunicorn's settings, made of ours. `planner serve --processes N` uses them; so may anybody who starts gunicorn by hand:

    gunicorn -c python:planner.serving.gunicorn_settings 'planner.serving.gunicorn_settings:application()'

The names of this module are gunicorn's.
"""

import os
import shutil
from pathlib import Path
from typing import Any

from prometheus_client import multiprocess

from planner.app import create_app
from planner.infra import memory
from planner.models import db
from planner.serving.safety import refuse_unsafe
from planner.settings import read_settings

_settings = read_settings(os.environ)
refuse_unsafe(_settings, processes=_settings.processes)

bind = f"{_settings.host}:{_settings.port}"
workers = _settings.processes
threads = _settings.threads
worker_class = "planner.serving.gunicorn_worker.DrainingWorker"
logger_class = "planner.serving.gunicorn_log.Log"
# Libraries and templates are loaded once and shared: memory pages that no process changes exist once.
preload_app = True
backlog = 1024
keepalive = 5
timeout = 60
graceful_timeout = _settings.drain_seconds + 30
max_requests = _settings.max_requests
max_requests_jitter = _settings.max_requests // 10
proc_name = "planner"
control_socket_disable = True
forwarded_allow_ips = ""  # planner.web.proxies decides whom to believe
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108 — the heartbeat must not wait for a disk


def application() -> Any:
    """Made once, in the parent of all processes."""
    app = create_app(_settings)
    memory.settle()
    return app


def post_fork(server: Any, worker: Any) -> None:
    """A connection belongs to one process. The parent's, if it made any, are forgotten here and stay its own."""
    with server.app.wsgi().app_context():
        db.engine.dispose(close=False)


def child_exit(server: Any, worker: Any) -> None:
    """What is counted as of now must not count a process that has ended."""
    if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
        multiprocess.mark_process_dead(worker.pid)  # type: ignore[no-untyped-call]


def on_exit(server: Any) -> None:
    shutil.rmtree(os.environ.get("PROMETHEUS_MULTIPROC_DIR", "/nonexistent"), ignore_errors=True)
