"""Templates compile, pages have a title, components are used and shown."""

import re
from pathlib import Path

import pytest
from flask import Flask
from jinja2 import Environment, nodes

from tests.architecture.tree import STATIC, TEMPLATES, files_in, shown

NAMES = [path.relative_to(TEMPLATES).as_posix() for path in files_in(TEMPLATES, ".html")]
COMPONENTS = sorted(path.stem for path in (TEMPLATES / "ui").glob("*.html"))
# Not pages: they are filled by others, or are no HTML document of ours.
PARTS = ("ui/", "layouts/", "emails/")
PAGE_LINES = 150


def is_page(name: str) -> bool:
    return not name.startswith(PARTS) and name != "base.html" and not Path(name).name.startswith("_")


def _parsed(environment: Environment, name: str) -> nodes.Template:
    return environment.parse((TEMPLATES / name).read_text(encoding="utf-8"), name)


@pytest.mark.parametrize("name", NAMES)
def test_it_compiles(app: Flask, name: str) -> None:
    app.jinja_env.get_template(name)


@pytest.mark.parametrize("name", [name for name in NAMES if is_page(name)])
def test_a_page_sets_a_title(app: Flask, name: str) -> None:
    tree = _parsed(app.jinja_env, name)
    says_so = any(block.name == "title" for block in tree.find_all(nodes.Block))
    assert says_so or "<title>" in (TEMPLATES / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("name", NAMES)
def test_what_is_imported_is_used(app: Flask, name: str) -> None:
    tree = _parsed(app.jinja_env, name)
    imported = {
        alias[1] if isinstance(alias, tuple) else alias
        for statement in tree.find_all(nodes.FromImport) for alias in statement.names
    } | {statement.target for statement in tree.find_all(nodes.Import)}
    used = {node.name for node in tree.find_all(nodes.Name) if node.ctx == "load"}
    assert imported - used == set()


@pytest.mark.parametrize("name", [name for name in NAMES if is_page(name)])
def test_a_page_is_short(name: str) -> None:
    lines = (TEMPLATES / name).read_text(encoding="utf-8").count("\n")
    assert lines <= PAGE_LINES, "move a part into a fragment (_part.html) or a component"


@pytest.mark.parametrize("name", NAMES)
def test_nothing_is_inline(name: str) -> None:
    """The content security policy would block it in the browser. Data for a script is not run and may stand there."""
    text = (TEMPLATES / name).read_text(encoding="utf-8")
    text = re.sub(r"\{#.*?#\}", "", text, flags=re.DOTALL)
    found = re.findall(r"<style\b|<script(?![^>]*(?:\bsrc=|application/json))[^>]*>|\son[a-z]+=\"|\sstyle=\"", text)
    assert found == [] or name.startswith(("pdf/", "emails/")), found


@pytest.mark.parametrize("name", COMPONENTS)
def test_a_component_is_one_documented_macro_of_its_own_name(app: Flask, name: str) -> None:
    text = (TEMPLATES / "ui" / f"{name}.html").read_text(encoding="utf-8")
    macros = [macro.name for macro in _parsed(app.jinja_env, f"ui/{name}.html").find_all(nodes.Macro)]
    assert [macro for macro in macros if not macro.startswith("_")] == [name]
    assert text.startswith("{#"), "begin with a comment: what it is for, and its arguments"


def test_the_styleguide_shows_every_component(app: Flask) -> None:
    folder = [TEMPLATES / "styleguide.html", *files_in(TEMPLATES / "styleguide", ".html")]
    shown_there = "".join(path.read_text(encoding="utf-8") for path in folder if path.exists())
    assert [name for name in COMPONENTS if f"ui/{name}.html" not in shown_there] == []


def test_each_sheet_of_a_component_has_its_macro() -> None:
    """Both carry one name, so that either is found from the other."""
    sheets = [path.stem for path in (STATIC / "css" / "ui").glob("*.css")]
    assert sorted(set(sheets) - set(COMPONENTS)) == []


def test_every_part_is_used_somewhere() -> None:
    texts = {name: (TEMPLATES / name).read_text(encoding="utf-8") for name in NAMES}
    parts = [name for name in NAMES if name.startswith(("ui/", "layouts/")) or Path(name).name.startswith("_")]
    python = "".join(path.read_text(encoding="utf-8") for path in files_in(TEMPLATES.parent / "planner", ".py"))
    unused = [
        name for name in parts
        if f'"{name}"' not in python and not any(f'"{name}"' in text for other, text in texts.items() if other != name)
    ]
    assert unused == []


def test_own_styles_and_scripts_stay_small() -> None:
    """A budget, so that the look stays one idea: 40 KB of our CSS and 20 KB of our JavaScript before compression."""
    styles = sum(path.stat().st_size for path in files_in(STATIC / "css", ".css"))
    scripts = sum(path.stat().st_size for path in files_in(STATIC / "js", ".js"))
    assert (styles <= 40_000, scripts <= 20_000) == (True, True), f"{styles=} {scripts=}"


def test_templates_stand_where_rooms_are() -> None:
    rooms = {path.name for path in (TEMPLATES.parent / "planner" / "features").iterdir() if path.is_dir()}
    others = {"ui", "layouts", "emails", "pdf", "errors", "styleguide"}
    folders = {path.name for path in TEMPLATES.iterdir() if path.is_dir()}
    assert sorted(folders - rooms - others) == [], [shown(TEMPLATES / name) for name in folders - rooms - others]
