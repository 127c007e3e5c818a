"""What may stand in an address."""

from collections.abc import Callable
from typing import Any

from flask import Flask, Request
from werkzeug.datastructures import ImmutableMultiDict
from werkzeug.routing import IntegerConverter, Map
from werkzeug.utils import cached_property

LARGEST_KEY = 2**31 - 1


class KeyConverter(IntegerConverter):
    """A row's id. A number that no id can be is no page, instead of an error of the database."""

    def __init__(self, map: Map, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max", LARGEST_KEY)
        super().__init__(map, *args, **kwargs)


class Question(ImmutableMultiDict[str, str]):
    """What follows the `?`. A number that no id can be counts as none."""

    def get(self, key: str, default: Any = None, type: Callable[[str], Any] | None = None) -> Any:  # type: ignore[override]
        found = super().get(key, default, type)  # type: ignore[arg-type]
        return default if type is int and isinstance(found, int) and abs(found) > LARGEST_KEY else found


class PlannerRequest(Request):
    """A request whose question is read with caution: PostgreSQL keeps no NUL, so nobody can ask for one."""

    @cached_property
    def args(self) -> Question:
        return Question([(name, value.replace("\0", "")) for name, value in super().args.items(multi=True)])


def register(app: Flask) -> None:
    """Must come before the first rule: a rule keeps the converter that it was made with."""
    app.request_class = PlannerRequest
    # Corrected addresses would be sent back with the name in the Host header, which is whatever somebody wrote there.
    app.url_map.merge_slashes = False
    app.url_map.converters["int"] = KeyConverter
