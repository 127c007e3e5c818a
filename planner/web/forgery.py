"""The form token, written differently in each answer.

Answers are compressed, and how well something compresses can be seen from outside: who can make a reader's browser ask for
a page again and again, with guesses in the address, would learn a secret that stands in the page letter by letter. So the
token never stands there twice in the same letters: it is mixed with random bytes that stand beside it.
"""

import binascii
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode

from flask import Flask, g
from flask_wtf.csrf import CSRFProtect, generate_csrf

MARK = "m."


class MaskedProtect(CSRFProtect):
    """Flask-WTF's protection, which takes the mask off before it looks."""

    def _get_csrf_token(self) -> str | None:
        found: str | None = super()._get_csrf_token()
        return unmasked(found) if found else found


def register(app: Flask) -> None:
    """Protect every form; give templates the masked token."""
    MaskedProtect(app)
    app.jinja_env.globals["csrf_token"] = form_token
    app.context_processor(lambda: {"csrf_token": form_token})  # Flask-WTF's own processor would win otherwise


def form_token() -> str:
    """The token for the forms of this answer; the same in all of them, so that the page stays small."""
    if "masked_token" not in g:
        g.masked_token = masked(generate_csrf())
    token: str = g.masked_token
    return token


def masked(token: str) -> str:
    plain = token.encode("ascii")
    mask = secrets.token_bytes(len(plain))
    return MARK + urlsafe_b64encode(mask + _mixed(plain, mask)).decode("ascii")


def unmasked(token: str) -> str:
    """What was masked. What is no masked token comes back as it is, and will not fit."""
    if not token.startswith(MARK):
        return token
    try:
        both = urlsafe_b64decode(token.removeprefix(MARK).encode("ascii"))
        half = len(both) // 2
        return _mixed(both[half:], both[:half]).decode("ascii")
    except (binascii.Error, ValueError):
        return token


def _mixed(one: bytes, other: bytes) -> bytes:
    return (int.from_bytes(one) ^ int.from_bytes(other)).to_bytes(len(one))
