"""How long to wait before something that failed is tried again."""

from datetime import timedelta
from zlib import crc32

FIRST = timedelta(seconds=30)
LONGEST = timedelta(hours=1)
SPREAD = 0.25  # a quarter earlier or later, so that what failed together does not come back together


def delay_after(attempt: int, *, seed: int) -> timedelta:
    """The wait after the attempt of this number (1 is the first): doubled each time, and spread by `seed`."""
    if attempt < 1:
        raise ValueError("attempts are counted from 1")
    plain = min(FIRST * (1 << min(attempt - 1, 30)), LONGEST)
    chance = crc32(f"{seed}:{attempt}".encode()) / 2**32
    return plain * (1 - SPREAD + 2 * SPREAD * chance)
