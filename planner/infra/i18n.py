"""Languages: which there are, which one a person reads, and its words.

A page asks for hundreds of words and numbers. Flask-Babel finds out anew for each of them who reads and where the catalogue
lies; here that is found out once for each request.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

from babel import Locale
from babel.support import NullTranslations
from flask import Flask, current_app, g, request
from flask_babel import Babel, force_locale, get_locale, get_translations
from flask_babel.speaklater import LazyString
from jinja2 import pass_eval_context
from jinja2.nodes import EvalContext
from markupsafe import Markup

from planner.infra.places import PACKAGE

LOCALES: dict[str, str] = {"en": "English", "nl": "Nederlands"}
COOKIE = "planner_locale"


class Language:
    """A language with its words. There is one object for each, so that it is compared and hashed in no time."""

    __slots__ = ("gettext", "locale", "markup", "ngettext")

    def __init__(self, locale: Locale, words: Any) -> None:
        self.locale = locale
        self.gettext = lru_cache(maxsize=8192)(words.gettext)
        self.ngettext = words.ngettext
        self.markup = lru_cache(maxsize=8192)(lambda text: Markup(self.gettext(text) % {}))  # noqa: S704 — our own words


_AS_WRITTEN = Language(Locale("en"), NullTranslations())


def wire(app: Flask) -> None:
    """Set up translations; the person's own choice comes from the actor."""
    Babel(
        app,
        default_locale=app.config["LOCALE"],
        default_timezone=app.config["TIME_ZONE"],
        default_translation_directories=str(PACKAGE / "translations"),
        locale_selector=reader_locale,
    )
    app.jinja_env.globals.update(_=_in_template, gettext=_in_template, ngettext=_of_number_in_template)


def reader_locale() -> str:
    """The account's language, else the one chosen in this browser, else what the browser asks for."""
    if not request:
        return str(current_app.config["LOCALE"])
    actor: Any = current_app.extensions["actor_loader_if_loaded"]()
    for wanted in (actor.locale if actor else None, request.cookies.get(COOKIE)):
        if wanted in LOCALES:
            return str(wanted)
    return request.accept_languages.best_match(list(LOCALES)) or str(current_app.config["LOCALE"])


def language() -> Language:
    """What the reader reads; inside `speaking`, that language; where no application runs, the words of the source."""
    try:
        found: Language = g.language
    except AttributeError:
        found = g.language = _known(get_locale())
    except RuntimeError:
        return _AS_WRITTEN
    return found


@contextmanager
def speaking(locale: str) -> Iterator[None]:
    """For a letter or a document that has a language of its own, whoever asked for it."""
    before = g.get("language")
    with force_locale(locale):
        g.language = _known(get_locale())
        try:
            yield
        finally:
            g.pop("language")
            if before is not None:
                g.language = before


def _known(locale: Locale) -> Language:
    languages: dict[str, Language] = current_app.extensions.setdefault("languages", {})
    code = str(locale)
    if code not in languages:
        languages[code] = Language(locale, get_translations())
    return languages[code]


def gettext(text: str, **values: Any) -> str:
    """The sentence in the reader's language, with the values in their places."""
    words: str = language().gettext(text)
    return words % values if values else words


def ngettext(one: str, many: str, num: int, **values: Any) -> str:
    """The sentence for so many; the number is `%(num)s` in it."""
    words: str = language().ngettext(one, many, num)
    return words % {"num": num, **values}


def lazy_gettext(text: str, **values: Any) -> Any:
    """A sentence that is put into the language of whoever reads it, when it is read."""
    return LazyString(gettext, text, **values)


@pass_eval_context
def _in_template(context: EvalContext, text: str, /, **values: Any) -> str:
    """As Jinja's newstyle gettext: always a format string, and what is put into it is escaped where the template escapes."""
    if not context.autoescape:
        return gettext(text) % values
    if not values:
        return language().markup(text)
    return Markup(language().gettext(text)) % values  # noqa: S704 — our own words


@pass_eval_context
def _of_number_in_template(context: EvalContext, one: str, many: str, num: int, /, **values: Any) -> str:
    words: str = language().ngettext(one, many, num)
    return (Markup(words) if context.autoescape else words) % {"num": num, **values}  # noqa: S704 — our own words
