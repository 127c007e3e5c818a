"""Which words may stand where."""

import re
from collections.abc import Iterator

import pytest

from tests.architecture.tree import PLANNER, ROOT, files_in, own_files, shown, words_of_code

# What the product is about. `infra` and `web` would serve any application, so they know none of it.
PRODUCT = ("goal", "need", "program", "review", "brief", "target", "sponsor")
# The English verb: "the clock needs an instant", `needs_new_hash`.
_VERB = re.compile(r"\bneeds[ _](?=\w)|(?<=_)needs_(?=\w)|\bneed (?=(?:an?|the|to|no|more)\b)")
_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")

# Where this project is made is no part of it. Written apart, so that this list does not find itself.
WORKPLACE = [
    "shar" + "ed/", "/wo" + "rk/", "helper " + "agent", "sub" + "agent", "this " + "session of", "CONTRACT" + ".md",
    "house" + ".md", "product" + ".md", "experience" + ".md", "quality" + ".md", "library" + "-notes",
    "field" + "-notes", "Cla" + "ude", "Anthro" + "pic", "issues" + " show",
]
# Their clients know where they are; a name written down would only grow old, or point at one machine's mirror.
REGISTRIES = [
    "py" + "pi.org", "files.python" + "hosted.org", "registry.np" + "mjs.org", "registry.ya" + "rnpkg.com",
    "deb.deb" + "ian.org", "security.deb" + "ian.org", "--index" + "-url", "--extra-index" + "-url", "crates" + ".io",
]
NOT_TEXT = {".woff2", ".png", ".jpg", ".pdf", ".mo", ".xlsx", ".ico", ".zip"}


def _texts() -> Iterator[tuple[str, str]]:
    for path in own_files():
        if path.suffix not in NOT_TEXT and "static/vendor/" not in path.as_posix():
            yield shown(path), path.read_text(encoding="utf-8", errors="replace")


def product_words(floor: str) -> list[str]:
    """Where a name or a string of `floor` is about the product. Comments and docstrings are free to give examples."""
    found = []
    for path in files_in(PLANNER / floor, ".py"):
        for line, text in words_of_code(path):
            words = {word.lower().removesuffix("s") for word in _WORD.findall(_VERB.sub("", text))}
            if hit := sorted(words & set(PRODUCT)):
                found.append(f"{shown(path)}:{line}: {', '.join(hit)} in {text!r}")
    return found


@pytest.mark.parametrize("floor", ["infra", "web"])
def test_the_outer_floors_do_not_know_the_product(floor: str) -> None:
    assert product_words(floor) == []


@pytest.mark.parametrize("phrase", WORKPLACE)
def test_the_tree_does_not_speak_of_the_workplace(phrase: str) -> None:
    assert [name for name, text in _texts() if phrase.lower() in text.lower()] == []


def test_the_tree_names_no_issue_by_number() -> None:
    found = [f"{name}: {hit}" for name, text in _texts() if not name.startswith("requirements/")
             for hit in re.findall(r"\bissue\s+#?\d+|\bissues/\d+", text, re.IGNORECASE)]
    assert found == []


@pytest.mark.parametrize("name_of_registry", REGISTRIES)
def test_the_tree_names_no_registry(name_of_registry: str) -> None:
    assert [name for name, text in _texts() if name_of_registry in text] == []


def test_nothing_is_left_to_do() -> None:
    marks = re.compile(r"\b(" + "|".join(("TO" + "DO", "FIX" + "ME", "XX" + "X")) + r")\b")
    assert [name for name, text in _texts() if marks.search(text)] == []


def test_a_text_file_ends_with_a_line() -> None:
    assert [name for name, text in _texts() if text and not text.endswith("\n")] == []


def test_the_catalogue_of_places_has_no_stray_file() -> None:
    """What stands in the root is what the map of the house names."""
    expected = {
        "README.md", "CONTRIBUTING.md", "CHANGELOG.md", "LICENSE", "MANIFEST.in", "Makefile", "setup.cfg",
        "pyproject.toml", "ruff.toml", "package.json", "package-lock.json", ".gitignore", ".editorconfig", ".ci",
        "deploy", "bench", "docs", "faults", "migrations", "planner", "requirements", "scripts", "static", "templates", "tests",
        ".gitattributes",
    }
    assert sorted({path.relative_to(ROOT).parts[0] for path in own_files()} - expected) == []
