"""Where files lie, and which version this is."""

import pytest

from planner.infra import places, release


def test_the_version_is_the_first_that_the_changelog_names() -> None:
    changelog = "# What changed\n\n## 1.10.2 (3 May 2027)\n\n- More.\n\n## 1.9.0 (1 April 2027)\n"
    assert release.newest_version(changelog) == "1.10.2"


@pytest.mark.parametrize("changelog", ["", "# What changed\n", "## Soon\n", "## 1.2\n"])
def test_a_changelog_without_a_version_is_refused_with_advice(changelog: str) -> None:
    with pytest.raises(ValueError, match="write a heading such as"):
        release.newest_version(changelog)


@pytest.mark.parametrize("name", ["templates", "static", "migrations"])
def test_a_folder_is_found_beside_the_package(name: str) -> None:
    assert places.folder(name) == places.PACKAGE.parent / name


def test_a_folder_is_found_inside_an_installed_package(tmp_path, monkeypatch) -> None:
    (tmp_path / "planner" / "templates").mkdir(parents=True)
    (tmp_path / "templates").mkdir()  # another package's, in site-packages
    monkeypatch.setattr(places, "PACKAGE", tmp_path / "planner")
    assert places.folder("templates") == tmp_path / "planner" / "templates"


def test_a_missing_folder_says_what_to_do() -> None:
    with pytest.raises(FileNotFoundError, match="install the planner again"):
        places.folder("nothing")
