"""The secret that is made at the first start and kept in a file: there whole, or not at all, however the start ends."""

import os
import secrets
from contextlib import suppress
from pathlib import Path

NAME = "secret.key"


def kept_secret(folder: Path) -> str:
    """The secret of this folder, which only its owner can read. Raises `OSError` when it can be neither read nor made."""
    path = folder / NAME
    if not _read(path):
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        _make(path)
    return _read(path)


def _read(path: Path) -> str:
    """What is in the file; nothing when there is none, or when a full disk left it empty."""
    return path.read_text(encoding="ascii").strip() if path.exists() else ""


def _make(path: Path) -> None:
    draft = path.with_name(f"{NAME}.{os.getpid()}-{secrets.token_hex(4)}")
    try:
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
            file.write(secrets.token_urlsafe(48))
            file.flush()
            os.fsync(file.fileno())
        with suppress(FileExistsError):  # another process was first: everybody takes theirs
            os.link(draft, path)
        if not _read(path):
            os.replace(draft, path)
    finally:
        draft.unlink(missing_ok=True)
