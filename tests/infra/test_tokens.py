"""Tokens and passwords."""

import pytest
from argon2 import PasswordHasher

from planner.infra import tokens
from tests.actors import PASSWORD, PASSWORD_HASH


def test_tokens_are_long_and_never_the_same() -> None:
    made = {tokens.new_token() for _ in range(100)}
    assert len(made) == 100
    assert min(map(len, made)) >= 43


def test_a_fingerprint_is_a_sha256_and_says_nothing_of_the_token() -> None:
    assert tokens.fingerprint("a") == "ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb"


def test_a_password_fits_its_hash_and_no_other_does() -> None:
    hashed = tokens.hash_password("a calm green harbour")
    assert hashed.startswith("$argon2id$")
    assert tokens.is_password("a calm green harbour", hashed)
    assert not tokens.is_password("A calm green harbour", hashed)


def test_the_same_password_has_another_hash_each_time() -> None:
    assert tokens.hash_password("a calm green harbour") != tokens.hash_password("a calm green harbour")


@pytest.mark.parametrize("hashed", ["", "x", "$argon2id$broken", "$2b$12$abcdefghijklmnopqrstuv"])
def test_a_hash_that_cannot_be_read_fits_nothing(hashed: str) -> None:
    assert not tokens.is_password(PASSWORD, hashed)


@pytest.mark.parametrize("password", ["", "é" * 100, "\x00", "😀 smile"])
def test_any_text_can_be_a_password(password: str) -> None:
    assert tokens.is_password(password, tokens.hash_password(password))


def test_a_hash_with_weaker_settings_is_recognised() -> None:
    assert tokens.needs_new_hash(PASSWORD_HASH)
    assert not tokens.needs_new_hash(tokens.hash_password(PASSWORD))
    assert PasswordHasher().verify(PASSWORD_HASH, PASSWORD)


def test_nobody_knows_the_password_of_the_unusable_hash() -> None:
    assert not tokens.is_password("", tokens.UNUSABLE_HASH)
