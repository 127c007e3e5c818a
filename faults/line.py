"""A line between a visitor and a server, or between the planner and its database, that can be cut in the middle."""

import selectors
import socket
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass


@dataclass
class Cut:
    """When a line goes dead: after so many bytes to the server (`asked`) or back (`answered`), or when `seen` says so.

    `seen` gets what goes to the server. With `after` what it saw is still passed on, and the answer is not.
    """

    asked: int | None = None
    answered: int | None = None
    seen: Callable[[bytes], bool] | None = None
    after: bool = False


class Line:
    """Listens on `port` and passes on to `target`, a TCP port or a Unix socket, as long as nothing is cut."""

    def __init__(self, target: int | str) -> None:
        self.target, self.cut = target, Cut()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listener.getsockname()[1])
        self.n_cut = 0
        self._open: set[socket.socket] = set()
        self._thread = threading.Thread(target=self._listen, daemon=True)
        self._thread.start()

    def close(self) -> None:
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for one in list(self._open):
            with suppress(OSError):
                one.close()
        self._thread.join(timeout=5)

    def _listen(self) -> None:
        while True:
            try:
                near, _address = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._pass_on, args=(near,), daemon=True).start()

    def _pass_on(self, near: socket.socket) -> None:
        try:
            far = self._dial()
        except OSError:
            near.close()
            return
        self._open |= {near, far}
        cut, n = self.cut, {near: 0, far: 0}
        try:
            with selectors.DefaultSelector() as waiting:
                waiting.register(near, selectors.EVENT_READ)
                waiting.register(far, selectors.EVENT_READ)
                while True:
                    for key, _events in waiting.select():
                        source = near if key.fileobj is near else far
                        if not self._move(source, far if source is near else near, near, cut, n):
                            return
        except (OSError, ValueError):
            return
        finally:
            for one in (near, far):
                self._open.discard(one)
                with suppress(OSError):
                    # At once and rudely, as a cable does it: what was not read yet is lost.
                    one.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
                one.close()

    def _move(
        self, source: socket.socket, sink: socket.socket, near: socket.socket, cut: Cut, n: dict[socket.socket, int]
    ) -> bool:
        """Pass on what came; False when the line is dead."""
        data = source.recv(65536)
        if not data:
            return False
        is_asked = source is near
        most = cut.asked if is_asked else cut.answered
        n[source] += len(data)
        if most is not None and n[source] >= most:
            sink.sendall(data[: max(0, len(data) - (n[source] - most))])
            self.n_cut += 1
            return False
        if is_asked and cut.seen is not None and cut.seen(data):
            self.n_cut += 1
            if cut.after:
                sink.sendall(data)
                with suppress(OSError):
                    sink.recv(65536)  # it was done there, and nobody here hears of it
            return False
        sink.sendall(data)
        return True

    def _dial(self) -> socket.socket:
        if isinstance(self.target, int):
            return socket.create_connection(("127.0.0.1", self.target), timeout=None)
        far = socket.socket(socket.AF_UNIX)
        far.connect(self.target)
        return far
