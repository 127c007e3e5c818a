"""Several web processes behind one address: gunicorn with threads, started in place of this process."""

import importlib.util
import os
import sys
import tempfile
from typing import NoReturn

from planner.settings import BadSetting

CONFIGURATION = "python:planner.serving.gunicorn_settings"
APPLICATION = "planner.serving.gunicorn_settings:application()"


def become_gunicorn(processes: int) -> NoReturn:
    """Never returns: the process goes on as gunicorn's, under the same id. Raises `BadSetting` when it is not installed."""
    if importlib.util.find_spec("gunicorn") is None:
        raise BadSetting("Several processes are served by gunicorn, which is not installed. Install the extra `server`.")
    environ = dict(os.environ)
    environ["PLANNER_PROCESSES"] = str(processes)
    # Must stand in the environment before prometheus_client is imported: it decides then how to count.
    environ.setdefault("PROMETHEUS_MULTIPROC_DIR", tempfile.mkdtemp(prefix="planner-metrics-"))
    sys.stdout.flush()
    os.execve(sys.executable, [sys.executable, "-m", "gunicorn", "-c", CONFIGURATION, APPLICATION], environ)  # noqa: S606 — no shell is wanted
