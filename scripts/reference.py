"""The pages of docs/ that are made from the code: settings.md and commands.md.

`make docs` writes them again after a change to a setting or a command; a test says when that was forgotten.
"""

import sys
import tempfile
from collections.abc import Iterator, Mapping
from inspect import cleandoc
from pathlib import Path

import click

from planner.app import create_app
from planner.cli import main as planner
from planner.settings import PREFIX, SETTINGS, read_settings

DOCS = Path(__file__).resolve().parent.parent / "docs"

SETTINGS_INTRODUCTION = """\
# Settings

Every setting is an environment variable. What is not set has the value in the second column. A name that the planner
does not know, or a value that it cannot use, stops the start with a sentence that says which and what to do.

| variable | when not set | what it does |
|---|---|---|
"""
SETTINGS_END = """
The value of these may also lie in a file, which is how container platforms hand over secrets: name that file in the
second variable instead.

| variable | or the file that holds it |
|---|---|
"""
COMMANDS_INTRODUCTION = """\
# Commands

The command line is `.venv/bin/planner` in a source tree and `planner` where a wheel was installed. Every command reads
the [settings](settings.md). `planner COMMAND --help` says the same as this page.
"""


def settings_page() -> str:
    """docs/settings.md, from `planner.settings.SETTINGS`."""
    rows = "".join(f"| `{PREFIX}{s.name}` | {_shown(s.default)} | {_cell(s.help)} |\n" for s in SETTINGS)
    secrets = "".join(f"| `{PREFIX}{s.name}` | `{PREFIX}{s.name}_FILE` |\n" for s in SETTINGS if s.is_secret)
    return SETTINGS_INTRODUCTION + rows + SETTINGS_END + secrets


def commands_page() -> str:
    """docs/commands.md, from the commands themselves."""
    return COMMANDS_INTRODUCTION + "".join(_section(path, command) for path, command in commands())


def commands() -> list[tuple[str, click.Command]]:
    """Every command that does something, with the words that call it, in alphabetical order."""
    with tempfile.TemporaryDirectory() as folder:
        app = create_app(read_settings({"PLANNER_DATA_DIR": folder}))
    everything: Mapping[str, click.Command] = {**planner.commands, **app.cli.commands}
    return sorted(_leaves("planner", everything), key=lambda pair: pair[0])


def _leaves(path: str, group: Mapping[str, click.Command]) -> Iterator[tuple[str, click.Command]]:
    for name, command in group.items():
        if isinstance(command, click.Group):
            yield from _leaves(f"{path} {name}", command.commands)
        else:
            yield f"{path} {name}", command


def _section(path: str, command: click.Command) -> str:
    context = click.Context(command, info_name=path)
    usage = " ".join([path, *(piece for parameter in command.params for piece in _usage(parameter, context))])
    described = [record for parameter in command.params if (record := parameter.get_help_record(context)) and record[1]]
    rows = "".join(f"| `{_cell(names)}` | {_cell(text)} |\n" for names, text in described)
    table = f"\n| option | what it does |\n|---|---|\n{rows}" if rows else ""
    return f"\n## `{path}`\n\n{cleandoc(command.help or '')}\n\n    {usage}\n{table}"


def _usage(parameter: click.Parameter, context: click.Context) -> list[str]:
    """How a parameter is typed: an argument by its name, an option in brackets unless it must be there."""
    if not isinstance(parameter, click.Option):
        return parameter.get_usage_pieces(context)
    value = "" if parameter.is_flag else f" {parameter.make_metavar(context)}"
    return [f"{parameter.opts[0]}{value}" if parameter.required else f"[{parameter.opts[0]}{value}]"]


def _shown(default: str) -> str:
    return f"`{default}`" if default else "nothing"


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


def pages() -> dict[Path, str]:
    return {DOCS / "settings.md": settings_page(), DOCS / "commands.md": commands_page()}


def main(arguments: list[str]) -> int:
    if arguments != ["write"]:
        print(__doc__)
        return 2
    DOCS.mkdir(exist_ok=True)
    for path, text in pages().items():
        path.write_text(text, encoding="utf-8")
        print(f"wrote {path.relative_to(DOCS.parent)}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
