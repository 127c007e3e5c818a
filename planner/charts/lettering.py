"""How much room words take. There is no font here to ask, so the widths are estimates on the generous side.

The same ticks and names come back in chart after chart, so the answers are kept.
"""

import unicodedata
from functools import lru_cache

_NARROW = frozenset("ijlrtfI.,:;'|!()[]-– ")
_WIDE = frozenset("mwMW@%—…")
_LEGAL_CONTROLS = frozenset("\t\n\r")


@lru_cache(4096)
def printable(text: str) -> str:
    """The text in one line, without the characters that XML forbids."""
    legal = "".join(c for c in text if _is_legal(c))
    return " ".join(legal.split())


@lru_cache(4096)
def text_width(text: str, size: float) -> float:
    """The estimated width of a line of text, in the same unit as its size."""
    return size * sum(_share_of_em(c) for c in text)


def fitted(text: str, size: float, room: float) -> str:
    """The text, cut with an ellipsis when it is wider than the room."""
    if text_width(text, size) <= room:
        return text
    kept = text
    while kept and text_width(kept + "…", size) > room:
        kept = kept[:-1]
    return kept.rstrip() + "…" if kept.strip() else ""


def _is_legal(character: str) -> bool:
    if character in _LEGAL_CONTROLS:
        return True
    # Controls, surrogates and the two non-characters at the end of a plane make a document ill-formed.
    return unicodedata.category(character) not in ("Cc", "Cs") and ord(character) & 0xFFFE != 0xFFFE


@lru_cache(1024)
def _share_of_em(character: str) -> float:
    if character in _NARROW:
        return 0.34
    if unicodedata.combining(character):
        return 0.0
    if character in _WIDE:
        return 0.88
    if unicodedata.east_asian_width(character) in "WF":
        return 1.05
    if character.isupper():
        return 0.66
    return 0.56
