"""One spelling for each name: “customer  service” and “Customer Service” are the same."""

from collections import Counter
from collections.abc import Iterable, Mapping
from functools import lru_cache

from planner.domain.tabular.table import text_of


@lru_cache(maxsize=4096)  # long lists say the same few names again and again
def name_key(name: str) -> str:
    return text_of(name).casefold()


def usual_spellings(names: Iterable[str]) -> Mapping[str, str]:
    """For each key the spelling that occurs most, else the first by alphabet: order of rows is nothing."""
    counters: dict[str, Counter[str]] = {}
    for name in names:
        counters.setdefault(name_key(name), Counter())[name] += 1
    return {key: min(counter, key=lambda name: (-counter[name], name)) for key, counter in counters.items()}
