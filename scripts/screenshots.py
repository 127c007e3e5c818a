"""The pictures in docs/pictures, made from the demonstration organization: `make screenshots`.

Starts a planner of its own on a free port with its data in a temporary folder, signs in as the chief learning officer, and
takes each page as it comes. Look at what it made before you commit it.
"""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from playwright.sync_api import Browser, Page, sync_playwright

from planner.features.demo.commands import DEMO_ACCOUNTS, DEMO_PASSWORD
from planner.permissions import Role

PICTURES = Path(__file__).resolve().parent.parent / "docs" / "pictures"
# Beside the browser's own defaults: no sandbox, which root cannot have, and no connections but to this machine.
OPTIONS = ["--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-sync"]
WIDE = {"width": 1280, "height": 860}
NARROW = {"width": 390, "height": 844}

# Name of the picture, the page, and the link to follow from there, if any.
PAGES = (
    ("start", "/", ""),
    ("goal", "/goals", "main table a >> nth=0"),
    ("target", "/targets", "main table a >> nth=0"),
    ("review", "/reviews", "tr:has-text('Closed') >> nth=-1 >> a"),
    ("brief", "/briefs", "tr:has-text('Issued') >> nth=-1 >> a >> nth=0"),
)


@contextmanager
def serving() -> Iterator[str]:
    """A planner with the demonstration organization; gives its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with tempfile.TemporaryDirectory() as folder:
        planner = Path(sys.executable).with_name("planner")
        settings = {"PLANNER_DATA_DIR": folder, "PLANNER_PORT": str(port), "PLANNER_DEMO": "1"}
        server = subprocess.Popen([planner, "serve", "--prepare"], env=os.environ | settings, stdout=subprocess.DEVNULL)
        try:
            wait_for(f"http://127.0.0.1:{port}/healthz", server)
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()
            server.wait(timeout=30)


def wait_for(url: str, server: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + 120
    while server.poll() is None and time.monotonic() < deadline:
        try:
            urlopen(url, timeout=5).close()
        except (URLError, ConnectionError, TimeoutError):
            time.sleep(0.2)
        else:
            return
    raise SystemExit("The planner did not start; try `make run`.")


def sign_in(page: Page, address: str) -> None:
    page.goto(f"{address}/sign-in")
    page.get_by_label("E-mail").fill(next(one.email for one in DEMO_ACCOUNTS if one.role is Role.CLO))
    page.get_by_label("Password").fill(DEMO_PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(f"{address}/")


def take(page: Page, address: str, name: str, path: str, link: str) -> None:
    page.goto(address + path)
    if link:
        page.locator(link).click()
    page.wait_for_load_state("networkidle")
    if page.title().startswith(("Something went wrong", "This page")):
        raise SystemExit(f"The page for {name} could not be shown: {page.title()}")
    (PICTURES / f"{name}.png").write_bytes(at_rest(page))
    print(f"docs/pictures/{name}.png  {page.title()}")


def at_rest(page: Page) -> bytes:
    """The picture once two in a row are the same: a chart draws its axes and its lines one after the other."""
    before, now = b"", page.screenshot()
    for _ in range(20):
        if before == now:
            break
        page.wait_for_timeout(300)
        before, now = now, page.screenshot()
    return now


def take_all(browser: Browser, address: str) -> None:
    page = browser.new_page(viewport=WIDE, reduced_motion="reduce")
    sign_in(page, address)
    for name, path, link in PAGES:
        take(page, address, name, path, link)
    page.set_viewport_size(NARROW)
    take(page, address, "start-narrow", "/", "")


def main() -> None:
    chromium = shutil.which("chromium")
    if not chromium:
        raise SystemExit("Pictures need Chromium: sudo apt-get install chromium")
    PICTURES.mkdir(parents=True, exist_ok=True)
    with serving() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=OPTIONS)
        take_all(browser, address)
        browser.close()


if __name__ == "__main__":
    main()
