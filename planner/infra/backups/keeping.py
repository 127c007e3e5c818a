"""The folder of backups: the names of the files, which there are, and which may go."""

import fcntl
import os
import re
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from planner.infra.backups.sealing import is_sealed

PARTIAL = ".partial"
_NAME = re.compile(r"planner-(\d{8}T\d{6}Z)(?:-\d+)?\.(?:zip|sealed)")
_STAMP = "%Y%m%dT%H%M%SZ"


@dataclass(frozen=True, slots=True)
class BackupFile:
    """A finished backup in the folder. `n_rows` is known of one that was just made."""

    path: Path
    made_at: datetime
    n_bytes: int
    is_encrypted: bool
    n_rows: int | None = None


@dataclass(frozen=True, slots=True)
class Keep:
    """How many days, weeks and months keep their last backup."""

    days: int
    weeks: int
    months: int


def to_remove(moments: Iterable[datetime], keep: Keep) -> set[datetime]:
    """Which of the backups made at these moments (UTC) may go.

    Of each of the last days, weeks (from Monday) and months in which a backup was made the latest stays; the newest of all
    stays whatever is asked for.
    """
    ordered = sorted(set(moments), reverse=True)
    kept = set(ordered[:1])
    rules: tuple[tuple[int, Callable[[datetime], object]], ...] = (
        (keep.days, lambda moment: moment.date()),
        (keep.weeks, lambda moment: moment.isocalendar()[:2]),
        (keep.months, lambda moment: (moment.year, moment.month)),
    )
    for number, period_of in rules:
        latest: dict[object, datetime] = {}
        for moment in ordered:
            latest.setdefault(period_of(moment), moment)
        kept.update(sorted(latest.values(), reverse=True)[:number])
    return set(ordered) - kept


def name_for(made_at: datetime, *, is_encrypted: bool) -> str:
    return f"planner-{made_at.astimezone(UTC).strftime(_STAMP)}.{'sealed' if is_encrypted else 'zip'}"


def backups_in(folder: Path) -> list[BackupFile]:
    """The backups in a folder that the planner made, the newest first. Other files are not its business."""
    found = [file for path in folder.glob("planner-*") if (file := _recognised(path)) is not None]
    return sorted(found, key=lambda file: (file.made_at, file.path.name), reverse=True)


def last_backup(folder: Path) -> BackupFile | None:
    """The newest finished backup in a folder, or None."""
    return next(iter(backups_in(folder)), None)


def prune(folder: Path, keep: Keep) -> list[Path]:
    """Remove the backups that need not be kept, and say which. Call it after a new one was made and read through."""
    files = backups_in(folder)
    outdated = to_remove((file.made_at for file in files), keep)
    removed = [file.path for file in files if file.made_at in outdated]
    for path in removed:
        path.unlink()
    return removed


def remove_abandoned(folder: Path, pattern: str) -> None:
    """Remove what an interrupted backup or restore left behind: nobody holds its lock any more."""
    for path in folder.glob(pattern):
        with suppress(OSError), path.open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            path.unlink()


def _recognised(path: Path) -> BackupFile | None:
    found = _NAME.fullmatch(path.name)
    if not found or path.is_symlink() or not path.is_file():
        return None
    try:
        made_at = datetime.strptime(found.group(1), _STAMP).replace(tzinfo=UTC)
        is_encrypted = is_sealed(path)
        if not is_encrypted and not _is_zip(path):
            return None
        return BackupFile(path, made_at, os.stat(path).st_size, is_encrypted)
    except (OSError, ValueError):
        return None


def _is_zip(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(4) == b"PK\x03\x04"
