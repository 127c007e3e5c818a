"""The work of the night: a server that missed it (a backup, a look whether everything fits) makes up for it when it starts.

On a million values that is a minute of computing, in the process that is to be measured.
"""

import time

from sqlalchemy import Connection, text

LONGEST_SECONDS = 600
OPEN = {"waiting", "running"}


def wait_until_over(connection: Connection) -> None:
    """Until nothing of it is left to do. The memory that it took is measured with the rest."""
    deadline = time.monotonic() + LONGEST_SECONDS
    while time.monotonic() < deadline:
        states = set(connection.execute(text("SELECT DISTINCT state FROM jobs")).scalars())
        connection.rollback()  # a reader that stays would keep the log of SQLite from being emptied
        if states and not states & OPEN:
            return
        time.sleep(0.5)
    raise RuntimeError("The work of the night did not end.")
