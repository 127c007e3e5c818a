"""A long list on a page: which part of it is asked for, and the links to either side. Filters stay in the address."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar
from urllib.parse import urlencode

from flask import request

from planner.infra.keyset import Count, Page, Seek

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Listed(Generic[Row]):
    """The rows of one page with the links around them, for the macro `paging`; `count` is of the whole list."""

    rows: Sequence[Row]
    first_url: str | None = None
    earlier_url: str | None = None
    later_url: str | None = None
    count: Count | None = None
    place: Mapping[str, str] = field(default_factory=dict)  # what the address says of it, for links that stay on the page

    @property
    def has_more(self) -> bool:
        """Whether these are not all."""
        return self.earlier_url is not None or self.later_url is not None


def seek(name: str = "") -> Seek:
    """Which page of the list the address asks for. `name` tells several lists of one page apart."""
    after, before = _parameters(name)
    return Seek(request.args.get(after, ""), request.args.get(before, ""))


def listed(page: Page[Any], count: Count | None = None, *, name: str = "", path: str = "") -> Listed[Any]:
    """The page with its links. `path` is where the list stands, when this answer stands elsewhere (a form was refused)."""
    return Listed(
        page.rows,
        _address(name, path) if page.earlier else None,
        _address(name, path, before=page.earlier) if page.earlier else None,
        _address(name, path, after=page.later) if page.later else None,
        count,
        {key: request.args[key] for key in _parameters(name) if request.args.get(key)},
    )


def _parameters(name: str) -> tuple[str, str]:
    prefix = f"{name}-" if name else ""
    return f"{prefix}after", f"{prefix}before"


def _address(name: str, path: str, *, after: str = "", before: str = "") -> str:
    places = _parameters(name)
    kept = [(key, value) for key, value in request.args.items(multi=True) if key not in places]
    kept += [(key, value) for key, value in zip(places, (after, before), strict=True) if value]
    anchor = f"#{name}" if name else ""
    return (path or request.path) + (f"?{urlencode(kept)}" if kept else "") + anchor
