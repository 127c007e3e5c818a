"""`make scan`: secrets in the tree, requirements without a pin or a hash, and libraries with a known vulnerability.

`scan.py` looks, `scan.py accept` takes over what was found as no secret (read it first), `scan.py sbom` writes what we are
made of.
Vulnerabilities are looked up at an advisory service. Where there is no way to it, that is said, and nothing is claimed.
"""

import json
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from detect_secrets import SecretsCollection
from detect_secrets.settings import default_settings

ROOT = Path(__file__).resolve().parent.parent
BASELINE = ROOT / "scripts" / "no_secrets.json"  # what looks like a secret and is none: path → SHA-1 of each
LOCKED = (ROOT / "requirements" / "base.txt", ROOT / "requirements" / "test.txt")
# Made by others or by machines, or no text.
SKIPPED = ("static/vendor/", "requirements/", "package-lock.json", "planner/translations/", "scripts/no_secrets.json")
PASSWORD = "Secret Keyword"  # a word such as password with something behind it
WITH_MADE_UP_PASSWORDS = ("tests/", "faults/", "bench/")
BINARY = (".png", ".woff2", ".ico", ".mo", ".pdf", ".xls", ".xlsx", ".ods")
NOT_RUN = "Known vulnerabilities: NOT LOOKED UP, because {why}. Run `make scan` where the advisory service can be reached."
_PIN = re.compile(r"^(?P<name>[A-Za-z0-9._-]+)(?:\[[^\]]*\])?==(?P<version>[^\s;\\]+)")


# --- secrets ---------------------------------------------------------------------------------------------------------


def files_of_ours() -> list[str]:
    """What is committed or about to be, as paths from the root."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, check=True, text=True)
    names = [name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file()]
    return [name for name in names if not name.startswith(SKIPPED) and not name.endswith(BINARY)]


def secrets_in(names: Iterable[str], root: Path = ROOT) -> dict[str, dict[str, str]]:
    """What looks like a secret: path → SHA-1 of it → where and what. Nothing is asked of anybody whether it works."""
    found = SecretsCollection(root=str(root))
    with default_settings() as settings:
        settings.disable_filters(*[name for name in settings.filters if "verif" in name])
        for name in names:
            found.scan_file(name)
    listed: dict[str, dict[str, str]] = {}
    for name, secret in found:
        if secret.type == PASSWORD and name.startswith(WITH_MADE_UP_PASSWORDS):
            continue
        listed.setdefault(name, {})[secret.secret_hash] = f"{name}:{secret.line_number}: {secret.type}"
    return listed


def new_secrets(found: dict[str, dict[str, str]], accepted: dict[str, list[str]]) -> list[str]:
    return [where for name, ones in sorted(found.items()) for sha, where in ones.items() if sha not in accepted.get(name, [])]


# --- requirements ----------------------------------------------------------------------------------------------------


def requirements_in(text: str) -> Iterator[str]:
    """Each requirement with its hashes, as one line."""
    joined = re.sub(r"\\\n\s*", " ", text)
    yield from (line for line in joined.splitlines() if line.strip() and not line.lstrip().startswith("#"))


def loose_requirements(text: str) -> list[str]:
    """Those that are not pinned to one version, or without the hash of what may be installed."""
    return [line[:80] for line in requirements_in(text) if not _PIN.match(line) or "--hash=sha256:" not in line]


def sbom(text: str) -> dict[str, Any]:
    """What a lock file installs, in CycloneDX. The same lock file gives the same bytes."""
    components = []
    for line in requirements_in(text):
        if pin := _PIN.match(line):
            name, version = pin["name"].lower(), pin["version"]
            hashes = [{"alg": "SHA-256", "content": one} for one in re.findall(r"--hash=sha256:([0-9a-f]{64})", line)]
            components.append({
                "type": "library", "name": name, "version": version, "purl": f"pkg:pypi/{name}@{version}", "hashes": hashes,
            })
    number = uuid5(NAMESPACE_URL, json.dumps(components))
    return {
        "bomFormat": "CycloneDX", "specVersion": "1.6", "serialNumber": f"urn:uuid:{number}", "version": 1,
        "components": components,
    }


# --- vulnerabilities -------------------------------------------------------------------------------------------------


def audit_report(locked: Path, *options: str) -> dict[str, Any] | None:
    """What the advisory service says of each locked library; None when it did not answer for all of them."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.json"
        command = [
            Path(sys.executable).parent / "pip-audit", "--strict", "--require-hashes", "--disable-pip", "--requirement", locked,
            "--vulnerability-service", "osv", "--timeout", "10", "--progress-spinner", "off", "--format", "json",
            "--output", report,
        ]
        try:
            subprocess.run([*command, *options], capture_output=True, check=False, timeout=300)
            return json.loads(report.read_text(encoding="utf-8"))
        except (OSError, ValueError, subprocess.TimeoutExpired):
            return None


def audit_verdict(report: dict[str, Any] | None) -> tuple[bool, list[str]]:
    """Whether the scan may pass, and what is said. A library that was skipped was not looked up."""
    if report is None or not report.get("dependencies"):
        return True, [NOT_RUN.format(why="the advisory service cannot be reached")]
    libraries = report["dependencies"]
    if skipped := [one["name"] for one in libraries if "skip_reason" in one]:
        return True, [NOT_RUN.format(why=f"nothing was said of {', '.join(skipped)}")]
    bad = [
        f"{one['name']} {one['version']}: {found['id']}, mended in {', '.join(found['fix_versions']) or 'no version yet'}"
        for one in libraries for found in one["vulns"]
    ]
    return not bad, bad or [f"Known vulnerabilities: none in {len(libraries)} libraries."]


# --- all together ----------------------------------------------------------------------------------------------------


def scan() -> bool:
    """Look at everything, say what was found, and whether it will do."""
    accepted = json.loads(BASELINE.read_text(encoding="utf-8"))
    names = files_of_ours()
    leaked = new_secrets(secrets_in(names), accepted)
    print(*leaked, sep="\n", end="\n" if leaked else "")
    print("Secrets: look at these; run `scripts/scan.py accept` when they are none." if leaked
          else f"Secrets: none in {len(names)} files.")
    loose = [f"{path.name}: {line}" for path in LOCKED for line in loose_requirements(path.read_text(encoding="utf-8"))]
    print(*loose, sep="\n", end="\n" if loose else "")
    print(f"Requirements: {'pin these with their hashes (`make lock`)' if loose else 'all pinned, with hashes'}.")
    may_pass, said = audit_verdict(audit_report(LOCKED[-1]))
    print(*said, sep="\n")
    return not leaked and not loose and may_pass


def accept() -> None:
    found = {name: sorted(ones) for name, ones in sorted(secrets_in(files_of_ours()).items())}
    BASELINE.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")


def main(arguments: list[str]) -> int:
    if arguments == ["accept"]:
        accept()
    elif arguments == ["sbom"]:
        print(json.dumps(sbom(LOCKED[0].read_text(encoding="utf-8")), indent=1))
    elif not arguments:
        return 0 if scan() else 1
    else:
        print(__doc__, file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
