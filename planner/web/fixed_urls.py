"""Addresses that never change while the application runs: built once, not for each line of each menu."""

from typing import Any

from flask import current_app, request, url_for


def fixed_url(endpoint: str, **values: str) -> str:
    """As `url_for`, remembered for each mount point of the application. Only for endpoints without a row's id."""
    known: dict[Any, str] = current_app.extensions.setdefault("fixed_urls", {})
    key = (request.script_root if request else "", endpoint, *values.items())
    if key not in known:
        known[key] = url_for(endpoint, **dict[str, Any](values))
    return known[key]
