"""`python -m bench.serve`: as `planner serve` does it in one process, with the wrapped application."""

import os

import bench.installed  # noqa: F401  first of all
from bench.wrapped import wrapped
from planner.infra import logs
from planner.infra.jobs_worker import JobWorker
from planner.serving import embedded
from planner.serving.safety import refuse_unsafe
from planner.settings import read_settings


def main() -> None:
    settings = read_settings(os.environ)
    refuse_unsafe(settings)
    logs.configure(settings.log_format, settings.log_level)
    app = wrapped(settings)
    worker = JobWorker(app) if settings.works_while_serving else None
    if worker:
        worker.start()
    try:
        embedded.serve(app, settings)
    finally:
        if worker:
            worker.stop()


if __name__ == "__main__":
    main()
