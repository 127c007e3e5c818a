"""Bring the browser files of others into static/vendor, with their licences and a list of SHA-256 sums.

Run it by hand after changing a version in package.json: `python scripts/vendor.py`. It needs npm, and Playwright with Chromium
for the style rules of Plotly. What it writes is committed, so that neither an installation nor a start needs Node.
"""

import hashlib
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parent.parent
VENDOR = ROOT / "static" / "vendor"
MANIFEST = "SHA256SUMS"

# From the packages to our folder. The web pages load the fonts as woff2; the PDF writer reads the same files.
COPIES = {
    "bootstrap/dist/css/bootstrap.min.css": "bootstrap/bootstrap.min.css",
    "bootstrap/LICENSE": "bootstrap/LICENSE",
    "htmx.org/dist/htmx.min.js": "htmx/htmx.min.js",
    "htmx.org/LICENSE": "htmx/LICENSE",
    "plotly.js-basic-dist-min/plotly-basic.min.js": "plotly/plotly-basic.min.js",
    "plotly.js-basic-dist-min/LICENSE": "plotly/LICENSE",
    "@fontsource/source-sans-3/LICENSE": "fonts/source-sans-3.LICENSE",
    "@fontsource/source-serif-4/LICENSE": "fonts/source-serif-4.LICENSE",
}
FACES = {"source-sans-3": ("400-normal", "400-italic", "600-normal"), "source-serif-4": ("600-normal",)}
SUBSETS = ("latin", "latin-ext")

# Plotly writes its rules into a style element, which our content security policy blocks. It leaves an element with this id
# alone, so the page links the same rules as a file.
RULES_OF_PLOTLY = """() => {
  const rules = document.getElementById("plotly.js-style-global").sheet.cssRules;
  return Array.from(rules, (rule) => rule.cssText).join("\\n");
}"""


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        packages = install(Path(folder))
        shutil.rmtree(VENDOR, ignore_errors=True)
        for source, place in all_copies().items():
            copy(packages / source, VENDOR / place)
    (VENDOR / "plotly" / "plotly.css").write_text(plotly_rules(VENDOR / "plotly" / "plotly-basic.min.js"), encoding="utf-8")
    (VENDOR / MANIFEST).write_text(sums(VENDOR), encoding="utf-8")


def install(folder: Path) -> Path:
    """Install exactly the locked packages, without running any of their scripts."""
    for name in ("package.json", "package-lock.json"):
        shutil.copy(ROOT / name, folder / name)
    subprocess.run(["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"], cwd=folder, check=True)
    return folder / "node_modules"


def all_copies() -> dict[str, str]:
    fonts = {
        f"@fontsource/{font}/files/{font}-{subset}-{face}.woff2": f"fonts/{font}-{subset}-{face}.woff2"
        for font, faces in FACES.items() for face in faces for subset in SUBSETS
    }
    return COPIES | fonts


def copy(source: Path, place: Path) -> None:
    """Copy one file; text loses the pointer to a source map that we do not ship."""
    place.parent.mkdir(parents=True, exist_ok=True)
    if source.suffix in (".css", ".js"):
        lines = source.read_text(encoding="utf-8").splitlines(keepends=True)
        place.write_text("".join(line for line in lines if "sourceMappingURL=" not in line[:40]), encoding="utf-8")
    else:
        shutil.copyfile(source, place)


def plotly_rules(script: Path) -> str:
    with sync_playwright() as playwright:
        chromium = os.environ.get("CHROMIUM", "/usr/bin/chromium")
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = browser.new_page()
        page.add_script_tag(path=str(script))
        rules = page.evaluate(RULES_OF_PLOTLY)
        browser.close()
    return f"/* The style rules that plotly.js would inject; written by scripts/vendor.py. */\n{rules}\n"


def sums(folder: Path) -> str:
    """One line a file, in the form that `sha256sum --check` reads."""
    files = sorted(path for path in folder.rglob("*") if path.is_file() and path.name != MANIFEST)
    return "".join(f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.relative_to(folder).as_posix()}\n" for path in files)


if __name__ == "__main__":
    main()
