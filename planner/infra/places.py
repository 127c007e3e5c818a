"""Where the files that are not Python lie: beside the package in the tree, inside it when installed from a wheel."""

from pathlib import Path

PACKAGE = Path(__file__).resolve().parent.parent


def folder(name: str) -> Path:
    """The folder called `name` (templates, static, migrations). A tree is looked at first: there it lies beside the package."""
    for place in (PACKAGE.parent / name, PACKAGE / name):
        if place.is_dir() and (place.parent == PACKAGE or is_tree()):
            return place
    raise FileNotFoundError(f"The folder {name!r} is missing from this installation; install the planner again.")


def is_tree() -> bool:
    """Whether this runs from the source tree. A wheel's neighbour folders in site-packages belong to others."""
    return (PACKAGE.parent / "setup.cfg").is_file() and (PACKAGE.parent / "CHANGELOG.md").is_file()
