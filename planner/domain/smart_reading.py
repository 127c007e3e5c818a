"""What a statement says, read word by word: its words, its numbers, and whether it promises more than one thing."""

import re
from itertools import pairwise

from planner.domain.smart_words import BEFORE_A_YEAR, CHANGE_INFINITIVES, CHANGE_VERBS, JOINING_WORDS, MONTHS

_MONTH = "|".join(sorted(MONTHS))
_DATE = re.compile(
    rf"""\b(?:
        \d{{4}}-\d\d?-\d\d? | \d\d?[-/.]\d\d?[-/.]\d{{2,4}}                        # 2027-12-31, 31/12/2027
      | \d\d?(?:st|nd|rd|th|e)?\s+(?:{_MONTH})\b(?:\s+\d{{4}})?                     # 31 December 2027
      | (?:{_MONTH})\s+\d{{1,4}}(?:st|nd|rd|th)?\b(?:,?\s+\d{{4}}\b)?                # December 31, 2027
      | (?:{"|".join(sorted(BEFORE_A_YEAR))})\s+(?:19|20)\d\d\b(?!\s*%)             # by 2027
      | (?:fy|q|k)\s?\d+\b(?:\s+\d{{4}}\b)?                                       # FY2027, Q3
    )""",
    re.IGNORECASE | re.VERBOSE,
)
_VALUE_TO_REACH = re.compile(r"\b(?:to|naar|tot)\s+[€$£]?\s?\d", re.IGNORECASE)


def words_of(statement: str) -> list[str]:
    """The words in lower case, without numbers and signs (but with &, which joins)."""
    return re.findall(r"[^\W\d_]+(?:-[^\W\d_]+)*|&", statement.lower())


def numbers_of(statement: str) -> list[str]:
    """The numbers that are not part of a date."""
    return re.findall(r"\d+(?:[.,\s]\d+)*", _DATE.sub(" ", statement))


def promises_two_changes(statement: str) -> bool:
    """Whether a second verb of change is joined to the first: "raise the rate and reduce the cost"."""
    words = words_of(statement)
    is_joined = any(one in JOINING_WORDS and other in CHANGE_VERBS for one, other in pairwise(words))
    n_last = sum(word in CHANGE_INFINITIVES for word in words)
    return is_joined or (n_last > 1 and any(word in JOINING_WORDS for word in words))


def names_two_values(statement: str) -> bool:
    """Whether two values are to be reached: "to 24 % and the margin to 12 %"."""
    is_joined = any(word in JOINING_WORDS for word in words_of(statement))
    return is_joined and len(_VALUE_TO_REACH.findall(_DATE.sub(" ", statement))) > 1
