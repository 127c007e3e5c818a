"""The pages of docs/ agree with the code, and their links lead somewhere."""

import re
from pathlib import Path

import pytest

from scripts import reference
from tests.architecture.tree import ROOT, own_files, shown

PAGES = [path for path in own_files() if path.suffix == ".md"]
_LINK = re.compile(r"!?\[[^\]]*\]\(([^)#\s]+)(#[^)\s]+)?\)")
_CODE = re.compile(r"^(    .*|```.*?^```)$", re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("page", [reference.settings_page, reference.commands_page])
def test_the_page_is_what_the_code_says(page) -> None:
    path = reference.DOCS / f"{page.__name__.removesuffix('_page')}.md"
    assert path.read_text(encoding="utf-8") == page(), "run `make docs`"


def test_every_command_says_what_it_does() -> None:
    assert [path for path, command in reference.commands() if not command.help] == []


def test_every_option_says_what_it_is_for() -> None:
    silent = [
        f"{path} {parameter.opts[0]}" for path, command in reference.commands()
        for parameter in command.params if parameter.param_type_name == "option" and not getattr(parameter, "help", "")
    ]
    assert silent == []


@pytest.mark.parametrize("page", PAGES, ids=shown)
def test_links_lead_somewhere(page: Path) -> None:
    text = _CODE.sub("", page.read_text(encoding="utf-8"))
    targets = [target for target, _ in _LINK.findall(text) if not target.startswith(("http", "mailto:"))]
    assert [target for target in targets if not (page.parent / target).exists()] == []


def test_make_help_names_every_target_that_the_pages_use() -> None:
    targets = set(re.findall(r"^([a-z0-9-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    used = {name for page in PAGES for name in re.findall(r"`make ([a-z0-9-]+)", page.read_text(encoding="utf-8"))}
    assert sorted(used - targets) == []
