"""Encrypted files: opened by a second implementation of the format, and never after a change."""

import base64
import hashlib
import hmac
import io

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from hypothesis import given
from hypothesis import strategies as st

from planner.infra.backups import sealing
from planner.infra.backups.refusal import BackupRefused
from planner.infra.backups.sealing import HEADER, PIECE, TAG, OpenedReader, SealingWriter

PASSPHRASE = "correct horse battery staple"
KNOWN = base64.b64decode(
    "UExOU0VBTAABBAABAgMEBQYHCAkKCwwNDg8AAQIDBAUGNWjDifV5toNkruQbe3U2m2kbZT6nnUf4HbGMlQDNmQYGYSKNdg16xtqt"
    "bDODY5UEzAcfVzaqRGwvZ/SRwzSvUZUCTrJ1SF4="
)
SIZES = [0, 1, PIECE - 1, PIECE, PIECE + 1, 3 * PIECE, 3 * PIECE + 17]


@pytest.fixture(autouse=True)
def cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    """Deriving the key is slow on purpose; here it need not be."""
    monkeypatch.setattr(sealing, "COST", 4)


def _content(size: int) -> bytes:
    return hashlib.shake_128(b"content").digest(size)


def sealed(content: bytes) -> bytes:
    out = io.BytesIO()
    writer = SealingWriter(out, PASSPHRASE)
    for start in range(0, len(content), 50_001):
        writer.write(content[start:start + 50_001])
    writer.finish()
    return out.getvalue()


def opened(data: bytes, passphrase: str = PASSPHRASE) -> bytes:
    return io.BufferedReader(OpenedReader(io.BytesIO(data), passphrase)).read()


def opened_by_hand(data: bytes) -> bytes:
    """The format as its description says, written a second time: the standard library's scrypt, and a plain loop."""
    header, body = data[:49], data[49:]
    assert header[:9] == b"PLNSEAL\x00\x01"
    keys = hashlib.scrypt(PASSPHRASE.encode(), salt=header[10:26], n=2 ** header[9], r=8, p=1, dklen=64)
    assert header[33:49] == hmac.new(keys[32:], header[:33], hashlib.sha256).digest()[:16]
    pieces = [body[start:start + 65_536 + 16] for start in range(0, len(body), 65_536 + 16)]
    out = b""
    for number, piece in enumerate(pieces):
        nonce = header[26:33] + number.to_bytes(4, "big") + bytes([number == len(pieces) - 1])
        out += AESGCM(keys[:32]).decrypt(nonce, piece, header)
    return out


@pytest.mark.parametrize("size", SIZES)
def test_a_second_implementation_opens_it(size: int) -> None:
    data = sealed(_content(size))
    assert opened_by_hand(data) == _content(size) == opened(data)
    assert len(data) == HEADER + size + TAG * max(1, -(-size // PIECE))


def test_the_real_cost_is_sixty_four_megabytes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    assert 128 * 8 * 2**sealing.COST == 64 * 1024 * 1024


def test_a_file_of_old_is_still_opened() -> None:
    """Sealed once with fixed salt and prefix: a change of the format that forgets its number is found here."""
    assert opened(KNOWN) == b"What was sealed in 2026 opens for ever."


def test_the_same_content_is_never_sealed_alike() -> None:
    assert sealed(b"x" * 100)[HEADER:] != sealed(b"x" * 100)[HEADER:]
    assert b"x" * 20 not in sealed(b"x" * 100)


def test_a_wrong_passphrase_is_told_from_damage() -> None:
    with pytest.raises(BackupRefused, match="passphrase does not open"):
        opened(sealed(b"content"), "another passphrase")


@given(st.integers(0, 2 * PIECE + 200), st.integers(1, 255))
def test_a_changed_byte_is_noticed(place: int, change: int) -> None:
    data = bytearray(_SEALED)
    data[place % len(data)] ^= change
    with pytest.raises(BackupRefused):
        opened(bytes(data))


@pytest.mark.parametrize("n_lost", [1, 16, 17, PIECE, PIECE + TAG, 2 * (PIECE + TAG), 3 * (PIECE + TAG)])
def test_a_missing_end_is_noticed(n_lost: int) -> None:
    with pytest.raises(BackupRefused, match="damaged or cut short"):
        opened(_SEALED[:-n_lost])


def test_pieces_that_change_places_are_noticed() -> None:
    size = PIECE + TAG
    header, first, second, rest = _SEALED[:HEADER], *(_SEALED[HEADER + n * size:HEADER + (n + 1) * size] for n in range(3))
    for order in ((second, first, rest), (first, first, rest), (first, rest), (first, second, rest, rest), (first, second)):
        with pytest.raises(BackupRefused):
            opened(header + b"".join(order))


def test_what_was_not_finished_does_not_open() -> None:
    out = io.BytesIO()
    SealingWriter(out, PASSPHRASE).write(_content(3 * PIECE))
    with pytest.raises(BackupRefused, match="damaged or cut short"):
        opened(out.getvalue())


@given(st.lists(st.tuples(st.integers(0, 3 * PIECE), st.integers(0, 2 * PIECE)), max_size=6))
def test_any_part_can_be_read_in_any_order(parts: list[tuple[int, int]]) -> None:
    content = _content(2 * PIECE + 99)
    reader = io.BufferedReader(OpenedReader(io.BytesIO(_SEALED), PASSPHRASE), 4096)
    for start, length in parts:
        reader.seek(start)
        assert reader.read(length) == content[start:start + length]


def _make() -> bytes:
    cost, sealing.COST = sealing.COST, 4
    try:
        return sealed(_content(2 * PIECE + 99))
    finally:
        sealing.COST = cost


_SEALED = _make()
