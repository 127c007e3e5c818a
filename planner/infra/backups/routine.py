"""The backup as the settings want it: where, encrypted or not, what is kept; and what became of the last one.

The command line, the nightly job and the step before a migration all call `back_up`.
"""

import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from planner.domain.messages import Message, msg
from planner.infra.backups.keeping import BackupFile, Keep, last_backup, prune
from planner.infra.backups.making import make_backup
from planner.infra.backups.refusal import BackupRefused
from planner.infra.backups.verifying import Progress, silent
from planner.infra.clock import now
from planner.settings import Settings

FAILURE = ".last-failure.json"


@dataclass(frozen=True, slots=True)
class Done:
    """A backup that was made, and the older ones that went for it."""

    backup: BackupFile
    removed: tuple[Path, ...]


@dataclass(frozen=True, slots=True)
class Failure:
    """The last attempt failed, and no backup was made since."""

    at: datetime
    reason: Message


@dataclass(frozen=True, slots=True)
class State:
    """The newest backup in the folder, and the failure after it, if there was one."""

    last: BackupFile | None
    failure: Failure | None


def back_up(
    settings: Settings, *, folder: Path | None = None, keep: Keep | None = None, is_encrypted: bool | None = None,
    progress: Progress = silent,
) -> Done:
    """Make a backup, encrypted when there is a passphrase (or as `is_encrypted` says), then remove what `keep` does not keep.

    Without `keep` nothing is removed. Raises `BackupRefused`, and keeps the reason for `state_of`.
    """
    folder = folder or settings.backup_folder
    wants_sealing = bool(settings.backup_key) if is_encrypted is None else is_encrypted
    try:
        if wants_sealing and not settings.backup_key:
            raise BackupRefused(msg("There is no passphrase to encrypt with. Set PLANNER_BACKUP_KEY or PLANNER_BACKUP_KEY_FILE."))
        passphrase = settings.backup_key if wants_sealing else ""
        backup = make_backup(settings.database, folder, passphrase=passphrase, progress=progress)
        removed = prune(folder, keep) if keep else []
    except BackupRefused as refusal:
        _note_failure(folder, refusal.message)
        raise
    (folder / FAILURE).unlink(missing_ok=True)
    return Done(backup, tuple(removed))


def state_of(folder: Path) -> State:
    """What an administrator wants to see: when the last backup was made, and whether one failed since."""
    failure: Failure | None = None
    with suppress(OSError, ValueError, KeyError, TypeError, AttributeError):
        failure = _failure(json.loads((folder / FAILURE).read_text(encoding="utf-8")))
    return State(last_backup(folder), failure)


def _failure(data: Mapping[str, Any]) -> Failure:
    return Failure(datetime.fromisoformat(data["at"]), Message.from_json(data["reason"]))


def _note_failure(folder: Path, reason: Message) -> None:
    # A full or missing folder keeps no note either; whoever called hears the reason in any case.
    with suppress(OSError):
        note = {"at": now().isoformat(), "reason": reason.to_json()}
        (folder / FAILURE).write_text(json.dumps(note), encoding="utf-8")
