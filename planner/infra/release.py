"""Which version this is. The changelog says it; an installed wheel has its metadata instead.

Building the wheel runs this file alone, before anything is installed: it imports nothing of ours.
"""

import re
from importlib import metadata
from pathlib import Path

_TREE = Path(__file__).resolve().parent.parent.parent
_HEADING = re.compile(r"^## (\d+\.\d+\.\d+)\b", re.MULTILINE)


def newest_version(changelog: str) -> str:
    """The first version that a changelog names. Raises ValueError when it names none."""
    found = _HEADING.search(changelog)
    if not found:
        raise ValueError("CHANGELOG.md names no version; write a heading such as `## 1.2.3 (22 November 2026)`.")
    return found.group(1)


def _version() -> str:
    changelog = _TREE / "CHANGELOG.md"
    if changelog.is_file() and (_TREE / "setup.cfg").is_file():
        return newest_version(changelog.read_text(encoding="utf-8"))
    return metadata.version("learning-strategy-planner")


VERSION = _version()
