"""The source tree as data: the house rules are questions about these files."""

import ast
import io
import subprocess
import tokenize
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
PLANNER = ROOT / "planner"
TEMPLATES = ROOT / "templates"
STATIC = ROOT / "static"


@cache
def own_files() -> tuple[Path, ...]:
    """Every file that is or could be committed: what git knows and what it would add; all files where there is no git."""
    listed = subprocess.run(
        ["git", "-c", f"safe.directory={ROOT}", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )
    if listed.returncode != 0:
        return tuple(path for path in sorted(ROOT.rglob("*")) if path.is_file() and _is_source(path))
    return tuple(path for name in sorted(set(listed.stdout.split("\0"))) if name and (path := ROOT / name).is_file())


def _is_source(path: Path) -> bool:
    made = {".venv", ".git", ".cache", "var", "build", "dist", "node_modules", "__pycache__", ".hypothesis"}
    return not made & set(path.relative_to(ROOT).parts) and not any("egg-info" in part for part in path.parts)


def files_in(folder: Path, suffix: str) -> list[Path]:
    """The files below `folder` that end in `suffix`, in a stable order."""
    return sorted(path for path in folder.rglob(f"*{suffix}") if "__pycache__" not in path.parts)


def shown(path: Path) -> str:
    """A path as a person names it."""
    return path.relative_to(ROOT).as_posix()


def room_of(path: Path) -> str | None:
    """The feature that a file belongs to."""
    parts = path.relative_to(ROOT).parts
    return parts[2] if parts[:2] == ("planner", "features") and len(parts) > 3 else None


def imports(path: Path) -> Iterator[tuple[int, str]]:
    """Every module that a file imports, with its line; `from a.b import c` counts as a.b.c, since c may be a module."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{shown(path)}:{node.lineno}: say where from in full: from planner.… import …"
            yield from ((node.lineno, f"{node.module}.{alias.name}") for alias in node.names)


def functions(path: Path) -> Iterator[tuple[str, int]]:
    """Every function with its length in lines, its own text only: decorators and docstring do not count."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            first = node.body[1] if ast.get_docstring(node) and len(node.body) > 1 else node.body[0]
            yield node.name, (node.end_lineno or node.lineno) - first.lineno + 1


def words_of_code(path: Path) -> Iterator[tuple[int, str]]:
    """Names and strings of a Python file with their lines; comments and docstrings are for people and left out."""
    source = path.read_text(encoding="utf-8")
    docstrings = _docstring_lines(source)
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        is_text = token.type in (tokenize.STRING, getattr(tokenize, "FSTRING_MIDDLE", -1))
        if token.type == tokenize.NAME or (is_text and token.start[0] not in docstrings):
            yield token.start[0], token.string


def _docstring_lines(source: str) -> set[int]:
    kinds = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    nodes = [node for node in ast.walk(ast.parse(source)) if isinstance(node, kinds)]
    return {node.body[0].lineno for node in nodes if node.body and ast.get_docstring(node, clean=False) is not None}
