"""A long snapshot taken apart: its lists row by row and what is left of it, so that a page is read without the whole."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

HEAD = ""  # the section of what is no list


class Part(NamedTuple):
    """A row of a list in its place, or the head. `department_id` says whose it is; None: whoever reads the whole may read it."""

    section: str
    position: int
    department_id: int | None
    content: dict[str, Any]


def apart(snapshot: Mapping[str, Any], sections: Sequence[str]) -> Iterator[Part]:
    """The head, then the lists that are called by these names."""
    yield Part(HEAD, 0, None, {key: value for key, value in snapshot.items() if key not in sections})
    for section in sections:
        for position, content in enumerate(snapshot.get(section, ())):
            yield Part(section, position, content.get("department_id"), content)
