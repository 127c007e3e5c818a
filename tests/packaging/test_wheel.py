"""A wheel built from the tree installs into an empty environment and serves."""

import os
import re
import shutil
import socket
import subprocess
import sys
import sysconfig
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest

from planner.infra.release import newest_version
from tests.architecture.tree import ROOT, own_files

pytestmark = pytest.mark.packaging

PLAIN_ENVIRONMENT = {key: value for key, value in os.environ.items() if not key.startswith(("PLANNER_", "PYTHON"))}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built from a copy of what is committed: leftovers of an earlier build in the tree cannot get in."""
    copy, out = tmp_path_factory.mktemp("source"), tmp_path_factory.mktemp("wheel")
    for path in own_files():
        place = copy / path.relative_to(ROOT)
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, place)
    _pip("wheel", "--no-build-isolation", "--wheel-dir", out, copy)
    return next(out.glob("*.whl"))


@pytest.fixture(scope="module")
def environment(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An environment that has the wheel, and borrows the locked libraries from the one that runs this test.

    The path file comes after the installation: pip must not see the tree's own installation and take the wheel for present.
    """
    place = tmp_path_factory.mktemp("empty") / "env"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", place], check=True)
    python = place / "bin" / "python"
    _pip("--python", python, "install", wheel)
    packages = next((place / "lib").glob("python*/site-packages"))
    (packages / "borrowed.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    return place


@pytest.fixture(scope="module")
def address(environment: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where `planner serve` answers, started as somebody would who has only the wheel."""
    folder = tmp_path_factory.mktemp("elsewhere")
    port = _free_port()
    settings = {"PLANNER_DATA_DIR": str(folder / "data"), "PLANNER_PORT": str(port), "PLANNER_DEMO": "0"}
    with (folder / "log").open("wb") as log:
        server = subprocess.Popen(
            [environment / "bin" / "planner", "serve", "--prepare"],
            cwd=folder, env=PLAIN_ENVIRONMENT | settings, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
        )
    try:
        _wait_until_it_answers(f"http://127.0.0.1:{port}/healthz", server, folder / "log")
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(timeout=30)


def _pip(*arguments: str | Path) -> None:
    before = arguments[:2] if arguments[0] == "--python" else ()
    action, *rest = arguments[len(before):]
    subprocess.run(
        [sys.executable, "-m", "pip", *before, action, "--quiet", "--no-deps", "--no-index", *rest],
        check=True, env=PLAIN_ENVIRONMENT,
    )


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_until_it_answers(url: str, server: "subprocess.Popen[bytes]", log: Path) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and server.poll() is None:
        try:
            urlopen(url, timeout=5).close()
        except (URLError, ConnectionError, TimeoutError):
            time.sleep(0.1)
        else:
            return
    raise AssertionError("planner serve did not answer:\n" + log.read_text(encoding="utf-8")[-4000:])


def _fetch(url: str) -> tuple[int, str]:
    with urlopen(url, timeout=30) as answer:
        return answer.status, answer.read().decode()


def test_it_carries_what_lies_beside_the_package(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    expected = {
        "planner/templates/base.html", "planner/static/vendor/SHA256SUMS", "planner/migrations/HEAD", "planner/migrations/env.py",
        "planner/translations/nl/LC_MESSAGES/messages.mo", "planner/features/account/views.py", "planner/py.typed",
    }
    assert expected - names == set()


def test_it_carries_every_file_of_the_tree_that_runs(wheel: Path) -> None:
    """Whatever is added to these folders is in the wheel; a new kind of file is not forgotten in setup.cfg."""
    names = set(zipfile.ZipFile(wheel).namelist())
    folders = {"planner": "planner"} | {top: f"planner/{top}" for top in ("templates", "static", "migrations")}
    missing = []
    for path in own_files():
        top, *rest = path.relative_to(ROOT).parts
        if top in folders and path.suffix != ".po" and f"{folders[top]}/{'/'.join(rest)}" not in names:
            missing.append("/".join([top, *rest]))
    assert missing == []


def test_it_carries_nothing_else(wheel: Path) -> None:
    tops = {name.split("/")[0] for name in zipfile.ZipFile(wheel).namelist()}
    assert {top for top in tops if top != "planner" and not top.endswith(".dist-info")} == set()


def test_its_version_is_the_changelogs(environment: Path) -> None:
    said = subprocess.run(
        [environment / "bin" / "planner", "--version"],
        capture_output=True, text=True, check=True, env=PLAIN_ENVIRONMENT, cwd=environment,
    ).stdout
    assert newest_version((ROOT / "CHANGELOG.md").read_text(encoding="utf-8")) in said


def test_it_runs_its_own_files_and_not_the_trees(environment: Path) -> None:
    command = "import planner.infra.places as places; print(places.folder('templates'))"
    said = subprocess.run(
        [environment / "bin" / "python", "-c", command],
        capture_output=True, text=True, check=True, env=PLAIN_ENVIRONMENT, cwd=environment,
    ).stdout
    assert Path(said.strip()).is_relative_to(environment)


def test_it_is_alive(address: str) -> None:
    assert _fetch(f"{address}/healthz")[0] == 200


def test_its_first_page_comes_with_its_style(address: str) -> None:
    status, page = _fetch(f"{address}/")
    sheets = re.findall(r'<link rel="stylesheet" href="([^"]+)"', page)
    assert (status, bool(sheets)) == (200, True)
    assert all("@layer" in _fetch(address + sheet)[1] for sheet in sheets)


def test_it_answers_with_a_page_to_sign_in(address: str) -> None:
    assert 'name="csrf_token"' in _fetch(f"{address}/")[1]
