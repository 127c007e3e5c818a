"""The catalogues of every language: collect the sentences, merge them, compile, and say what is stale.

`make i18n` (`python scripts/translations.py update`) after changing a sentence; `… check` says when that was forgotten.
What Babel reads is told in setup.cfg, section [babel]. Compiled catalogues are committed, so that installing compiles
nothing.
"""

import configparser
import io
import re
import sys
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from planner.infra.i18n import LOCALES

ROOT = Path(__file__).resolve().parent.parent
TRANSLATIONS = ROOT / "planner" / "translations"
SOURCE_LOCALE = "en"
# A date that moved with every run would make every change conflict with every other.
_NO_DATE = datetime(2026, 11, 22, tzinfo=UTC)
_POSITIONAL = re.compile(r"(?<!%)%[sdrf]")


@cache
def extracted() -> Catalog:
    """Every sentence that the code and the templates show, as it stands now."""
    settings = configparser.ConfigParser(interpolation=None)
    settings.read(ROOT / "setup.cfg", encoding="utf-8")
    section = settings["babel"]
    methods = [(pattern, method) for method in ("python", "jinja2") for pattern in section[method].split()]
    keywords = {**DEFAULT_KEYWORDS, **dict.fromkeys(section["keywords"].split()), "lazy_ngettext": (1, 2)}
    catalog = Catalog(
        project="learning-strategy-planner", copyright_holder="The Learning Strategy Planner", charset="utf-8",
        creation_date=_NO_DATE,
    )
    found = extract_from_dir(ROOT, methods, {"**.html": {"silent": "false"}}, keywords, directory_filter=_is_ours)
    for file, _, message, comments, context in sorted(found, key=lambda item: (item[0], item[1])):
        catalog.add(message, None, [(file, 0)], auto_comments=comments, context=context)
    return catalog


def _is_ours(folder: str) -> bool:
    """Whether a folder below the root can hold sentences: what pip, tools and git keep there cannot."""
    place = Path(folder).absolute()
    return place == ROOT or place.relative_to(ROOT).parts[0] in ("planner", "templates")


def languages() -> list[str]:
    """The languages with a catalogue: all but the one that the sentences are written in."""
    return [locale for locale in LOCALES if locale != SOURCE_LOCALE]


def po_file(locale: str) -> Path:
    return TRANSLATIONS / locale / "LC_MESSAGES" / "messages.po"


def read(locale: str) -> Catalog:
    """The catalogue of `locale`; an empty one when it was never made."""
    if not po_file(locale).exists():
        return Catalog(
            locale=locale, project="Learning Strategy Planner", version="-", msgid_bugs_address="-", last_translator="-",
            language_team=LOCALES[locale], creation_date=_NO_DATE, revision_date=_NO_DATE, fuzzy=False,
            header_comment=f"# The sentences of the planner in {LOCALES[locale]}. `make i18n` brings the list up to date.",
        )
    with po_file(locale).open("rb") as file:
        return read_po(file, locale=locale)


def merged(locale: str) -> Catalog:
    """The catalogue of `locale` with today's sentences: translations kept, obsolete ones dropped, nothing guessed."""
    catalog = read(locale)
    catalog.update(extracted(), no_fuzzy_matching=True)
    catalog.obsolete.clear()
    catalog.creation_date = catalog.revision_date = _NO_DATE
    return catalog


def as_po(catalog: Catalog) -> bytes:
    out = io.BytesIO()
    write_po(out, catalog, width=120, sort_by_file=True, include_lineno=False, ignore_obsolete=True, omit_header=False)
    return out.getvalue()


def as_mo(catalog: Catalog) -> bytes:
    out = io.BytesIO()
    write_mo(out, catalog)
    return out.getvalue()


def update() -> None:
    """Write both files of every language."""
    for locale in languages():
        catalog = merged(locale)
        po_file(locale).parent.mkdir(parents=True, exist_ok=True)
        po_file(locale).write_bytes(as_po(catalog))
        po_file(locale).with_suffix(".mo").write_bytes(as_mo(catalog))
        done = sum(1 for message in catalog if message.id and _is_translated(message))
        print(f"{locale}: {done} of {len(catalog)} sentences translated")


def problems() -> list[str]:
    """What is wrong with the sentences or stale in a catalogue, one line each."""
    found = [f"{where(m)}: positional placeholder in {m.id!r}; name it" for m in extracted() if _has_positional(m)]
    for locale in languages():
        found += _problems_of(locale)
    return found


def _problems_of(locale: str) -> list[str]:
    catalog, wanted = read(locale), merged(locale)
    ids, wanted_ids = ({_key(m) for m in c if m.id} for c in (catalog, wanted))
    found = [f"{locale}: missing {key}" for key in sorted(wanted_ids - ids)]
    found += [f"{locale}: no longer used {key}" for key in sorted(ids - wanted_ids)]
    found += [f"{locale}: fuzzy {message.id!r}" for message in catalog if message.id and message.fuzzy]
    found += [f"{locale}: {message.id!r}: {error}" for message, errors in catalog.check() for error in errors]
    mo = po_file(locale).with_suffix(".mo")
    if not mo.exists() or mo.read_bytes() != as_mo(catalog):
        found.append(f"{locale}: messages.mo is not what messages.po compiles to")
    return found


def where(message: Message) -> str:
    return ", ".join(file for file, _ in message.locations[:3])


def _key(message: Message) -> str:
    return repr(message.id)


def _is_translated(message: Message) -> bool:
    return all(message.string) if isinstance(message.string, tuple | list) else bool(message.string)


def _has_positional(message: Message) -> bool:
    ids = message.id if isinstance(message.id, tuple | list) else (message.id,)
    return any(_POSITIONAL.search(text) for text in ids)


def main(arguments: list[str]) -> int:
    if arguments == ["update"]:
        update()
        return 0
    if arguments == ["check"]:
        found = problems()
        print("\n".join(found) or "The catalogues are current.")
        return 1 if found else 0
    print(__doc__)
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
