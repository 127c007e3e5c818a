"""A process that is set to work is small, and stays so."""

import subprocess
import sys


def test_what_is_loaded_is_not_looked_at_again_by_the_collector_which_looks_seldom() -> None:
    code = """
import gc; from planner.infra import memory
memory.settle()
print(gc.get_freeze_count() > 1000, gc.get_threshold()[0] > 10_000)
"""
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "True True\n"
