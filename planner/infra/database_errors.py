"""What it means when the database refuses: an error of either driver in one of a few words."""

import errno
from enum import Enum, auto

from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as NoConnectionFree


class OutcomeUnknown(Exception):
    """The connection was lost while a transaction was being made lasting: it may have happened, or not."""


class Trouble(Enum):
    """Why something could not be done. Except after `OutcomeUnknown`, nothing was changed."""

    AWAY = auto()  # the database does not answer, or may only be read
    BUSY = auto()  # others held what was needed for too long
    COLLISION = auto()  # somebody did the same, or the opposite, at the same moment
    FULL = auto()  # there is no room to write, or the disk refuses to
    DAMAGED = auto()  # the file is no database (any more)


_SQLITE = {
    "SQLITE_BUSY": Trouble.BUSY, "SQLITE_LOCKED": Trouble.BUSY, "SQLITE_FULL": Trouble.FULL, "SQLITE_IOERR": Trouble.FULL,
    "SQLITE_CORRUPT": Trouble.DAMAGED, "SQLITE_NOTADB": Trouble.DAMAGED, "SQLITE_CANTOPEN": Trouble.AWAY,
    "SQLITE_READONLY": Trouble.AWAY, "SQLITE_PERM": Trouble.AWAY, "SQLITE_AUTH": Trouble.AWAY,
}
# https://www.postgresql.org/docs/current/errcodes-appendix.html
_POSTGRESQL = {
    "40001": Trouble.COLLISION, "40P01": Trouble.COLLISION, "55P03": Trouble.BUSY, "57014": Trouble.BUSY,
    "53100": Trouble.FULL, "53200": Trouble.FULL, "58030": Trouble.FULL, "25006": Trouble.AWAY, "25P03": Trouble.BUSY,
    "XX001": Trouble.DAMAGED, "XX002": Trouble.DAMAGED,
}
_NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


def trouble_in(error: BaseException) -> Trouble | None:
    """The trouble that an error tells of; None when it is a mistake in the program, which nobody should explain away."""
    if isinstance(error, NoConnectionFree):
        return Trouble.BUSY
    if isinstance(error, OSError):
        return Trouble.FULL if error.errno in _NO_ROOM else None
    if not isinstance(error, DBAPIError):
        return None
    if isinstance(error, IntegrityError):
        return Trouble.COLLISION if _is_taken(error) else None
    return _of_sqlite(error) or _of_postgresql(error)


def is_lost(error: SQLAlchemyError) -> bool:
    """Whether the connection itself is gone, so that nobody knows how far the server came."""
    return isinstance(error, DBAPIError) and error.connection_invalidated


def _is_taken(error: IntegrityError) -> bool:
    """Whether a value that must be unique was taken: the commands look first, so somebody was faster."""
    name = str(getattr(error.orig, "sqlite_errorname", ""))
    return name in ("SQLITE_CONSTRAINT_UNIQUE", "SQLITE_CONSTRAINT_PRIMARYKEY") or _state(error) == "23505"


def _of_sqlite(error: DBAPIError) -> Trouble | None:
    name = str(getattr(error.orig, "sqlite_errorname", ""))
    return next((trouble for start, trouble in _SQLITE.items() if name.startswith(start)), None)


def _of_postgresql(error: DBAPIError) -> Trouble | None:
    state = _state(error)
    if state in _POSTGRESQL:
        return _POSTGRESQL[state]
    # Who cannot connect at all gets an operational error without a state.
    return Trouble.AWAY if error.connection_invalidated or isinstance(error, OperationalError) else None


def _state(error: DBAPIError) -> str:
    return str(getattr(error.orig, "sqlstate", None) or "")
