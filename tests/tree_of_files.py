"""What lies in a folder, to compare before and after."""

from pathlib import Path


def contents(folder: Path) -> dict[str, bytes]:
    """Every file of a folder by name, with its bytes."""
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}
