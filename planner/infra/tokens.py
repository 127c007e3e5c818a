"""Secrets: opaque tokens of which only a hash is kept, and passwords under Argon2id."""

import hashlib
import secrets
import threading

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

# OWASP's second choice (19 MiB, two passes): about 40 ms. Few at a time, so that sign-ins cannot exhaust memory.
_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
_at_a_time = threading.BoundedSemaphore(4)


def new_token() -> str:
    """256 random bits, safe in a cookie or an address."""
    return secrets.token_urlsafe(32)


def fingerprint(token: str) -> str:
    """What is stored instead of a token: its SHA-256."""
    return hashlib.sha256(token.encode()).hexdigest()


def hash_password(password: str) -> str:
    with _at_a_time:
        return _hasher.hash(password)


def is_password(password: str, hashed: str) -> bool:
    """Whether the password fits; False too for a hash that cannot be read."""
    with _at_a_time:
        try:
            return _hasher.verify(hashed, password)
        except (VerificationError, InvalidHashError):
            return False


def needs_new_hash(hashed: str) -> bool:
    """Whether the hash was made with older parameters."""
    return _hasher.check_needs_rehash(hashed)


# Checked when the address is unknown, so that the answer takes as long as for a known one.
UNUSABLE_HASH = hash_password(secrets.token_urlsafe(16))
