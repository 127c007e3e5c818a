"""Keeps a process that runs for months small."""

import ctypes
import gc

# mallopt's numbers for M_ARENA_MAX and M_MMAP_THRESHOLD.
_ARENAS_AT_MOST, _OWN_PAGES_FROM = -8, -3


def settle() -> None:
    """Once, when everything is loaded and before the first work begins.

    What is loaded lives as long as the process, so the collector need not look at it again; where processes are forked,
    its pages stay shared. And glibc gives each thread a heap of its own, which all grow to the size of the largest work, and
    keeps large blocks for later once it has seen one: a password's 19 MB, a picture's. Those are to go back at once.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 20, 20)  # more seldom costs the same in all, but one page waits 15 ms for it instead of 2
    _ask_glibc("mallopt", _ARENAS_AT_MOST, 2)
    _ask_glibc("mallopt", _OWN_PAGES_FROM, 1024 * 1024)


def look_seldom() -> None:
    """For one long work that nobody watches: its hundred thousand rows make no cycles, and a fifth of it went into looking."""
    gc.set_threshold(50_000, 20, 20)


def give_back() -> None:
    """After work that needed much for a moment: what is free in the middle of a heap goes back too."""
    _ask_glibc("malloc_trim", 0)


def _ask_glibc(name: str, *numbers: int) -> None:
    function = getattr(ctypes.CDLL(None), name, None)
    if function is not None:  # other C libraries have no such heaps
        function(*numbers)
