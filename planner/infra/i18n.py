"""Languages: which there are, and which one a person reads."""

from typing import Any

from babel.support import NullTranslations
from flask import Flask, current_app, request
from flask_babel import Babel, get_locale, get_translations

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
    # A table of fifty rows asks for hundreds of words; the library looks for the catalogue anew for each.
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]
        gettext=lambda text: catalogue().gettext(text),
        ngettext=lambda one, many, n: catalogue().ngettext(one, many, n),
        newstyle=True,
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


def catalogue() -> NullTranslations:
    """The words of the reader's language."""
    locale = get_locale()
    known: dict[Any, NullTranslations] = current_app.extensions.setdefault("catalogues", {})
    if locale not in known:
        known[locale] = get_translations()
    return known[locale]


def translate(text: str, **values: Any) -> str:
    """The sentence in the reader's language, with the values in their places."""
    words = catalogue().gettext(text)
    return words % values if values else words
