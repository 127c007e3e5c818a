"""A process that is set to work is small, and stays so."""

import subprocess
import sys


def test_what_is_loaded_is_not_looked_at_again_by_the_collector_which_looks_seldom() -> None:
    code = """
import gc; from planner.infra import memory
memory.settle()
print(gc.get_freeze_count() > 1000, gc.get_threshold()[0] >= 10_000)
"""
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "True True\n"


def test_what_a_large_work_needed_is_given_back_though_something_of_it_is_kept() -> None:
    code = """
from pathlib import Path
from planner.infra import memory

def megabytes():
    lines = Path("/proc/self/status").read_text().splitlines()
    return int(next(line for line in lines if line.startswith("VmRSS:")).split()[1]) / 1024

blocks = [bytes(8192) for _ in range(20_000)]
kept = blocks[-1]
full = megabytes()
del blocks
memory.give_back()
print(full - megabytes() > 100)
"""
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "True\n"
