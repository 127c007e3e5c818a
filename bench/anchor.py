"""The day on which the data are told, and a clock that goes on from there: the same data serve for every run."""

import os
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from planner.infra.clock import clock

ROOT = Path(__file__).resolve().parent.parent
CACHE = ROOT / ".cache" / "bench"
NOW = datetime(2027, 7, 13, 9, 0, tzinfo=UTC)
_EPOCH = "BENCH_EPOCH"  # when the clock stood at NOW, in seconds: the same for every process of a run


def start_clock() -> None:
    """Let it be some minutes after NOW in this process and in those that it starts."""
    began = float(os.environ.setdefault(_EPOCH, str(time.time())))
    clock._read = lambda: NOW + timedelta(seconds=time.time() - began)
