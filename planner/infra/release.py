"""Which version this is. The changelog says it; an installed wheel has its metadata instead.

Building the wheel imports this file before anything is installed: standard library only.
"""

import re
from importlib import metadata

from planner.infra.places import PACKAGE, is_tree

_HEADING = re.compile(r"^## (\d+\.\d+\.\d+)\b", re.MULTILINE)


def newest_version(changelog: str) -> str:
    """The first version that a changelog names. Raises ValueError when it names none."""
    found = _HEADING.search(changelog)
    if not found:
        raise ValueError("CHANGELOG.md names no version; write a heading such as `## 1.2.3 (22 November 2026)`.")
    return found.group(1)


def _version() -> str:
    if is_tree():
        return newest_version((PACKAGE.parent / "CHANGELOG.md").read_text(encoding="utf-8"))
    return metadata.version("learning-strategy-planner")


VERSION = _version()
