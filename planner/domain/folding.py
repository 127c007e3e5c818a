"""What people type to find something, without capitals, accents and signs: “Ínes  O’Connor” and “ines oconnor” meet.

The same on every database, because it is done here and not by the database: SQLite lowers plain letters only, and what
PostgreSQL does depends on how it was set up.
"""

import re
import unicodedata

LONGEST_WORD = 40  # longer words are cut, in what is kept and in what is typed alike
MOST_WORDS = 60

# Letters that no decomposition takes apart, as people without that key type them.
_LETTERS = str.maketrans({
    "ø": "o", "đ": "d", "ð": "d", "ł": "l", "æ": "ae", "œ": "oe", "þ": "th", "ı": "i", "ħ": "h", "ŧ": "t", "ŋ": "n",
    "ĸ": "k", "'": "", "’": "", "‘": "", "ʼ": "", "`": "", "´": "",
})
_WORD = re.compile(r"[^\W_]+")


def fold(text: str) -> str:
    """The text in small letters without accents; words are parted by one space, signs are gone."""
    apart = unicodedata.normalize("NFKD", text.translate(_LETTERS)).casefold().translate(_LETTERS)
    plain = "".join(letter for letter in apart if not unicodedata.combining(letter))
    return " ".join(_WORD.findall(plain))


def words_in(text: str) -> tuple[str, ...]:
    """The different words of a text, folded, in their order; each at most `LONGEST_WORD` letters, `MOST_WORDS` at most."""
    found = dict.fromkeys(word[:LONGEST_WORD] for word in fold(text).split())
    return tuple(found)[:MOST_WORDS]
