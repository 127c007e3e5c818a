"""The floors of the house: import-linter's contracts of setup.cfg hold."""

import subprocess
import sys
from pathlib import Path

from tests.architecture.tree import ROOT


def test_imports_point_down() -> None:
    command = Path(sys.executable).with_name("lint-imports")
    result = subprocess.run([command, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout + result.stderr
