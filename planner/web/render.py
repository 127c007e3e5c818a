"""One view, one context, two sizes: the page, or the fragment of it that the browser asked for."""

from typing import Any

from flask import Response, make_response, render_template, request


def render(page: str, *, fragment: str | None = None, status: int = 200, **context: Any) -> Response:
    """Render `page`, or only `fragment` when the enhancer asked (header `HX-Request`)."""
    wants_fragment = fragment is not None and request.headers.get("HX-Request") == "true"
    response = make_response(render_template(fragment if wants_fragment and fragment else page, **context), status)
    if fragment is not None:
        response.headers["Vary"] = "HX-Request"
    return response
