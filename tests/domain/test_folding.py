"""Words as they are kept and typed: capitals, accents and signs do not part them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.domain.folding import LONGEST_WORD, MOST_WORDS, fold, words_in


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("  Ínes   OKAFOR ", "ines okafor"), ("O’Connor", "oconnor"), ("O'Connor", "oconnor"),
        ("Øystein Łukasz", "oystein lukasz"), ("Œuvre Æsop", "oeuvre aesop"),
        ("STRASSE straße", "strasse strasse"), ("van den Berg-Jansen", "van den berg jansen"), ("Öztürk", "ozturk"),
        ("İstanbul", "istanbul"), ("ﬁre", "fire"), ("%_\\*", ""), ("N-012", "n 012"), ("日本語", "日本語"),
    ],
)
def test_what_looks_alike_is_alike(text: str, folded: str) -> None:
    assert fold(text) == folded


@given(st.text(max_size=300))
def test_folding_again_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text(max_size=2000))
def test_words_are_different_short_and_not_too_many(text: str) -> None:
    words = words_in(text)
    assert len(words) == len(set(words)) <= MOST_WORDS
    assert all(0 < len(word) <= LONGEST_WORD and " " not in word for word in words)
