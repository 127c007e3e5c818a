"""What others made and we carry: the browser's files and the locked packages."""

import configparser
import hashlib
import re

from tests.architecture.tree import ROOT, STATIC

VENDOR = STATIC / "vendor"
_PIN = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==(\S+)(?: ;.*)? \\$", re.MULTILINE)


def _listed() -> dict[str, str]:
    lines = (VENDOR / "SHA256SUMS").read_text(encoding="utf-8").splitlines()
    return {name: digest for digest, name in (line.split("  ", 1) for line in lines)}


def _pins(name: str) -> dict[str, str]:
    found = _PIN.findall((ROOT / "requirements" / name).read_text(encoding="utf-8"))
    return {package.lower(): version for package, version in found}


def test_every_vendored_file_is_listed_with_its_sum() -> None:
    there = {path.relative_to(VENDOR).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
             for path in VENDOR.rglob("*") if path.is_file() and path.name != "SHA256SUMS"}
    assert there == _listed()


def test_every_vendored_library_brings_its_licence() -> None:
    licensed = {name.split("/")[0] for name in _listed() if "LICENSE" in name}
    assert {name.split("/")[0] for name in _listed()} - licensed == set()


def test_every_locked_package_has_a_hash() -> None:
    for name in ("base.txt", "test.txt"):
        blocks = re.split(r"^(?=\S)", (ROOT / "requirements" / name).read_text(encoding="utf-8"), flags=re.MULTILINE)
        assert [block for block in blocks if "==" in block and "--hash=sha256:" not in block] == []


def test_the_tests_run_on_the_versions_that_people_get() -> None:
    everything = _pins("test.txt")
    assert {name: v for name, v in _pins("base.txt").items() if everything.get(name) != v} == {}


def test_everything_that_setup_cfg_asks_for_is_locked() -> None:
    settings = configparser.ConfigParser(interpolation=None)
    settings.read(ROOT / "setup.cfg", encoding="utf-8")
    extras = "".join(settings["options.extras_require"][name] for name in ("postgres", "test", "dev"))
    asked = re.findall(r"^([a-z0-9-]+)", settings["options"]["install_requires"] + extras, re.MULTILINE)
    assert sorted(set(asked) - set(_pins("test.txt"))) == []
