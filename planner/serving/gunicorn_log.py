"""gunicorn writes into our log, in our form; its own line for each request is left out, as ours says more."""

import logging
import os
from typing import Any

from gunicorn.glogging import Logger

from planner.infra import logs
from planner.settings import read_settings


class Log(Logger):  # type: ignore[misc]
    """What gunicorn says about its processes."""

    def setup(self, cfg: Any) -> None:
        settings = read_settings(os.environ)
        logs.configure(settings.log_format, settings.log_level)
        self.loglevel = logging.INFO
        for logger in (self.error_log, self.access_log):
            logger.handlers.clear()
            logger.propagate = True

    def access(self, resp: Any, req: Any, environ: Any, request_time: Any) -> None:
        """Said by planner.web.watching."""

    def reopen_files(self) -> None:
        """There are none."""
