"""Where the files that are not Python lie: beside the package in the tree, inside it when installed from a wheel."""

from pathlib import Path

PACKAGE = Path(__file__).resolve().parent.parent


def is_tree() -> bool:
    """Whether this runs from the source tree. A wheel's neighbours in site-packages belong to others."""
    return (PACKAGE.parent / "setup.cfg").is_file() and (PACKAGE.parent / "CHANGELOG.md").is_file()


def folder(name: str) -> Path:
    """The folder called `name`: templates, static or migrations."""
    place = (PACKAGE.parent if is_tree() else PACKAGE) / name
    if not place.is_dir():
        raise FileNotFoundError(f"The folder {name!r} is missing from this installation; install the planner again.")
    return place
