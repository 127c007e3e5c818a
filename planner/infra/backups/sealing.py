"""Encryption of a file that is written and read in pieces.

The STREAM construction over AES-256-GCM: each piece of 64 KiB is sealed with a nonce of 7 random bytes, its number (4 bytes)
and a flag that says whether it is the last (1 byte), and with the header as additional data. A piece that was changed, moved,
repeated or left out, and a file that was cut short, do not open. The key is derived from the passphrase by scrypt.

    header = magic (8) | version (1) | log2 of scrypt's N (1) | salt (16) | nonce prefix (7) | check (16)

The check is the start of an HMAC-SHA-256 of the header before it, under a second key from the same derivation: it tells a
wrong passphrase from a damaged file.
"""

import hmac
import io
import os
import secrets
from pathlib import Path
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from planner.domain.messages import msg
from planner.infra.backups.refusal import BackupRefused

MAGIC = b"PLNSEAL\x00"
VERSION = 1
COST = 16  # log2 of scrypt's N: 64 MiB and about a fifth of a second
PIECE = 64 * 1024
TAG = 16
HEADER = 8 + 1 + 1 + 16 + 7 + 16


def is_sealed(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(len(MAGIC)) == MAGIC


def _keys(passphrase: str, salt: bytes, cost: int) -> tuple[AESGCM, bytes]:
    derived = Scrypt(salt=salt, length=64, n=2**cost, r=8, p=1).derive(passphrase.encode())
    return AESGCM(derived[:32]), derived[32:]


def _check(key: bytes, start: bytes) -> bytes:
    return hmac.digest(key, start, "sha256")[:16]


def _nonce(prefix: bytes, number: int, *, is_last: bool) -> bytes:
    return prefix + number.to_bytes(4, "big") + (b"\x01" if is_last else b"\x00")


class SealingWriter(io.RawIOBase):
    """Seals what is written to it. Only `finish` writes the last piece: what was interrupted does not open."""

    def __init__(self, file: BinaryIO, passphrase: str) -> None:
        salt, self._prefix = secrets.token_bytes(16), secrets.token_bytes(7)
        start = MAGIC + bytes([VERSION, COST]) + salt + self._prefix
        self._cipher, key = _keys(passphrase, salt, COST)
        self._header = start + _check(key, start)
        self._file, self._waiting, self._number = file, bytearray(), 0
        file.write(self._header)

    def writable(self) -> bool:
        return True

    def write(self, data: bytes | bytearray | memoryview) -> int:  # type: ignore[override]
        self._waiting += data
        while len(self._waiting) > PIECE:  # a full piece waits until it is known not to be the last
            self._seal(bytes(self._waiting[:PIECE]), is_last=False)
            del self._waiting[:PIECE]
        return len(data)

    def finish(self) -> None:
        """Write the last piece. Nothing may be written afterwards."""
        self._seal(bytes(self._waiting), is_last=True)
        self._waiting.clear()

    def _seal(self, piece: bytes, *, is_last: bool) -> None:
        nonce = _nonce(self._prefix, self._number, is_last=is_last)
        self._file.write(self._cipher.encrypt(nonce, piece, self._header))
        self._number += 1


class OpenedReader(io.RawIOBase):
    """The content of a sealed file, at any place in it. Raises `BackupRefused` for a wrong passphrase or a damaged file."""

    def __init__(self, file: BinaryIO, passphrase: str) -> None:
        self._file, self._place = file, 0
        self._header = file.read(HEADER)
        if len(self._header) < HEADER:
            raise _damaged()
        self._prefix = self._header[26:33]
        self._cipher = self._opened(passphrase)
        body = file.seek(0, os.SEEK_END) - HEADER
        self._n_pieces = max(1, -(-body // (PIECE + TAG)))
        self._size = body - self._n_pieces * TAG
        self._held: tuple[int, bytes] = (-1, b"")
        self._piece(self._n_pieces - 1)  # tells at once whether the end is missing

    def _opened(self, passphrase: str) -> AESGCM:
        version, cost = self._header[8], self._header[9]
        if version > VERSION:
            raise BackupRefused(msg("The backup was encrypted by a newer version of the planner. Restore it with that version."))
        if version != VERSION or cost != COST:
            raise _damaged()
        cipher, key = _keys(passphrase, self._header[10:26], cost)
        if not hmac.compare_digest(self._header[33:], _check(key, self._header[:33])):
            raise BackupRefused(msg("The passphrase does not open this backup. Use the one that it was made with."))
        return cipher

    def _piece(self, number: int) -> bytes:
        if self._held[0] != number:
            self._file.seek(HEADER + number * (PIECE + TAG))
            sealed = self._file.read(PIECE + TAG)
            nonce = _nonce(self._prefix, number, is_last=number == self._n_pieces - 1)
            try:
                self._held = number, self._cipher.decrypt(nonce, sealed, self._header)
            except (InvalidTag, ValueError) as error:
                raise _damaged() from error
        return self._held[1]

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        self._place = max(0, offset + {os.SEEK_SET: 0, os.SEEK_CUR: self._place, os.SEEK_END: self._size}[whence])
        return self._place

    def tell(self) -> int:
        return self._place

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        if self._place >= self._size:
            return 0
        number, start = divmod(self._place, PIECE)
        part = self._piece(number)[start:start + len(buffer)]
        buffer[:len(part)] = part
        self._place += len(part)
        return len(part)


def _damaged() -> BackupRefused:
    return BackupRefused(msg("The backup is damaged or cut short: it was changed after it was made. Use another one."))
