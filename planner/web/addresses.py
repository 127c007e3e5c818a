"""What may stand in an address."""

from typing import Any

from flask import Flask
from werkzeug.routing import IntegerConverter, Map


class KeyConverter(IntegerConverter):
    """A row's id. A number that no id can be is no page, instead of an error of the database."""

    def __init__(self, map: Map, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max", 2**31 - 1)
        super().__init__(map, *args, **kwargs)


def register(app: Flask) -> None:
    """Must come before the first rule: a rule keeps the converter that it was made with."""
    app.url_map.converters["int"] = KeyConverter
