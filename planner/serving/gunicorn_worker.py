"""A worker of gunicorn that ends without cutting anybody off."""

import threading
from typing import Any

from gunicorn.workers.gthread import ThreadWorker

from planner.settings import Settings


class DrainingWorker(ThreadWorker):  # type: ignore[misc]
    """On SIGTERM says at /readyz that it drains, goes on for PLANNER_DRAIN_SECONDS, then takes in who waits and ends."""

    def handle_exit(self, sig: int, frame: object) -> None:
        readiness = self.wsgi.extensions["readiness"]
        if readiness.is_draining:
            return
        readiness.drain()
        settings: Settings = self.wsgi.extensions["settings"]
        if settings.drain_seconds == 0:
            super().handle_exit(sig, frame)
        else:
            timer = threading.Timer(settings.drain_seconds, super().handle_exit, (sig, frame))
            timer.daemon = True
            timer.start()

    def set_accept_enabled(self, enabled: bool) -> None:
        is_ending = not enabled and not self.alive
        if is_ending and self._accepting:
            for listener in self.sockets:
                while self._accept_one(listener):
                    pass
        super().set_accept_enabled(enabled)
        if is_ending:
            # At once, not after the last answer: who came meanwhile would wait at a door that nobody opens.
            for listener in self.sockets:
                listener.close()

    def _accept_one(self, listener: Any) -> bool:
        n_before: int = self.nr_conns
        self.accept(listener)
        return bool(self.nr_conns > n_before)
