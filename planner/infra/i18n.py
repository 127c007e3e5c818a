"""Languages: which there are, and which one a person reads."""

from typing import Any

from flask import Flask, current_app, request
from flask_babel import Babel

from planner.infra.places import PACKAGE

LOCALES: dict[str, str] = {"en": "English", "nl": "Nederlands"}
COOKIE = "planner_locale"


def wire(app: Flask) -> None:
    """Set up translations; the person's own choice comes from the actor."""
    Babel(
        app,
        default_locale=app.config["LOCALE"],
        default_timezone=app.config["TIME_ZONE"],
        default_translation_directories=str(PACKAGE / "translations"),
        locale_selector=reader_locale,
    )


def reader_locale() -> str:
    """The account's language, else the one chosen in this browser, else what the browser asks for."""
    if not request:
        return str(current_app.config["LOCALE"])
    actor: Any = current_app.extensions["actor_loader_if_loaded"]()
    for wanted in (actor.locale if actor else None, request.cookies.get(COOKIE)):
        if wanted in LOCALES:
            return str(wanted)
    return request.accept_languages.best_match(list(LOCALES)) or str(current_app.config["LOCALE"])
