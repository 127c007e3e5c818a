"""The file: a zip, so that anybody can read it in ten years, perhaps sealed as a whole (see `sealing`).

    rows/<table>.jsonl    each table: one line a row, a JSON array of its values in the order of the manifest's columns
    manifest.json         written last: what was interrupted has none, and no list of contents either

Reading trusts nothing. No entry is ever unpacked to the disk; the names must be those of the manifest, an entry may hold
no byte more than the manifest says, and a row no more than `LONGEST_ROW`.
"""

import errno
import hashlib
import io
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from planner.domain.messages import msg
from planner.infra.backups.manifest import Manifest, TableFacts, read_manifest
from planner.infra.backups.refusal import BackupRefused
from planner.infra.backups.sealing import OpenedReader, is_sealed

MANIFEST = "manifest.json"
LARGEST_MANIFEST = 1024 * 1024
LARGEST_LIST = 1024 * 1024  # the zip's own list of contents
MOST_ENTRIES = 1_000
LONGEST_ROW = 512 * 1024 * 1024  # an offered file of the largest size, twice over
BLOCK = 1024 * 1024


def entry_of(table: str) -> str:
    return f"rows/{table}.jsonl"


class Backup:
    """A backup that was opened for reading: its manifest, and the lines of each table."""

    def __init__(self, archive: zipfile.ZipFile, manifest: Manifest) -> None:
        self._archive = archive
        self.manifest = manifest

    def lines_of(self, facts: TableFacts) -> Iterator[list[bytes]]:
        """The rows of a table as lists of lines. Raises `BackupRefused` when they are not what the manifest says.

        The last list comes before the hash is known to fit: do not keep what came when this raises.
        """
        digest, n_rows, n_bytes, rest = hashlib.sha256(), 0, 0, b""
        with damage_is_told(), self._archive.open(entry_of(facts.name)) as file:
            while block := file.read(BLOCK):
                digest.update(block)
                n_bytes += len(block)
                *lines, rest = (rest + block).split(b"\n")
                n_rows += len(lines)
                if n_bytes > facts.n_bytes or n_rows > facts.n_rows or len(rest) > LONGEST_ROW:
                    raise _unlike(facts)
                if lines:
                    yield lines
        if rest or (n_rows, n_bytes, digest.hexdigest()) != (facts.n_rows, facts.n_bytes, facts.sha256):
            raise _unlike(facts)


def _unlike(facts: TableFacts) -> BackupRefused:
    return BackupRefused(
        msg("The backup is damaged: the rows of %(table)s are not those that were written. Use another one.", table=facts.name)
    )


@contextmanager
def opened(path: Path, passphrase: str) -> Iterator[Backup]:
    """Open a backup. Raises `BackupRefused` when it is none, is damaged, is newer, or the passphrase does not fit."""
    try:
        file = path.open("rb")
    except OSError as error:
        raise BackupRefused(msg("%(file)s cannot be read: %(reason)s.", file=str(path), reason=error.strerror)) from error
    with file:
        content: BinaryIO = file
        if is_sealed(path):
            if not passphrase:
                raise BackupRefused(msg("The backup is encrypted. Set PLANNER_BACKUP_KEY to the passphrase it was made with."))
            content = io.BufferedReader(OpenedReader(file, passphrase), 64 * 1024)
        with damage_is_told():
            _check_list(content)
            content.seek(0)
            archive = zipfile.ZipFile(content)
        with archive:
            with damage_is_told():
                manifest = read_manifest(_manifest_in(archive))
                _check_entries(archive, manifest)
            yield Backup(archive, manifest)


@contextmanager
def damage_is_told() -> Iterator[None]:
    """Whatever a reader raises about bytes that do not fit becomes one sentence."""
    try:
        yield
    except (zipfile.BadZipFile, zlib.error, struct.error, EOFError, ValueError, KeyError, TypeError, AttributeError,
            NotImplementedError, RecursionError, RuntimeError, OverflowError) as error:
        raise _damaged() from error
    except OSError as error:
        if error.errno != errno.EINVAL:  # a place before the beginning of the file: somebody changed where things stand
            raise
        raise _damaged() from error


def _damaged() -> BackupRefused:
    return BackupRefused(msg("The file is no backup of the planner, or it is damaged or cut short. Use another one."))


def _check_list(file: BinaryIO) -> None:
    """Refuse a list of contents that would fill the memory before anything can be looked at."""
    size = file.seek(0, io.SEEK_END)
    tail_at = max(0, size - 65_557)
    file.seek(tail_at)
    tail = file.read()
    place = tail.rfind(b"PK\x05\x06")
    if place < 0 or len(tail) - place < 22:
        raise zipfile.BadZipFile("no list of contents")
    n_entries, n_bytes = struct.unpack_from("<HI", tail, place + 10)
    if place >= 20 and tail[place - 20:place - 16] == b"PK\x06\x07":
        file.seek(struct.unpack_from("<Q", tail, place - 12)[0])
        n_entries, n_bytes = struct.unpack_from("<QQ", file.read(56), 32)
    if n_entries > MOST_ENTRIES or n_bytes > LARGEST_LIST:
        raise zipfile.BadZipFile("the list of contents is too long")


def _manifest_in(archive: zipfile.ZipFile) -> bytes:
    info = archive.getinfo(MANIFEST)
    if info.file_size > LARGEST_MANIFEST:
        raise ValueError("the manifest is too large")
    return archive.read(info)


def _check_entries(archive: zipfile.ZipFile, manifest: Manifest) -> None:
    declared = {entry_of(table.name): table.n_bytes for table in manifest.tables}
    infos = [info for info in archive.infolist() if info.filename != MANIFEST]
    if len(infos) != len(declared) or {info.filename: info.file_size for info in infos} != declared:
        raise ValueError("the entries are not those of the manifest")
    if len(manifest.tables) != len(declared) or len(archive.infolist()) != len(declared) + 1:
        raise ValueError("an entry stands there twice")
