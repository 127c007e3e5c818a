"""Pages go out compressed, whether or not a proxy stands in front.

Compression shows in the length of an answer what repeats in it. Two things make that useless for guessing: the form token
is written anew each time (`forgery`), and the length itself is blurred by a name of random length in gzip's header.
"""

import gzip
import io
import secrets

from flask import Flask, Response, request

KINDS = frozenset({"text/html", "text/csv", "text/plain", "application/json"})
SHORTEST = 1000
LEVEL = 4  # a page of 60 KB in half a millisecond; more effort wins three percent for twice the time
LONGEST_BLUR = 64


def register(app: Flask) -> None:
    app.after_request(compress)


def compress(response: Response) -> Response:
    """Compress an answer that is text, is long enough, and goes to somebody who can read it."""
    if response.mimetype not in KINDS or response.direct_passthrough or response.is_streamed or response.content_encoding:
        return response
    response.vary.add("Accept-Encoding")
    body = response.get_data()
    if len(body) >= SHORTEST and request.accept_encodings["gzip"] > 0 and "ETag" not in response.headers:  # of these bytes
        response.set_data(_packed(body))
        response.content_encoding = "gzip"
    return response


def _packed(body: bytes) -> bytes:
    out = io.BytesIO()
    with gzip.GzipFile("p" * secrets.randbelow(LONGEST_BLUR), "wb", LEVEL, out, mtime=0) as file:
        file.write(body)
    return out.getvalue()
