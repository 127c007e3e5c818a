"""A room is entered by its doors: another room may import only its commands and its queries."""

import pytest

from tests.architecture.tree import PLANNER, files_in, imports, room_of, shown

DOORS = {"commands", "queries"}
BANNED_NAMES = {"utils", "util", "helpers", "helper", "common", "misc", "base2", "manager", "managers"}


def trespasses() -> list[str]:
    found = []
    for path in files_in(PLANNER / "features", ".py"):
        for line, module in imports(path):
            parts = module.split(".")
            if parts[:2] != ["planner", "features"] or len(parts) < 3 or parts[2] == room_of(path):
                continue
            if len(parts) < 4 or parts[3] not in DOORS:
                found.append(f"{shown(path)}:{line} imports {module}; another room offers only commands and queries")
    return found


def test_rooms_are_entered_by_their_doors() -> None:
    assert trespasses() == []


def test_models_are_imported_from_one_place() -> None:
    """Only the floors that know no single table may look at their base."""
    found = [
        f"{shown(path)}:{line} imports {module}; write from planner.models import …"
        for path in files_in(PLANNER, ".py") if PLANNER / "models" not in path.parents
        for line, module in imports(path)
        if module.startswith("planner.models.") and module.count(".") > 2
        and not (module.startswith("planner.models.base.") and path.parent.name in ("infra", "web"))
    ]
    assert found == []


def test_words_come_from_one_place() -> None:
    """Flask-Babel finds out anew for each word who reads; a page has hundreds."""
    found = [
        f"{shown(path)}:{line} imports {module}; write from planner.infra.i18n import …"
        for path in files_in(PLANNER, ".py") if path.name != "i18n.py"
        for line, module in imports(path) if module.startswith("flask_babel")
    ]
    assert found == []


@pytest.mark.parametrize("initial", [PLANNER / "__init__.py", *sorted((PLANNER / "features").glob("**/__init__.py"))],
                         ids=shown)
def test_a_packages_first_file_only_describes_it(initial) -> None:
    assert list(imports(initial)) == []


def test_nothing_is_called_utils() -> None:
    paths = [path for top in ("planner", "tests") for path in files_in(PLANNER.parent / top, ".py")]
    banned = {shown(p) for p in paths if BANNED_NAMES & {p.stem, *p.relative_to(PLANNER.parent).parts}}
    assert not banned, "name it after what it does; CONTRIBUTING.md says where a line goes"


def test_every_room_says_what_it_is_for_and_registers_its_pages_in_one_place() -> None:
    rooms = [folder for folder in (PLANNER / "features").iterdir() if folder.is_dir() and folder.name != "__pycache__"]
    silent = [shown(r) for r in rooms if not (r / "__init__.py").exists() or len((r / "__init__.py").read_text()) < 40]
    unwired = [shown(r) for r in rooms if (r / "views.py").exists() and not (r / "manifest.py").exists()]
    assert silent + unwired == []
