"""Keeps a process that runs for months small."""

import ctypes
import gc

_ARENAS_AT_MOST = -8  # mallopt's number for M_ARENA_MAX


def settle() -> None:
    """Once, when everything is loaded and before the first work begins.

    What is loaded lives as long as the process, so the collector need not look at it again; where processes are forked,
    its pages stay shared. And glibc gives each thread a heap of its own, which all grow to the size of the largest work.
    """
    gc.collect()
    gc.freeze()
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is not None:  # other C libraries have no such heaps
        mallopt(_ARENAS_AT_MOST, 2)
