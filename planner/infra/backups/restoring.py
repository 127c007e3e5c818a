"""Bringing a backup back: into an empty database, or in the place of one that is to be given up."""

from collections.abc import Callable
from pathlib import Path

from sqlalchemy.engine import make_url

from planner.domain.messages import msg
from planner.infra import migrate
from planner.infra.backups.container import Backup, opened
from planner.infra.backups.into_postgresql import load_into_postgresql
from planner.infra.backups.into_sqlite import load_into_sqlite
from planner.infra.backups.manifest import Manifest
from planner.infra.backups.refusal import BackupRefused
from planner.infra.backups.verifying import Progress, silent

Loader = Callable[[Backup, str, bool, Progress], None]
_LOADERS: dict[str, Loader] = {"sqlite": load_into_sqlite, "postgresql": load_into_postgresql}


def restore_backup(
    path: Path, url: str, *, passphrase: str = "", replace: bool = False, progress: Progress = silent
) -> Manifest:
    """Restore the backup at `path` into the database at `url`, whichever kind each of them is.

    The tables are made as they were when the backup was made, filled, read back and compared, and only then brought to the
    newest structure. Until the last moment the database is as it was, whatever happens. Raises `BackupRefused`: the
    backup is not whole, not ours or newer; the passphrase does not fit; the database is in use, or somebody has worked in it
    and `replace` was not said.
    """
    with opened(path, passphrase) as backup:
        manifest = backup.manifest
        if not migrate.knows(manifest.revision):
            raise BackupRefused(
                msg("The backup was made by a newer version of the planner (%(version)s). Restore it with that version.",
                    version=manifest.planner)
            )
        _LOADERS[make_url(url).get_backend_name()](backup, url, replace, progress)
        return manifest
