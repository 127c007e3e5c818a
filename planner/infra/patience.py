"""How long anybody waits for PostgreSQL: nobody holds up the others for long, and a server that stands still is noticed.

A lock is waited for as long as on SQLite. A transaction that its owner forgot is ended. Whoever answers a person
(`within`) waits a limited time for each statement, whatever the server does: the server's own limits are of no use when it is
the server that hangs.
"""

from collections.abc import Generator, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from time import monotonic
from typing import Any

from sqlalchemy import Engine, event

LOCK_SECONDS = 10
FORGOTTEN_SECONDS = 300
ANSWER_SECONDS = 30
# After somebody gave up waiting the server should not go on working for them.
_SETTINGS = (
    f"SET lock_timeout = '{LOCK_SECONDS}s'; SET idle_in_transaction_session_timeout = '{FORGOTTEN_SECONDS}s'; "
    "SET client_connection_check_interval = '5s'"
)

_seconds: ContextVar[float | None] = ContextVar("patience_seconds", default=None)


def wait_at_most(seconds: float | None) -> None:
    """From now on, in this thread: wait so long for a statement, and give up the connection then. None: for ever."""
    _seconds.set(seconds)


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """Wait at most so long for each statement inside."""
    before = _seconds.get()
    _seconds.set(seconds)
    try:
        yield
    finally:
        _seconds.set(before)


def listen(engine: Engine) -> None:
    """Give the connections of a PostgreSQL engine these limits."""
    if engine.dialect.name == "postgresql":
        event.listen(engine, "do_connect", _connect)
        event.listen(engine, "connect", _limit)


def _connect(dialect: Any, record: Any, arguments: Any, options: Any) -> Any:
    return _impatient(dialect.loaded_dbapi).connect(*arguments, **options)


def _limit(connection: Any, record: Any) -> None:
    connection.execute(_SETTINGS)
    connection.commit()


_classes: dict[Any, Any] = {}


def _impatient(driver: Any) -> Any:
    """The driver's connection, with a limit on the one function through which it waits for the server."""
    if driver not in _classes:

        class Impatient(driver.Connection):  # type: ignore[misc]
            def wait(self, generator: Any, *arguments: Any, **options: Any) -> Any:
                if (seconds := _seconds.get()) is None:
                    return super().wait(generator, *arguments, **options)
                try:
                    return super().wait(_until(monotonic() + seconds, generator), *arguments, **options)
                except TimeoutError as error:
                    self.pgconn.finish()  # saying goodbye would mean waiting again
                    raise driver.OperationalError(f"the server did not answer within {seconds} s") from error

        _classes[driver] = Impatient
    return _classes[driver]


def _until(deadline: float, generator: Any) -> Generator[Any, Any, Any]:
    """The driver's exchange with the server, which it resumes several times a second even when nothing came; until then."""
    try:
        wanted = next(generator)
        while True:
            ready = yield wanted
            if not ready and monotonic() > deadline:
                raise TimeoutError
            wanted = generator.send(ready)
    except StopIteration as end:
        return end.value
    finally:
        generator.close()
